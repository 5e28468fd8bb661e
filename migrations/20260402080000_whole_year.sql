-- The whole year of an evaluation: goals before the self-assessment, a calibration before the
-- confirmation, people who are not evaluated, results that are corrected. Which of these steps a
-- year has is its rows in cycle_step; what a step means is the program's (evaluation.md 1.2).

alter table cycle drop constraint cycle_kind_check,
    add constraint cycle_kind_check check (kind in ('ability', 'performance')),
    -- 業績評価 is often held twice a year
    add column term text not null default 'year'
        check (term in ('year', 'first_half', 'second_half')),
    drop constraint cycle_fiscal_year_kind_key,
    add constraint cycle_one_of_a_kind unique (fiscal_year, kind, term);

alter table cycle_step drop constraint cycle_step_step_check,
    add constraint cycle_step_step_check check (step in (
        'goals', 'goal_review', 'midterm', 'midterm_review', 'self', 'first', 'second',
        'calibration', 'confirmation', 'disclosure'));

alter table sheet drop constraint sheet_state_check,
    add constraint sheet_state_check check (state in (
        'excluded', 'goal_setting', 'goal_review', 'working', 'midterm_report',
        'midterm_review', 'working_on', 'self_assessment', 'first_review', 'second_review',
        'calibration', 'confirmation', 'confirmed', 'disclosed')),
    -- why the person is not evaluated (evaluation.md 2.3)
    add column exclusion text check (exclusion in (
        'special_post', 'temporary', 'leave', 'childcare', 'suspension', 'long_sick_leave',
        'secondment', 'long_training', 'under_three_months', 'conditional', 'leaving', 'other')),
    add constraint sheet_excluded_with_reason check ((state = 'excluded') = (exclusion is not null));

alter table draft drop constraint draft_step_check,
    add constraint draft_step_check check (step in (
        'goals', 'goal_review', 'midterm', 'midterm_review', 'self', 'first', 'second'));

alter table submission drop constraint submission_step_check,
    add constraint submission_step_check check (step in (
        'goals', 'goal_review', 'midterm', 'midterm_review', 'self', 'first', 'second')),
    drop constraint submission_check,
    add constraint submission_overall_by_evaluators
        check ((step in ('first', 'second')) = (overall is not null));

alter table passage drop constraint passage_action_check,
    add constraint passage_action_check check (action in (
        'open', 'submit', 'withdraw', 'send_back', 'reevaluate', 'advance', 'pass_over',
        'confirm', 'disclose', 'correct', 'exclude', 'reinstate', 'extend', 'hand_over')),
    drop constraint passage_check,
    -- nothing unusual happens to a sheet without its reason
    add constraint passage_reason check (
        action in ('open', 'submit', 'withdraw', 'advance', 'confirm', 'disclose')
        or char_length(reason) >= 10 and reason is not null);

-- Which round of the last evaluator became the result: what was written with it stays with it.
alter table result add column round smallint check (round > 0);
update result r set round = b.round
from (select s.id, max(b.round) as round from sheet s join submission b on b.sheet_id = s.id
          and b.step = case when s.second_evaluator_id is null then 'first' else 'second' end
      group by s.id) b
where b.id = r.sheet_id;

-- A later date for one sheet and one step. The newest counts; the older ones stay.
create table extension (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    step text not null check (step in (
        'goals', 'goal_review', 'midterm', 'midterm_review', 'self', 'first', 'second',
        'calibration', 'confirmation', 'disclosure')),
    due_on date not null,
    reason text not null check (char_length(reason) between 10 and 1000),
    by_id bigint not null references staff,
    at timestamptz not null
);
create index extension_sheet on extension (sheet_id, step, id desc);
revoke update, delete on extension from jinzai_app;

-- When a step of a sheet is due: the year's date, or the newest extension.
create function due_on(sheet bigint, cycle bigint, step text)
returns date language sql stable as $$
    select coalesce(
        (select e.due_on from extension e
         where e.sheet_id = due_on.sheet and e.step = due_on.step order by e.id desc limit 1),
        (select w.due_on from cycle_step w
         where w.cycle_id = due_on.cycle and w.step = due_on.step))
$$;
grant execute on function due_on to jinzai_app;

create or replace view evaluation_progress_view as
select s.id as sheet_id, s.cycle_id, s.subject_id, s.department_id, s.section_id, s.unit_id,
       s.position_code, s.state, s.returned, s.state_since,
       case when s.state in ('goal_setting', 'midterm_report', 'self_assessment')
                 then s.subject_id
            when s.state in ('goal_review', 'midterm_review')
                 then coalesce(s.first_evaluator_id, s.second_evaluator_id)
            when s.state = 'first_review' then s.first_evaluator_id
            when s.state = 'second_review' then s.second_evaluator_id end as holder_id,
       coalesce(e.due_on, d.due_on) as due_on
from sheet s
cross join lateral (
    select case s.state when 'goal_setting' then 'goals' when 'goal_review' then 'goal_review'
                        when 'midterm_report' then 'midterm'
                        when 'midterm_review' then 'midterm_review'
                        when 'self_assessment' then 'self' when 'first_review' then 'first'
                        when 'second_review' then 'second' when 'calibration' then 'calibration'
                        when 'confirmation' then 'confirmation' end as step) w
left join cycle_step d on d.cycle_id = s.cycle_id and d.step = w.step
-- one pass over the few extensions there are, not one look for each sheet
left join (select distinct on (sheet_id, step) sheet_id, step, due_on from extension
           order by sheet_id, step, id desc) e on e.sheet_id = s.id and e.step = w.step;
