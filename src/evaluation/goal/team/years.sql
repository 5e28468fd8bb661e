-- The years in which $1 answers goals on $2: for themselves first, then for each evaluator whose deputy
-- they are, of whose people they have those they may do.
with seat as (
    select $1::bigint as holder, null::text as name, null::date as from_on, null::date as until_on
    union all
    select d.evaluator_id, concat_ws(' ', p.family_name, p.given_name, nullif(g.post, '')),
           lower(d.valid), upper(d.valid) - 1
    from deputy d join staff p on p.id = d.evaluator_id
    left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date
    where d.deputy_id = $1 and d.valid @> $2 and d.ended_at is null)
select c.name, t.name as "evaluator?", t.from_on as "from?", t.until_on as "until?",
       goal_team(c.id, t.holder) as "members!",
       case when t.name is not null then array(
           select s.id from sheet s
           where s.cycle_id = c.id and coalesce(s.first_evaluator_id, s.second_evaluator_id) = t.holder
             and stands_in(s.id, case when s.first_evaluator_id is null then 'second'
                                      else 'first' end, $2) = $1) end as "only?: Vec<i64>"
from seat t
-- from the evaluator to the years, by an index: most years are somebody else's
cross join lateral (
    select distinct s.cycle_id from sheet s
    where coalesce(s.first_evaluator_id, s.second_evaluator_id) = t.holder
      and s.state not in ('excluded', 'disclosed')) y
join cycle c on c.id = y.cycle_id
where c.opened_at is not null
  and exists (select from cycle_step w where w.cycle_id = c.id and w.step = 'goals')
order by t.name is not null, t.name, c.fiscal_year desc, c.id desc
