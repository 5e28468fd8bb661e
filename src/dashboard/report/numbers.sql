-- A department's numbers and the city's: $1 department, $2 cycle or null, $3 today. The figures of
-- units that go on in it are its own.
with lineage as materialized (select l.unit_id, l.whole from unit_lineage($1) l),
years as (
    -- those on probation are few and looked at one by one
    select c.id, c.fiscal_year, c.kind, c.term, c.name, c.framework_id from cycle c
    where c.kind in ('ability', 'performance', 'short')
      and exists (select from result_tally t
                  where t.cycle_id = c.id and t.department_id is null)),
chosen as (
    select y.* from years y
    where $2::bigint is null or y.id = $2
    -- a year in which the department has results; a result that is being corrected does not make its
    -- year an open one
    order by not exists (select from result_tally t where t.cycle_id = y.id and t.people > 0
                         and t.department_id in (select unit_id from lineage)),
             exists (select from sheet s where s.cycle_id = y.id
                     and s.state not in ('excluded', 'confirmed', 'disclosed')
                     and not exists (select from result r where r.sheet_id = s.id)),
             y.fiscal_year desc, y.kind, y.term desc limit 1),
tally as materialized (
    select true as own, t.* from years y join result_tally t
        on t.cycle_id = y.id and t.department_id in (select unit_id from lineage)
    union all
    select false, t.* from years y join result_tally t
        on t.cycle_id = y.id and t.department_id is null),
results as (
    select t.* from tally t join chosen c on c.id = t.cycle_id),
items as materialized (
    select t.own, t.position_code, t.ability_id, a.name, a.place,
           t.points::float8 as points, t.people as count
    from (select true as own, t.* from chosen c join result_item_tally t
              on t.cycle_id = c.id and t.department_id in (select unit_id from lineage)
          union all
          select false, t.* from chosen c join result_item_tally t
              on t.cycle_id = c.id and t.department_id is null) t
    join ability a on a.id = t.ability_id
    where t.people > 0)
select u.name,
  (select json_agg(json_build_object('id', y.id, 'kind', y.kind, 'name', y.name) order by y.fiscal_year desc, y.kind, y.term) from years y) as "years!",
  json_build_object('id', c.id, 'kind', c.kind, 'name', c.name) as "year!",
  (select coalesce(json_agg(json_build_object('points', g.points, 'word', g.word,
          'own', (select coalesce(sum(r.people), 0) from results r
                  where r.own and r.overall = g.points),
          'city', (select coalesce(sum(r.people), 0) from results r
                   where not r.own and r.overall = g.points))
          order by g.points), '[]')
   from cycle_grade g where g.cycle_id = c.id) as "grades!",
  (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
          'people', (select coalesce(sum(r.people), 0) from results r
                     where r.own and r.position_code = p.code),
          'city_people', (select coalesce(sum(r.people), 0) from results r
                          where not r.own and r.position_code = p.code),
          'mean', m.own, 'city', m.city) order by p.rank), '[]')
   from position p
   -- goals are each person's own: of their results only the overall grade can be averaged
   left join (select position_code, sum(points) filter (where own)
                         / nullif(sum(count) filter (where own), 0) as own,
                     sum(points) filter (where not own)
                         / nullif(sum(count) filter (where not own), 0) as city
              from (select own, position_code, points, count from items
                    union all
                    select r.own, r.position_code, (r.overall * r.people)::float8, r.people
                    from results r where c.kind = 'performance') i
              group by position_code) m on m.position_code = p.code
   where p.framework_id = c.framework_id) as "positions!",
  (select coalesce(json_agg(json_build_object('position', i.position_code,
          'name', i.name, 'own', i.own_mean, 'city', i.city_mean)
          order by i.position_code, i.place), '[]')
   from (select position_code, name, place,
                sum(points) filter (where own) / nullif(sum(count) filter (where own), 0)
                    as own_mean,
                sum(points) filter (where not own)
                    / nullif(sum(count) filter (where not own), 0) as city_mean
         from items group by position_code, ability_id, name, place) i) as "abilities!",
  (select coalesce(json_agg(json_build_object('fiscal_year', y.fiscal_year,
          'people', y.people, 'city_people', y.city_people, 'own', y.own, 'city', y.city) order by y.fiscal_year), '[]')
   from (select y.fiscal_year,
                coalesce(sum(t.people) filter (where t.own), 0) as people,
                coalesce(sum(t.people) filter (where not t.own), 0) as city_people,
                sum(t.overall * t.people) filter (where t.own)
                    / nullif(sum(t.people) filter (where t.own), 0) as own,
                sum(t.overall * t.people) filter (where not t.own)
                    / nullif(sum(t.people) filter (where not t.own), 0) as city
         from years y join tally t on t.cycle_id = y.id
         where y.kind = c.kind and y.term = c.term and y.fiscal_year between c.fiscal_year - 4 and c.fiscal_year
         group by y.fiscal_year) y) as "over_years!",
  (select count(*) from sheet s where s.cycle_id = c.id
     and s.department_id in (select l.unit_id from lineage l)
     and s.state not in ('excluded', 'confirmed', 'disclosed')
     and not exists (select from result r where r.sheet_id = s.id)) as "open!",
  array(select v.name || case when l.whole then '' else '（分割前の全体）' end
        from lineage l join lateral (
            select v.name from unit_version v where v.unit_id = l.unit_id
            order by lower(v.valid) desc limit 1) v on true
        where l.unit_id <> $1
          and exists (select from tally t where t.own and t.department_id = l.unit_id)
        order by v.name) as "inherited!"
from chosen c
join lateral (select v.name from unit_version v
              where v.unit_id = $1 and v.level = 'department'
              order by v.valid @> $3::date desc, upper(v.valid) desc limit 1) u on true
