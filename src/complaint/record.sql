-- Everything a case holds: $1 which, $2 who reads, $3 the events that are looks, $4 today.
select
  (select coalesce(json_agg(json_build_object('stage', a.stage, 'target', a.target,
      'channel', a.channel, 'body', a.body, 'wish', a.wish, 'companion', a.companion,
      'received_on', a.received_on, 'due_on', a.due_on, 'late_reason', a.late_reason,
      'entered_by', case when a.entered_by <> k.subject_id
                    then p.family_name || ' ' || p.given_name end, 'at', a.at) order by a.at), '[]')
   from complaint_plea a join staff p on p.id = a.entered_by
   where a.complaint_id = k.id) as "pleas!",
  (select coalesce(json_agg(json_build_object('kind', a.kind, 'heard', a.heard,
      'held_on', a.held_on, 'companion', a.companion, 'body', a.body,
      'by', p.family_name || ' ' || p.given_name) order by a.held_on, a.id), '[]')
   from complaint_hearing a join staff p on p.id = a.by_id
   where a.complaint_id = k.id) as "hearings!",
  (select coalesce(json_agg(json_build_object('to', p.family_name || ' ' || p.given_name,
      'question', a.question, 'due_on', a.due_on, 'at', a.at, 'answer', w.body,
      'answered_at', w.at) order by a.id), '[]')
   from complaint_question a join staff p on p.id = a.asked_of
   left join complaint_answer w on w.question_id = a.id
   where a.complaint_id = k.id) as "questions!",
  (select coalesce(json_agg(json_build_object('id', a.id, 'staff', p.id,
      'name', p.family_name || ' ' || p.given_name, 'chair', a.chair,
      'bar', complaint_bar(k.id, p.id),
      'post', coalesce((select concat_ws(' ', u.name, g.post) from assignment g
          left join unit_version u on u.unit_id = g.unit_id and u.valid @> $4::date
          where g.staff_id = p.id and g.kind = 'main' and g.valid @> $4::date), ''))
      order by a.chair desc, a.id), '[]')
   from complaint_member a join staff p on p.id = a.staff_id
   where a.complaint_id = k.id
     -- those who judged stay named when it is over
     and (a.ended_at is null or k.state = 'notified' and a.ended_at = k.state_since)) as "members!",
  (select coalesce(json_agg(json_build_object('id', a.id, 'held_on', a.held_on,
      'place', a.place, 'minutes', a.minutes,
      'present', (select coalesce(json_agg(p.family_name || ' ' || p.given_name order by m.id), '[]')
                  from complaint_attendance t join complaint_member m on m.id = t.member_id
                  join staff p on p.id = m.staff_id where t.session_id = a.id))
      order by a.held_on, a.id), '[]')
   from complaint_session a where a.complaint_id = k.id) as "sessions!",
  (select json_build_object('kind', a.kind, 'reason', a.reason, 'redo', a.redo,
      'redo_what', a.redo_what, 'votes_for', a.votes_for, 'votes_against', a.votes_against,
      'decided_on', a.decided_on)
   from complaint_decision a where a.complaint_id = k.id) as decision,
  (select coalesce(json_agg(json_build_object('id', a.id, 'role', a.role,
      'to', p.family_name || ' ' || p.given_name, 'own', a.recipient_id = $2)
      order by a.role desc, a.id), '[]')
   from complaint_notice a join staff p on p.id = a.recipient_id
   where a.complaint_id = k.id) as "notices!",
  (select coalesce(json_agg(json_build_object('action', a.action, 'to_state', a.to_state,
      'by', p.family_name || ' ' || p.given_name, 'at', a.at, 'words', a.words)
      order by a.place), '[]')
   from complaint_passage a join staff p on p.id = a.by_id
   where a.complaint_id = k.id) as "passages!",
  (select coalesce(json_agg(json_build_object('event', l.event, 'at', l.at,
      'name', p.family_name || ' ' || p.given_name) order by l.seq desc), '[]')
   from (select b.* from audit_entry b
         where b.subject_kind = 'complaint' and b.subject_id = k.id and b.event = any($3)
         order by b.seq desc limit 30) l
   join staff p on p.id = l.actor_id) as "looks!",
  (select complaint_rule_on((v.disclosed_at at time zone 'Asia/Tokyo')::date) from result v
   where v.sheet_id = k.sheet_id and v.version = k.result_version) as "rule!",
  working_calendar(least(k.counted_from, k.received_on) - 7) as "calendar!"
from complaint k
where k.id = $1
