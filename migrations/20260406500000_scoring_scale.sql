-- A set of rules counts the steps of one scale (evaluation.md 3.4: three to seven of them): those of
-- its framework, or those of a scale a year has for itself, as the six of 国型. A year names a set of
-- its own scale only, so that every grade of the year counts something and every total leads to one.

alter table scoring_rule_set
    -- null: the scale of the framework
    add column scale_id bigint references scale,
    add constraint scoring_rule_set_scale check (scale_id is null or family = 'scored');

-- The steps a set is for.
create function scoring_scale(of_framework bigint, of_scale bigint)
returns table (points smallint, word text)
language sql stable set search_path = pg_catalog, public as $$
select g.points, g.word from grade g where of_scale is null and g.framework_id = of_framework
union all
select s.points, s.word from scale_step s where s.scale_id = of_scale
$$;

-- A published set never changes, and counts every step of its scale.
create or replace function scoring_set_stays() returns trigger
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
    if new.scale_id is distinct from old.scale_id then
        raise exception 'set of rules % keeps its scale', old.id;
    end if;
    if new.published_at is not null and new.family = 'scored' then
        if (select range_agg(s.score) from scoring_step s where s.rule_set_id = new.id)
               is distinct from '{(,)}'::nummultirange then
            raise exception 'the ranges of set % leave a gap', new.id;
        end if;
        if (select array_agg(s.grade order by s.grade) from scoring_step s
            where s.rule_set_id = new.id)
               is distinct from
           (select array_agg(g.points order by g.points)
            from scoring_scale(new.framework_id, new.scale_id) g) then
            raise exception 'the steps of set % are not those of its scale', new.id;
        end if;
    end if;
    return new;
end $$;

-- A year names a published set for its own framework and its own scale. Once it is open, only by a
-- version that says so, of the same family, and after what was evaluated has been given the old set.
create or replace function cycle_names_scoring() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'UPDATE' then
        if new.scoring_rule_set_id = old.scoring_rule_set_id
           and new.framework_id = old.framework_id
           and new.scale_id is not distinct from old.scale_id then
            return new;
        end if;
        if old.opened_at is not null and new.scoring_rule_set_id <> old.scoring_rule_set_id then
            if not exists (
                select from cycle_scoring v
                join scoring_rule_set b on b.id = v.before_id
                join scoring_rule_set a on a.id = v.after_id and a.family = b.family
                where v.cycle_id = old.id and v.before_id = old.scoring_rule_set_id
                  and v.after_id = new.scoring_rule_set_id
                  and v.place = (select max(n.place) from cycle_scoring n
                                 where n.cycle_id = old.id)) then
                raise exception 'year % is open and keeps its set of rules', old.id;
            end if;
            if exists (select from sheet s
                       where s.cycle_id = old.id and s.scoring_rule_set_id is null
                         and evaluated(s.state, s.first_evaluator_id is not null)) then
                raise exception 'an evaluated sheet of year % keeps its set of rules', old.id;
            end if;
        end if;
    end if;
    if not exists (select from scoring_rule_set s
                   where s.id = new.scoring_rule_set_id and s.published_at is not null
                     and (s.framework_id is null or s.framework_id = new.framework_id)
                     and (s.family <> 'scored' or s.scale_id is not distinct from new.scale_id)) then
        raise exception 'set of rules % does not fit year %', new.scoring_rule_set_id, new.id;
    end if;
    return new;
end $$;

-- A whole set, as the program reads it, with the words of its own scale.
create or replace function scoring_rules(set_id bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select json_build_object(
    'id', s.id, 'name', s.name, 'framework_id', s.framework_id, 'scale_id', s.scale_id,
    'copied_from', s.copied_from,
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
            left join scoring_scale(s.framework_id, s.scale_id) g on g.points = p.grade
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

-- What rules are made for: positions with abilities of a framework, and a scale.
drop function scoring_ground(bigint);
create function scoring_ground(of_framework bigint, of_scale bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select json_build_object(
    'framework_id', of_framework, 'scale_id', of_scale,
    'scale', (select l.name from scale l where l.id = of_scale),
    'grades', (select coalesce(json_agg(json_build_object('grade', g.points, 'word', g.word)
            order by g.points), '[]') from scoring_scale(of_framework, of_scale) g),
    'positions', (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
            'abilities', (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name)
                    order by a.place), '[]')
                from ability a where a.framework_id = p.framework_id and a.position_code = p.code))
            order by p.rank), '[]')
        from position p where p.framework_id = of_framework))
$$;
grant execute on function scoring_scale, scoring_ground to jinzai_app;
