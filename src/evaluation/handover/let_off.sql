-- Those whom order $1 asked and whom it no longer asks, in $2: nothing was written yet.
delete from handover h
where h.order_id = $1 and h.done_at is null and h.waived_at is null
  and not exists (select from handover_text t where t.handover_id = h.id)
  and not exists (select from handover_draft d where d.handover_id = h.id)
  and not exists (select from jsonb_to_recordset($2) as r (sheet bigint, author bigint)
                  where r.sheet = h.sheet_id and r.author = h.author_id)
