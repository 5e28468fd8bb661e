-- Opens a year: marks it, and makes all sheets with their first pass.
with opened as (
    update cycle set opened_at = $2, version = version + 1
    where id = $1 and opened_at is null returning id, framework_id),
made as (
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                       section_id, department_id, state, exclusion, first_evaluator_id,
                       second_evaluator_id, first_note, second_note, state_since)
    select o.id, p.staff, o.framework_id, p.position, p.unit, p.section, p.department,
           case when w.out then 'excluded' else $12::text end,
           case when w.out then 'conditional' end,
           p.first, p.second, p.first_note, p.second_note, $2
    from opened o, unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
                          $7::bigint[], $8::bigint[], $9::bigint[], $10::text[],
                          $11::text[])
         as p (staff, position, unit, section, department, first, second, first_note,
               second_note)
    -- whoever is on probation has an evaluation of their own
    cross join lateral (select on_probation(p.staff, ($2::timestamptz
                            at time zone 'Asia/Tokyo')::date) as out) w
    returning id, state),
passes as (
    insert into passage (sheet_id, place, action, to_state, at, reason)
    select id, 1, case state when 'excluded' then 'exclude' else 'open' end, state, $2,
           case state when 'excluded' then '条件付採用の期間中のため、特別評価を行います。' end
    from made)
select case when exists (select from opened) then (select count(*) from made) end as count
