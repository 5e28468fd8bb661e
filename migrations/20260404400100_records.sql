-- What files bring of people beside their posts: 資格, and how their years ended before the portal.

create table qualification (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    name text not null check (char_length(name) between 1 and 100),
    acquired_on date not null,
    -- the last day; null: it does not expire
    expires_on date check (expires_on >= acquired_on),
    -- by what it was seen: 免許証の写し, 登録番号 …
    proof text not null default '' check (char_length(proof) <= 200),
    unique (staff_id, name, acquired_on)
);
create index qualification_expires_on on qualification (expires_on) where expires_on is not null;

-- Results of years the city evaluated without the portal. Results of the portal stand in `result`.
create table past_result (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    fiscal_year smallint not null check (fiscal_year between 1990 and 2100),
    -- 総合の評語, as the old sheets have it
    letter text not null check (char_length(letter) between 1 and 20),
    points numeric(6, 2) check (points >= 0),
    note text not null default '' check (char_length(note) <= 200),
    unique (staff_id, fiscal_year)
);
