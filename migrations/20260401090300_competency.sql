-- The competency framework of the policy, in dated versions. A sheet keeps the version
-- it was opened with, so a new policy never changes an old sheet.

create table framework (
    id bigint generated always as identity primary key,
    name text not null,
    source text not null,
    matrix_note text not null,
    valid daterange not null check (not isempty(valid)),
    constraint framework_no_overlap exclude using gist (valid with &&)
);

-- The steps of the grade scale, with the words that are shown beside each.
create table grade (
    framework_id bigint not null references framework,
    points smallint not null check (points between 1 and 7),
    word text not null,
    definition text not null,
    primary key (framework_id, points)
);

create table position (
    framework_id bigint not null references framework,
    code text not null check (code ~ '^[a-z]{1,20}$'),
    name text not null,
    rank smallint not null,
    roles text[] not null,
    primary key (framework_id, code),
    unique (framework_id, rank)
);

create table element (
    id bigint generated always as identity primary key,
    framework_id bigint not null references framework,
    name text not null,
    -- the row order of the policy's matrix
    place smallint not null,
    unique (framework_id, name),
    unique (framework_id, place),
    unique (framework_id, id)
);

-- An ability belongs to one position: the same name has other words elsewhere.
create table ability (
    id bigint generated always as identity primary key,
    framework_id bigint not null,
    position_code text not null,
    element_id bigint not null,
    -- stable across versions where the city keeps an ability: 'shuji-01'
    code text not null,
    name text not null,
    definition text not null,
    -- the order of the policy's page of this position
    place smallint not null,
    -- which row of its element it stands in, in the policy's matrix
    matrix_row smallint not null default 1,
    foreign key (framework_id, position_code) references position (framework_id, code),
    foreign key (framework_id, element_id) references element (framework_id, id),
    unique (framework_id, code),
    unique (framework_id, position_code, place),
    unique (framework_id, position_code, name)
);

create table image (
    framework_id bigint not null references framework,
    place smallint not null,
    name text not null,
    description text not null,
    primary key (framework_id, place)
);

create table norm (
    framework_id bigint not null references framework,
    place smallint not null,
    name text not null,
    points text[] not null,
    -- the policy does not say which image a norm belongs to
    image_place smallint,
    image_confirmed boolean not null,
    primary key (framework_id, place),
    foreign key (framework_id, image_place) references image (framework_id, place)
);
