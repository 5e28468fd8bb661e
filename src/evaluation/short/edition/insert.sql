-- Enters an edition: $1 name, $2 first day, $3 the day the next begins, $4 scale, $5 kinds of work,
-- $6 groups, $7 items.
with f as (
    insert into framework (name, source, matrix_note, kind, valid)
    values ($1, '職員課', '', 'short', daterange($2, $3)) returning id),
g as (
    insert into grade (framework_id, points, word, definition)
    select f.id, x.points, x.word, x.definition
    from f, jsonb_to_recordset($4) as x (points smallint, word text, definition text)),
p as (
    insert into position (framework_id, code, name, rank, roles)
    select f.id, x.code, x.name, x.rank, '{}'
    from f, jsonb_to_recordset($5) as x (code text, name text, rank smallint)),
e as (
    insert into element (framework_id, name, place)
    select f.id, x.name, x.place
    from f, jsonb_to_recordset($6) as x (name text, place smallint)
    returning id, name),
a as (
    insert into ability (framework_id, position_code, element_id, code, name, definition, place,
                         fixed_goal)
    select f.id, x.work, e.id, x.work || '-' || x.name, x.name, x.definition, x.place, x.goal
    from f cross join jsonb_to_recordset($7)
             as x (work text, element text, name text, definition text, place smallint,
                   goal boolean)
    join e on e.name = x.element)
select id from f
