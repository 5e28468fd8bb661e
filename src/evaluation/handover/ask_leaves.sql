-- Handovers of evaluators who go within two weeks of $1, asked at $2: on leave for a month or longer,
-- or out of office by a day that was registered without an order.
with going as (
    select l.staff_id, lower(l.valid) as day, 'leave' as cause
    from leave_period l join leave_kind k on k.code = l.kind and k.away
    where l.struck_at is null and lower(l.valid) between $1::date + 1 and $1::date + 14
      and (upper(l.valid) is null or upper(l.valid) - lower(l.valid) >= 30)
    union all
    select p.id, p.left_on + 1, 'left' from staff p
    where p.left_on between $1::date and $1::date + 13)
insert into handover (sheet_id, author_id, step, cause, valid, graded, due_on, asked_at)
select s.id, a.author, a.step, g.cause, daterange(a.from_on, g.day), false, g.day - 1,
       $2::timestamptz
from going g
join sheet s on coalesce(s.first_evaluator_id, s.second_evaluator_id) = g.staff_id
    and s.state in ('goal_setting', 'goal_review', 'working', 'midterm_report', 'midterm_review',
                    'working_on', 'self_assessment', 'first_review')
join cycle c on c.id = s.cycle_id and c.period @> g.day
cross join lateral (
    select g.staff_id as author,
           case when s.first_evaluator_id is null then 'second' else 'first' end as step,
           coalesce((select max(lower(x.valid)) from sheet_segment x
                     where x.sheet_id = s.id and lower(x.valid) < g.day),
                    lower(s.term), lower(c.period)) as from_on) a
where a.from_on < g.day
  -- an order may have asked for the same part before
  and not exists (select from handover h where h.sheet_id = s.id and h.author_id = a.author
                  and upper(h.valid) = g.day)
on conflict on constraint handover_once do nothing
