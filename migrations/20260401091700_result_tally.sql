-- A department's report compares with the whole city. In a city of 100,000 that is a million
-- ability results a year: they are counted once, when they are stored, and never again on a page.
-- Only these triggers write the counts, in the transaction of the results themselves.

create table result_tally (
    cycle_id bigint not null references cycle,
    -- null: the whole city
    department_id bigint references unit,
    position_code text not null,
    overall smallint not null,
    people bigint not null,
    constraint result_tally_key
        unique nulls not distinct (cycle_id, department_id, position_code, overall)
);

create table result_item_tally (
    cycle_id bigint not null references cycle,
    -- null: the whole city
    department_id bigint references unit,
    position_code text not null,
    ability_id bigint not null references ability,
    points bigint not null,
    people bigint not null,
    constraint result_item_tally_key
        unique nulls not distinct (cycle_id, department_id, position_code, ability_id)
);

revoke insert, update, delete on result_tally, result_item_tally from jinzai_app;

-- A correction is a version of its own: the one before it no longer counts, nor do its items.
create function tally_results() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    insert into result_tally as t (cycle_id, department_id, position_code, overall, people)
    select d.cycle_id, d.department_id, d.position_code, d.overall, sum(d.people)
    from (select a.cycle_id, a.department_id, a.position_code, a.overall, 1 as people from added a
          union all
          select r.cycle_id, r.department_id, r.position_code, r.overall, -1
          from added a
          join result r on r.sheet_id = a.sheet_id and r.version = a.version - 1) d
    group by grouping sets ((d.cycle_id, d.department_id, d.position_code, d.overall),
                            (d.cycle_id, d.position_code, d.overall))
    order by 1, 2, 3, 4
    on conflict on constraint result_tally_key
        do update set people = t.people + excluded.people;

    insert into result_item_tally as t
        (cycle_id, department_id, position_code, ability_id, points, people)
    select r.cycle_id, r.department_id, r.position_code, i.ability_id, -sum(i.points), -count(*)
    from added a
    join result r on r.sheet_id = a.sheet_id and r.version = a.version - 1
    join result_item i on i.sheet_id = r.sheet_id and i.version = r.version
    where a.version > 1
    group by grouping sets ((r.cycle_id, r.department_id, r.position_code, i.ability_id),
                            (r.cycle_id, r.position_code, i.ability_id))
    order by 1, 2, 3, 4
    on conflict on constraint result_item_tally_key
        do update set points = t.points + excluded.points, people = t.people + excluded.people;
    return null;
end $$;

create function tally_result_items() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    insert into result_item_tally as t
        (cycle_id, department_id, position_code, ability_id, points, people)
    select r.cycle_id, r.department_id, r.position_code, a.ability_id, sum(a.points), count(*)
    from added a join result r on r.sheet_id = a.sheet_id and r.version = a.version
    group by grouping sets ((r.cycle_id, r.department_id, r.position_code, a.ability_id),
                            (r.cycle_id, r.position_code, a.ability_id))
    order by 1, 2, 3, 4
    on conflict on constraint result_item_tally_key
        do update set points = t.points + excluded.points, people = t.people + excluded.people;
    return null;
end $$;

create trigger result_tally after insert on result
    referencing new table as added for each statement execute function tally_results();
create trigger result_item_tally after insert on result_item
    referencing new table as added for each statement execute function tally_result_items();

-- what is stored already
insert into result_tally (cycle_id, department_id, position_code, overall, people)
select v.cycle_id, v.department_id, v.position_code, v.overall, count(*)
from evaluation_result_view v
group by grouping sets ((v.cycle_id, v.department_id, v.position_code, v.overall),
                        (v.cycle_id, v.position_code, v.overall));
insert into result_item_tally (cycle_id, department_id, position_code, ability_id, points, people)
select v.cycle_id, v.department_id, v.position_code, i.ability_id, sum(i.points), count(*)
from evaluation_result_view v
join result_item i on i.sheet_id = v.sheet_id and i.version = v.version
group by grouping sets ((v.cycle_id, v.department_id, v.position_code, i.ability_id),
                        (v.cycle_id, v.position_code, i.ability_id));

-- whether anything of a year is still open, without looking at what is closed
create index sheet_open on sheet (cycle_id, department_id)
    where state not in ('confirmed', 'disclosed');
