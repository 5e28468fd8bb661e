-- A running year changes its rules for points only by a new version (screens.md 4.12 D): sheets that
-- no evaluator has evaluated go on with the new rules, all others keep those they were evaluated by.
-- What is confirmed is never computed anew.

alter table sheet
    -- the rules this sheet keeps; null: those of its year
    add column scoring_rule_set_id bigint references scoring_rule_set;

-- Each change: from which set to which, why, and for how many sheets.
create table cycle_scoring (
    cycle_id bigint not null references cycle,
    place smallint not null check (place > 0),
    before_id bigint not null references scoring_rule_set,
    after_id bigint not null references scoring_rule_set,
    reason text not null check (char_length(reason) between 10 and 400),
    -- sheets that go on with the new rules, and sheets that keep the old ones
    moved integer not null check (moved >= 0),
    kept integer not null check (kept >= 0),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (cycle_id, place),
    check (before_id <> after_id)
);
revoke update, delete on cycle_scoring from jinzai_app;

-- Whether an evaluator has handed in an evaluation of a sheet: it then keeps its rules.
create function evaluated(state text, has_first boolean) returns boolean
language sql immutable as $$
select state in ('calibration', 'confirmation', 'confirmed', 'disclosed')
    or (state = 'second_review' and has_first)
$$;
grant execute on function evaluated to jinzai_app;

-- A year names a published set for its own framework. Once it is open, only by a version that says so,
-- of the same family, and after what was evaluated has been given the old set to keep.
create or replace function cycle_names_scoring() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if tg_op = 'UPDATE' then
        if new.scoring_rule_set_id = old.scoring_rule_set_id then
            return new;
        end if;
        if old.opened_at is not null then
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
                     and (s.framework_id is null or s.framework_id = new.framework_id)) then
        raise exception 'set of rules % does not fit year %', new.scoring_rule_set_id, new.id;
    end if;
    return new;
end $$;

-- What a sheet keeps, it keeps; and it is given nothing but what its year named.
create function sheet_keeps_scoring() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if old.scoring_rule_set_id is not null
       or new.scoring_rule_set_id is distinct from
          (select c.scoring_rule_set_id from cycle c where c.id = new.cycle_id) then
        raise exception 'sheet % keeps its set of rules', new.id;
    end if;
    return new;
end $$;
create trigger sheet_keeps_scoring before update of scoring_rule_set_id on sheet
    for each row when (old.scoring_rule_set_id is distinct from new.scoring_rule_set_id)
    execute function sheet_keeps_scoring();

-- The set of a sheet: what it keeps, else what its year names; null where nothing is computed.
create or replace function sheet_scoring(of_sheet bigint) returns json
language sql stable set search_path = pg_catalog, public as $$
select scoring_rules(r.id)
from sheet s join cycle c on c.id = s.cycle_id
join scoring_rule_set r on r.id = coalesce(s.scoring_rule_set_id, c.scoring_rule_set_id)
     and r.family = 'scored'
where s.id = of_sheet
$$;
