-- 評価の段階 beside the framework's (evaluation.md 3.4: three to seven): until now only those that came
-- with the portal. 職員課 makes further ones, from scratch or as a copy. A scale says from which day on
-- years may use it, with which letters and points its steps begin in a 数値化, and never changes: what
-- was graded by it stays what it was. One nothing uses can be taken away.
alter table scale
    -- null: from the beginning
    add column valid_from date,
    add column copied_from bigint references scale on delete set null,
    -- null: it came with the portal
    add column made_by bigint references staff,
    add column made_at timestamptz;

alter table scale_step
    add column letter text check (char_length(letter) between 1 and 4),
    add column value numeric(5, 2) check (value between 0 and 100);
update scale_step s
set letter = substr('SABCDEF', (select max(o.points) from scale_step o where o.scale_id = s.scale_id)
                               - s.points + 1, 1),
    value = s.points;
alter table scale_step
    alter column letter set not null,
    alter column value set not null,
    add constraint scale_step_letter unique (scale_id, letter),
    add constraint scale_step_word unique (scale_id, word);
comment on column scale_step.points is 'the order, from the lowest';
comment on column scale_step.value is 'what the step counts, where a set of rules says nothing else';

create function scale_used(of_scale bigint) returns boolean
language sql stable set search_path = pg_catalog, public as $$
    select exists (select from cycle c where c.scale_id = of_scale)
        or exists (select from scoring_rule_set r where r.scale_id = of_scale)
        or exists (select from preset_part p where p.scale_id = of_scale)
$$;

-- Made whole in one piece: three to seven steps, each counting more than the one below.
create function scale_is_whole() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if not exists (select from scale where id = new.id) then
        return null;
    end if;
    if (select count(*) not between 3 and 7 or max(s.points) <> count(*)
        from scale_step s where s.scale_id = new.id) then
        raise exception 'scale % has not three to seven steps', new.id;
    end if;
    if exists (select from scale_step a join scale_step b
                   on b.scale_id = a.scale_id and b.points = a.points + 1 and b.value <= a.value
               where a.scale_id = new.id) then
        raise exception 'the steps of scale % do not rise', new.id;
    end if;
    return null;
end $$;
create constraint trigger scale_whole after insert on scale
    deferrable initially deferred for each row execute function scale_is_whole();

create function scale_stays() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare
    which bigint := case tg_op when 'DELETE' then old.scale_id else new.scale_id end;
begin
    if scale_used(which) then
        raise exception 'scale % is used and never changes', which;
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger scale_step_stays before insert or update or delete on scale_step
    for each row execute function scale_stays();

-- A year uses a scale that may be used on its base date.
create function cycle_scale_holds() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if exists (select from scale l where l.id = new.scale_id and l.valid_from > new.base_date) then
        raise exception 'scale % may not be used by year % yet', new.scale_id, new.id;
    end if;
    return new;
end $$;
create trigger cycle_scale_holds before insert or update of scale_id, base_date on cycle
    for each row execute function cycle_scale_holds();

grant insert, delete on scale, scale_step to jinzai_app;
grant execute on function scale_used to jinzai_app;

-- What rules are made for: positions with abilities of a framework, and a scale with its own letters
-- and points.
create or replace function scoring_ground(of_framework bigint, of_scale bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select json_build_object(
    'framework_id', of_framework, 'scale_id', of_scale,
    'scale', (select l.name from scale l where l.id = of_scale),
    'grades', (select coalesce(json_agg(json_build_object('grade', g.points, 'word', g.word,
                'letter', s.letter, 'value', scoring_number(s.value))
            order by g.points), '[]')
        from scoring_scale(of_framework, of_scale) g
        left join scale_step s on s.scale_id = of_scale and s.points = g.points),
    'positions', (select coalesce(json_agg(json_build_object('code', p.code, 'name', p.name,
            'abilities', (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name)
                    order by a.place), '[]')
                from ability a where a.framework_id = p.framework_id and a.position_code = p.code))
            order by p.rank), '[]')
        from position p where p.framework_id = of_framework))
$$;
