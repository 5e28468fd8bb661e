-- Everybody's grades of a year, added up by a set and by the one it was copied from: $1 the set,
-- $2 the year (null: the newest that is closed). People with the same sums are one line.
with this as (select * from scoring_rule_set where id = $1),
years as (
    select c.id, c.name, c.fiscal_year, c.base_date
    from cycle c join this t on t.framework_id = c.framework_id and c.kind = 'ability'
    where exists (select from result r where r.cycle_id = c.id)),
chosen as (
    select * from years y where $2::bigint is null or id = $2
    -- rather a year that is closed: in a running one those who are confirmed are no fair part
    order by exists (select from sheet s where s.cycle_id = y.id
                     and s.state not in ('excluded', 'confirmed', 'disclosed')
                     and not exists (select from result r where r.sheet_id = s.id)),
             fiscal_year desc, id desc limit 1),
classes as (
    select position_code, overall, points, weight, before_points, before_weight,
           count(*) as people
    from chosen c cross join lateral scoring_sums($1, c.id) group by 1, 2, 3, 4, 5, 6)
select scoring_rules(t.id) as "set!", scoring_rules(t.copied_from) as before,
       (select c.id from chosen c) as cycle,
       (select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name)
               order by y.fiscal_year desc, y.id desc), '[]') from years y) as "years!",
       (select coalesce(json_agg(json_build_object('id', u.unit_id, 'name', u.name)
               order by u.place), '[]')
        from chosen c join unit_version u on u.level = 'department' and u.valid @> c.base_date)
           as "departments!",
       (select coalesce(json_agg(json_build_object('position', s.position_code,
               'overall', s.overall, 'points', s.points, 'weight', s.weight,
               'before_points', s.before_points, 'before_weight', s.before_weight,
               'people', s.people)), '[]') from classes s) as "classes!"
from scoring_rule_set t where t.id = $1
