-- What a rehearsed sheet stands on: $1 the year, $2 the person with their seats.
with w as (
    select * from jsonb_to_record($2) as p (
        staff bigint, position text, unit bigint, section bigint, department bigint,
        first bigint, second bigint, first_note text, second_note text,
        assistant bigint, calibrator bigint, confirmer bigint, without boolean,
        calibration_note text)),
seats as (
    select k.seat, jsonb_build_object('id', h.id, 'name', h.family_name || ' ' || h.given_name,
           'post', coalesce((select g.post from assignment g where g.staff_id = h.id
                             and g.kind = 'main' and g.valid @> c.base_date), '')) as who
    from w cross join lateral (values ('first', w.first), ('second', w.second),
             ('assistant', w.assistant), ('calibrator', w.calibrator),
             ('confirmer', w.confirmer)) as k (seat, id)
    join staff h on h.id = k.id
    join cycle c on c.id = $1)
select w.position as "position_code!", o.name as position_name, o.roles, w.first_note,
       w.second_note,
       (select who from seats where seat = 'first') as first,
       (select who from seats where seat = 'second') as second,
       (select coalesce(jsonb_object_agg(seat, who), '{}') from seats
        where seat not in ('first', 'second'))
           || jsonb_build_object('without_calibration', coalesce(w.without, false),
                                 'calibration_note', w.calibration_note) as "seats!",
       concat_ws(' ', d.name, nullif(t.name, d.name),
                 case when w.unit is distinct from w.section and w.unit <> w.department
                      then u.name end) as "place!",
       (select coalesce(json_agg(json_build_object('id', a.id, 'code', a.code, 'name', a.name,
               'definition', a.definition, 'element', e.name, 'place', a.place)
               order by a.place), '[]')
        from ability a join element e on e.id = a.element_id
        where a.framework_id = c.framework_id and a.position_code = w.position
          and c.kind <> 'performance') as "abilities!",
       (select coalesce(json_agg(json_build_object('points', g.points, 'word', g.word,
               'definition', g.definition) order by g.points), '[]')
        from cycle_grade g where g.cycle_id = c.id) as "scale!",
       (select scoring_rules(r.id) from scoring_rule_set r
        where r.id = c.scoring_rule_set_id and r.family = 'scored') as scoring
from cycle c cross join w
join position o on o.framework_id = c.framework_id and o.code = w.position
left join unit_version d on d.unit_id = w.department and d.valid @> c.base_date
left join unit_version t on t.unit_id = w.section and t.valid @> c.base_date
left join unit_version u on u.unit_id = w.unit and u.valid @> c.base_date
where c.id = $1
