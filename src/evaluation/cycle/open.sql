-- Makes sheets with their first pass: $1 of which year, $2 now, $3 the state they begin in, $4 the
-- people with their seats, $5 whether this opens the year. A year that opens is marked.
with marked as (
    update cycle set opened_at = $2, version = version + 1
    where id = $1 and opened_at is null and $5::boolean returning id, framework_id),
opened as (
    table marked
    union all
    select id, framework_id from cycle where id = $1 and opened_at is not null and not $5::boolean),
made as (
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                       section_id, department_id, state, exclusion, first_evaluator_id,
                       second_evaluator_id, first_note, second_note, assistant_id,
                       calibrator_id, confirmer_id, without_calibration, calibration_note,
                       state_since)
    select o.id, p.staff, o.framework_id, p.position, p.unit, p.section, p.department,
           case when p.exclusion is not null or w.out then 'excluded' else $3::text end,
           coalesce(p.exclusion, case when w.out then 'conditional' end),
           p.first, p.second, p.first_note, p.second_note, p.assistant, p.calibrator,
           p.confirmer, p.without, p.calibration_note, $2
    from opened o, jsonb_to_recordset($4) as p (
        staff bigint, position text, unit bigint, section bigint, department bigint,
        first bigint, second bigint, first_note text, second_note text,
        assistant bigint, calibrator bigint, confirmer bigint, without boolean,
        calibration_note text, exclusion text, reason text)
    -- whoever is on probation has an evaluation of their own
    cross join lateral (select on_probation(p.staff, ($2::timestamptz
                            at time zone 'Asia/Tokyo')::date) as out) w
    on conflict do nothing
    returning id, state, subject_id, exclusion),
passes as (
    insert into passage (sheet_id, place, action, to_state, at, reason)
    select id, 1, case state when 'excluded' then 'exclude' else 'open' end, state, $2,
           coalesce((select p.reason from jsonb_to_recordset($4) as p (staff bigint, reason text)
                     where p.staff = made.subject_id),
                    case exclusion when 'conditional'
                         then '条件付採用の期間中のため、特別評価を行います。' end)
    from made)
select case when exists (select from opened) then (select count(*) from made) end as count
