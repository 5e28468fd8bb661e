-- A notice with the decision it tells of: $1 which, $2 who reads, $3 today.
select k.id as complaint, k.number, n.role,
       r.family_name || ' ' || r.given_name as "recipient_name!",
       k.subject_id as "subject: StaffId", p.family_name || ' ' || p.given_name as "subject_name!",
       c.name as cycle_name, n.words, n.at, d.kind, d.reason, d.redo, d.redo_what, d.decided_on,
       k.received_on,
       coalesce((select concat_ws(' ', u.name, g.post) from assignment g
                 left join unit_version u on u.unit_id = g.unit_id and u.valid @> $3::date
                 where g.staff_id = r.id and g.kind = 'main' and g.valid @> $3::date),
                '') as "place!",
       n.recipient_id = $2 as "own!",
       coalesce(n.recipient_id = s.first_evaluator_id, false) as "first!",
       coalesce(n.recipient_id = s.second_evaluator_id, false) as "second!",
       s.first_evaluator_id is not null as "has_first!",
       took_part(k.subject_id, $2) as "evaluated!",
       exists (select from complaint_member m where m.complaint_id = k.id and m.staff_id = $2
               and m.ended_at is null) as "member!"
from complaint_notice n
join complaint k on k.id = n.complaint_id
join complaint_decision d on d.complaint_id = k.id
join sheet s on s.id = k.sheet_id
join cycle c on c.id = s.cycle_id
join staff p on p.id = k.subject_id
join staff r on r.id = n.recipient_id
where n.id = $1
