-- Handovers of evaluators who go on leave within two weeks of $1, for a month or longer, asked at $2.
insert into handover (sheet_id, author_id, step, cause, valid, graded, due_on, asked_at)
select s.id, a.author, a.step, 'leave',
       daterange(a.from_on, lower(l.valid)), false, lower(l.valid) - 1, $2::timestamptz
from leave_period l
join leave_kind k on k.code = l.kind and k.away
join sheet s on coalesce(s.first_evaluator_id, s.second_evaluator_id) = l.staff_id
    and s.state in ('goal_setting', 'goal_review', 'working', 'midterm_report', 'midterm_review',
                    'working_on', 'self_assessment', 'first_review')
join cycle c on c.id = s.cycle_id and c.period @> lower(l.valid)
cross join lateral (
    select l.staff_id as author,
           case when s.first_evaluator_id is null then 'second' else 'first' end as step,
           coalesce((select max(lower(g.valid)) from sheet_segment g
                     where g.sheet_id = s.id and lower(g.valid) < lower(l.valid)),
                    lower(s.term), lower(c.period)) as from_on) a
where l.struck_at is null and lower(l.valid) between $1::date + 1 and $1::date + 14
  and (upper(l.valid) is null or upper(l.valid) - lower(l.valid) >= 30)
  and a.from_on < lower(l.valid)
on conflict on constraint handover_once do nothing
