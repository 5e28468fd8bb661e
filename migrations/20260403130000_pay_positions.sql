-- A band may be worth something else for a position (勤勉手当 of 管理職 is often apart): a code of an
-- edition holds for everybody in the band, or for those of one position.
alter table pay_code
    -- '' holds for every position that has no code of its own
    add column position_code text not null default ''
        check (position_code ~ '^[a-z]{0,20}$'),
    add column position_name text not null default ''
        check (char_length(position_name) <= 40),
    add constraint pay_code_position check ((position_code = '') = (position_name = '')),
    drop constraint pay_code_pkey,
    add primary key (edition_id, mark, position_code);

-- What a band is worth for somebody of a position, by the codes of an edition.
create function pay_code_of(edition bigint, band text, "position" text) returns setof pay_code
language sql stable set search_path = pg_catalog, public as $$
select c.* from pay_code c
where c.edition_id = pay_code_of.edition and c.mark = pay_code_of.band
  and c.position_code in ('', pay_code_of."position")
-- the empty one sorts last: what is said of the position goes before what is said of all
order by c.position_code desc limit 1
$$;
grant execute on function pay_code_of to jinzai_app;
