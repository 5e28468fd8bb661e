-- Whose sheet is rehearsed: $1 the year, $2 the number of a person, who may not exist.
select c.name, c.fiscal_year, c.kind, c.framework_id, c.base_date,
       lower(c.period) as "first!", upper(c.period) - 1 as "last!",
       c.disclosure_scope as "scope: Scope", c.interview_required, c.extra_work_graded,
       c.opened_at is not null as "running!",
       (select coalesce(json_agg(json_build_object('step', w.step, 'opens_on', w.opens_on,
                                                   'due_on', w.due_on)), '[]')
        from cycle_step w where w.cycle_id = c.id) as "windows!",
       p.id as "staff?: StaffId", p.number as "number?",
       p.family_name || ' ' || p.given_name as person,
       g.unit_id as "unit?", g.position_code as "position?",
       coalesce(g.leads and v.level = 'executive', false) as "executive!",
       -- seats as they are, where there is a sheet already
       (select json_build_object('staff', s.subject_id, 'position', s.position_code,
               'unit', s.unit_id, 'section', s.section_id, 'department', s.department_id,
               'first', s.first_evaluator_id, 'second', s.second_evaluator_id,
               'first_note', s.first_note, 'second_note', s.second_note,
               'assistant', s.assistant_id, 'calibrator', s.calibrator_id,
               'confirmer', s.confirmer_id, 'without', s.without_calibration,
               'calibration_note', s.calibration_note)
        from sheet s where s.cycle_id = c.id and s.subject_id = p.id) as sheet
from cycle c
left join staff p on p.number = $2 and p.employment <> 'fiscal_year'
     and p.hired_on <= c.base_date and (p.left_on is null or p.left_on >= c.base_date)
left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> c.base_date
left join unit_version v on v.unit_id = g.unit_id and v.valid @> c.base_date
where c.id = $1
