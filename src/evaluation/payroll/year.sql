-- A year's decided bands, counted, with the codes that count in the June and December after it:
-- $1 which year.
with newest as (
    select s.id from band_scheme s where s.cycle_id = $1 order by s.edition desc limit 1),
counts as (
    select v.mark, min(v.label) as label, min(v.place) as place, count(*) as people
    from band_record_view v where v.cycle_id = $1 group by v.mark)
select c.name, c.fiscal_year,
  (select coalesce(json_agg(json_build_object('label', k.label,
          'people', k.people, 'june', trim_scale(j.june)::text,
          'december', trim_scale(w.december)::text, 'class', j.raise_class,
          'steps', j.raise_steps) order by k.place), '[]')
   from counts k
   left join pay_code j on j.mark = k.mark
        and j.edition_id = pay_edition_on(make_date(c.fiscal_year + 1, 6, 1))
   left join pay_code w on w.mark = k.mark
        and w.edition_id = pay_edition_on(make_date(c.fiscal_year + 1, 12, 1))) as "counts!",
  (select coalesce(json_agg(json_build_array(
          coalesce(v.name, '全庁') || ' ' || e.name, e.people) order by e.place, v.place), '[]')
   from (select g.id, g.place, g.name,
                case g.scope when 'department' then h.department_id end as department_id,
                count(*) as people
         from newest n
         join band_group g on g.scheme_id = n.id
         join sheet h on h.cycle_id = c.id and h.position_code = any(g.positions)
         group by 1, 2, 3, 4) e
   left join unit_version v on v.unit_id = e.department_id and v.valid @> c.base_date
   where not exists (
       select from band_decision d
       where d.group_id = e.id and d.department_id is not distinct from e.department_id
         and not exists (select from band_reopening o where o.decision_id = d.id))) as "undecided!"
from cycle c
where c.id = $1 and exists (select from newest)
