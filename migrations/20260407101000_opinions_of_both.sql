-- 正式採用についての意見 is given by every evaluator (evaluation.md 2.4): with the first opinion alone
-- the task was told as done. It is done when each of them has given one since the last extension; who
-- is both gives one.
create or replace view probation_task_view as
select t.probation_id, t.place, t.what, t.name, t.due_on as first_due_on,
       coalesce((select m.due_on from probation_task_move m
                 where m.probation_id = t.probation_id and m.place = t.place
                 order by m.round desc limit 1), t.due_on) as due_on,
       case t.what
       when 'review' then exists (
           select from probation b join sheet s on s.id = b.sheet_id
           where b.id = t.probation_id
             and s.state not in ('self_assessment', 'first_review', 'second_review'))
       when 'opinion' then exists (
           select from probation b
           where b.id = t.probation_id
             and coalesce(b.first_evaluator_id, b.second_evaluator_id) is not null
             and not exists (
                 select from (values ('first', b.first_evaluator_id),
                                     ('second', nullif(b.second_evaluator_id, b.first_evaluator_id)))
                     e (step, who)
                 where e.who is not null
                   and not exists (
                       select from probation_opinion o
                       where o.probation_id = b.id and o.step = e.step
                         and o.at >= coalesce((select max(n.at) from probation_extension n
                                               where n.probation_id = b.id), '-infinity'))))
       else exists (
           select from probation_talk k
           where k.probation_id = t.probation_id and k.place = t.place)
       end as done
from probation_task t;
