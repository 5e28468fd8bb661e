-- Who was hired and has no probation entered, while by the rule of their day of hiring it would
-- still run: $1 today, $2 who asks; their own is not theirs to begin. 再任用 knows no probation
-- (地方公務員法22条の4第6項); every new term of a 会計年度任用職員 begins one (22条の2第7項).
select p.id as "staff: StaffId", p.number, p.family_name || ' ' || p.given_name as "name!",
       p.employment, s.starts_on as "since!", g.unit_id as "unit?", g.position_code as "position?",
       exists (select from probation_rule_task t
               where t.rule_id = r.id and t.what = 'review') as "reviewed!"
from staff p
cross join lateral (
    select greatest(p.hired_on, (select max(lower(e.valid)) from employment e
                                 where p.employment = 'fiscal_year' and e.staff_id = p.id
                                   and e.kind = 'fiscal_year' and lower(e.valid) <= $1))
               as starts_on,
           case p.employment when 'fiscal_year' then 'fiscal_year' else 'regular' end as kind) s
join probation_rule r on r.kind = s.kind and r.valid @> s.starts_on
left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> s.starts_on
where p.employment <> 'reappointed' and p.id <> $2
  and s.starts_on <= $1 and s.starts_on > $1::date - 366
  and (s.starts_on + make_interval(months => r.months::int))::date > $1
  and (p.left_on is null or p.left_on >= $1)
  and not exists (select from probation b where b.staff_id = p.id and b.starts_on >= s.starts_on)
order by s.starts_on, p.family_kana collate "C", p.given_kana collate "C", p.id
