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
    from paid group by mark, apart),
-- who gets no line: a sheet without a decided band, where it is not the whole group that waits
sheetless_audience as (
    select c.id as cycle_id, p.id as staff_id
    from cycle c
    join staff p on not exists (select from sheet h
                                where h.cycle_id = c.id and h.subject_id = p.id)
    where c.id = $1
      and case when c.kind = 'short' then
              exists (select from employment e
                      where e.staff_id = p.id and e.kind = 'fiscal_year'
                        and c.period @> lower(e.valid))
              or p.employment = 'fiscal_year' and p.hired_on < upper(c.period)
                 and (p.left_on is null or p.left_on >= lower(c.period))
          else p.employment <> 'fiscal_year' and p.hired_on <= c.base_date
               and (p.left_on is null or p.left_on >= c.base_date) end),
left_out as (
    select h.subject_id as staff_id, h.unit_id, o.name as position,
           case when e.id is null then 'no_group'
                when h.state = 'excluded' then 'excluded' else 'not_placed' end as why
    from sheet h
    left join position o on o.framework_id = h.framework_id and o.code = h.position_code
    left join lateral (
        select g.id, case g.scope when 'department' then h.department_id end as department_id
        from newest n join band_group g on g.scheme_id = n.id
        where h.position_code = any(g.positions) limit 1) e on true
    where h.cycle_id = $1
      and not exists (select from band_record_view v where v.sheet_id = h.id)
      and (e.id is null or exists (
          select from band_decision d
          where d.group_id = e.id and d.department_id is not distinct from e.department_id
            and not exists (select from band_reopening r where r.decision_id = d.id)))
    union all
    select a.staff_id, g.unit_id, o.name, 'no_sheet'
    from sheetless_audience a
    join cycle c on c.id = a.cycle_id
    join staff p on p.id = a.staff_id
    left join assignment g on g.staff_id = a.staff_id and g.kind = 'main'
        and g.valid @> greatest(c.base_date, p.hired_on)
    left join position o on o.framework_id = c.framework_id and o.code = g.position_code
    -- those who head one of the mayor's parts of the city are not evaluated
    where not coalesce(g.leads and exists (
        select from unit_version v where v.unit_id = g.unit_id and v.valid @> c.base_date
           and v.level = 'executive'), false))
select c.name, c.fiscal_year,
  (select coalesce(json_agg(json_build_object('number', p.number,
          'name', p.family_name || ' ' || p.given_name,
          'place', coalesce((select v.name from unit_version v where v.unit_id = l.unit_id
                             order by v.valid @> c.base_date desc, lower(v.valid) desc limit 1),
                            ''),
          'position', coalesce(l.position, ''), 'why', l.why)
          order by l.why, p.number), '[]')
   from left_out l join staff p on p.id = l.staff_id) as "left_out!",
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
