-- Looking for people by one or two characters, too: trigrams need three. Every single character and
-- every pair of a text is an entry of the index; what it finds is held against the pattern again.
create function search_grams(words text)
returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(words, at, long)), '{}')
    from generate_series(1, char_length(words)) at, generate_series(1, 2) long
    where at + long - 1 <= char_length(words)
$$;
grant execute on function search_grams to jinzai_app;

drop index staff_search;
create index staff_search on staff using gin (search_grams(search));
create index assignment_staff on assignment (staff_id) include (valid, kind, unit_id);

-- What 職員課 keeps of people beside what everybody has (requirements F-012): at most twenty.
create table staff_field (
    id bigint generated always as identity primary key,
    name text not null unique check (char_length(name) between 1 and 30),
    kind text not null check (kind in ('text', 'date', 'number', 'choice')),
    -- what can be chosen
    choices text[] not null default '{}' check (cardinality(choices) <= 30),
    place integer not null,
    -- not shown any more; what was written stays
    ended_on date,
    check ((kind = 'choice') = (choices <> '{}'))
);

create function staff_field_limit() returns trigger language plpgsql as $$
begin
    if (select count(*) from staff_field where ended_on is null) > 20 then
        raise exception 'at most twenty fields' using errcode = 'check_violation',
            constraint = 'staff_field_limit';
    end if;
    return null;
end $$;
create constraint trigger staff_field_limit after insert or update on staff_field
    for each row execute function staff_field_limit();

-- Dates as 2026-04-01, numbers as they are counted: one text a person and field.
create table staff_field_value (
    staff_id bigint not null references staff,
    field_id bigint not null references staff_field,
    value text not null check (char_length(value) between 1 and 100),
    -- the value folded by staff::fold
    search text not null,
    primary key (field_id, staff_id)
);
create index staff_field_value_staff on staff_field_value (staff_id);
create index staff_field_value_value on staff_field_value (field_id, value);
revoke delete on staff_field from jinzai_app;

-- nobody is here yet whose words were folded by an older version (staff::refold)
insert into setting (name, value)
select 'staff.fold', '2' where not exists (select from staff);
