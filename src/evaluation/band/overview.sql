-- Every group of a year's newest scheme with how far it is: $1 which year, $2 who looks.
with newest as (
    select s.id, s.cycle_id from band_scheme s where s.cycle_id = $1
    order by s.edition desc limit 1),
people as (
    select g.id as group_id, case g.scope when 'department' then h.department_id end as department_id,
           count(*) as people, count(*) filter (where h.state = 'excluded') as excluded,
           count(*) filter (where h.state in ('confirmed', 'disclosed')) as confirmed,
           bool_or(h.subject_id = $2) as own
    from newest n
    join band_group g on g.scheme_id = n.id
    join sheet h on h.cycle_id = n.cycle_id and h.position_code = any(g.positions)
    group by 1, 2)
select g.id, g.name, e.department_id, v.name as "department?", e.people as "people!",
       e.excluded as "excluded!", e.confirmed as "confirmed!", e.own as "own!",
       d.version as "version?", d.at as "decided_at?"
from newest n
join cycle c on c.id = n.cycle_id
join band_group g on g.scheme_id = n.id
join people e on e.group_id = g.id
left join unit_version v on v.unit_id = e.department_id and v.valid @> c.base_date
left join lateral (
    select d.version, d.at from band_decision d
    where d.group_id = g.id and d.department_id is not distinct from e.department_id
      and not exists (select from band_reopening o where o.decision_id = d.id)) d on true
order by g.place, v.place nulls first
