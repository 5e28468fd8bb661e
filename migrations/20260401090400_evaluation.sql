-- The evaluation: a cycle sets dates, routes say who evaluates whom, a sheet carries its own
-- state. Values are only ever added: each submission is a round of its own, and a later
-- round or step never overwrites an earlier one.

create table cycle (
    id bigint generated always as identity primary key,
    fiscal_year smallint not null check (fiscal_year between 1950 and 2200),
    kind text not null check (kind in ('ability')),
    name text not null,
    framework_id bigint not null references framework,
    period daterange not null check (not isempty(period)),
    -- whose post counts: where people are on this day
    base_date date not null,
    opened_at timestamptz,
    -- what the person sees after disclosure: the overall grade, or the items too
    disclosure_scope text not null default 'items'
        check (disclosure_scope in ('overall', 'items', 'items_and_comments')),
    version integer not null default 1,
    unique (fiscal_year, kind)
);

create table cycle_step (
    cycle_id bigint not null references cycle,
    step text not null check (step in ('self', 'first', 'second', 'confirmation', 'disclosure')),
    opens_on date not null,
    due_on date not null check (due_on >= opens_on),
    primary key (cycle_id, step)
);

-- Routes are rules, not lists: in this part of the city, for this position, the evaluator of
-- a step is the head of the enclosing unit of this level (evaluation.md 2.3).
create table route_rule (
    id bigint generated always as identity primary key,
    -- higher wins; then the narrower unit, then the named position
    priority integer not null default 0,
    unit_id bigint references unit,
    position_code text,
    first_level text check (first_level in ('team', 'section', 'department', 'executive')),
    second_level text check (second_level in ('team', 'section', 'department', 'executive')),
    valid daterange not null check (not isempty(valid)),
    check (first_level is not null or second_level is not null)
);

create table route_override (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    step text not null check (step in ('first', 'second')),
    -- null: this person has no such step
    evaluator_id bigint references staff,
    reason text not null check (char_length(reason) between 1 and 400),
    valid daterange not null check (not isempty(valid)),
    check (evaluator_id is distinct from staff_id),
    constraint route_override_no_overlap exclude using gist
        (staff_id with =, step with =, valid with &&)
);

create table sheet (
    id bigint generated always as identity primary key,
    cycle_id bigint not null references cycle,
    subject_id bigint not null references staff,
    framework_id bigint not null references framework,
    position_code text not null,
    -- where the person was on the base date
    unit_id bigint not null references unit,
    section_id bigint references unit,
    department_id bigint not null references unit,
    state text not null check (state in ('self_assessment', 'first_review', 'second_review',
                                         'confirmation', 'confirmed', 'disclosed')),
    -- who evaluates; null: the route has no such step, and the note says why
    first_evaluator_id bigint references staff,
    second_evaluator_id bigint references staff,
    first_note text,
    second_note text,
    -- set while the sheet lies with somebody it was sent back to
    returned boolean not null default false,
    -- when it came to the present state, and when the present holder first looked at it:
    -- until then the sender may take it back
    state_since timestamptz not null,
    holder_opened_at timestamptz,
    -- counts the moves; a form that saw another version is told so
    version integer not null default 1,
    unique (cycle_id, subject_id),
    foreign key (framework_id, position_code) references position (framework_id, code),
    check (first_evaluator_id is not null or second_evaluator_id is not null),
    check (first_evaluator_id is distinct from subject_id),
    check (second_evaluator_id is distinct from subject_id),
    check (first_evaluator_id is distinct from second_evaluator_id)
);
create index sheet_subject on sheet (subject_id, cycle_id);
create index sheet_first on sheet (first_evaluator_id, cycle_id);
create index sheet_second on sheet (second_evaluator_id, cycle_id);
create index sheet_progress on sheet (cycle_id, department_id, state)
    include (section_id, position_code, returned);

-- What is being written, by field, as typed. Kept after submission, so that a sheet that
-- comes back is as it was left. Never read by a report.
create table draft (
    sheet_id bigint not null references sheet,
    step text not null check (step in ('self', 'first', 'second')),
    -- 'grade-<ability id>', 'comment-<ability id>', 'overall', 'remark-<kind>'
    field text not null check (char_length(field) <= 40),
    value text not null check (char_length(value) <= 20000),
    version integer not null default 1,
    updated_by bigint not null references staff,
    updated_at timestamptz not null,
    primary key (sheet_id, step, field)
);

-- One submission of one step. The newest round counts.
create table submission (
    sheet_id bigint not null references sheet,
    step text not null check (step in ('self', 'first', 'second')),
    round smallint not null check (round > 0),
    by_id bigint not null references staff,
    at timestamptz not null,
    -- the overall grade; a self-assessment has none
    overall smallint check (overall between 1 and 7),
    primary key (sheet_id, step, round),
    check ((step = 'self') = (overall is null))
);
create index submission_at on submission (at);

create table opinion (
    sheet_id bigint not null,
    step text not null,
    round smallint not null,
    ability_id bigint not null references ability,
    points smallint not null check (points between 1 and 7),
    comment text not null default '' check (char_length(comment) <= 2000),
    primary key (sheet_id, step, round, ability_id),
    foreign key (sheet_id, step, round) references submission
);

create table remark (
    sheet_id bigint not null,
    step text not null,
    round smallint not null,
    -- self: done, not_done, next, to_supervisor; evaluators: to_person
    kind text not null check (kind in ('done', 'not_done', 'next', 'to_supervisor', 'to_person')),
    body text not null check (char_length(body) between 1 and 2000),
    primary key (sheet_id, step, round, kind),
    foreign key (sheet_id, step, round) references submission
);

-- Every move of a sheet: by whom, when, why. Only ever added to.
create table passage (
    sheet_id bigint not null references sheet,
    place smallint not null check (place > 0),
    action text not null check (action in ('open', 'submit', 'withdraw', 'send_back', 'confirm',
                                           'disclose')),
    from_state text,
    to_state text not null,
    -- null: the system, when the cycle opens
    by_id bigint references staff,
    at timestamptz not null,
    reason text check (char_length(reason) between 1 and 1000),
    primary key (sheet_id, place),
    check (action <> 'send_back' or char_length(reason) >= 10)
);
create index passage_at on passage (at);

-- The confirmed result, by version: a correction adds one, it never overwrites.
create table result (
    sheet_id bigint not null references sheet,
    version smallint not null check (version > 0),
    cycle_id bigint not null references cycle,
    subject_id bigint not null references staff,
    department_id bigint not null references unit,
    section_id bigint references unit,
    position_code text not null,
    overall smallint not null check (overall between 1 and 7),
    confirmed_by bigint references staff,
    confirmed_at timestamptz not null,
    disclosed_at timestamptz,
    primary key (sheet_id, version)
);
create index result_report on result (cycle_id, department_id, position_code)
    include (overall, subject_id, section_id);
create index result_subject on result (subject_id, cycle_id);

create table result_item (
    sheet_id bigint not null,
    version smallint not null,
    ability_id bigint not null references ability,
    points smallint not null check (points between 1 and 7),
    primary key (sheet_id, version, ability_id),
    foreign key (sheet_id, version) references result
);

-- What other rooms may read of results: the newest version of each.
create view evaluation_result_view as
select r.sheet_id, r.version, r.cycle_id, c.fiscal_year, c.kind, c.framework_id, r.subject_id,
       r.department_id, r.section_id, r.position_code, r.overall, r.confirmed_at, r.disclosed_at
from result r join cycle c on c.id = r.cycle_id
where not exists (select from result n where n.sheet_id = r.sheet_id and n.version > r.version);

-- What other rooms may read of running sheets: where each is and who holds it.
create view evaluation_progress_view as
select s.id as sheet_id, s.cycle_id, s.subject_id, s.department_id, s.section_id, s.unit_id,
       s.position_code, s.state, s.returned, s.state_since,
       case s.state when 'self_assessment' then s.subject_id
                    when 'first_review' then s.first_evaluator_id
                    when 'second_review' then s.second_evaluator_id end as holder_id,
       d.due_on
from sheet s
left join cycle_step d on d.cycle_id = s.cycle_id
    and d.step = case s.state when 'self_assessment' then 'self' when 'first_review' then 'first'
                              when 'second_review' then 'second'
                              when 'confirmation' then 'confirmation' end;

-- Only ever added to: the application's role may not change or remove what was submitted.
revoke update, delete on submission, opinion, remark, passage, result_item from jinzai_app;
revoke delete on result, sheet from jinzai_app;
