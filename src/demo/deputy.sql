-- $1 stands in for an evaluator of the same department from $2 to $3, as $4 has named it at $5: for
-- the one with most people waiting for the first review.
insert into deputy (evaluator_id, deputy_id, valid, reason, named_by, named_at)
select w.evaluator, m.id, daterange($2, $3, '[]'), '長期の研修で不在のため', o.id, $5
from staff m
join staff o on o.number = $4
join lateral (
    select s.first_evaluator_id as evaluator from sheet s
    where s.state = 'first_review' and s.first_evaluator_id <> m.id and s.subject_id <> m.id
      and s.second_evaluator_id is distinct from m.id
      and not exists (select from deputy_unfit(s.first_evaluator_id, m.id, $2))
      and s.department_id in (select q.department_id from sheet q
                              where q.first_evaluator_id = m.id and q.cycle_id = s.cycle_id)
    group by s.first_evaluator_id
    order by count(*) desc, s.first_evaluator_id limit 1) w on true
where m.number = $1
