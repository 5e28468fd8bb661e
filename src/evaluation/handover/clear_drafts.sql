-- Nobody finds the unfinished words of the one before on the sheets in $1.
delete from draft d
using jsonb_to_recordset($1) as r (sheet bigint, first bigint, second bigint), sheet s
where s.id = r.sheet and d.sheet_id = s.id
  and (d.step in ('first', 'goal_review', 'midterm_review')
            and s.first_evaluator_id is distinct from r.first
       or d.step = 'second' and s.second_evaluator_id is distinct from r.second)
