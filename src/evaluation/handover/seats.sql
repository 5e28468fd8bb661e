-- The seats of the sheets in $1 at $2, each with its pass and the reason $3.
with r as (
    select * from jsonb_to_recordset($1) as r (sheet bigint, first bigint, second bigint,
        assistant bigint, calibrator bigint, confirmer bigint, first_noted boolean,
        first_note text, second_noted boolean, second_note text, unit bigint, section bigint,
        department bigint, moved boolean)),
changed as (
    update sheet s set first_evaluator_id = r.first, second_evaluator_id = r.second,
           assistant_id = r.assistant, calibrator_id = r.calibrator, confirmer_id = r.confirmer,
           first_note = case when r.first_noted then r.first_note else s.first_note end,
           second_note = case when r.second_noted then r.second_note else s.second_note end,
           unit_id = r.unit,
           section_id = case when r.unit = s.unit_id then s.section_id else r.section end,
           department_id = case when r.unit = s.unit_id then s.department_id
                                else coalesce(r.department, s.department_id) end,
           version = s.version + 1, holder_opened_at = null
    from r where s.id = r.sheet and (r.moved or r.first_noted or r.second_noted)
    returning s.id, s.state, r.moved)
insert into passage (sheet_id, place, action, from_state, to_state, at, reason)
select c.id, (select coalesce(max(p.place), 0) + 1 from passage p where p.sheet_id = c.id),
       'hand_over', c.state, c.state, $2, $3
from changed c where c.moved
