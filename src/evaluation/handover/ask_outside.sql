-- Opinions of the places $3 to which the people $2 are lent from $1 on, asked at $4.
insert into outside_opinion (sheet_id, destination, due_on, asked_at)
select s.id, r.host,
       greatest($1::date, coalesce(c.outside_due_on,
           due_on(s.id, c.id, case when s.first_evaluator_id is null then 'second'
                                   else 'first' end) - 14, c.base_date)), $4
from unnest($2::bigint[], $3::text[]) as r (staff, host)
join sheet s on s.subject_id = r.staff
    and s.state in ('goal_setting', 'goal_review', 'working', 'midterm_report',
                    'midterm_review', 'working_on', 'self_assessment', 'first_review')
join cycle c on c.id = s.cycle_id and c.kind in ('ability', 'performance') and c.period @> $1::date
on conflict on constraint outside_opinion_once do nothing
