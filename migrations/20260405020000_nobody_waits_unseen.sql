-- What the calibration or the confirmation has looked at is not taken back by the evaluator: a look of
-- the 調整者, of the 確認者, or of 職員課 where it does their work, counts as well.
create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state in ('goal_review', 'midterm_review')
            and coalesce(s.first_evaluator_id, s.second_evaluator_id) = looker)
           or (s.state = 'first_review' and s.first_evaluator_id = looker)
           or (s.state = 'second_review' and s.second_evaluator_id = looker)
           or (s.state = 'calibration' and s.calibrator_id = looker)
           or (s.state = 'confirmation' and s.confirmer_id = looker)
           or ((s.state = 'calibration' and s.calibrator_id is null
                or s.state = 'confirmation' and s.confirmer_id is null)
               and looker <> all(array_remove(
                   array[s.subject_id, s.first_evaluator_id, s.second_evaluator_id], null))
               and exists(select from hat h where h.staff_id = looker and h.hat = 'hr'
                          and h.valid @> (view_sheets.at at time zone 'Asia/Tokyo')::date)));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id, '{}')
    from (select k.id, k.subject_id from sheet k where k.id = any(ids) order by k.id) s;
end
$$;

-- What the board moved was seen by the board.
create function mark_board_opened() returns trigger language plpgsql as $$
begin
    update sheet set holder_opened_at = new.at
    where id = new.sheet_id and holder_opened_at is null;
    return null;
end
$$;
create trigger calibration_move_opened after insert on calibration_move
    for each row execute function mark_board_opened();

-- The calibration and the confirmation hold a sheet like everybody else: 調整者 and 確認者 by name,
-- 職員課 (nobody by name) where the route names none.
create or replace view evaluation_progress_view as
select s.id as sheet_id, s.cycle_id, s.subject_id, s.department_id, s.section_id, s.unit_id,
       s.position_code, s.state, s.returned, s.state_since,
       case when s.state in ('goal_setting', 'midterm_report', 'self_assessment')
                 then s.subject_id
            when s.state in ('goal_review', 'midterm_review')
                 then coalesce(s.first_evaluator_id, s.second_evaluator_id)
            when s.state = 'first_review' then s.first_evaluator_id
            when s.state = 'second_review' then s.second_evaluator_id
            when s.state = 'calibration' then s.calibrator_id
            when s.state = 'confirmation' then s.confirmer_id end as holder_id,
       coalesce(e.due_on, o.due_on, d.due_on) as due_on
from sheet s
cross join lateral (
    select case s.state when 'goal_setting' then 'goals' when 'goal_review' then 'goal_review'
                        when 'midterm_report' then 'midterm'
                        when 'midterm_review' then 'midterm_review'
                        when 'self_assessment' then 'self' when 'first_review' then 'first'
                        when 'second_review' then 'second' when 'calibration' then 'calibration'
                        when 'confirmation' then 'confirmation' end as step) w
left join cycle_step d on d.cycle_id = s.cycle_id and d.step = w.step
left join sheet_window o on o.sheet_id = s.id and o.step = w.step
-- one pass over the few extensions there are, not one look for each sheet
left join (select distinct on (sheet_id, step) sheet_id, step, due_on from extension
           order by sheet_id, step, id desc) e on e.sheet_id = s.id and e.step = w.step;
