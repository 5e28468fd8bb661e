-- A unit through the years: $1 which, $2 the day its people are counted on.
select u.code,
       (select coalesce(json_agg(json_build_object('name', v.name, 'level', v.level,
            'parent', (select p.name from unit_version p
                       where p.unit_id = v.parent_id and p.valid @> lower(v.valid)),
            'from', lower(v.valid), 'until', upper(v.valid)) order by lower(v.valid) desc), '[]')
        from unit_version v where v.unit_id = u.id) as "versions!: Json<Vec<Version>>",
       (select coalesce(json_agg(json_build_object('id', s.unit_id, 'since', s.since,
            'name', coalesce((select v.name from unit_version v where v.unit_id = s.unit_id
                              order by lower(v.valid) desc limit 1), '')) order by s.since), '[]')
        from unit_successor s where s.successor_id = u.id) as "before!: Json<Vec<Kin>>",
       (select coalesce(json_agg(json_build_object('id', s.successor_id, 'since', s.since,
            'name', coalesce((select v.name from unit_version v where v.unit_id = s.successor_id
                              order by lower(v.valid) desc limit 1), '')) order by s.since), '[]')
        from unit_successor s where s.unit_id = u.id) as "after!: Json<Vec<Kin>>",
       (select coalesce(json_agg(json_build_array(s.family_name || ' ' || s.given_name, a.post,
            lower(a.valid), upper(a.valid)) order by lower(a.valid) desc), '[]')
        from assignment a join staff s on s.id = a.staff_id
        where a.unit_id = u.id and a.leads and lower(a.valid) <= $2)
           as "heads!: Json<Vec<(String, String, Date, Option<Date>)>>",
       (select t.name from unit_authorities($2) x join authority t on t.code = x.authority
        where x.unit_id = u.id) as authority,
       (select count(*) from assignment a
        where a.kind = 'main' and a.valid @> $2::date
          and a.unit_id = any (units_in_scope('{}', array[u.id], $2))) as "people!",
       (select count(*) from route_rule r where r.unit_id = u.id and r.valid @> $2::date)
           as "routes!"
from unit u where u.id = $1
