-- What follows from changed goals and from a disclosure stands in the one list of what waits for whom.
alter function task_list(date) rename to sheet_tasks;
create function task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select * from sheet_tasks(today)
    union all
    select * from goal_tasks(today)
$$;
grant execute on function task_list to jinzai_app;

-- A look of whoever holds a sheet keeps it from being taken back: of the evaluators or their deputies,
-- of the 調整者 and the 確認者, and of 職員課 where it does their work. The book says for whom a deputy
-- looked.
create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
declare
    today date := (view_sheets.at at time zone 'Asia/Tokyo')::date;
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state in ('goal_review', 'midterm_review')
            and (coalesce(s.first_evaluator_id, s.second_evaluator_id) = looker
                 or stands_in(s.id, case when s.first_evaluator_id is null then 'second'
                                         else 'first' end, today) = looker))
           or (s.state = 'first_review'
               and (s.first_evaluator_id = looker or stands_in(s.id, 'first', today) = looker))
           or (s.state = 'second_review'
               and (s.second_evaluator_id = looker or stands_in(s.id, 'second', today) = looker))
           or (s.state = 'calibration' and s.calibrator_id = looker)
           or (s.state = 'confirmation' and s.confirmer_id = looker)
           or ((s.state = 'calibration' and s.calibrator_id is null
                or s.state = 'confirmation' and s.confirmer_id is null)
               and looker <> all(array_remove(
                   array[s.subject_id, s.first_evaluator_id, s.second_evaluator_id], null))
               and exists(select from hat h where h.staff_id = looker and h.hat = 'hr'
                          and h.valid @> today)));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id,
                         coalesce((select jsonb_build_object('standing_in_for', s.for_id)
                                   where s.for_id is not null), '{}'))
    from (select k.id, k.subject_id, stands_in_for(k.id, looker, today) as for_id
          from sheet k where k.id = any(ids) order by k.id) s;
end
$$;
