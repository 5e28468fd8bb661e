-- What is written in the book about a case: nothing of it is for the person or for whoever had a part in
-- evaluating them, be they of 職員課 or auditors (evaluation.md: evaluators see nothing unless asked).
create function audit_entry_kept_from(subject_kind text, subject_id bigint, reader bigint)
returns boolean language sql stable as $$
    select subject_kind = 'complaint' and exists (
        select from complaint k
        where k.id = audit_entry_kept_from.subject_id
          and (k.subject_id = reader or took_part(k.subject_id, reader)))
$$;
grant execute on function audit_entry_kept_from to jinzai_app;
