-- People and organisation as a personnel office keeps them: who appoints whom (任命権者), the names
-- of the 戸籍 beside those in use, 職種 and 級 with their days, 休業 and 派遣, 任用 with its ground,
-- and what became of a unit. Everything that changes has its time; overlaps are refused here.

-- 任命権者 (地方公務員法6条). Kept apart by right: a hat may be worn for one of them.
create table authority (
    code text primary key check (code ~ '^[a-z_]{1,30}$'),
    name text not null unique check (char_length(name) between 1 and 30),
    place integer not null unique
);
insert into authority values
    ('mayor', '市長', 1), ('education', '教育委員会', 2), ('assembly', '議会', 3),
    ('election', '選挙管理委員会', 4), ('audit', '監査委員', 5), ('equity', '公平委員会', 6);

-- null: as the unit above; at the top: the mayor
alter table unit_version add column authority text references authority;
create index unit_version_authority on unit_version (authority);

-- what the names of the units say; HR corrects it on the page of the unit
update unit_version v set authority = a.code
from (values ('教育委員会', 'education'), ('議会', 'assembly'), ('選挙管理委員会', 'election'),
             ('監査', 'audit'), ('公平委員会', 'equity')) as a (word, code)
where v.name like a.word || '%'
  and not exists (select from unit_version p
                  where p.unit_id = v.parent_id and p.name like a.word || '%');

-- Who appoints the people of each unit on a day.
create function unit_authorities(day date)
returns table (unit_id bigint, authority text) language sql stable as $$
    with recursive down (unit_id, authority, depth) as (
        select v.unit_id, coalesce(v.authority, 'mayor'), 1
        from unit_version v where v.parent_id is null and v.valid @> unit_authorities.day
        union all
        select v.unit_id, coalesce(v.authority, d.authority), d.depth + 1
        from down d join unit_version v on v.parent_id = d.unit_id
                                       and v.valid @> unit_authorities.day
        where d.depth < 8)
    select d.unit_id, d.authority from down d
$$;

-- These units with everything below them, and all units of these authorities, on a day.
create function units_in_scope(authorities text[], units bigint[], day date)
returns bigint[] language sql stable as $$
    with recursive down (unit_id, depth) as (
        select u, 1 from unnest(units_in_scope.units) u
        union
        select v.unit_id, d.depth + 1
        from down d join unit_version v on v.parent_id = d.unit_id
                                       and v.valid @> units_in_scope.day
        where d.depth < 8)
    select coalesce(array_agg(s.unit_id), '{}') from (
        select d.unit_id from down d
        union
        select a.unit_id from unit_authorities(units_in_scope.day) a
        where a.authority = any (units_in_scope.authorities)) s
$$;
grant execute on function unit_authorities, units_in_scope to jinzai_app;

-- What became of a unit: whose figures go on in which. A rename keeps the unit and has no row here.
create table unit_successor (
    unit_id bigint not null references unit,
    successor_id bigint not null references unit,
    -- the first day of the successor
    since date not null,
    primary key (unit_id, successor_id),
    check (unit_id <> successor_id)
);
create index unit_successor_of on unit_successor (successor_id);

-- For which part of the city somebody is 職員課. Both null: the whole city.
alter table hat
    add column scope_authority text references authority,
    add column scope_unit bigint references unit,
    add constraint hat_scope_check check (scope_authority is null or scope_unit is null),
    add constraint hat_scope_hr_check
        check (hat = 'hr' or (scope_authority is null and scope_unit is null));

-- family_name and given_name are the names in use. Whoever works under the name of before has
-- another one in the 戸籍; former_family_name is any other name people may look for.
alter table staff
    add column registered_family_name text
        check (char_length(registered_family_name) between 1 and 30),
    add column birth_on date check (birth_on between '1900-01-01' and hired_on),
    -- not asked for: null
    add column sex text check (sex in ('male', 'female', 'other'));

-- Names somebody had before, for looking and for finding. The present ones stand in staff.
create table staff_name (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    family_name text not null check (char_length(family_name) between 1 and 30),
    given_name text not null check (char_length(given_name) between 1 and 30),
    family_kana text not null check (char_length(family_kana) between 1 and 60),
    given_kana text not null check (char_length(given_kana) between 1 and 60),
    registered_family_name text check (char_length(registered_family_name) between 1 and 30),
    former_family_name text check (char_length(former_family_name) between 1 and 30),
    -- the last day these names were in use
    until date not null,
    entered_by bigint references staff,
    at timestamptz not null
);
create index staff_name_staff on staff_name (staff_id);
revoke update, delete on staff_name from jinzai_app;

-- 職種: what somebody was appointed to do, whatever the post.
create table occupation (
    code text primary key check (code ~ '^[a-z_]{1,30}$'),
    name text not null unique check (char_length(name) between 1 and 30),
    place integer not null
);
insert into occupation values
    ('clerk', '一般事務', 10), ('civil', '土木', 20), ('architect', '建築', 30),
    ('electrical', '電気', 40), ('mechanical', '機械', 50), ('welfare', '福祉', 60),
    ('nursery', '保育士', 70), ('health_nurse', '保健師', 80), ('nurse', '看護師', 90),
    ('dietitian', '管理栄養士', 100), ('psychologist', '心理', 110), ('librarian', '司書', 120),
    ('curator', '学芸員', 130), ('teacher', '指導主事', 140), ('it', '情報', 150),
    ('technical', '技能労務', 160), ('fire', '消防', 170), ('other', 'その他', 900);

create table staff_occupation (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    occupation text not null references occupation,
    valid daterange not null check (not isempty(valid)),
    constraint staff_occupation_no_overlap exclude using gist (staff_id with =, valid with &&)
);
create index staff_occupation_of on staff_occupation (occupation);

-- 級・号給 of a 給料表.
create table pay_grade (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    -- 給料表: 行政職給料表（一） …
    schedule text not null check (char_length(schedule) between 1 and 30),
    grade smallint not null check (grade between 1 and 11),
    step smallint check (step between 1 and 200),
    valid daterange not null check (not isempty(valid)),
    constraint pay_grade_no_overlap exclude using gist (staff_id with =, valid with &&)
);

-- 休業・派遣 by kind. `works` says whether the time counts as worked here; `away` whether the person
-- is not at the desk, so that others must do what waits for them. `exclusion` is the reason a sheet
-- is left out with, where that time fills it.
create table leave_kind (
    code text primary key check (code ~ '^[a-z_]{1,30}$'),
    name text not null unique check (char_length(name) between 1 and 30),
    -- where the law says so; empty: the city's own rules
    law text not null,
    works boolean not null,
    away boolean not null,
    -- works for somebody else, whose opinion can be asked
    hosted boolean not null,
    exclusion text check (exclusion in ('leave', 'childcare', 'suspension', 'long_sick_leave',
                                        'secondment', 'long_training', 'other')),
    place integer not null
);
insert into leave_kind values
    ('leave', '休職', '地方公務員法28条2項', false, true, false, 'leave', 10),
    ('sick', '病気休暇', '', false, true, false, 'long_sick_leave', 20),
    ('maternity', '産前産後の休暇', '労働基準法65条', false, true, false, 'other', 30),
    ('childcare', '育児休業', '地方公務員の育児休業等に関する法律2条', false, true, false, 'childcare', 40),
    ('childcare_short', '育児短時間勤務', '地方公務員の育児休業等に関する法律10条', true, false, false, null, 50),
    ('care', '介護休暇', '', false, true, false, 'other', 60),
    ('self_development', '自己啓発等休業', '地方公務員法26条の5', false, true, false, 'other', 70),
    ('spouse', '配偶者同行休業', '地方公務員法26条の6', false, true, false, 'other', 80),
    ('suspension', '停職', '地方公務員法29条', false, true, false, 'suspension', 90),
    ('union', '専従休職', '地方公務員法55条の2', false, true, false, 'leave', 100),
    ('training', '長期研修', '地方公務員法39条', false, true, true, 'long_training', 110),
    ('secondment', '派遣', '地方自治法252条の17', false, true, true, 'secondment', 120),
    ('secondment_public', '公益的法人等への派遣', '公益的法人等への一般職の地方公務員の派遣等に関する法律2条', false, true, true, 'secondment', 130);

create table leave_period (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    kind text not null references leave_kind,
    -- open at the end: until further notice
    valid daterange not null check (not isempty(valid) and not lower_inf(valid)),
    -- where somebody is lent to or trained
    host text check (char_length(host) between 1 and 60),
    note text not null default '' check (char_length(note) <= 400),
    entered_by bigint references staff,
    at timestamptz not null,
    -- entered by mistake: it counts no more, but stays readable
    struck_at timestamptz,
    struck_by bigint references staff,
    constraint leave_period_no_overlap exclude using gist
        (staff_id with =, kind with =, valid with &&) where (struck_at is null)
);
create index leave_period_valid on leave_period using gist (valid) where (struck_at is null);
revoke update, delete on leave_period from jinzai_app;
grant update (valid, struck_at, struck_by) on leave_period to jinzai_app;

-- The ground of a 任用. Whoever has no row for a day is what staff.employment says.
alter table employment add column basis text check (basis in (
    -- 採用
    'hired',
    -- 役職定年 and its exception (地方公務員法28条の2, 28条の5)
    'ceiling', 'ceiling_exception',
    -- 定年前再任用短時間勤務 (22条の4), 暫定再任用 (令和3年法律63号附則)
    'early_short', 'transitional', 'transitional_short',
    -- 任期付 (地方公共団体の一般職の任期付職員の採用に関する法律)
    'fixed_term'));

create function employment_on(staff bigint, day date)
returns text language sql stable as $$
    select coalesce((select e.kind from employment e
                     where e.staff_id = employment_on.staff and e.valid @> employment_on.day),
                    (select s.employment from staff s where s.id = employment_on.staff))
$$;
grant execute on function employment_on to jinzai_app;
