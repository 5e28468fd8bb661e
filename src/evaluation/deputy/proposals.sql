-- Proposed deputies: the newest of the evaluator $1, the one with the number $2, or without either all
-- that are open, the oldest first.
select o.id, o.evaluator_id,
       concat_ws(' ', e.family_name, e.given_name, nullif(h.post, '')) as "evaluator!",
       o.deputy_id, concat_ws(' ', p.family_name, p.given_name, nullif(g.post, '')) as "deputy!",
       lower(o.valid) as "from!", upper(o.valid) - 1 as "until!", o.reason, o.at, o.outcome, o.answer
from deputy_proposal o
join staff e on e.id = o.evaluator_id
join staff p on p.id = o.deputy_id
left join assignment h on h.staff_id = e.id and h.kind = 'main' and h.valid @> lower(o.valid)
left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> lower(o.valid)
where case when $1::bigint is not null
           then o.id = (select max(n.id) from deputy_proposal n where n.evaluator_id = $1)
           when $2::bigint is not null then o.id = $2
           else o.outcome is null end
order by o.id
