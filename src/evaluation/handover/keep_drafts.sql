-- Unfinished reviews of those who give up a seat of the sheets in $1, for their handovers of order $2.
insert into handover_draft (handover_id, field, value)
select h.id, d.field, d.value
from jsonb_to_recordset($1) as r (sheet bigint, first bigint, second bigint)
join sheet s on s.id = r.sheet
join handover h on h.sheet_id = s.id and h.order_id = $2 and h.waived_at is null
    and h.author_id is distinct from r.first and h.author_id is distinct from r.second
join draft d on d.sheet_id = s.id and d.step = h.step and d.value <> '' and d.writer_id = h.author_id
on conflict do nothing
