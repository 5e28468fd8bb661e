-- A change of agreed goals never waits in silence: whoever answers goals has it among what waits for
-- them, and when the self-assessment begins what was not answered is closed, with its words. Nobody
-- refused it: there is no name beside it.
alter table goal_refusal alter column by_id drop not null;

-- Changes left open by self-assessments that began before.
insert into goal_refusal (sheet_id, round, by_id, at, reason)
select s.id, h.round, null, s.state_since,
       '承認されないまま自己評価の時期になったため、変更は成立しませんでした。'
from sheet s join goal_change h on h.sheet_id = s.id
where s.state not in ('excluded', 'goal_setting', 'goal_review', 'working', 'midterm_report',
                      'midterm_review', 'working_on')
  and h.round > agreed_goals(s.id)
  and not exists (select from goal_refusal f where f.sheet_id = h.sheet_id and f.round = h.round);

-- What waits because of goals, as `task_list` lists it: a change is answered within two weeks, and
-- before the self-assessment opens.
create function goal_tasks(today date)
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
$$;
grant execute on function goal_tasks to jinzai_app;

update reminder_rule set place = place + 1
where place > (select place from reminder_rule where task = 'goal_review');
insert into reminder_rule (place, task, before_days, on_day, after_days)
select place + 1, 'goal_change', '{7,1}', false, '{1,3,7}'
from reminder_rule where task = 'goal_review';
