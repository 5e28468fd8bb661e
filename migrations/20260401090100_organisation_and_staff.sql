-- Organisation and people, dated. A department's name, place and parent hold for a
-- time; so does everybody's post. Overlaps are refused here, not only in the forms.

create table unit (
    id bigint generated always as identity primary key,
    code text not null unique check (code ~ '^[0-9A-Za-z-]{1,20}$')
);

create table unit_version (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit,
    name text not null check (char_length(name) between 1 and 60),
    -- executive: what one of the mayor's deputies answers for (市長部局, 教育委員会)
    level text not null check (level in ('executive', 'department', 'section', 'team')),
    parent_id bigint references unit,
    -- the order in which the city prints its departments
    place integer not null,
    valid daterange not null check (not isempty(valid)),
    check (parent_id is distinct from unit_id),
    check ((level = 'executive') = (parent_id is null)),
    constraint unit_version_no_overlap exclude using gist (unit_id with =, valid with &&)
);
create index unit_version_parent on unit_version (parent_id);

create table staff (
    id bigint generated always as identity primary key,
    number text not null unique check (number ~ '^[0-9A-Z-]{1,12}$'),
    family_name text not null check (char_length(family_name) between 1 and 30),
    given_name text not null check (char_length(given_name) between 1 and 30),
    family_kana text not null check (char_length(family_kana) between 1 and 60),
    given_kana text not null check (char_length(given_kana) between 1 and 60),
    former_family_name text check (char_length(former_family_name) between 1 and 30),
    -- 正規, 再任用, 任期付, 会計年度任用
    employment text not null
        check (employment in ('regular', 'reappointed', 'fixed_term', 'fiscal_year')),
    hired_on date not null,
    left_on date check (left_on >= hired_on),
    -- number, names, kana and former name, folded by staff::fold, for searching
    search text not null default ''
);
create index staff_search on staff using gin (search gin_trgm_ops);
create index staff_kana on staff (family_kana collate "C", given_kana collate "C");

create table assignment (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    unit_id bigint not null references unit,
    -- 主事 … 部長 of the framework; null for 副市長 and 教育長, who are not evaluated
    position_code text check (position_code ~ '^[a-z]{1,20}$'),
    -- the title people use: 課長, 所長, 主査 …
    post text not null check (char_length(post) between 1 and 30),
    -- 本務 or 兼務
    kind text not null check (kind in ('main', 'additional')),
    -- the head of the unit: routes find evaluators by this
    leads boolean not null,
    valid daterange not null check (not isempty(valid)),
    constraint assignment_one_main exclude using gist
        (staff_id with =, valid with &&) where (kind = 'main'),
    constraint assignment_no_overlap exclude using gist
        (staff_id with =, unit_id with =, post with =, valid with &&),
    constraint assignment_one_leader exclude using gist
        (unit_id with =, valid with &&) where (leads)
);
create index assignment_unit on assignment (unit_id);
