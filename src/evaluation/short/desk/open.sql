-- Opens short sheets: $1 the year, $2 when, $3 which sheets, $4 the set of forms. Those who are left
-- out get a sheet that says so. How many.
with planned as (
    select p.* from jsonb_to_recordset($3) as p (staff bigint, form text, unit bigint,
        section bigint, department bigint, state text, exclusion text, reason text,
        first bigint, second bigint, first_note text, second_note text,
        from_on date, until_on date, dates jsonb)),
made as (
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id, section_id,
                       department_id, state, exclusion, first_evaluator_id, second_evaluator_id,
                       first_note, second_note, state_since, term)
    select $1, p.staff, $4, p.form, p.unit, p.section, p.department, p.state, p.exclusion,
           p.first, p.second, p.first_note, p.second_note, $2,
           daterange(p.from_on, p.until_on, '[]')
    from planned p
    on conflict do nothing
    returning id, subject_id, state, lower(term) as from_on),
windows as (
    insert into sheet_window (sheet_id, step, opens_on, due_on)
    select m.id, d.step, d.opens_on, d.due_on
    from made m join planned p on p.staff = m.subject_id and p.from_on = m.from_on
    cross join lateral jsonb_to_recordset(p.dates) as d (step text, opens_on date, due_on date)),
passes as (
    insert into passage (sheet_id, place, action, to_state, at, reason)
    select m.id, 1, case when p.exclusion is null then 'open' else 'exclude' end, m.state, $2,
           p.reason
    from made m join planned p on p.staff = m.subject_id and p.from_on = m.from_on)
select count(*) as "count!" from made
