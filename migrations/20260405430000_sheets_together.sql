-- One talk between two people, one record: the evaluations of a person that end on the same day and
-- are led by the same evaluator belong together. An interview at the end of one of them counts for
-- all, and so does a development plan. (The first of two half years ends by itself.)
create function sheets_together(sheet bigint) returns setof bigint language sql stable as $$
    select o.id
    from sheet s join cycle c on c.id = s.cycle_id
    join sheet o on o.subject_id = s.subject_id
    join cycle k on k.id = o.cycle_id
    where s.id = sheets_together.sheet
      and (o.id = s.id
           or (upper(k.period) = upper(c.period) and k.opened_at is not null
               and c.kind in ('ability', 'performance') and k.kind in ('ability', 'performance')
               and o.state <> 'excluded'
               and coalesce(o.first_evaluator_id, o.second_evaluator_id)
                   = coalesce(s.first_evaluator_id, s.second_evaluator_id)))
$$;
grant execute on function sheets_together to jinzai_app;
