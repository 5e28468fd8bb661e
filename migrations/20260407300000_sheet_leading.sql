-- Who leads a person's talk and agrees their goals: the first evaluator, or the second where there is
-- no first. Looked for by evaluator in every year.
create index sheet_leading on sheet ((coalesce(first_evaluator_id, second_evaluator_id)), cycle_id);
