-- In a city of 100,000, HR's home and the progress page count whole years of sheets: everything
-- they count stands in an index, and closed years are passed over.

drop index sheet_progress;
create index sheet_progress on sheet (cycle_id, department_id, state)
    include (section_id, unit_id, position_code, returned, first_evaluator_id,
             second_evaluator_id);

drop index sheet_open;
create index sheet_open on sheet (cycle_id, state) where state <> 'disclosed';

-- the days on which people passed a step for the first time
create index submission_first on submission (sheet_id, step) include (at) where round = 1;
