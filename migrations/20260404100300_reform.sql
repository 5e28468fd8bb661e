-- 機構改革 and every other change of the organisation: prepared with its day, looked at, made true,
-- and undone again until the day has come.
create table reform (
    id bigint generated always as identity primary key,
    name text not null check (char_length(name) between 1 and 60),
    -- the first day of what is new
    on_day date not null,
    entered_by bigint references staff,
    entered_at timestamptz not null,
    applied_by bigint references staff,
    applied_at timestamptz
);

create table reform_change (
    id bigint generated always as identity primary key,
    reform_id bigint not null references reform,
    kind text not null check (kind in ('new', 'rename', 'move', 'authority', 'abolish')),
    -- the unit, by the code it has or gets
    code text not null check (code ~ '^[0-9A-Za-z-]{1,20}$'),
    name text check (char_length(name) between 1 and 60),
    level text check (level in ('executive', 'department', 'section', 'team')),
    parent text check (parent ~ '^[0-9A-Za-z-]{1,20}$'),
    authority text references authority,
    -- of a unit that is abolished: where its work and its figures go on
    successors text[] not null default '{}',
    unique (reform_id, kind, code),
    check ((kind in ('new', 'rename')) = (name is not null)),
    check ((kind = 'new') = (level is not null)),
    check (kind in ('new', 'move') or parent is null),
    check (kind <> 'move' or parent is not null),
    check (kind <> 'authority' or authority is not null),
    check (kind = 'abolish' or successors = '{}')
);

-- What a reform wrote, so that exactly that can be taken back.
alter table unit_version
    add column reform_id bigint references reform,
    add column ended_by bigint references reform,
    add column was_until date;
alter table unit_successor add column reform_id bigint references reform;
create index unit_version_reform on unit_version (reform_id) where reform_id is not null;
create index unit_version_ended_by on unit_version (ended_by) where ended_by is not null;

-- A unit with every unit whose figures go on in it. `whole`: all of them do, not only a part of what
-- was split. So ten years stay comparable.
create function unit_lineage(unit bigint)
returns table (unit_id bigint, whole boolean) language sql stable as $$
    with recursive back (unit_id, depth) as (
        select unit_lineage.unit, 0
        union
        select s.unit_id, b.depth + 1
        from back b join unit_successor s on s.successor_id = b.unit_id where b.depth < 20),
    members as (select distinct b.unit_id from back b)
    select m.unit_id, not exists (
        select from unit_successor s
        where s.unit_id = m.unit_id and m.unit_id <> unit_lineage.unit
          and s.successor_id not in (select x.unit_id from members x))
    from members m
$$;
grant execute on function unit_lineage to jinzai_app;
