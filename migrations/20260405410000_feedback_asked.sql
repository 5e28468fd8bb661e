-- After the disclosure the feedback interview and the development plan are still to come: whoever
-- leads the sheet's interviews has them among what waits, until the sheet is finished.

-- Until when: the last day of the disclosure, and two weeks at least.
create function feedback_due(sheet bigint, cycle bigint, disclosed timestamptz) returns date
language sql stable as $$
    select greatest(due_on(feedback_due.sheet, feedback_due.cycle, 'disclosure'),
                    (disclosed at time zone 'Asia/Tokyo')::date + 14)
$$;
grant execute on function feedback_due to jinzai_app;

create or replace function goal_tasks(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select coalesce(s.first_evaluator_id, s.second_evaluator_id), 'goal_change', s.id, s.cycle_id,
           c.name, p.family_name || ' ' || p.given_name,
           least((b.at at time zone 'Asia/Tokyo')::date + 14,
                 opens_on(s.id, s.cycle_id, 'self') - 1),
           '/sheets/' || s.id || '/goal-review'
    from sheet s join cycle c on c.id = s.cycle_id
    join staff p on p.id = s.subject_id
    join goal_change h on h.sheet_id = s.id
    join submission b on b.sheet_id = h.sheet_id and b.step = 'goals' and b.round = h.round
    where s.state in ('working', 'midterm_report', 'midterm_review', 'working_on')
      and coalesce(s.first_evaluator_id, s.second_evaluator_id) is not null
      and h.round > agreed_goals(s.id)
      and not exists (select from goal_refusal f
                      where f.sheet_id = h.sheet_id and f.round = h.round)
    union all
    select coalesce(s.first_evaluator_id, s.second_evaluator_id), 'feedback', s.id, s.cycle_id,
           c.name, p.family_name || ' ' || p.given_name,
           feedback_due(s.id, s.cycle_id, s.state_since), '/sheets/' || s.id || '/interviews'
    from sheet s join cycle c on c.id = s.cycle_id and c.kind not in ('short', 'probation')
    join staff p on p.id = s.subject_id
    where s.state = 'disclosed' and s.closed_at is null
      and coalesce(s.first_evaluator_id, s.second_evaluator_id) is not null
$$;

insert into reminder_rule (place, task, before_days, on_day, after_days)
select max(place) + 1, 'feedback', '{7,1}', false, '{1,7}' from reminder_rule;
