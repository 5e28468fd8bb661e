-- What the list of everybody reads: a hundred thousand people in one statement.

-- the reading in one order, whichever kana it is kept in
alter table staff add column reading text not null
    generated always as (kana_key(family_kana) || ' ' || kana_key(given_kana)) stored;
drop index staff_reading;
create index staff_reading on staff (reading collate "C", number);
create index unit_version_unit on unit_version (unit_id);
create index staff_occupation_staff on staff_occupation (staff_id);
create index pay_grade_staff on pay_grade (staff_id);

-- Which department each unit belongs to on a day; what is above the departments belongs to itself.
create function unit_departments(day date)
returns table (unit_id bigint, department_id bigint) language sql stable as $$
    with recursive today as materialized (
        select v.unit_id, v.parent_id, v.level from unit_version v
        where v.valid @> unit_departments.day),
    down (unit_id, department_id, found, depth) as (
        select t.unit_id, t.unit_id, t.level = 'department', 1 from today t
        where t.parent_id is null
        union all
        select t.unit_id, case when d.found then d.department_id else t.unit_id end,
               d.found or t.level = 'department', d.depth + 1
        from down d join today t on t.parent_id = d.unit_id
        where d.depth < 8)
    select d.unit_id, d.department_id from down d
$$;
grant execute on function unit_departments to jinzai_app;

-- The tree of a day is taken once: joined again and again it would be looked for in the index of
-- days for every unit, which takes seconds in a city of eight thousand units.
create or replace function unit_authorities(day date)
returns table (unit_id bigint, authority text) language sql stable as $$
    with recursive today as materialized (
        select v.unit_id, v.parent_id, v.authority from unit_version v
        where v.valid @> unit_authorities.day),
    down (unit_id, authority, depth) as (
        select t.unit_id, coalesce(t.authority, 'mayor'), 1 from today t where t.parent_id is null
        union all
        select t.unit_id, coalesce(t.authority, d.authority), d.depth + 1
        from down d join today t on t.parent_id = d.unit_id
        where d.depth < 8)
    select d.unit_id, d.authority from down d
$$;

create or replace function units_in_scope(authorities text[], units bigint[], day date)
returns bigint[] language sql stable as $$
    with recursive today as materialized (
        select v.unit_id, v.parent_id from unit_version v
        where v.valid @> units_in_scope.day),
    down (unit_id, depth) as (
        select u, 1 from unnest(units_in_scope.units) u
        union
        select t.unit_id, d.depth + 1
        from down d join today t on t.parent_id = d.unit_id
        where d.depth < 8)
    select coalesce(array_agg(s.unit_id), '{}') from (
        select d.unit_id from down d
        union
        select a.unit_id from unit_authorities(units_in_scope.day) a
        where units_in_scope.authorities <> '{}' and a.authority = any (units_in_scope.authorities)) s
$$;
