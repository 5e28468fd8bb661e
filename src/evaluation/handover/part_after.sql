-- The part that begins on $2 because of order $3, of the sheets in $1. A second order of the same day
-- mends the part the first one began.
with r as (
    select * from jsonb_to_recordset($1) as r (sheet bigint, parted boolean, works_in bigint,
        first bigint, second bigint, until_on date)
    where r.parted),
mended as (
    update sheet_segment g set unit_id = r.works_in, first_evaluator_id = r.first,
           second_evaluator_id = r.second, order_id = $3
    from r where g.sheet_id = r.sheet and lower(g.valid) = $2 returning g.sheet_id)
insert into sheet_segment (sheet_id, place, valid, unit_id, first_evaluator_id,
                           second_evaluator_id, order_id)
select r.sheet, (select coalesce(max(g.place), 0) + 1 from sheet_segment g where g.sheet_id = r.sheet),
       daterange($2, r.until_on), r.works_in, r.first, r.second, $3
from r where r.sheet not in (select sheet_id from mended)
