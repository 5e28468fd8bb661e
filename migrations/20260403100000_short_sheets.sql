-- 会計年度任用職員: everybody is evaluated (地方公務員法23条の2), with a short sheet of their kind of
-- work, for the term they are appointed for (evaluation.md 2.5). The sheets are sheets like any
-- other; what is special is data: a framework of another kind, a term, dates of their own.

-- 任用: what somebody is appointed as, from when until when, and for how many hours a week.
create table employment (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    kind text not null check (kind in ('regular', 'reappointed', 'fixed_term', 'fiscal_year')),
    valid daterange not null check (not isempty(valid)),
    -- null: full time
    weekly_minutes smallint check (weekly_minutes between 30 and 2700),
    -- 職種 of 会計年度任用職員: a position of the short framework
    work_code text check (work_code ~ '^[a-z]{1,20}$'),
    entered_by bigint references staff,
    at timestamptz not null,
    check (kind <> 'fiscal_year' or (upper(valid) is not null and weekly_minutes is not null
                                     and work_code is not null)),
    constraint employment_no_overlap exclude using gist (staff_id with =, valid with &&)
);
create index employment_kind on employment (kind, lower(valid));

-- A short framework holds kinds of work as its positions, their items as abilities, and a scale.
alter table framework
    add column kind text not null default 'ability' check (kind in ('ability', 'short')),
    drop constraint framework_no_overlap,
    add constraint framework_no_overlap exclude using gist (kind with =, valid with &&);

alter table cycle drop constraint cycle_kind_check,
    add constraint cycle_kind_check
        check (kind in ('ability', 'performance', 'short', 'probation'));

alter table sheet
    -- the time that is evaluated, where it is the person's own: 任用期間, 条件付採用の期間
    add column term daterange check (not isempty(term)),
    drop constraint sheet_cycle_id_subject_id_key,
    drop constraint sheet_exclusion_check,
    add constraint sheet_exclusion_check check (exclusion in (
        'special_post', 'temporary', 'leave', 'childcare', 'suspension', 'long_sick_leave',
        'secondment', 'long_training', 'under_three_months', 'conditional', 'leaving',
        'short_hours', 'other'));
-- one sheet a year; a second one only for a second term
create unique index sheet_once on sheet
    (cycle_id, subject_id, coalesce(lower(term), '-infinity'::date));

-- Dates of a step that are one sheet's own, because its term is.
create table sheet_window (
    sheet_id bigint not null references sheet,
    step text not null check (step in ('self', 'first', 'second', 'confirmation', 'disclosure')),
    opens_on date not null,
    due_on date not null check (due_on >= opens_on),
    primary key (sheet_id, step)
);
revoke update, delete on sheet_window from jinzai_app;

create or replace function due_on(sheet bigint, cycle bigint, step text)
returns date language sql stable as $$
    select coalesce(
        (select e.due_on from extension e
         where e.sheet_id = due_on.sheet and e.step = due_on.step order by e.id desc limit 1),
        (select w.due_on from sheet_window w
         where w.sheet_id = due_on.sheet and w.step = due_on.step),
        (select w.due_on from cycle_step w
         where w.cycle_id = due_on.cycle and w.step = due_on.step))
$$;

-- When a step of a sheet opens.
create function opens_on(sheet bigint, cycle bigint, step text)
returns date language sql stable as $$
    select coalesce(
        (select w.opens_on from sheet_window w
         where w.sheet_id = opens_on.sheet and w.step = opens_on.step),
        (select w.opens_on from cycle_step w
         where w.cycle_id = opens_on.cycle and w.step = opens_on.step))
$$;
grant execute on function opens_on to jinzai_app;

-- Who gets which sheet, who evaluates it and when. Dated: the rule of the first day of a term
-- holds for it.
create table short_rule (
    id bigint generated always as identity primary key,
    -- a term of fewer months than this is short: two overall items, or no evaluation
    least_months smallint not null check (least_months between 1 and 12),
    short_term text not null check (short_term in ('brief', 'excluded')),
    -- fewer minutes a week than this: the same question
    least_minutes smallint not null check (least_minutes between 0 and 2700),
    few_hours text not null check (few_hours in ('brief', 'excluded')),
    first_level text not null check (first_level in ('team', 'section', 'department')),
    second_level text check (second_level in ('section', 'department', 'executive')),
    -- days before the last day of the term: when the evaluation opens and when it is due
    opens_days smallint not null check (opens_days between 1 and 180),
    due_days smallint not null check (due_days between 0 and 90),
    set_by bigint references staff,
    valid daterange not null check (not isempty(valid)),
    check (due_days < opens_days),
    constraint short_rule_no_overlap exclude using gist (valid with &&)
);
insert into short_rule (least_months, short_term, least_minutes, few_hours, first_level,
                        second_level, opens_days, due_days, valid)
values (3, 'brief', 930, 'excluded', 'section', null, 60, 14, daterange('2000-01-01', null));

-- 再度の任用に関する意見: given with a round of an evaluator, and like it never changed.
create table renewal_opinion (
    sheet_id bigint not null,
    step text not null check (step in ('first', 'second')),
    round smallint not null,
    verdict text not null check (verdict in ('suitable', 'conditional', 'unsuitable')),
    reason text not null default '' check (char_length(reason) <= 400),
    primary key (sheet_id, step, round),
    foreign key (sheet_id, step, round) references submission,
    check (verdict = 'suitable' or char_length(reason) >= 10)
);
revoke update, delete on renewal_opinion from jinzai_app;

create or replace view evaluation_progress_view as
select s.id as sheet_id, s.cycle_id, s.subject_id, s.department_id, s.section_id, s.unit_id,
       s.position_code, s.state, s.returned, s.state_since,
       case when s.state in ('goal_setting', 'midterm_report', 'self_assessment')
                 then s.subject_id
            when s.state in ('goal_review', 'midterm_review')
                 then coalesce(s.first_evaluator_id, s.second_evaluator_id)
            when s.state = 'first_review' then s.first_evaluator_id
            when s.state = 'second_review' then s.second_evaluator_id end as holder_id,
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
