-- Opens the sheet of a probation ($16), in the cycle of such sheets of the fiscal year $1,
-- which takes over the scope $17 with its first sheet.
with f as (
    select id from framework where kind = 'ability' and valid @> $13::date),
cycle_made as (
    insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at,
                       disclosure_scope)
    select $1::smallint, 'probation', $2, f.id, daterange(make_date($1::smallint, 4, 1), make_date($1::smallint + 1, 4, 1)),
           make_date($1::smallint, 4, 1), $3, $17
    from f
    on conflict (fiscal_year, kind, term) do nothing returning id),
steps as (
    insert into cycle_step (cycle_id, step, opens_on, due_on)
    select m.id, s.step, make_date($1::smallint, 4, 1), make_date($1::smallint + 1, 3, 31)
    from cycle_made m, unnest(array['self', 'first', 'second', 'confirmation', 'disclosure'])
         as s (step)),
made as (
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id, section_id,
                       department_id, state, first_evaluator_id, second_evaluator_id, first_note,
                       second_note, state_since, term)
    select coalesce((select id from cycle_made),
                    (select id from cycle where kind = 'probation' and fiscal_year = $1::smallint)),
           $4, o.framework_id, o.code, $6, $7, $8, 'self_assessment', $9, $10, $11, $12, $3,
           daterange($13, $14, '[]')
    from f join position o on o.framework_id = f.id and o.code = $5
    returning id),
windows as (
    insert into sheet_window (sheet_id, step, opens_on, due_on)
    select m.id, w.step, w.opens_on, w.due_on
    from made m cross join jsonb_to_recordset($15) as w (step text, opens_on date, due_on date)),
passes as (
    insert into passage (sheet_id, place, action, to_state, at)
    select m.id, 1, 'open', 'self_assessment', $3 from made m)
update probation b set sheet_id = m.id from made m where b.id = $16
