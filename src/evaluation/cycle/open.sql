-- Opens a year: marks it, and makes all sheets with their first pass. $1 which, $2 now, $3 the state
-- it begins in, $4 the people with their seats.
with opened as (
    update cycle set opened_at = $2, version = version + 1
    where id = $1 and opened_at is null returning id, framework_id),
made as (
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                       section_id, department_id, state, exclusion, first_evaluator_id,
                       second_evaluator_id, first_note, second_note, assistant_id,
                       calibrator_id, confirmer_id, without_calibration, calibration_note,
                       state_since)
    select o.id, p.staff, o.framework_id, p.position, p.unit, p.section, p.department,
           case when w.out then 'excluded' else $3::text end,
           case when w.out then 'conditional' end,
           p.first, p.second, p.first_note, p.second_note, p.assistant, p.calibrator,
           p.confirmer, p.without, p.calibration_note, $2
    from opened o, jsonb_to_recordset($4) as p (
        staff bigint, position text, unit bigint, section bigint, department bigint,
        first bigint, second bigint, first_note text, second_note text,
        assistant bigint, calibrator bigint, confirmer bigint, without boolean,
        calibration_note text)
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
