-- A year's decided bands, counted, with the codes that count in the June and December after it:
-- $1 which year.
with newest as (
    select s.id from band_scheme s where s.cycle_id = $1 order by s.edition desc limit 1),
paid as (
    select v.mark, v.label, v.place, j.june, w.december, j.raise_class, j.raise_steps,
           coalesce(nullif(j.position_code, ''), nullif(w.position_code, '')) as apart,
           coalesce(nullif(j.position_name, ''), nullif(w.position_name, '')) as apart_name
    from band_record_view v
    join sheet h on h.id = v.sheet_id
    join cycle y on y.id = v.cycle_id
    left join lateral pay_code_of(pay_edition_on(make_date(y.fiscal_year + 1, 6, 1)), v.mark,
                                  h.position_code) j on true
    left join lateral pay_code_of(pay_edition_on(make_date(y.fiscal_year + 1, 12, 1)), v.mark,
                                  h.position_code) w on true
    where v.cycle_id = $1),
-- those of a position with codes of its own stand apart
counts as (
    select mark, min(label) as label, min(place) as place, apart, min(apart_name) as apart_name,
           count(*) as people, min(june) as june, min(december) as december,
           min(raise_class) as raise_class, min(raise_steps) as raise_steps
    from paid group by mark, apart)
select c.name, c.fiscal_year,
  (select coalesce(json_agg(json_build_object(
          'label', k.label || coalesce('（' || k.apart_name || '）', ''),
          'people', k.people, 'june', trim_scale(k.june)::text,
          'december', trim_scale(k.december)::text, 'class', k.raise_class,
          'steps', k.raise_steps) order by k.place, k.apart nulls first), '[]')
   from counts k) as "counts!",
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
