-- The 会計年度任用職員 of a year: $1 its first day, $2 today, $3 the fiscal year. Only those whose
-- name or number fits $4.
with c as (select * from cycle where kind = 'short' and fiscal_year = $3),
-- the year keeps the forms it began with
f as (select coalesce((select c.framework_id from c),
                      (select w.id from framework w where w.kind = 'short'
                         and w.valid @> greatest($1::date, least($2::date, ($1 + interval '1 year' - interval '1 day')::date)))) as id)
select
  (select c.id from c) as cycle,
  (select c.version from c) as version,
  (select f.id from f) as framework,
  (select coalesce(json_agg(json_build_array(o.code, o.name) order by o.rank), '[]')
   from f join position o on o.framework_id = f.id) as "works!",
  (select coalesce(json_agg(json_build_array(g.points, g.word) order by g.points), '[]')
   from f join grade g on g.framework_id = f.id) as "grades!",
  (select coalesce(json_agg(json_build_object('staff', e.staff_id,
          'number', p.number, 'name', p.family_name || ' ' || p.given_name,
          'from', lower(e.valid), 'until', upper(e.valid) - 1, 'minutes', e.weekly_minutes, 'days', e.weekly_days,
          'work', e.work_code, 'unit', a.unit_id,
          'place', coalesce((select u.name from unit_version u where u.unit_id = a.unit_id
                             order by upper(u.valid) desc nulls first limit 1), ''),
          'sheet', s.id, 'state', s.state, 'returned', s.returned, 'exclusion', s.exclusion,
          'form', s.position_code, 'due_on', v.due_on,
          'holder', (select n.family_name || ' ' || n.given_name from staff n
                     where n.id = v.holder_id),
          'evaluator', (select n.family_name || ' ' || n.given_name from staff n
                        where n.id = coalesce(s.second_evaluator_id, s.first_evaluator_id)),
          'overall', r.overall, 'renewal', o.verdict, 'reason', o.reason)
          order by p.family_kana collate "C", p.given_kana collate "C", e.id), '[]')
   from employment e
   join staff p on p.id = e.staff_id
   left join lateral (select g.unit_id from assignment g
                      where g.staff_id = e.staff_id and g.kind = 'main' and g.valid && e.valid
                      order by g.valid @> $2::date desc, lower(g.valid) desc limit 1) a on true
   left join sheet s on s.cycle_id = (select c.id from c) and s.subject_id = e.staff_id
        and lower(s.term) = lower(e.valid)
   left join evaluation_progress_view v on v.sheet_id = s.id
   left join lateral (select x.overall from result x where x.sheet_id = s.id
                      order by x.version desc limit 1) r on true
   left join lateral (select x.verdict, x.reason from renewal_opinion x
                      where x.sheet_id = s.id and s.state not in ('first_review', 'second_review')
                      order by x.step desc, x.round desc limit 1) o on true
   where e.kind = 'fiscal_year' and lower(e.valid) >= $1
     and lower(e.valid) < ($1 + interval '1 year')::date and p.search like all ($4::text[]))
      as "people!",
  -- whose time as 会計年度任用職員 nobody has entered for the year: no sheet can begin
  (select coalesce(json_agg(json_build_object('number', p.number,
          'name', p.family_name || ' ' || p.given_name, 'hired_on', p.hired_on,
          'place', coalesce((select u.name from unit_version u where u.unit_id = a.unit_id
                             order by upper(u.valid) desc nulls first limit 1), ''))
          order by p.family_kana collate "C", p.given_kana collate "C", p.id), '[]')
   from staff p
   left join lateral (select g.unit_id from assignment g
                      where g.staff_id = p.id and g.kind = 'main'
                      order by lower(g.valid) desc limit 1) a on true
   where p.employment = 'fiscal_year' and p.hired_on < ($1 + interval '1 year')::date
     and (p.left_on is null or p.left_on >= $1)
     and p.search like all ($4::text[])
     and not exists (select from employment e
                     where e.staff_id = p.id and e.valid && daterange($1, ($1 + interval '1 year')::date)))
      as "unregistered!"
