-- Opinions of those for whom the people of running sheets also work on $1, asked at $2.
with running as (
    select s.id, s.subject_id, s.first_evaluator_id, s.second_evaluator_id,
           coalesce(c.outside_due_on,
                    due_on(s.id, c.id, case when s.first_evaluator_id is null then 'second'
                                            else 'first' end) - 14,
                    c.base_date) as due_on
    from sheet s join cycle c on c.id = s.cycle_id
    where c.kind in ('ability', 'performance') and c.period @> $1::date
      and s.state in ('goal_setting', 'goal_review', 'working', 'midterm_report',
                      'midterm_review', 'working_on', 'self_assessment', 'first_review'))
insert into outside_opinion (sheet_id, unit_id, due_on, asked_at)
select distinct r.id, g.unit_id, greatest(r.due_on, $1::date), $2::timestamptz
from running r
join assignment g on g.staff_id = r.subject_id and g.kind = 'additional' and g.valid @> $1::date
-- whose head evaluates the person anyway says nothing twice
where leads_on(g.unit_id, $1) is distinct from r.first_evaluator_id
  and leads_on(g.unit_id, $1) is distinct from r.second_evaluator_id
on conflict on constraint outside_opinion_once do nothing
