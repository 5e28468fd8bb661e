-- The part that ends on the day before $2, of the sheets in $1: the last one is cut, or the first is made.
with r as (
    select * from jsonb_to_recordset($1) as r (sheet bigint, parted boolean, from_on date)
    where r.parted),
cut as (
    update sheet_segment g set valid = daterange(lower(g.valid), $2)
    from r where g.sheet_id = r.sheet and g.valid @> $2::date and lower(g.valid) < $2)
insert into sheet_segment (sheet_id, place, valid, unit_id, first_evaluator_id,
                           second_evaluator_id)
select s.id, 1, daterange(r.from_on, $2), s.unit_id, s.first_evaluator_id, s.second_evaluator_id
from r join sheet s on s.id = r.sheet
where not exists (select from sheet_segment g where g.sheet_id = s.id)
