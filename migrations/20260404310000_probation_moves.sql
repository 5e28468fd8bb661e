-- 条件付採用: when the end of a period moves, the days of what is still to be done move with it; the days
-- before stay readable. And the city may have 職員課 talk with the person as a task of its own (紀の川市:
-- 人事課長の面談).

alter table probation_rule_task drop constraint probation_rule_task_what_check,
    add constraint probation_rule_task_what_check
        check (what in ('interview', 'hr_interview', 'review', 'opinion'));
alter table probation_task drop constraint probation_task_what_check,
    add constraint probation_task_what_check
        check (what in ('interview', 'hr_interview', 'review', 'opinion'));

-- Another day for a task; the newest round counts.
create table probation_task_move (
    probation_id bigint not null,
    place smallint not null,
    round smallint not null check (round > 0),
    due_on date not null,
    by_id bigint references staff,
    at timestamptz not null,
    primary key (probation_id, place, round),
    foreign key (probation_id, place) references probation_task
);
revoke update, delete on probation_task_move from jinzai_app;

-- Tasks with the day that counts and the day they began with.
create view probation_task_view as
select t.probation_id, t.place, t.what, t.name, t.due_on as first_due_on,
       coalesce((select m.due_on from probation_task_move m
                 where m.probation_id = t.probation_id and m.place = t.place
                 order by m.round desc limit 1), t.due_on) as due_on,
       -- the formal appointment is thought about anew after an extension
       case t.what
       when 'review' then exists (
           select from probation b join sheet s on s.id = b.sheet_id
           where b.id = t.probation_id
             and s.state not in ('self_assessment', 'first_review', 'second_review'))
       when 'opinion' then exists (
           select from probation_opinion o
           where o.probation_id = t.probation_id
             and o.at >= coalesce((select max(e.at) from probation_extension e
                                   where e.probation_id = t.probation_id), '-infinity'))
       else exists (
           select from probation_talk k
           where k.probation_id = t.probation_id and k.place = t.place)
       end as done
from probation_task t;
revoke insert, update, delete on probation_task_view from jinzai_app;

-- What somebody of 職員課 ($2), or the person on probation, is told of besides tasks: $1 who, $3 today.
create or replace function probation_waiting(who bigint, hr boolean, today date) returns json
language sql stable as $$
    with running as (
        select b.*, p.family_name || ' ' || p.given_name as name
        from probation b join staff p on p.id = b.staff_id
        where b.ends_on >= today
          and not exists (select from probation_decision d where d.probation_id = b.id))
    select json_build_object(
        'own', (select json_build_array(r.id, r.ends_on) from running r
                where r.staff_id = who order by r.starts_on desc limit 1),
        'ending', (select coalesce(json_agg(json_build_array(r.id, r.name, r.ends_on)
                          order by r.ends_on, r.id), '[]')
                   from running r where hr and r.ends_on - r.warn_days <= today
                     and r.staff_id <> who))
$$;

-- The list of what waits for whom (task_list), with those days and with the interview of 職員課.
create or replace function task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    -- one's own step of a sheet
    select s.subject_id, w.kind, s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, w.kind), '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id
    join (values ('goal_setting', 'goals', '/goals/edit'), ('midterm_report', 'midterm', '/midterm'),
                 ('self_assessment', 'self', '/self-assessment')) w (state, kind, page)
        on w.state = s.state
    where coalesce(opens_on(s.id, s.cycle_id, w.kind) <= today, true)
    union all
    -- an evaluator's step; those on probation are waited for one by one, short sheets by their term.
    -- First and second evaluators apart, so that one person's lines are found by an index
    select s.first_evaluator_id, w.kind, s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, w.kind),
           '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id and c.kind not in ('short', 'probation')
    join staff p on p.id = s.subject_id
    join (values ('goal_review', 'goal_review', '/goal-review'),
                 ('midterm_review', 'midterm_review', '/midterm-review'),
                 ('first_review', 'first', '/review')) w (state, kind, page) on w.state = s.state
    where s.first_evaluator_id is not null
    union all
    select s.second_evaluator_id, w.kind, s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, w.kind),
           '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id and c.kind not in ('short', 'probation')
    join staff p on p.id = s.subject_id
    join (values ('goal_review', 'goal_review', '/goal-review'),
                 ('midterm_review', 'midterm_review', '/midterm-review'),
                 ('second_review', 'second', '/review')) w (state, kind, page) on w.state = s.state
    where s.second_evaluator_id is not null
      and (s.state = 'second_review' or s.first_evaluator_id is null)
    union all
    select s.first_evaluator_id, 'short_first', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'first'),
           '/reviews/short?step=first'
    from sheet s join cycle c on c.id = s.cycle_id and c.kind = 'short'
    join staff p on p.id = s.subject_id
    where s.state = 'first_review' and s.first_evaluator_id is not null
      and opens_on(s.id, s.cycle_id, 'first') <= today
    union all
    select s.second_evaluator_id, 'short_second', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'second'),
           '/reviews/short?step=second'
    from sheet s join cycle c on c.id = s.cycle_id and c.kind = 'short'
    join staff p on p.id = s.subject_id
    where s.state = 'second_review' and s.second_evaluator_id is not null
      and opens_on(s.id, s.cycle_id, 'second') <= today
    union all
    -- the other seats of a route
    select s.assistant_id, 'assistance', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'first'), '/assistance'
    from sheet s join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
    where s.assistant_id is not null and s.state in ('self_assessment', 'first_review')
      and not exists (select from assistance a where a.sheet_id = s.id)
    union all
    select s.calibrator_id, 'calibration', s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, 'calibration'), '/hr/cycles/' || s.cycle_id || '/calibration'
    from sheet s join cycle c on c.id = s.cycle_id
    where s.calibrator_id is not null and s.state = 'calibration'
    union all
    select s.confirmer_id, 'confirmation', s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, 'confirmation'), '/hr/cycles/' || s.cycle_id || '/confirmation'
    from sheet s join cycle c on c.id = s.cycle_id
    where s.confirmer_id is not null and s.state = 'confirmation'
    union all
    -- questions to an evaluator about a complaint
    select q.asked_of, 'statement', q.id, null, c.number, null, q.due_on, '/statements/' || q.id
    from complaint_question q join complaint c on c.id = q.complaint_id
    where c.state in ('consultation', 'hearing', 'committee')
      and not exists (select from complaint_answer a where a.question_id = q.id)
    union all
    -- those on probation: interviews to hold and opinions to write, on the day that counts
    select x.who, 'probation_' || t.what, b.id, null, t.name, p.family_name || ' ' || p.given_name,
           t.due_on, '/probations/' || b.id
    from probation b join probation_task_view t on t.probation_id = b.id
    join staff p on p.id = b.staff_id
    cross join lateral (
        select coalesce(b.first_evaluator_id, b.second_evaluator_id) as who
        where t.what = 'interview' and not t.done
        union all
        -- 職員課 of the whole city, and nobody for themselves
        select h.staff_id from hat h
        where t.what = 'hr_interview' and not t.done and h.hat = 'hr' and h.valid @> today
          and h.scope_authority is null and h.scope_unit is null and h.staff_id <> b.staff_id
        union all
        select e.who from (values (b.first_evaluator_id, 'first'), (b.second_evaluator_id, 'second'))
            e (who, step)
        where t.what = 'opinion' and e.who is not null
          -- who is both writes once, as the first
          and (e.step = 'first' or e.who is distinct from b.first_evaluator_id)
          -- an extension asks each of them anew
          and not exists (select from probation_opinion o
                          where o.probation_id = b.id and o.step = e.step
                            and o.at >= coalesce((select max(n.at) from probation_extension n
                                                  where n.probation_id = b.id), '-infinity'))) x
    where b.ends_on >= today and t.due_on <= today + 30
      and not exists (select from probation_decision d where d.probation_id = b.id)
    union all
    -- records of interviews that wait for the person's confirmation
    select s.subject_id, 'interview_confirmation', v.id, s.cycle_id, c.name, v.kind, v.confirm_by,
           '/interviews/' || v.id
    from sheet s join cycle c on c.id = s.cycle_id join interview_view v on v.sheet_id = s.id
    where v.confirmed_on is null and v.closes_on >= today and v.confirm_by is not null
      and v.held_on > today - 120 and s.state <> 'excluded'
$$;

-- The interview of 職員課 stands beside the one of the evaluators.
update reminder_rule set place = place + 1
where place > (select place from reminder_rule where task = 'probation_interview');
insert into reminder_rule (place, task, before_days, on_day, after_days)
select place + 1, 'probation_hr_interview', '{7}', true, '{3}'
from reminder_rule where task = 'probation_interview';
