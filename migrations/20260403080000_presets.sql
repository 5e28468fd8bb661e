-- Usual shapes of a year (evaluation.md 1.1), as rows: which evaluations a year has, their steps
-- and dates. HR takes one up for a year and changes what it likes on the pages of the years.
-- Dates are written for the fiscal year 2000 and are moved by whole years.

-- A scale of its own for a year, where the framework's is not the one that is used.
create table scale (
    id bigint generated always as identity primary key,
    name text not null unique check (char_length(name) between 1 and 60)
);
create table scale_step (
    scale_id bigint not null references scale,
    points smallint not null check (points between 1 and 7),
    word text not null check (char_length(word) between 1 and 20),
    definition text not null check (char_length(definition) between 1 and 200),
    primary key (scale_id, points)
);

-- 国の人事評価の全体評語 (since October 2022, six steps)
insert into scale (name) values ('国の6段階');
insert into scale_step (scale_id, points, word, definition)
select s.id, v.* from scale s, (values
    (6, '卓越して優秀', '求められる役割をはるかに超えて果たし、その実績が卓越していた'),
    (5, '非常に優秀', '求められる役割を大きく上回って果たした'),
    (4, '優良', '求められる役割を上回って果たした'),
    (3, '良好', '求められる役割を果たした'),
    (2, 'やや不十分', '求められる役割を一部しか果たさなかった'),
    (1, '不十分', '求められる役割をほとんど果たさなかった')) as v (points, word, definition);

-- null: the scale of the framework
alter table cycle add column scale_id bigint references scale;

-- The steps a grade may take in a year.
create view cycle_grade as
select c.id as cycle_id, g.points, g.word, g.definition
from cycle c join grade g on g.framework_id = c.framework_id where c.scale_id is null
union all
select c.id, s.points, s.word, s.definition
from cycle c join scale_step s on s.scale_id = c.scale_id;

create table preset (
    code text primary key check (code ~ '^[a-z_]{1,20}$'),
    place smallint not null unique,
    name text not null,
    description text not null
);
create table preset_part (
    preset_code text not null references preset,
    place smallint not null,
    kind text not null check (kind in ('ability', 'performance')),
    term text not null check (term in ('year', 'first_half', 'second_half')),
    period daterange not null,
    base_date date not null check (base_date between '2000-04-01' and '2001-03-31'),
    disclosure_scope text not null
        check (disclosure_scope in ('overall', 'items', 'items_and_comments')),
    interview_required boolean not null,
    scale_id bigint references scale,
    primary key (preset_code, place)
);
create table preset_step (
    preset_code text not null,
    part smallint not null,
    step text not null,
    opens_on date not null,
    due_on date not null check (due_on >= opens_on),
    primary key (preset_code, part, step),
    foreign key (preset_code, part) references preset_part
);

insert into preset (code, place, name, description) values
('yearly', 1, '年1回型', '能力評価と業績評価を、4月から3月までの1年に1回ずつ行います。期末面談の後に一次評価を行い、結果は翌年度の4月から5月に開示します。'),
('twice', 2, '能力年1回＋業績年2回型', '能力評価を年1回、業績評価を上半期と下半期の2回行います。業績評価の結果は、6月と12月の勤勉手当に間に合います。'),
('national', 3, '国型', '国の人事評価と同じ順序です。能力評価は10月から翌年9月まで、業績評価は半年ごとに行い、6段階で評価します。結果を開示した後に面談を行います。');

insert into preset_part values
('yearly', 1, 'ability', 'year', '[2000-04-01,2001-04-01)', '2001-01-01', 'items_and_comments', true),
('yearly', 2, 'performance', 'year', '[2000-04-01,2001-04-01)', '2000-04-01', 'items_and_comments', true),
('twice', 1, 'ability', 'year', '[2000-04-01,2001-04-01)', '2001-01-01', 'items_and_comments', true),
('twice', 2, 'performance', 'first_half', '[2000-04-01,2000-10-01)', '2000-04-01', 'items_and_comments', true),
('twice', 3, 'performance', 'second_half', '[2000-10-01,2001-04-01)', '2000-10-01', 'items_and_comments', true);
insert into preset_part
select 'national', v.*, s.id from scale s, (values
    (1::smallint, 'ability', 'year', '[1999-10-01,2000-10-01)'::daterange, '2000-09-01'::date, 'overall', false),
    (2::smallint, 'performance', 'first_half', '[2000-04-01,2000-10-01)'::daterange, '2000-04-01'::date, 'overall', false),
    (3::smallint, 'performance', 'second_half', '[2000-10-01,2001-04-01)'::daterange, '2000-10-01'::date, 'overall', false))
    as v;

insert into preset_step values
('yearly', 1, 'self', '2001-01-04', '2001-01-31'),
('yearly', 1, 'first', '2001-02-01', '2001-02-20'),
('yearly', 1, 'second', '2001-02-21', '2001-03-07'),
('yearly', 1, 'calibration', '2001-03-08', '2001-03-21'),
('yearly', 1, 'confirmation', '2001-03-22', '2001-03-30'),
('yearly', 1, 'disclosure', '2001-04-10', '2001-05-31'),
('yearly', 2, 'goals', '2000-04-15', '2000-05-15'),
('yearly', 2, 'goal_review', '2000-05-16', '2000-05-31'),
('yearly', 2, 'midterm', '2000-10-01', '2000-10-15'),
('yearly', 2, 'midterm_review', '2000-10-16', '2000-10-31'),
('yearly', 2, 'self', '2001-01-04', '2001-01-31'),
('yearly', 2, 'first', '2001-02-01', '2001-02-20'),
('yearly', 2, 'second', '2001-02-21', '2001-03-07'),
('yearly', 2, 'calibration', '2001-03-08', '2001-03-21'),
('yearly', 2, 'confirmation', '2001-03-22', '2001-03-30'),
('yearly', 2, 'disclosure', '2001-04-10', '2001-05-31'),
('twice', 1, 'self', '2001-01-04', '2001-01-31'),
('twice', 1, 'first', '2001-02-01', '2001-02-20'),
('twice', 1, 'second', '2001-02-21', '2001-03-07'),
('twice', 1, 'calibration', '2001-03-08', '2001-03-21'),
('twice', 1, 'confirmation', '2001-03-22', '2001-03-30'),
('twice', 1, 'disclosure', '2001-04-10', '2001-05-31'),
('twice', 2, 'goals', '2000-04-15', '2000-05-10'),
('twice', 2, 'goal_review', '2000-05-11', '2000-05-25'),
('twice', 2, 'self', '2000-09-20', '2000-10-05'),
('twice', 2, 'first', '2000-10-06', '2000-10-16'),
('twice', 2, 'second', '2000-10-17', '2000-10-25'),
('twice', 2, 'calibration', '2000-10-26', '2000-11-02'),
('twice', 2, 'confirmation', '2000-11-06', '2000-11-10'),
('twice', 2, 'disclosure', '2000-11-13', '2000-11-24'),
('twice', 3, 'goals', '2000-10-10', '2000-10-31'),
('twice', 3, 'goal_review', '2000-11-01', '2000-11-15'),
('twice', 3, 'self', '2001-03-15', '2001-03-31'),
('twice', 3, 'first', '2001-04-01', '2001-04-10'),
('twice', 3, 'second', '2001-04-11', '2001-04-20'),
('twice', 3, 'calibration', '2001-04-21', '2001-04-27'),
('twice', 3, 'confirmation', '2001-05-01', '2001-05-10'),
('twice', 3, 'disclosure', '2001-05-11', '2001-05-25'),
('national', 1, 'self', '2000-09-10', '2000-09-30'),
('national', 1, 'first', '2000-10-01', '2000-10-10'),
('national', 1, 'second', '2000-10-11', '2000-10-18'),
('national', 1, 'calibration', '2000-10-19', '2000-10-25'),
('national', 1, 'confirmation', '2000-10-26', '2000-10-31'),
('national', 1, 'disclosure', '2000-11-01', '2000-11-30'),
('national', 2, 'goals', '2000-04-01', '2000-04-20'),
('national', 2, 'goal_review', '2000-04-21', '2000-05-10'),
('national', 2, 'self', '2000-09-20', '2000-10-05'),
('national', 2, 'first', '2000-10-06', '2000-10-15'),
('national', 2, 'second', '2000-10-16', '2000-10-22'),
('national', 2, 'calibration', '2000-10-23', '2000-10-27'),
('national', 2, 'confirmation', '2000-10-30', '2000-10-31'),
('national', 2, 'disclosure', '2000-11-01', '2000-11-30'),
('national', 3, 'goals', '2000-10-01', '2000-10-20'),
('national', 3, 'goal_review', '2000-10-21', '2000-11-10'),
('national', 3, 'self', '2001-03-20', '2001-04-05'),
('national', 3, 'first', '2001-04-06', '2001-04-15'),
('national', 3, 'second', '2001-04-16', '2001-04-22'),
('national', 3, 'calibration', '2001-04-23', '2001-04-27'),
('national', 3, 'confirmation', '2001-04-30', '2001-05-02'),
('national', 3, 'disclosure', '2001-05-07', '2001-05-31');

revoke insert, update, delete on preset, preset_part, preset_step, scale, scale_step
    from jinzai_app;
