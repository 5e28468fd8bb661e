-- The cases 職員課 works on: $1 who reads, $2 state or null, $3 only the running ones. Those of
-- people the reader had a part in evaluating, and their own, are not for them.
select k.id, k.number, p.number as staff_number,
       p.family_name || ' ' || p.given_name as "name!", d.name as "place?",
       c.name as cycle_name, k.state as "state: State",
       h.family_name || ' ' || h.given_name as handler, k.received_on, k.due_on,
       a.target as "target!", a.channel as "channel!", a.late_reason is not null as "late!",
       -- what is waited for now: the written complaint, or a statement
       case k.state when 'answered' then k.petition_due_on
            when 'hearing' then (select min(q.due_on) from complaint_question q
                where q.complaint_id = k.id and not exists (
                    select from complaint_answer w where w.question_id = q.id)) end as waits_until
from complaint k
join sheet s on s.id = k.sheet_id
join cycle c on c.id = s.cycle_id
join staff p on p.id = k.subject_id
left join staff h on h.id = k.handler_id
left join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
join lateral (select t.* from complaint_plea t where t.complaint_id = k.id
              order by t.stage desc limit 1) a on true
where k.subject_id <> $1
  and not took_part(k.subject_id, $1)
  and ($2::text is null or k.state = $2)
  and (not $3 or k.state not in ('notified', 'settled', 'withdrawn'))
order by k.id desc
