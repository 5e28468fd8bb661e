-- How far an evaluation is: $1 cycle or null, $2 department or null, $3 today.
with chosen as (
    select c.id, c.base_date, c.kind in ('ability', 'performance') as dated from cycle c
    where c.opened_at is not null and ($1::bigint is null or c.id = $1)
    -- the one that is running; of several one with dates for all, then one that is written today
    order by exists (select from sheet s where s.cycle_id = c.id
                     and s.state not in ('excluded', 'confirmed', 'disclosed')) desc,
             c.kind in ('ability', 'performance') desc,
             exists (select from cycle_step w where w.cycle_id = c.id
                     and w.step not in ('confirmation', 'disclosure')
                     and $3::date between w.opens_on and w.due_on) desc,
             c.fiscal_year desc, c.kind, c.id desc limit 1),
sheets as (
    select case when $2::bigint is null then s.department_id
                else coalesce(s.section_id, s.unit_id) end as unit_id,
           s.state, count(*) as count, count(*) filter (where s.returned) as back,
           count(s.first_evaluator_id) as first, count(s.second_evaluator_id) as second
    from sheet s join chosen c on c.id = s.cycle_id
    where s.state <> 'excluded' and ($2::bigint is null or s.department_id = $2)
    group by 1, 2),
written (step, state) as (
    values ('goals', 'goal_setting'), ('goal_review', 'goal_review'),
           ('midterm', 'midterm_report'), ('midterm_review', 'midterm_review'),
           ('self', 'self_assessment'), ('first', 'first_review'), ('second', 'second_review'),
           ('calibration', 'calibration'), ('confirmation', 'confirmation')),
late as (
    select t.state from cycle_step w join chosen c on c.id = w.cycle_id and c.dated
    join written t on t.step = w.step
    where w.due_on < $3),
-- late by the year's date, but given more time
spared as (
    select case when $2::bigint is null then s.department_id
                else coalesce(s.section_id, s.unit_id) end as unit_id, count(*) as count
    from (select distinct on (sheet_id, step) sheet_id, step, due_on from extension
          order by sheet_id, step, id desc) e
    join written t on t.step = e.step
    join sheet s on s.id = e.sheet_id and s.state = t.state
    join chosen c on c.id = s.cycle_id
    where e.due_on >= $3 and s.state in (table late)
      and ($2::bigint is null or s.department_id = $2)
    group by 1),
-- late by a date of its own
own_late as (
    select case when $2::bigint is null then v.department_id
                else coalesce(v.section_id, v.unit_id) end as unit_id, count(*) as count
    from chosen c join evaluation_progress_view v on v.cycle_id = c.id
    where not c.dated and v.due_on < $3
      and ($2::bigint is null or v.department_id = $2)
    group by 1)
select c.id as "id!", c.dated as "dated!",
  (select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name)
          order by y.fiscal_year desc, y.kind, y.term), '[]')
   from cycle y where y.opened_at is not null) as "cycles!",
  (select coalesce(json_agg(json_build_object('id', g.unit_id, 'name', u.name,
          'counts', g.counts, 'returned', g.back,
          'overdue', g.late + coalesce(o.count, 0) - coalesce(x.count, 0)) order by u.place), '[]')
   from (select unit_id, json_object_agg(state, count) as counts, sum(back) as back,
             coalesce(sum(count) filter (where state in (table late)), 0) as late
         from sheets group by unit_id) g
   left join spared x on x.unit_id = g.unit_id
   left join own_late o on o.unit_id = g.unit_id
   -- a short term can begin in a unit that is newer than the year
   join lateral (select v.name, v.place from unit_version v where v.unit_id = g.unit_id
                 order by v.valid @> c.base_date desc, lower(v.valid) limit 1) u on true
  ) as "units!",
  (select v.name from unit_version v
   where v.unit_id = $2 order by v.valid @> c.base_date desc, lower(v.valid) limit 1) as department,
  (select coalesce(json_agg(json_build_object('step', d.step, 'day', d.day,
          'count', d.count) order by d.day), '[]')
   from (select b.step, (b.at at time zone 'Asia/Tokyo')::date as day, count(*)
         from submission b join sheet s on s.id = b.sheet_id and s.cycle_id = c.id
         where b.round = 1 and ($2::bigint is null or s.department_id = $2)
         group by 1, 2) d) as "days!",
  (select coalesce(json_agg(json_build_object('step', w.step, 'opens_on', w.opens_on,
          'due_on', w.due_on) order by w.due_on), '[]')
   from cycle_step w where w.cycle_id = c.id) as "steps!",
  (select json_build_object('own', coalesce(sum(s.count), 0),
          'first', coalesce(sum(s.first), 0), 'second', coalesce(sum(s.second), 0))
   from sheets s) as "totals!"
from chosen c
