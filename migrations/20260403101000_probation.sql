-- 条件付採用 (地方公務員法22条、22条の2第7項): the first months after an appointment, with a clock of
-- their own from the day of hiring (evaluation.md 2.4). The evaluation in it is a sheet like any
-- other; the clock, the days worked, the extension and the opinion on the formal appointment are here.

-- The city's rule for each kind of appointment. Dated: the rule of the first day holds.
create table probation_rule (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('regular', 'fiscal_year')),
    months smallint not null check (months between 1 and 12),
    -- fewer days actually worked: it goes on until they are reached
    least_days smallint not null check (least_days between 1 and 250),
    -- but no longer than this many months in all
    most_months smallint not null check (most_months between 1 and 24),
    -- days before the end from which on it is loudly said that it becomes formal by itself
    warn_days smallint not null check (warn_days between 1 and 120),
    set_by bigint references staff,
    valid daterange not null check (not isempty(valid)),
    check (most_months >= months),
    constraint probation_rule_no_overlap exclude using gist (kind with =, valid with &&)
);
create table probation_rule_task (
    rule_id bigint not null references probation_rule on delete cascade,
    place smallint not null check (place between 1 and 9),
    what text not null check (what in ('interview', 'review', 'opinion')),
    name text not null check (char_length(name) between 1 and 40),
    -- due so many months after the day of hiring, or so many days before the end
    months smallint check (months between 1 and 24),
    before_days smallint check (before_days between 0 and 180),
    primary key (rule_id, place),
    check (num_nulls(months, before_days) = 1)
);
insert into probation_rule (kind, months, least_days, most_months, warn_days, valid)
values ('regular', 6, 90, 12, 30, daterange('2000-01-01', null)),
       ('fiscal_year', 1, 15, 12, 10, daterange('2000-01-01', null));
insert into probation_rule_task (rule_id, place, what, name, months, before_days)
select r.id, t.place, t.what, t.name, t.months, t.before_days
from probation_rule r
join (values ('regular', 1::smallint, 'interview', '育成面談', 3::smallint, null::smallint),
             ('regular', 2, 'review', '特別評価（能力）', 5, null),
             ('regular', 3, 'opinion', '正式採用についての意見', null, 30),
             ('fiscal_year', 1, 'opinion', '正式採用についての意見', null, 7))
     as t (kind, place, what, name, months, before_days) on t.kind = r.kind;

create table probation (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    kind text not null check (kind in ('regular', 'fiscal_year')),
    starts_on date not null,
    -- the last day as the rule says, and as it stands with the days worked and the extensions
    planned_on date not null check (planned_on >= starts_on),
    ends_on date not null check (ends_on >= planned_on),
    limit_on date not null check (limit_on >= planned_on),
    least_days smallint not null,
    warn_days smallint not null,
    first_evaluator_id bigint references staff,
    second_evaluator_id bigint references staff,
    -- the sheet of the evaluation in it
    sheet_id bigint references sheet,
    entered_by bigint references staff,
    at timestamptz not null,
    -- counts the changes; a form that saw another version is told so
    version integer not null default 1,
    unique (staff_id, starts_on),
    check (ends_on <= limit_on),
    check (first_evaluator_id is not null or second_evaluator_id is not null),
    check (staff_id is distinct from first_evaluator_id),
    check (staff_id is distinct from second_evaluator_id),
    check (first_evaluator_id is distinct from second_evaluator_id)
);
create index probation_evaluators on probation (first_evaluator_id);
create index probation_second on probation (second_evaluator_id);
create index probation_end on probation (ends_on);

create table probation_task (
    probation_id bigint not null references probation,
    place smallint not null check (place between 1 and 9),
    what text not null check (what in ('interview', 'review', 'opinion')),
    name text not null check (char_length(name) between 1 and 40),
    due_on date not null,
    primary key (probation_id, place)
);

-- An interview that was held.
create table probation_talk (
    probation_id bigint not null,
    place smallint not null,
    held_on date not null,
    body text not null check (char_length(body) between 1 and 800),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (probation_id, place),
    foreign key (probation_id, place) references probation_task
);

-- Days that were not worked. One that was entered wrongly is struck, never removed.
create table probation_absence (
    id bigint generated always as identity primary key,
    probation_id bigint not null references probation,
    kind text not null check (kind in ('sick_leave', 'leave', 'childcare', 'unexcused', 'other')),
    first_on date not null,
    last_on date not null check (last_on >= first_on),
    by_id bigint references staff,
    at timestamptz not null
);
create index probation_absence_of on probation_absence (probation_id);
create table probation_absence_struck (
    absence_id bigint primary key references probation_absence,
    by_id bigint not null references staff,
    at timestamptz not null
);

create table probation_extension (
    id bigint generated always as identity primary key,
    probation_id bigint not null references probation,
    until_on date not null,
    reason text not null check (char_length(reason) between 10 and 400),
    by_id bigint references staff,
    at timestamptz not null
);
create index probation_extension_of on probation_extension (probation_id);

-- What an evaluator thinks of the formal appointment; the newest round counts.
create table probation_opinion (
    probation_id bigint not null references probation,
    step text not null check (step in ('first', 'second')),
    round smallint not null check (round > 0),
    verdict text not null check (verdict in ('appoint', 'extend', 'refuse')),
    reason text not null check (char_length(reason) between 10 and 800),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (probation_id, step, round)
);

-- What the city decided. Without a decision the appointment becomes formal by itself.
create table probation_decision (
    probation_id bigint primary key references probation,
    verdict text not null check (verdict in ('appoint', 'refuse')),
    decided_on date not null,
    reason text not null check (char_length(reason) between 10 and 800),
    by_id bigint not null references staff,
    at timestamptz not null
);

revoke update, delete on probation_task, probation_talk, probation_absence,
    probation_absence_struck, probation_extension, probation_opinion, probation_decision
    from jinzai_app;
revoke delete on probation from jinzai_app;

-- Whether somebody is on probation on a day: the annual sheet is not for them.
create function on_probation(staff bigint, day date) returns boolean language sql stable as $$
    select exists (
        select from probation b
        where b.staff_id = on_probation.staff and on_probation.day between b.starts_on and b.ends_on
          and not exists (select from probation_decision d where d.probation_id = b.id))
$$;
grant execute on function on_probation to jinzai_app;

-- What waits for somebody because of a probation: $1 who, $2 whether they are of 職員課, $3 today.
create function probation_waiting(who bigint, hr boolean, today date) returns json
language sql stable as $$
    with running as (
        select b.*, p.family_name || ' ' || p.given_name as name,
               exists (select from probation_decision d where d.probation_id = b.id) as decided
        from probation b join staff p on p.id = b.staff_id
        where b.ends_on >= today)
    select json_build_object(
        'own', (select json_build_array(r.id, r.ends_on) from running r
                where r.staff_id = who and not r.decided order by r.starts_on desc limit 1),
        'tasks', (select coalesce(json_agg(json_build_array(r.id, r.name, t.name, t.what, t.due_on)
                         order by t.due_on, r.id), '[]')
                  from running r join probation_task t on t.probation_id = r.id
                  where not r.decided and t.due_on <= today + 30
                    and who in (r.first_evaluator_id, r.second_evaluator_id)
                    and case t.what
                        when 'interview' then
                            who = coalesce(r.first_evaluator_id, r.second_evaluator_id)
                            and not exists (select from probation_talk k
                                where k.probation_id = r.id and k.place = t.place)
                        when 'opinion' then not exists (select from probation_opinion o
                            where o.probation_id = r.id and o.step = case
                                when r.first_evaluator_id = who then 'first' else 'second' end)
                        else false end),
        'ending', (select coalesce(json_agg(json_build_array(r.id, r.name, r.ends_on)
                          order by r.ends_on, r.id), '[]')
                   from running r where hr and not r.decided and r.ends_on - r.warn_days <= today
                     and r.staff_id <> who))
$$;
grant execute on function probation_waiting to jinzai_app;
