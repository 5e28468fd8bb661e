-- The facts of one's own year, whatever sheet there is: $1 who, $2 the fiscal year.
select facts_of($1, $2, s.first_evaluator_id, s.second_evaluator_id) as "facts!",
       s.state as "state?: State",
       f.family_name || ' ' || f.given_name as first,
       e.family_name || ' ' || e.given_name as second,
       array(select distinct y.fiscal_year from fact y
             where y.subject_id = $1 and y.deleted_at is null
               and (y.author_id = $1 or y.shared) order by 1 desc) as "years!"
from (select 1) one
-- the sheet of the abilities, and until it is opened that of the goals; only the first ends the notes
left join lateral (
    select n.first_evaluator_id, n.second_evaluator_id,
           case when c.kind = 'ability' then n.state end as state
    from sheet n join cycle c on c.id = n.cycle_id
    where n.subject_id = $1 and c.fiscal_year = $2 and c.opened_at is not null
      and (c.kind = 'ability' or (c.kind = 'performance' and n.state <> 'excluded'))
    order by c.kind = 'ability' desc, n.id desc limit 1) s on true
left join staff f on f.id = s.first_evaluator_id
left join staff e on e.id = s.second_evaluator_id
limit 1
