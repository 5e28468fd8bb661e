-- What has happened in the probations of the demo city by the day $1: interviews whose day has come
-- were held, opinions that were due were given.
with talks as (
    insert into probation_talk (probation_id, place, held_on, body, by_id, at)
    select t.probation_id, t.place, t.due_on - 4,
           '窓口の受付と電話の応対を、1人でできるようになった。制度の説明は、まだ先輩と一緒に行う。来月からは申請書の審査も担当する。',
           case t.what
           when 'interview' then coalesce(b.first_evaluator_id, b.second_evaluator_id)
           else (select min(h.staff_id) from hat h where h.hat = 'hr' and h.valid @> $1::date) end,
           (t.due_on - 4)::timestamp at time zone 'Asia/Tokyo' + interval '16 hours'
    from probation_task t join probation b on b.id = t.probation_id
    where t.what in ('interview', 'hr_interview') and t.due_on < $1)
insert into probation_opinion (probation_id, step, round, verdict, reason, by_id, at)
select b.id, case when b.first_evaluator_id is null then 'second' else 'first' end, 1, 'appoint',
       '手順をよく確かめて仕事を進め、分からないことを早めに相談できています。安心して任せられます。',
       coalesce(b.first_evaluator_id, b.second_evaluator_id),
       (t.due_on - 2)::timestamp at time zone 'Asia/Tokyo' + interval '11 hours'
from probation_task t join probation b on b.id = t.probation_id
where t.what = 'opinion' and t.due_on < $1 and b.kind = 'regular'
