-- What the system waits for from somebody by name, with the day until when: one line for each thing.
-- Home and reminders both read it, so nobody is reminded of what home does not show.
create function task_list(today date)
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
    -- those on probation: interviews to hold and opinions to write
    select x.who, 'probation_' || t.what, b.id, null, t.name, p.family_name || ' ' || p.given_name,
           t.due_on, '/probations/' || b.id
    from probation b join probation_task t on t.probation_id = b.id
    join staff p on p.id = b.staff_id
    cross join lateral (
        select coalesce(b.first_evaluator_id, b.second_evaluator_id) as who
        where t.what = 'interview'
          and not exists (select from probation_talk k
                          where k.probation_id = b.id and k.place = t.place)
        union all
        select e.who from (values (b.first_evaluator_id, 'first'), (b.second_evaluator_id, 'second'))
            e (who, step)
        where t.what = 'opinion' and e.who is not null
          -- who is both writes once, as the first
          and (e.step = 'first' or e.who is distinct from b.first_evaluator_id)
          and not exists (select from probation_opinion o
                          where o.probation_id = b.id and o.step = e.step)) x
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
grant execute on function task_list to jinzai_app;

-- On which days before and after its due day somebody is reminded of a thing.
create table reminder_rule (
    task text primary key,
    place smallint not null,
    before_days smallint[] not null default '{}',
    on_day boolean not null default false,
    after_days smallint[] not null default '{}',
    check (0 < all (before_days) and 60 >= all (before_days)),
    check (0 < all (after_days) and 60 >= all (after_days)),
    check (coalesce(array_length(before_days, 1), 0) <= 5),
    check (coalesce(array_length(after_days, 1), 0) <= 10)
);
insert into reminder_rule (place, task, before_days, on_day, after_days)
values (1, 'goals', '{7,1}', false, '{1,3,7}'), (2, 'goal_review', '{3}', false, '{1,3,7}'),
       (3, 'midterm', '{7,1}', false, '{1,3,7}'), (4, 'midterm_review', '{3}', false, '{1,3,7}'),
       (5, 'self', '{7,1}', false, '{1,3,7}'), (6, 'first', '{7,1}', false, '{1,3,7}'),
       (7, 'second', '{7,1}', false, '{1,3,7}'), (8, 'assistance', '{3}', false, '{}'),
       (9, 'calibration', '{3}', false, '{1,7}'), (10, 'confirmation', '{3}', false, '{1,7}'),
       (11, 'short_first', '{7,1}', false, '{1,3,7}'), (12, 'short_second', '{7,1}', false, '{1,3,7}'),
       (13, 'statement', '{1}', true, '{1}'), (14, 'probation_interview', '{7}', true, '{3}'),
       (15, 'probation_opinion', '{7,1}', true, '{1,3}'),
       (16, 'interview_confirmation', '{}', true, '{3}');
revoke insert, delete on reminder_rule from jinzai_app;

-- The words of reminders; the places in braces are filled in for each person.
create table reminder_text (
    kind text primary key check (kind in ('reminder', 'overdue', 'request')),
    subject text not null check (char_length(subject) between 1 and 80 and subject !~ '[[:cntrl:]]'),
    body text not null check (char_length(body) between 1 and 1500)
);
insert into reminder_text (kind, subject, body)
values ('reminder', '期限が近い作業が{件数}件あります',
        E'{氏名} さん\n\n期限が近い作業があります。書いた下書きは保存されています。\n\n{作業}\n\n分からないことは、{問い合わせ先}へ。'),
       ('overdue', '期限を過ぎた作業が{件数}件あります',
        E'{氏名} さん\n\n期限を過ぎた作業が、まだ終わっていません。書いた下書きは保存されています。間に合わない事情があるときは、期限を延ばせることがあります。\n\n{作業}\n\n分からないことは、{問い合わせ先}へ。'),
       ('request', '作業のお願い',
        E'{氏名} さん\n\n次の作業が、まだ終わっていません。下書きは保存されています。\n\n{作業}\n\n間に合わない事情があるときは、{問い合わせ先}へ知らせてください。');
revoke insert, delete on reminder_text from jinzai_app;

-- What somebody was reminded of, and on which day: never twice.
create table reminder_sent (
    staff_id bigint not null references staff,
    task text not null,
    subject_id bigint not null,
    day date not null,
    kind text not null check (kind in ('reminder', 'overdue', 'request')),
    primary key (staff_id, task, subject_id, day)
);
create index reminder_sent_day on reminder_sent (day);
revoke update, delete on reminder_sent from jinzai_app;

-- The days whose reminders have gone out.
create table reminder_day (
    day date primary key
);
revoke update, delete on reminder_day from jinzai_app;

-- From which hour in Japan the work of a day begins.
create function set_daily_hour(a_kind text, a_hour integer) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into daily_job (kind, hour) values (a_kind, a_hour)
    on conflict (kind) do update set hour = excluded.hour
$$;
grant execute on function set_daily_hour to jinzai_app;
revoke insert, update, delete on daily_job from jinzai_app;
