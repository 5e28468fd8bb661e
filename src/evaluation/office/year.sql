-- A year with its dates, its units on the base date and its extensions: $1 which.
select c.name,
  (select coalesce(json_agg(json_build_array(w.step, w.due_on)), '[]')
   from cycle_step w where w.cycle_id = c.id) as "steps!",
  (select coalesce(json_agg(json_build_array(v.unit_id, concat_ws(' ', d.name, v.name))
          order by v.place), '[]')
   from unit_version v
   left join unit_version d on d.unit_id = v.parent_id and d.valid @> c.base_date
        and d.level = 'department'
   where v.valid @> c.base_date and v.level in ('department', 'section')) as "units!",
  (select coalesce(json_agg(json_build_object('step', g.step, 'due_on', g.due_on,
          'reason', g.reason, 'by', coalesce(p.family_name || ' ' || p.given_name, 'ポータル（自動）'), 'at', g.at,
          'sheets', g.sheets) order by g.at desc), '[]')
   from (select e.step, e.due_on, e.reason, e.by_id, e.at, count(*) as sheets
         from extension e join sheet s on s.id = e.sheet_id
         where s.cycle_id = c.id group by 1, 2, 3, 4, 5 order by e.at desc limit 50) g
   left join staff p on p.id = g.by_id) as "given!"
from cycle c where c.id = $1
