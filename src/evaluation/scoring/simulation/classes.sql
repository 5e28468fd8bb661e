-- Everybody's grades of a year, added up by a set and by the one it was copied from: $1 the set;
-- $2 and $3 what it is tried on: an evaluation by its kind and key, or 'year' and a fiscal year
-- (null: the newest 能力評価 that is closed). People with the same sums are one line.
with this as (select * from scoring_rule_set where id = $1),
tries as (
    select c.kind, c.id as key, c.name, c.fiscal_year, c.base_date,
           exists (select from sheet s where s.cycle_id = c.id
                   and s.state not in ('excluded', 'confirmed', 'disclosed')
                   and not exists (select from result r where r.sheet_id = s.id)) as open
    from cycle c join this t on t.framework_id = c.framework_id
                            and t.scale_id is not distinct from c.scale_id
    where c.kind in ('ability', 'performance')
      and exists (select from result r where r.cycle_id = c.id)
    union all
    select 'year', c.fiscal_year, '', c.fiscal_year, max(c.base_date), false
    from cycle c join this t on t.framework_id = c.framework_id
    where c.kind in ('ability', 'performance')
      -- every evaluation of the year by this scale
      and not exists (select from cycle o where o.fiscal_year = c.fiscal_year
                        and o.kind in ('ability', 'performance') and o.opened_at is not null
                        and o.scale_id is distinct from t.scale_id)
      and exists (select from year_score y where y.fiscal_year = c.fiscal_year)
    group by c.fiscal_year),
chosen as (
    select * from tries y where $2::text is null or (kind, key) = ($2, $3::bigint)
    -- rather a year that is closed: in a running one those who are confirmed are no fair part
    order by open, kind <> 'ability', fiscal_year desc, key desc limit 1),
classes as (
    select s.position_code, s.overall, s.sums, s.before_sums, count(*) as people
    from chosen c cross join lateral scoring_trial($1, c.kind, c.key) s group by 1, 2, 3, 4)
select scoring_rules(t.id) as "set!", scoring_rules(t.copied_from) as before,
       (select json_build_object('kind', c.kind, 'key', c.key, 'name', c.name,
               'base_date', c.base_date) from chosen c) as chosen,
       (select coalesce(json_agg(json_build_object('kind', y.kind, 'key', y.key, 'name', y.name,
               'base_date', y.base_date)
               order by y.fiscal_year desc, y.kind = 'year' desc, y.key desc), '[]')
        from tries y) as "tries!",
       (select coalesce(json_agg(json_build_object('id', u.unit_id, 'name', u.name)
               order by u.place), '[]')
        from chosen c join unit_version u on u.level = 'department' and u.valid @> c.base_date)
           as "departments!",
       (select coalesce(json_agg(json_build_object('position', s.position_code,
               'overall', s.overall, 'sums', s.sums, 'before_sums', s.before_sums,
               'people', s.people)), '[]') from classes s) as "classes!"
from scoring_rule_set t where t.id = $1
