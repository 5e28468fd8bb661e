-- A sheet without its values: $1 which, $2 today, for the deputies.
select s.id as "id: SheetId", s.cycle_id, c.name as cycle_name, c.fiscal_year,
       c.kind, lower(s.term) as term_from, upper(s.term) - 1 as term_until,
       c.disclosure_scope as "scope: Scope", s.framework_id,
       s.subject_id as "subject: StaffId", p.number,
       p.family_name || ' ' || p.given_name as "subject_name!",
       s.position_code, o.name as position_name, o.roles,
       s.state as "state: State", s.returned, s.state_since,
       s.holder_opened_at is not null as "opened!", s.version,
       s.first_evaluator_id as "first_id: StaffId",
       f.family_name || ' ' || f.given_name as first_name,
       (select g.post from assignment g where g.staff_id = f.id and g.kind = 'main'
        and g.valid @> c.base_date) as first_post,
       s.second_evaluator_id as "second_id: StaffId",
       e.family_name || ' ' || e.given_name as second_name,
       (select g.post from assignment g where g.staff_id = e.id and g.kind = 'main'
        and g.valid @> c.base_date) as second_post,
       (select coalesce(jsonb_object_agg(k.seat, jsonb_build_object('id', h.id,
               'name', h.family_name || ' ' || h.given_name,
               'post', coalesce((select g.post from assignment g where g.staff_id = h.id
                                 and g.kind = 'main' and g.valid @> c.base_date), ''))), '{}')
            || jsonb_build_object('without_calibration', s.without_calibration,
                                  'calibration_note', s.calibration_note)
        from (values ('assistant', s.assistant_id), ('calibrator', s.calibrator_id),
                     ('confirmer', s.confirmer_id)) as k (seat, id)
        join staff h on h.id = k.id) as seats,
       array(select h.author_id from handover h where h.sheet_id = s.id
             and h.done_at is null and h.waived_at is null
             -- nothing is handed over any more once the result stands
             and s.state not in ('excluded', 'confirmed', 'disclosed')) as "former!: Vec<StaffId>",
       (select json_agg(json_build_object('seat', x.seat, 'id', q.id,
               'name', q.family_name || ' ' || q.given_name,
               'from_on', lower(d.valid), 'until_on', upper(d.valid) - 1))
        from (values ('first', s.first_evaluator_id), ('second', s.second_evaluator_id),
                     ('assistant', s.assistant_id), ('calibrator', s.calibrator_id),
                     ('confirmer', s.confirmer_id)) x (seat, evaluator)
        join deputy d on d.evaluator_id = x.evaluator and d.valid @> $2::date and d.ended_at is null
        join staff q on q.id = d.deputy_id
        where stands_in(s.id, x.seat, $2) = d.deputy_id) as deputies,
       s.first_note, s.second_note, s.closed_at, c.interview_required,
       c.extra_work_graded,
       (select i.held_on from closing_interview_view i where i.sheet_id = s.id) as interviewed_on,
       concat_ws(' ', d.name, nullif(t.name, d.name),
                 case when s.unit_id is distinct from s.section_id
                       and s.unit_id <> s.department_id then u.name end) as "place!",
       (select json_agg(json_build_object('step', w.step, 'opens_on', opens_on(s.id, c.id, w.step),
                                          'due_on', due_on(s.id, c.id, w.step)))
        from cycle_step w where w.cycle_id = c.id) as windows
from sheet s
join cycle c on c.id = s.cycle_id
join staff p on p.id = s.subject_id
join position o on o.framework_id = s.framework_id and o.code = s.position_code
left join staff f on f.id = s.first_evaluator_id
left join staff e on e.id = s.second_evaluator_id
left join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
left join unit_version t on t.unit_id = s.section_id and t.valid @> c.base_date
left join unit_version u on u.unit_id = s.unit_id and u.valid @> c.base_date
where s.id = $1
