-- The sheets of $1 and of those $1 evaluates, with their interviews: running ones, and those that
-- were finished after $2. One's own stay. On $3 also those on which $1 stands in for somebody.
with theirs as (
    -- each way to a sheet by its own index, however many years there are
    select s.id from sheet s where s.subject_id = $1
    union
    select s.id from sheet s
    where s.first_evaluator_id = $1 and s.state <> 'excluded'
      and (s.closed_at is null or s.closed_at > $2)
    union
    select s.id from sheet s
    where s.second_evaluator_id = $1 and s.state <> 'excluded'
      and (s.closed_at is null or s.closed_at > $2)
    union
    select q.id from deputy d
    join sheet q on d.evaluator_id in (q.first_evaluator_id, q.second_evaluator_id)
    where d.deputy_id = $1 and d.valid @> $3::date and d.ended_at is null
      and stands_in(q.id, case when q.first_evaluator_id = d.evaluator_id then 'first'
                               else 'second' end, $3) = $1)
select s.id as "sheet!", s.subject_id = $1 as "own!",
       coalesce(s.first_evaluator_id, s.second_evaluator_id) = coalesce(x.evaluator, $1) as "leads!",
       (select concat_ws(' ', e.family_name, e.given_name) from staff e
        where e.id = x.evaluator) as "standing_in?",
       p.family_name || ' ' || p.given_name as "name!", o.name as "position!",
       coalesce(u.name, '') as "unit!", c.name as "cycle!",
       s.state as "state!: State", s.closed_at is not null as "closed!",
       exists (select from development_plan d
               where d.sheet_id in (
                   select t.other_id from sheet_together_view t where t.sheet_id = s.id)) as "planned!",
       (select coalesce(json_agg(json_build_object('id', v.id, 'kind', v.kind,
               'held_on', v.held_on, 'hours', v.hours, 'place', v.place, 'way', v.way,
               'written', v.written, 'confirm_by', v.confirm_by, 'closes_on', v.closes_on,
               'confirmed_on', v.confirmed_on)), '[]')
        from interview_view v where v.sheet_id = s.id) as "interviews!"
from theirs m
join sheet s on s.id = m.id
join cycle c on c.id = s.cycle_id
join staff p on p.id = s.subject_id
join position o on o.framework_id = s.framework_id and o.code = s.position_code
left join unit_version u on u.unit_id = s.unit_id and u.valid @> c.base_date
left join lateral (
    select stands_in_for(s.id, $1, $3::date) as evaluator
    where s.subject_id <> $1 and s.first_evaluator_id is distinct from $1
      and s.second_evaluator_id is distinct from $1) x on true
where c.opened_at is not null and c.kind not in ('short', 'probation')
order by c.fiscal_year desc, p.family_kana collate "C", p.given_kana collate "C", s.id
