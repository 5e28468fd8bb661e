-- How grades become points and points a grade (evaluation.md 3.4 to 3.6). A city sets weights,
-- shares, ranges and rounding in a named set with a first day. A published set never changes:
-- whoever wants other rules copies it, so that an old result can always be computed again.

create table scoring_rule_set (
    id bigint generated always as identity primary key,
    name text not null check (char_length(name) between 1 and 60),
    -- judged 評語付与: no arithmetic; scored 数値化
    family text not null check (family in ('judged', 'scored')),
    -- whose positions, abilities and scale the numbers are for
    framework_id bigint references framework,
    copied_from bigint references scoring_rule_set,
    -- years whose base date is this day or later may name it
    valid_from date not null,
    rounding_place smallint not null default 1 check (rounding_place between 0 and 3),
    rounding_mode text not null default 'half_up'
        check (rounding_mode in ('half_up', 'half_even', 'floor')),
    -- where it is applied
    rounding_at text not null default 'range_test'
        check (rounding_at in ('parts', 'total', 'range_test')),
    difficulty_by text not null default 'multiplier'
        check (difficulty_by in ('multiplier', 'table')),
    -- the most a result of work counts
    cap numeric(6, 2) check (cap > 0),
    -- whether an evaluator may choose another overall grade than the points say
    deviation text not null default 'reason' check (deviation in ('reason', 'none')),
    version integer not null default 1,
    made_by bigint references staff,
    made_at timestamptz,
    published_by bigint references staff,
    published_at timestamptz,
    constraint scoring_rule_set_name unique (name),
    check ((family = 'scored') = (framework_id is not null))
);

-- A step of the scale: its letter, what it counts, and which totals lead to it.
create table scoring_step (
    rule_set_id bigint not null references scoring_rule_set,
    grade smallint not null check (grade between 1 and 7),
    letter text not null check (char_length(letter) between 1 and 4),
    value numeric(5, 2) not null check (value between 0 and 100),
    score numrange not null check (not isempty(score)),
    primary key (rule_set_id, grade),
    constraint scoring_step_no_overlap exclude using gist (rule_set_id with =, score with &&)
);

create table scoring_weight (
    rule_set_id bigint not null references scoring_rule_set,
    ability_id bigint not null references ability,
    weight smallint not null check (weight between 0 and 100),
    primary key (rule_set_id, ability_id)
);

create table scoring_share (
    rule_set_id bigint not null references scoring_rule_set,
    position_code text not null,
    ability smallint not null,
    performance smallint not null,
    primary key (rule_set_id, position_code),
    check (ability between 0 and 100 and ability + performance = 100)
);

create table scoring_factor (
    rule_set_id bigint not null references scoring_rule_set,
    level text not null check (level in ('high', 'normal', 'low')),
    multiplier numeric(4, 2) not null check (multiplier > 0),
    primary key (rule_set_id, level)
);

-- attainment × difficulty, where a table says what they count together
create table scoring_cell (
    rule_set_id bigint not null references scoring_rule_set,
    level text not null check (level in ('high', 'normal', 'low')),
    grade smallint not null check (grade between 1 and 7),
    points numeric(5, 2) not null check (points between 0 and 200),
    primary key (rule_set_id, level, grade)
);

-- What the rules made of a confirmed result. A record of its own beside the result: the grade is
-- the evaluators', the points are the rule's.
create table score (
    sheet_id bigint not null,
    -- the version of the result it was made from
    version smallint not null,
    rule_set_id bigint not null references scoring_rule_set,
    ability numeric,
    performance numeric,
    total numeric not null,
    -- the total as it was held against the ranges, and where that led
    tested numeric not null,
    proposed smallint not null check (proposed between 1 and 7),
    -- the exact numbers, as fractions
    parts jsonb not null,
    made_at timestamptz not null,
    primary key (sheet_id, version),
    foreign key (sheet_id, version) references result,
    check (ability is not null or performance is not null)
);

-- An evaluator chose another overall grade than the points say, and why.
create table score_deviation (
    sheet_id bigint not null,
    step text not null,
    round smallint not null,
    rule_set_id bigint not null references scoring_rule_set,
    proposed smallint not null check (proposed between 1 and 7),
    given smallint not null check (given between 1 and 7),
    reason text not null check (char_length(reason) between 10 and 400),
    primary key (sheet_id, step, round),
    foreign key (sheet_id, step, round) references submission,
    check (given <> proposed)
);
revoke update, delete on score, score_deviation from jinzai_app;

-- The city that computes nothing: what every year names until HR chooses otherwise.
insert into scoring_rule_set (name, family, valid_from, published_at)
values ('評語付与（点数を計算しない）', 'judged', '1950-04-01', '1950-04-01 00:00+09');

alter table cycle add scoring_rule_set_id bigint not null default 1 references scoring_rule_set;

-- A published set never changes, nor does anything that belongs to it.
create function scoring_set_stays() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'INSERT' then
        if new.published_at is not null then
            raise exception 'a set of rules begins as a draft';
        end if;
        return new;
    end if;
    if old.published_at is not null then
        raise exception 'set of rules % is published and never changes', old.id;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if new.published_at is not null and new.family = 'scored'
       and (select range_agg(s.score) from scoring_step s where s.rule_set_id = new.id)
           is distinct from '{(,)}'::nummultirange then
        raise exception 'the ranges of set % leave a gap', new.id;
    end if;
    return new;
end $$;
create trigger scoring_set_stays before insert or update or delete on scoring_rule_set
    for each row execute function scoring_set_stays();

create function scoring_part_stays() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare
    owner bigint := case when tg_op = 'DELETE' then old.rule_set_id else new.rule_set_id end;
begin
    if exists (select from scoring_rule_set s where s.id = owner and s.published_at is not null) then
        raise exception 'set of rules % is published and never changes', owner;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger scoring_step_stays before insert or update or delete on scoring_step
    for each row execute function scoring_part_stays();
create trigger scoring_weight_stays before insert or update or delete on scoring_weight
    for each row execute function scoring_part_stays();
create trigger scoring_share_stays before insert or update or delete on scoring_share
    for each row execute function scoring_part_stays();
create trigger scoring_factor_stays before insert or update or delete on scoring_factor
    for each row execute function scoring_part_stays();
create trigger scoring_cell_stays before insert or update or delete on scoring_cell
    for each row execute function scoring_part_stays();

-- A year names a published set, for its own framework, before it opens, and then keeps it.
create function cycle_names_scoring() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'UPDATE' then
        if new.scoring_rule_set_id = old.scoring_rule_set_id then
            return new;
        end if;
        if old.opened_at is not null then
            raise exception 'year % is open and keeps its set of rules', old.id;
        end if;
    end if;
    if not exists (select from scoring_rule_set s
                   where s.id = new.scoring_rule_set_id and s.published_at is not null
                     and (s.framework_id is null or s.framework_id = new.framework_id)) then
        raise exception 'set of rules % does not fit year %', new.scoring_rule_set_id, new.id;
    end if;
    return new;
end $$;
create trigger cycle_names_scoring before insert or update on cycle
    for each row execute function cycle_names_scoring();

-- A number as it is written: 1.20 is 1.2.
create function scoring_number(of numeric) returns text
language sql immutable as $$ select trim_scale(of)::text $$;

-- A whole set, as the program reads it. Numbers travel as text and stay exact.
create function scoring_rules(set_id bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select json_build_object(
    'id', s.id, 'name', s.name, 'framework_id', s.framework_id, 'copied_from', s.copied_from,
    'valid_from', s.valid_from, 'published', s.published_at is not null, 'version', s.version,
    'rules', json_build_object(
        'family', s.family, 'difficulty_by', s.difficulty_by, 'cap', scoring_number(s.cap),
        'deviation', s.deviation,
        'rounding', json_build_object('place', s.rounding_place, 'mode', s.rounding_mode,
                                      'at', s.rounding_at),
        'steps', (select coalesce(json_agg(json_build_object(
                'grade', p.grade, 'letter', p.letter, 'word', coalesce(g.word, ''),
                'value', scoring_number(p.value),
                'low', case when not lower_inf(p.score) then json_build_object(
                    'at', scoring_number(lower(p.score)), 'included', lower_inc(p.score)) end,
                'high', case when not upper_inf(p.score) then json_build_object(
                    'at', scoring_number(upper(p.score)), 'included', upper_inc(p.score)) end)
                order by p.grade), '[]')
            from scoring_step p
            left join grade g on g.framework_id = s.framework_id and g.points = p.grade
            where p.rule_set_id = s.id),
        'weights', (select coalesce(json_agg(json_build_object('ability_id', w.ability_id,
                'weight', w.weight) order by w.ability_id), '[]')
            from scoring_weight w where w.rule_set_id = s.id),
        'shares', (select coalesce(json_agg(json_build_object('position', h.position_code,
                'ability', h.ability, 'performance', h.performance) order by h.position_code), '[]')
            from scoring_share h where h.rule_set_id = s.id),
        'factors', (select coalesce(json_agg(json_build_object('level', f.level,
                'multiplier', scoring_number(f.multiplier)) order by f.multiplier desc), '[]')
            from scoring_factor f where f.rule_set_id = s.id),
        'cells', (select coalesce(json_agg(json_build_object('level', c.level, 'grade', c.grade,
                'points', scoring_number(c.points)) order by c.level, c.grade), '[]')
            from scoring_cell c where c.rule_set_id = s.id)))
from scoring_rule_set s where s.id = set_id
$$;

-- The set a sheet's year names; null where nothing is computed.
create function sheet_scoring(of_sheet bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select scoring_rules(r.id)
from sheet s join cycle c on c.id = s.cycle_id
join scoring_rule_set r on r.id = c.scoring_rule_set_id and r.family = 'scored'
where s.id = of_sheet
$$;

-- What rules are made for: positions with abilities, and the scale, of a framework.
create function scoring_ground(of_framework bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select json_build_object(
    'framework_id', of_framework,
    'grades', (select coalesce(json_agg(json_build_object('grade', g.points, 'word', g.word)
            order by g.points), '[]') from grade g where g.framework_id = of_framework),
    'positions', (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
            'abilities', (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name)
                    order by a.place), '[]')
                from ability a where a.framework_id = p.framework_id and a.position_code = p.code))
            order by p.rank), '[]')
        from position p where p.framework_id = of_framework))
$$;

-- Everybody's newest grades of a year, added up by a set and by the one it was copied from:
-- value × weight in hundredths, and the weights. Whole numbers only; the rule itself is the
-- program's. A city of 100,000 is 800,000 grades, which are to be added up in memory.
create function scoring_sums(of_set bigint, of_cycle bigint)
returns table (sheet_id bigint, subject_id bigint, department_id bigint, position_code text,
               overall smallint, points bigint, weight bigint, before_points bigint,
               before_weight bigint)
language sql stable set work_mem = '64MB' as $$
with worth as materialized (
    select w.ability_id, p.grade, (w.weight * (p.value * 100))::int as points,
           w.weight::int as weight,
           (b.weight * (q.value * 100))::int as before_points, b.weight::int as before_weight
    from scoring_rule_set t
    join scoring_weight w on w.rule_set_id = t.id
    join scoring_step p on p.rule_set_id = t.id
    left join scoring_weight b on b.rule_set_id = t.copied_from and b.ability_id = w.ability_id
    left join scoring_step q on q.rule_set_id = t.copied_from and q.grade = p.grade
    where t.id = of_set),
-- a year's sheets were made one after another: their grades lie together
reach as materialized (
    select min(y.sheet_id) as low, max(y.sheet_id) as high
    from (select x.sheet_id from result x where x.cycle_id = of_cycle offset 0) y),
sums as (
    select i.sheet_id, i.version, sum(v.points) as points, sum(v.weight) as weight,
           sum(v.before_points) as before_points, sum(v.before_weight) as before_weight
    from result_item i
    left join worth v on v.ability_id = i.ability_id and v.grade = i.points
    where i.sheet_id between (select low from reach) and (select high from reach)
    group by i.sheet_id, i.version)
select r.sheet_id, r.subject_id, r.department_id, r.position_code, r.overall,
       coalesce(s.points, 0), coalesce(s.weight, 0),
       coalesce(s.before_points, 0), coalesce(s.before_weight, 0)
from result r
join sums s on s.sheet_id = r.sheet_id and s.version = r.version
where r.cycle_id = of_cycle
  and not exists (select from result n where n.sheet_id = r.sheet_id and n.version > r.version)
$$;

grant execute on function scoring_number, scoring_rules, sheet_scoring, scoring_ground,
    scoring_sums to jinzai_app;
