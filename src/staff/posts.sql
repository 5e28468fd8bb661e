-- The posts of those with the numbers $1, and everybody's who leads a unit.
with wanted as (
    select a.id from assignment a join staff s on s.id = a.staff_id
    where s.number = any($1)
    union select id from assignment where leads)
select a.id, s.number, u.code as unit, a.position_code as position, a.post,
       a.kind = 'main' as "main!", a.leads, lower(a.valid) as "from!",
       upper(a.valid) as until
from wanted join assignment a using (id) join staff s on s.id = a.staff_id
    join unit u on u.id = a.unit_id
