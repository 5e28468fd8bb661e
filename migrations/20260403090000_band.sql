-- 成績区分: how people stand to each other in a group, for pay. A layer of its own beside the
-- confirmed grade, which it never changes: the grade, the band and the code of the pay are three
-- records with three rights (evaluation.md 3.6).

alter table hat drop constraint hat_hat_check,
    -- payroll 給与担当: the codes of the pay and the list for it; no sheets, no comments
    add constraint hat_hat_check check (hat in ('hr', 'auditor', 'administrator', 'payroll'));

-- The bands and groups of a year, by edition: the newest counts, the older ones stay.
create table band_scheme (
    id bigint generated always as identity primary key,
    cycle_id bigint not null references cycle,
    edition smallint not null check (edition > 0),
    -- why it was changed; the first edition needs none
    reason text not null check (char_length(reason) <= 400),
    made_by bigint references staff,
    made_at timestamptz not null,
    constraint band_scheme_edition unique (cycle_id, edition),
    check (edition = 1 or char_length(reason) >= 10)
);

create table band (
    scheme_id bigint not null references band_scheme,
    -- 1 is the top
    place smallint not null check (place between 1 and 7),
    -- one or two letters: the same mark means the same band in every year
    mark text not null check (char_length(mark) between 1 and 2),
    label text not null check (char_length(label) between 1 and 20),
    -- of the evaluated people of a group, in percent
    share numeric(5, 2) not null check (share between 0 and 100),
    -- the most there may be, in percent
    cap numeric(5, 2) check (cap > 0 and cap <= 100),
    -- whether the bands above count as well: 「最上位と合わせて30%」
    cap_with_above boolean not null,
    -- whoever was not evaluated is here
    standard boolean not null,
    primary key (scheme_id, place),
    constraint band_mark unique (scheme_id, mark),
    constraint band_label unique (scheme_id, label),
    check (cap is not null or not cap_with_above),
    check (cap is null or not standard)
);
create unique index band_one_standard on band (scheme_id) where standard;

create table band_group (
    id bigint generated always as identity primary key,
    scheme_id bigint not null references band_scheme,
    place smallint not null check (place > 0),
    -- the same name means the same group in every year
    name text not null check (char_length(name) between 1 and 40),
    -- city: one group over the whole city; department: one in each
    scope text not null check (scope in ('city', 'department')),
    positions text[] not null check (cardinality(positions) > 0),
    constraint band_group_name unique (scheme_id, name)
);

-- A band that people gave, and why. The newest of a sheet counts; the older ones stay.
create table band_placement (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    mark text not null check (char_length(mark) between 1 and 2),
    -- tie: chosen among people of the same rank at a boundary
    kind text not null check (kind in ('tie', 'move')),
    reason text not null check (char_length(reason) between 10 and 400),
    by_id bigint not null references staff,
    at timestamptz not null
);
create index band_placement_sheet on band_placement (sheet_id, id desc);

-- A group is decided as a whole. Reopened, its next decision is another version.
create table band_decision (
    id bigint generated always as identity primary key,
    group_id bigint not null references band_group,
    -- null: the group is over the whole city
    department_id bigint references unit,
    version smallint not null check (version > 0),
    by_id bigint references staff,
    at timestamptz not null,
    constraint band_decision_version unique nulls not distinct (group_id, department_id, version)
);

create table band_reopening (
    decision_id bigint primary key references band_decision,
    reason text not null check (char_length(reason) between 10 and 400),
    by_id bigint not null references staff,
    at timestamptz not null
);

create table band_record (
    decision_id bigint not null references band_decision,
    sheet_id bigint not null references sheet,
    subject_id bigint not null references staff,
    -- 1 is the top
    place smallint not null check (place between 1 and 7),
    mark text not null check (char_length(mark) between 1 and 2),
    label text not null,
    -- rank: by the order alone; tie, move: by people; excluded: not evaluated
    how text not null check (how in ('rank', 'tie', 'move', 'excluded')),
    primary key (decision_id, sheet_id)
);
create index band_record_subject on band_record (subject_id);
create index band_record_sheet on band_record (sheet_id);

revoke update, delete on band_scheme, band, band_group, band_placement, band_decision,
    band_reopening, band_record from jinzai_app;

-- The bands that stand.
create view band_record_view as
select r.sheet_id, r.subject_id, r.place, r.mark, r.label, r.how, r.decision_id, d.department_id,
       g.id as group_id, g.name as group_name, c.id as cycle_id, c.fiscal_year, c.kind, c.term
from band_record r
join band_decision d on d.id = r.decision_id
join band_group g on g.id = d.group_id
join band_scheme s on s.id = g.scheme_id
join cycle c on c.id = s.cycle_id
where not exists (select from band_reopening o where o.decision_id = d.id);

-- Shares are all of it, and one band is the standard.
create function band_scheme_is_whole() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if (select coalesce(sum(b.share), 0) <> 100 or count(*) filter (where b.standard) <> 1
        from band b where b.scheme_id = new.id) then
        raise exception 'the bands of scheme % are not whole', new.id;
    end if;
    return null;
end $$;
create constraint trigger band_scheme_is_whole after insert on band_scheme
    deferrable initially deferred for each row execute function band_scheme_is_whole();

-- While a group of a year is decided, its rules stay.
create function band_scheme_waits() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if exists (select from band_decision d join band_group g on g.id = d.group_id
               join band_scheme s on s.id = g.scheme_id
               where s.cycle_id = new.cycle_id
                 and not exists (select from band_reopening o where o.decision_id = d.id)) then
        raise exception 'groups of year % are decided', new.cycle_id;
    end if;
    return new;
end $$;
create trigger band_scheme_waits before insert on band_scheme
    for each row execute function band_scheme_waits();

-- What is decided is not moved: it is reopened first.
create function band_placement_waits() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if exists (select from band_record_view v where v.sheet_id = new.sheet_id) then
        raise exception 'the band of sheet % is decided', new.sheet_id;
    end if;
    return new;
end $$;
create trigger band_placement_waits before insert on band_placement
    for each row execute function band_placement_waits();

create function band_decision_waits() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if exists (select from band_decision d
               where d.group_id = new.group_id
                 and d.department_id is not distinct from new.department_id
                 and not exists (select from band_reopening o where o.decision_id = d.id)) then
        raise exception 'group % is decided', new.group_id;
    end if;
    return new;
end $$;
create trigger band_decision_waits before insert on band_decision
    for each row execute function band_decision_waits();
