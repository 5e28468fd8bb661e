-- Handovers $2 of order $1, at $3. The part begins where the last one of the sheet does.
insert into handover (sheet_id, author_id, step, cause, valid, graded, order_id, due_on, asked_at)
select r.sheet, r.author, r.step, r.cause,
       daterange(coalesce((select max(lower(g.valid)) from sheet_segment g
                           where g.sheet_id = r.sheet and lower(g.valid) < r.until_on), r.from_on),
                 r.until_on),
       r.graded, $1, r.due_on, $3
from jsonb_to_recordset($2) as r (sheet bigint, author bigint, step text, cause text,
    from_on date, until_on date, graded boolean, due_on date)
where r.from_on < r.until_on
  -- somebody may have been asked for the same part before, because of a leave
  and not exists (select from handover h where h.sheet_id = r.sheet and h.author_id = r.author
                  and upper(h.valid) = r.until_on)
on conflict on constraint handover_once do nothing
