-- 面談 and 育成方針: what was agreed between a person and the one who evaluates them stands beside
-- the sheet, each text with its own readers (screens.md 4.6, requirements F-050). What was sent to
-- the person is only ever added to; a correction is another round.

-- whether the closing interview comes before the first review, by the city's rule (needs.md 11)
alter table cycle add column interview_required boolean not null default false;

-- a sheet is finished with a feedback interview and a development plan (evaluation.md 1.2, 15);
-- what was disclosed before there were any is finished as it is, and a correction does not undo it
alter table sheet add column closed_at timestamptz;
update sheet set closed_at = state_since where state = 'disclosed';
create index sheet_unfinished on sheet (cycle_id) where state = 'disclosed' and closed_at is null;

create table interview (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    kind text not null check (kind in ('opening', 'midterm', 'closing', 'feedback')),
    held_on date not null,
    starts_at time,
    ends_at time,
    place text not null default '' check (char_length(place) <= 60),
    way text not null default 'in_person' check (way in ('in_person', 'online', 'phone')),
    -- what was talked about, as it is being written; the person reads what was sent
    shared text not null default '' check (char_length(shared) <= 800),
    checked text[] not null default '{}' check (cardinality(checked) <= 10),
    arranged_by bigint not null references staff,
    -- counts the saves; a form that saw another version is told so
    version integer not null default 1,
    unique (sheet_id, kind),
    check (ends_at is null or (starts_at is not null and ends_at > starts_at))
);
create index interview_day on interview (held_on);

-- What somebody wants to talk about. Everybody of the interview reads all of them.
create table agenda_point (
    interview_id bigint not null references interview,
    place smallint not null check (place between 1 and 20),
    by_id bigint not null references staff,
    at timestamptz not null,
    body text not null check (char_length(body) between 1 and 200),
    primary key (interview_id, place)
);

-- An evaluator's own note: nobody else's page reads it.
create table interview_note (
    interview_id bigint not null references interview,
    author_id bigint not null references staff,
    body text not null check (char_length(body) <= 800),
    version integer not null default 1,
    updated_at timestamptz not null,
    primary key (interview_id, author_id)
);

-- What the person was sent, and until when it was to be confirmed: the days are kept as they were
-- counted then, whatever becomes of the calendar.
create table interview_sending (
    interview_id bigint not null references interview,
    round smallint not null check (round > 0),
    body text not null check (char_length(body) between 1 and 800),
    by_id bigint not null references staff,
    at timestamptz not null,
    confirm_by date not null,
    closes_on date not null check (closes_on > confirm_by),
    primary key (interview_id, round)
);

-- 「内容を確認しました（同意を意味しません）」
create table interview_confirmation (
    interview_id bigint not null,
    round smallint not null,
    at timestamptz not null,
    comment text not null default '' check (char_length(comment) <= 400),
    primary key (interview_id, round),
    foreign key (interview_id, round) references interview_sending
);

-- 追記: once the text is locked, this is all that can be added.
create table interview_addendum (
    interview_id bigint not null references interview,
    place smallint not null check (place between 1 and 50),
    by_id bigint not null references staff,
    at timestamptz not null,
    body text not null check (char_length(body) between 1 and 400),
    primary key (interview_id, place)
);

-- 育成方針: one or two abilities, how, and when it is looked at (needs.md 25).
create table development_plan (
    sheet_id bigint primary key references sheet,
    written_by bigint not null references staff,
    written_at timestamptz not null,
    version integer not null default 1
);

create table development_action (
    sheet_id bigint not null references development_plan,
    place smallint not null check (place in (1, 2)),
    ability_id bigint not null references ability,
    ways text[] not null check (cardinality(ways) > 0
        and ways <@ array['ojt', 'training', 'self_study', 'work']),
    body text not null check (char_length(body) between 1 and 200),
    look_on date not null,
    -- what became of it, said by the two a year later
    outcome text check (outcome in ('done', 'partly', 'not_done')),
    outcome_by bigint references staff,
    outcome_at timestamptz,
    primary key (sheet_id, place),
    unique (sheet_id, ability_id),
    check (num_nulls(outcome, outcome_by, outcome_at) in (0, 3))
);

-- The plan of a finished sheet stays as it is; only what became of it is still written.
create function keep_finished_plan() returns trigger
language plpgsql as $$
begin
    if exists (select from sheet s where s.id = old.sheet_id and s.closed_at is not null)
       and (tg_op = 'DELETE' or (new.sheet_id, new.place, new.ability_id, new.ways, new.body,
                                 new.look_on)
            is distinct from (old.sheet_id, old.place, old.ability_id, old.ways, old.body,
                              old.look_on)) then
        raise exception 'the plan of a finished sheet stays' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep_finished_plan before update or delete on development_action
    for each row execute function keep_finished_plan();

revoke update, delete on agenda_point, interview_sending, interview_confirmation,
    interview_addendum from jinzai_app;
revoke delete on interview, interview_note, development_plan from jinzai_app;

-- What lists read of interviews: the day, and how far each has come by the days of its newest
-- sending. No text of anybody.
create view interview_view as
select i.id, i.sheet_id, i.kind, i.held_on, i.place, i.way, i.shared <> '' as written,
       to_char(i.starts_at, 'FMHH24"時"MI"分"')
           || coalesce('〜' || to_char(i.ends_at, 'FMHH24"時"MI"分"'), '〜') as hours,
       d.round, d.confirm_by, d.closes_on, (c.at at time zone 'Asia/Tokyo')::date as confirmed_on
from interview i
left join lateral (select d.round, d.confirm_by, d.closes_on from interview_sending d
                   where d.interview_id = i.id order by d.round desc limit 1) d on true
left join interview_confirmation c on c.interview_id = i.id and c.round = d.round;
