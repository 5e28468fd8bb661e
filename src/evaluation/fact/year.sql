-- The facts of one's own year, whatever sheet there is: $1 who, $2 the fiscal year.
select facts_of($1, $2, s.first_evaluator_id, s.second_evaluator_id) as "facts!",
       s.state as "state?: State",
       f.family_name || ' ' || f.given_name as first,
       e.family_name || ' ' || e.given_name as second,
       array(select distinct y.fiscal_year from fact y
             where y.subject_id = $1 and y.deleted_at is null
               and (y.author_id = $1 or y.shared) order by 1 desc) as "years!"
from (select 1) one
left join (sheet s join cycle c on c.id = s.cycle_id and c.kind = 'ability'
                               and c.fiscal_year = $2 and c.opened_at is not null)
    on s.subject_id = $1
left join staff f on f.id = s.first_evaluator_id
left join staff e on e.id = s.second_evaluator_id
limit 1
