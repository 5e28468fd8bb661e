-- Who was heard, asked and named: $1 hearings, $2 questions with their answers, $3 members.
with heard as (
    insert into complaint_hearing (complaint_id, kind, heard, held_on, companion, body, by_id, at)
    select c.id, x.kind, x.heard, x.held_on, x.companion, x.body, x.by_id, x.at
    from jsonb_to_recordset($1) as x (number text, kind text, heard text, held_on date,
        companion text, body text, by_id bigint, at timestamptz)
    join complaint c on c.number = x.number),
questions as (
    select c.id as complaint_id, x.*
    from jsonb_to_recordset($2) as x (number text, asked_of bigint, asked_by bigint,
        question text, due_on date, at timestamptz, answer text, answered_at timestamptz)
    join complaint c on c.number = x.number),
asked as (
    insert into complaint_question (complaint_id, asked_of, question, due_on, asked_by, at)
    select complaint_id, asked_of, question, due_on, asked_by, at from questions order by at
    returning id, complaint_id),
answered as (
    insert into complaint_answer (question_id, body, by_id, at)
    select a.id, q.answer, q.asked_of, q.answered_at
    from asked a join questions q on q.complaint_id = a.complaint_id
    where q.answer is not null)
insert into complaint_member (complaint_id, staff_id, chair, named_by, named_at, ended_at)
select c.id, x.staff_id, x.chair, x.named_by, x.named_at, x.ended_at
from jsonb_to_recordset($3) as x (number text, staff_id bigint, chair boolean, named_by bigint,
    named_at timestamptz, ended_at timestamptz)
join complaint c on c.number = x.number
