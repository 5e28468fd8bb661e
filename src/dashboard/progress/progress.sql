-- How far a year is: $1 cycle or null, $2 department or null, $3 today.
with chosen as (
    select c.id, c.base_date from cycle c
    where c.opened_at is not null and c.kind = 'ability' and ($1::bigint is null or c.id = $1)
    order by c.fiscal_year desc, c.id desc limit 1),
sheets as (
    select case when $2::bigint is null then s.department_id
                else coalesce(s.section_id, s.unit_id) end as unit_id,
           s.state, s.returned, count(*) as count,
           count(s.first_evaluator_id) as first, count(s.second_evaluator_id) as second
    from sheet s join chosen c on c.id = s.cycle_id
    where s.state <> 'excluded' and ($2::bigint is null or s.department_id = $2)
    group by 1, 2, 3),
late as (
    select case w.step when 'self' then 'self_assessment' when 'first' then 'first_review'
                       else 'second_review' end as state
    from cycle_step w join chosen c on c.id = w.cycle_id
    where w.step in ('self', 'first', 'second') and w.due_on < $3),
-- late by the year's date, but given more time
spared as (
    select case when $2::bigint is null then s.department_id
                else coalesce(s.section_id, s.unit_id) end as unit_id, count(*) as count
    from (select distinct on (sheet_id, step) sheet_id, step, due_on from extension
          order by sheet_id, step, id desc) e
    join sheet s on s.id = e.sheet_id
         and s.state = case e.step when 'self' then 'self_assessment'
                                   when 'first' then 'first_review'
                                   when 'second' then 'second_review' end
    join chosen c on c.id = s.cycle_id
    where e.due_on >= $3 and s.state in (table late)
      and ($2::bigint is null or s.department_id = $2)
    group by 1)
select c.id as "id!",
  (select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name)
          order by y.fiscal_year desc), '[]')
   from cycle y where y.opened_at is not null and y.kind = 'ability') as "cycles!",
  (select coalesce(json_agg(json_build_object('id', g.unit_id, 'name', u.name,
          'self_assessment', g.s1, 'first_review', g.s2, 'second_review', g.s3,
          'calibration', g.s0, 'confirmation', g.s4, 'confirmed', g.s5, 'disclosed', g.s6,
          'overdue', g.late, 'returned', g.back) order by u.place), '[]')
   from (select unit_id,
             coalesce(sum(count) filter (where state = 'self_assessment'), 0) as s1,
             coalesce(sum(count) filter (where state = 'first_review'), 0) as s2,
             coalesce(sum(count) filter (where state = 'second_review'), 0) as s3,
             coalesce(sum(count) filter (where state = 'calibration'), 0) as s0,
             coalesce(sum(count) filter (where state = 'confirmation'), 0) as s4,
             coalesce(sum(count) filter (where state = 'confirmed'), 0) as s5,
             coalesce(sum(count) filter (where state = 'disclosed'), 0) as s6,
             coalesce(sum(count) filter (where state in (table late)), 0)
                 - coalesce((select x.count from spared x where x.unit_id = sheets.unit_id), 0)
                 as late,
             coalesce(sum(count) filter (where returned), 0) as back
         from sheets group by unit_id) g
   join unit_version u on u.unit_id = g.unit_id and u.valid @> c.base_date) as "units!",
  (select v.name from unit_version v
   where v.unit_id = $2 and v.valid @> c.base_date) as department,
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
