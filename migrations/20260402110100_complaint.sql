-- 苦情相談・苦情処理 (evaluation.md 1.3, F-066): who is not content with an evaluation asks, files
-- in writing, is heard; a committee decides; the person and the evaluators are told. What was
-- said and decided is only ever added. The evaluators see nothing but what they are asked.

-- How long somebody has, and from when it is counted. Dated: what held on the day a count began
-- holds for it, so that nobody's time becomes shorter afterwards.
create table complaint_rule (
    id bigint generated always as identity primary key,
    starts text not null check (starts in ('disclosure', 'explanation')),
    unit text not null check (unit in ('days', 'working_days', 'weeks')),
    number smallint not null check (number between 1 and 366),
    -- from the answer to a consultation to the written complaint
    petition_unit text not null check (petition_unit in ('days', 'working_days', 'weeks')),
    petition_number smallint not null check (petition_number between 1 and 366),
    -- a last day on which the city hall is closed moves on to the next working day
    moves_on boolean not null,
    -- working days an evaluator has for a statement
    statement_days smallint not null check (statement_days between 1 and 60),
    -- members a committee needs at least
    committee_size smallint not null check (committee_size between 1 and 15),
    -- what cannot be argued in this procedure
    not_arguable text not null check (char_length(not_arguable) <= 400),
    set_by bigint references staff,
    valid daterange not null check (not isempty(valid)),
    constraint complaint_rule_no_overlap exclude using gist (valid with &&)
);
insert into complaint_rule (starts, unit, number, petition_unit, petition_number, moves_on,
                            statement_days, committee_size, not_arguable, valid)
values ('disclosure', 'working_days', 7, 'working_days', 7, true, 5, 3,
        '給与や手当の額、ほかの職員の評価は、この手続きの対象ではありません。',
        daterange('2000-01-01', null));

create table complaint (
    id bigint generated always as identity primary key,
    -- 「R8-03」: the fiscal year it was received in and a running number
    number text not null unique check (number ~ '^[A-Z][0-9]{1,3}-[0-9]{2,4}$'),
    sheet_id bigint not null,
    -- the result that is complained of; after a re-evaluation the new one can be
    result_version smallint not null,
    subject_id bigint not null references staff,
    state text not null check (state in ('consultation', 'answered', 'hearing', 'committee',
                                         'decided', 'notified', 'settled', 'withdrawn')),
    handler_id bigint references staff check (handler_id <> subject_id),
    received_on date not null,
    -- the day the first deadline is counted from, and the deadline as it was told
    counted text not null check (counted in ('disclosure', 'explanation')),
    counted_from date not null,
    due_on date not null check (due_on > counted_from),
    -- the deadline of the written complaint, once the consultation is answered
    petition_due_on date,
    state_since timestamptz not null,
    -- counts the moves; a form that saw another version is told so
    version integer not null default 1,
    foreign key (sheet_id, result_version) references result (sheet_id, version)
);
-- one complaint about one result; one that was taken back does not count
create unique index complaint_once on complaint (sheet_id, result_version)
    where state <> 'withdrawn';
create index complaint_subject on complaint (subject_id);

-- What the person said: in a consultation, and in the written complaint.
create table complaint_plea (
    complaint_id bigint not null references complaint,
    stage text not null check (stage in ('consultation', 'petition')),
    target text not null check (target in ('system', 'process', 'result')),
    channel text not null check (channel in ('oral', 'written')),
    body text not null check (char_length(body) between 10 and 2000),
    wish text not null check (char_length(wish) between 1 and 1000),
    -- who may sit beside the person; one
    companion text check (char_length(companion) between 1 and 60),
    received_on date not null,
    due_on date not null,
    -- why it was accepted after the deadline
    late_reason text check (char_length(late_reason) between 10 and 400),
    -- the person, or the officer who wrote it down for them
    entered_by bigint not null references staff,
    at timestamptz not null,
    primary key (complaint_id, stage),
    check (stage = 'consultation' or channel = 'written'),
    check ((received_on > due_on) = (late_reason is not null))
);

-- Somebody was heard; or the officer noted something.
create table complaint_hearing (
    id bigint generated always as identity primary key,
    complaint_id bigint not null references complaint,
    kind text not null check (kind in ('person', 'first', 'second', 'former', 'colleague',
                                       'note')),
    heard text not null check (char_length(heard) between 1 and 60),
    held_on date not null,
    companion text check (char_length(companion) between 1 and 60),
    body text not null check (char_length(body) between 1 and 2000),
    by_id bigint not null references staff,
    at timestamptz not null,
    check (companion is null or kind = 'person')
);
create index complaint_hearing_of on complaint_hearing (complaint_id);

-- A question put to an evaluator, and the answer. They see nothing else.
create table complaint_question (
    id bigint generated always as identity primary key,
    complaint_id bigint not null references complaint,
    asked_of bigint not null references staff,
    question text not null check (char_length(question) between 10 and 1000),
    due_on date not null,
    asked_by bigint not null references staff,
    at timestamptz not null,
    check (asked_of <> asked_by)
);
create index complaint_question_of on complaint_question (complaint_id);
create index complaint_question_to on complaint_question (asked_of);
create table complaint_answer (
    question_id bigint primary key references complaint_question,
    body text not null check (char_length(body) between 1 and 2000),
    by_id bigint not null references staff,
    at timestamptz not null
);

-- The committee of one case. Its members see the case while they are members.
create table complaint_member (
    id bigint generated always as identity primary key,
    complaint_id bigint not null references complaint,
    staff_id bigint not null references staff,
    chair boolean not null,
    named_by bigint not null references staff,
    named_at timestamptz not null,
    ended_at timestamptz check (ended_at >= named_at)
);
create unique index complaint_member_once on complaint_member (complaint_id, staff_id)
    where ended_at is null;
create unique index complaint_member_chair on complaint_member (complaint_id)
    where ended_at is null and chair;
create index complaint_member_staff on complaint_member (staff_id) where ended_at is null;

-- Why somebody may not judge a case: it is their own, they evaluated the person, they have an
-- open complaint themselves, or they were asked for a statement (甲賀市: 申出者と評価者の除斥).
create function complaint_bar(complaint bigint, staff bigint) returns text
language sql stable as $$
    select case
        when c.subject_id = staff then 'own'
        when exists (select from sheet s where s.subject_id = c.subject_id
                     and staff in (s.first_evaluator_id, s.second_evaluator_id)) then 'evaluated'
        when exists (select from complaint_question q
                     where q.complaint_id = c.id and q.asked_of = staff) then 'asked'
        when exists (select from complaint o where o.subject_id = staff
                     and o.state not in ('notified', 'settled', 'withdrawn')) then 'complains'
    end
    from complaint c where c.id = complaint_bar.complaint
$$;
grant execute on function complaint_bar to jinzai_app;

create function complaint_member_check() returns trigger language plpgsql as $$
begin
    if complaint_bar(new.complaint_id, new.staff_id) is not null then
        raise exception 'this person may not judge this complaint'
            using errcode = 'check_violation', constraint = 'complaint_member_impartial';
    end if;
    return new;
end
$$;
create trigger complaint_member_impartial before insert on complaint_member
    for each row execute function complaint_member_check();

create table complaint_session (
    id bigint generated always as identity primary key,
    complaint_id bigint not null references complaint,
    held_on date not null,
    place text not null check (char_length(place) between 1 and 60),
    minutes text not null check (char_length(minutes) between 1 and 2000),
    by_id bigint not null references staff,
    at timestamptz not null
);
create index complaint_session_of on complaint_session (complaint_id);
create table complaint_attendance (
    session_id bigint not null references complaint_session,
    member_id bigint not null references complaint_member,
    primary key (session_id, member_id)
);

create table complaint_decision (
    complaint_id bigint primary key references complaint,
    kind text not null check (kind in ('maintain', 'reevaluation')),
    -- what the person and the evaluators are told
    reason text not null check (char_length(reason) between 10 and 2000),
    -- which steps are done again, and what about them
    redo text check (redo in ('first', 'second', 'both')),
    redo_what text check (char_length(redo_what) between 10 and 1000),
    session_id bigint not null references complaint_session,
    votes_for smallint not null check (votes_for > 0),
    votes_against smallint not null check (votes_against >= 0),
    decided_on date not null,
    by_id bigint not null references staff,
    at timestamptz not null,
    check (votes_for > votes_against),
    check ((kind = 'reevaluation') = (redo is not null)),
    check ((redo is null) = (redo_what is null))
);

-- 通知書: one for the person, one for each evaluator, as they were sent.
create table complaint_notice (
    id bigint generated always as identity primary key,
    complaint_id bigint not null references complaint,
    recipient_id bigint not null references staff,
    role text not null check (role in ('person', 'evaluator')),
    -- added to the decision by the officer
    words text not null check (char_length(words) <= 1000),
    at timestamptz not null,
    unique (complaint_id, recipient_id)
);
create index complaint_notice_to on complaint_notice (recipient_id);

-- An order to evaluate again. It is carried out by opening a new version of the result.
create table reevaluation_order (
    complaint_id bigint primary key references complaint,
    sheet_id bigint not null references sheet,
    redo text not null check (redo in ('first', 'second', 'both')),
    redo_what text not null,
    ordered_at timestamptz not null
);

-- Every move of a case. Only ever added to.
create table complaint_passage (
    complaint_id bigint not null references complaint,
    place smallint not null check (place > 0),
    action text not null check (action in ('consult', 'file', 'answer', 'settle', 'convene',
                                           'decide', 'notify', 'withdraw')),
    from_state text,
    to_state text not null,
    by_id bigint not null references staff,
    at timestamptz not null,
    -- the answer to a consultation, or why it was taken back
    words text check (char_length(words) between 1 and 2000),
    primary key (complaint_id, place)
);

revoke update, delete on complaint_plea, complaint_hearing, complaint_question, complaint_answer,
    complaint_session, complaint_attendance, complaint_decision, complaint_notice,
    reevaluation_order, complaint_passage from jinzai_app;
revoke delete on complaint, complaint_member, complaint_rule from jinzai_app;

-- When the result was explained to the person, in the feedback interview whose text they were
-- sent; null: it was not, or nobody wrote it down.
create function complaint_explained_on(sheet bigint) returns date language sql stable as $$
    select i.held_on from interview i
    where i.sheet_id = sheet and i.kind = 'feedback'
      and exists (select from interview_sending s where s.interview_id = i.id)
$$;
grant execute on function complaint_explained_on to jinzai_app;

-- Somebody looks at cases that are not theirs: one entry a case in the audit book.
create function view_complaints(at timestamptz, looker bigint, origin text, event text,
                                ids bigint[])
returns void language sql as $$
    select append_audit(view_complaints.at, looker, view_complaints.origin, view_complaints.event,
                        'complaint', c.id, c.subject_id, '{}')
    from (select k.id, k.subject_id from complaint k
          where k.id = any(ids) and k.subject_id <> looker order by k.id) c
$$;
grant execute on function view_complaints to jinzai_app;

-- What waits for somebody because of a complaint, for their home.
create function complaint_waiting(person bigint, hr boolean, today date) returns json
language sql stable as $$
    select json_build_object(
        'questions', (select coalesce(json_agg(json_build_array(q.id, q.due_on)
                             order by q.due_on), '[]')
                      from complaint_question q
                      join complaint c on c.id = q.complaint_id
                      where q.asked_of = person and c.state in ('consultation', 'hearing', 'committee')
                        and not exists (select from complaint_answer a where a.question_id = q.id)),
        'cases', (select count(*) from complaint c
                  where hr and c.state in ('consultation', 'hearing', 'committee', 'decided')
                    and complaint_bar(c.id, person) is distinct from 'own'
                    and complaint_bar(c.id, person) is distinct from 'evaluated'),
        'judging', (select coalesce(json_agg(json_build_array(c.id, c.number) order by c.id), '[]')
                    from complaint_member m join complaint c on c.id = m.complaint_id
                    where m.staff_id = person and m.ended_at is null and c.state = 'committee'),
        'own', (select coalesce(json_agg(json_build_array(c.id, c.number, c.state,
                           c.petition_due_on) order by c.id), '[]')
                from complaint c
                where c.subject_id = person
                  and (c.state = 'answered' and c.petition_due_on >= today)),
        'notices', (select coalesce(json_agg(json_build_array(n.id, c.number, n.role)
                           order by n.id), '[]')
                    from complaint_notice n join complaint c on c.id = n.complaint_id
                    where n.recipient_id = person
                      and n.at > (today - 14)::timestamp at time zone 'Asia/Tokyo'))
$$;
grant execute on function complaint_waiting to jinzai_app;
