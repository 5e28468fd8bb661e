-- 給与への受け渡し: what a band is worth in pay. A record of its own beside the band, with its own
-- right (evaluation.md 3.6). Rates are dated: the newest edition that holds on the day counts, and
-- every older one can be read again.

create table pay_edition (
    id bigint generated always as identity primary key,
    valid_from date not null,
    reason text not null check (char_length(reason) between 10 and 400),
    made_by bigint references staff,
    made_at timestamptz not null
);
create index pay_edition_newest on pay_edition (valid_from desc, id desc);

create table pay_code (
    edition_id bigint not null references pay_edition,
    -- of the band; the same mark is the same band in every year
    mark text not null check (char_length(mark) between 1 and 2),
    label text not null check (char_length(label) between 1 and 20),
    -- 勤勉手当の成績率 in hundredths of the base (100分の…), by the two days of payment
    june numeric(6, 3) not null check (june between 0 and 400),
    december numeric(6, 3) not null check (december between 0 and 400),
    -- 昇給区分 and how many 号給 it is
    raise_class text not null check (char_length(raise_class) between 1 and 4),
    raise_steps smallint not null check (raise_steps between 0 and 20),
    primary key (edition_id, mark)
);
revoke update, delete on pay_edition, pay_code from jinzai_app;

-- The edition that counts on a day.
create function pay_edition_on(day date) returns bigint
language sql stable set search_path = pg_catalog, public as $$
select e.id from pay_edition e where e.valid_from <= day
order by e.valid_from desc, e.id desc limit 1
$$;
grant execute on function pay_edition_on to jinzai_app;
