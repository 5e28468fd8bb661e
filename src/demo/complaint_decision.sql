-- The session that decided, the decision, the notices: $1 session, $2 decision.
with held as (
    insert into complaint_session (complaint_id, held_on, place, minutes, by_id, at)
    select c.id, x.held_on, x.place, x.minutes, x.by_id, x.at
    from jsonb_to_record($1) as x (number text, held_on date, place text, minutes text,
        by_id bigint, at timestamptz)
    join complaint c on c.number = x.number
    returning id, complaint_id),
present as (
    insert into complaint_attendance (session_id, member_id)
    select h.id, m.id from held h join complaint_member m on m.complaint_id = h.complaint_id),
decided as (
    select h.id as session_id, h.complaint_id, x.* from held h,
        jsonb_to_record($2) as x (kind text, reason text, votes_for smallint,
            votes_against smallint, decided_on date, by_id bigint, at timestamptz,
            notified_at timestamptz, subject_id bigint, evaluators bigint[])),
decision as (
    insert into complaint_decision (complaint_id, kind, reason, session_id, votes_for,
                                    votes_against, decided_on, by_id, at)
    select complaint_id, kind, reason, session_id, votes_for, votes_against, decided_on, by_id, at
    from decided),
over as (
    update complaint c set state_since = d.notified_at from decided d where c.id = d.complaint_id)
insert into complaint_notice (complaint_id, recipient_id, role, words, at)
select d.complaint_id, d.subject_id, 'person', '', d.notified_at from decided d
union all
select d.complaint_id, e, 'evaluator', '', d.notified_at
from decided d cross join unnest(d.evaluators) e where e is not null
