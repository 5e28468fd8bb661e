-- Goals of the organisation: the city, its 部, 課 and 係 say what they want to reach in a year
-- before anybody writes a goal of their own (evaluation.md 3.2, F-042). A unit publishes its
-- goals together; publishing again adds an edition and never changes an earlier one.

create table unit_goal_edition (
    id bigint generated always as identity primary key,
    fiscal_year smallint not null check (fiscal_year between 1950 and 2200),
    -- null: the whole city
    unit_id bigint references unit,
    edition smallint not null check (edition > 0),
    by_id bigint not null references staff,
    at timestamptz not null,
    -- two people who publish at once are told so
    constraint unit_goal_edition_once unique nulls not distinct (fiscal_year, unit_id, edition)
);

-- A goal keeps its number through every edition, so that others can refer to it.
create table unit_goal (
    id bigint generated always as identity primary key
);

-- What a goal says in an edition. A goal that is missing in the newest edition was withdrawn.
create table unit_goal_version (
    goal_id bigint not null references unit_goal,
    edition_id bigint not null references unit_goal_edition,
    what text not null check (char_length(what) between 1 and 60),
    level text not null check (char_length(level) between 1 and 200),
    place smallint not null check (place between 1 and 8),
    primary key (goal_id, edition_id),
    unique (edition_id, place)
);

-- Only ever added to: what was published stays readable.
revoke update, delete on unit_goal_edition, unit_goal, unit_goal_version from jinzai_app;
