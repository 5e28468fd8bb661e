-- A case without what was said: $1 which, $2 who reads, $3 today.
select k.id, k.number, k.sheet_id, c.name as cycle_name,
       k.subject_id as "subject: StaffId", p.number as subject_number,
       p.family_name || ' ' || p.given_name as "subject_name!",
       concat_ws(' ', d.name, t.name) as "place!", o.name as position,
       k.state as "state: State", h.family_name || ' ' || h.given_name as handler,
       k.received_on, k.counted as "counted: Start", k.counted_from, k.due_on,
       k.petition_due_on, k.version,
       s.first_evaluator_id as first_id,
       f.family_name || ' ' || f.given_name || coalesce(' ' || (
           select g.post from assignment g where g.staff_id = f.id and g.kind = 'main'
           and g.valid @> $3::date), '') as first_name,
       s.second_evaluator_id as second_id,
       e.family_name || ' ' || e.given_name || coalesce(' ' || (
           select g.post from assignment g where g.staff_id = e.id and g.kind = 'main'
           and g.valid @> $3::date), '') as second_name,
       -- those of an earlier part of the period, who still work here and can be asked
       (select coalesce(json_agg(json_build_array(w.id, w.family_name || ' ' || w.given_name)
               order by w.id), '[]')
        from staff w
        where w.id in (select sheet_evaluators(s.id)) and w.id <> k.subject_id
          and w.id is distinct from s.first_evaluator_id
          and w.id is distinct from s.second_evaluator_id
          and (w.left_on is null or w.left_on >= $3)) as "former!",
       took_part(k.subject_id, $2) as "evaluated!",
       exists (select from complaint_member m where m.complaint_id = k.id and m.staff_id = $2
               and m.ended_at is null) as "member!"
from complaint k
join sheet s on s.id = k.sheet_id
join cycle c on c.id = s.cycle_id
join staff p on p.id = k.subject_id
join position o on o.framework_id = s.framework_id and o.code = s.position_code
left join staff h on h.id = k.handler_id
left join staff f on f.id = s.first_evaluator_id
left join staff e on e.id = s.second_evaluator_id
left join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
left join unit_version t on t.unit_id = s.section_id and t.valid @> c.base_date
where k.id = $1
