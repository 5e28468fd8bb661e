-- お知らせ: 職員課 writes for a group, for a time; everybody marks what they have read.
create table announcement (
    id bigint generated always as identity primary key,
    title text not null check (char_length(title) between 1 and 60 and title !~ '[[:cntrl:]]'),
    body text not null check (char_length(body) between 1 and 2000),
    -- whom it is for: everybody whom all that is set here fits
    -- a unit with everything below it
    unit_id bigint references unit,
    position_code text,
    employment text check (employment in ('regular', 'reappointed', 'fixed_term', 'fiscal_year')),
    -- only those who evaluate somebody in a running year
    evaluators boolean not null default false,
    from_on date not null,
    until_on date not null,
    -- whether it goes out by mail, too, and when it did
    by_mail boolean not null default false,
    mailed_at timestamptz,
    author_id bigint not null references staff,
    created_at timestamptz not null,
    changed_at timestamptz,
    -- taken back before its time
    ended_at timestamptz,
    check (until_on >= from_on)
);
create index announcement_running on announcement (until_on) where ended_at is null;
revoke delete on announcement from jinzai_app;

create table announcement_reading (
    announcement_id bigint not null references announcement,
    staff_id bigint not null references staff,
    read_at timestamptz not null,
    primary key (announcement_id, staff_id)
);
create index announcement_reading_of on announcement_reading (staff_id);
revoke update, delete on announcement_reading from jinzai_app;

-- The announcements one person can see today.
create function announcements_for(person bigint, today date) returns setof announcement
language sql stable as $$
    with recursive up as (
        select a.unit_id from assignment a where a.staff_id = person and a.valid @> today
        union
        select v.parent_id from up join unit_version v on v.unit_id = up.unit_id and v.valid @> today
        where v.parent_id is not null)
    select n.* from announcement n join staff s on s.id = person
    where n.ended_at is null and today between n.from_on and n.until_on
      and (n.unit_id is null or n.unit_id in (select unit_id from up))
      and (n.employment is null or n.employment = employment_on(s.id, today))
      and (n.position_code is null or exists (
          select from assignment a where a.staff_id = person and a.kind = 'main'
          and a.valid @> today and a.position_code = n.position_code))
      and (not n.evaluators or exists (
          select from sheet t where person in (t.first_evaluator_id, t.second_evaluator_id)
          and t.state not in ('disclosed', 'excluded')))
$$;

-- Whom an announcement is for, the same seen from the other side.
create function announcement_audience(a_unit bigint, a_position text, a_employment text,
                                      a_evaluators boolean, today date) returns setof bigint
language sql stable as $$
    with recursive below as (
        select a_unit as unit_id where a_unit is not null
        union
        select v.unit_id from below join unit_version v
            on v.parent_id = below.unit_id and v.valid @> today)
    select s.id from staff s
    where s.hired_on <= today and (s.left_on is null or s.left_on >= today)
      and (a_employment is null or employment_on(s.id, today) = a_employment)
      and (a_unit is null or exists (
          select from assignment a join below b on b.unit_id = a.unit_id
          where a.staff_id = s.id and a.valid @> today))
      and (a_position is null or exists (
          select from assignment a where a.staff_id = s.id and a.kind = 'main'
          and a.valid @> today and a.position_code = a_position))
      and (not a_evaluators or exists (
          select from sheet t where s.id in (t.first_evaluator_id, t.second_evaluator_id)
          and t.state not in ('disclosed', 'excluded')))
$$;

-- How much one person has not read: announcements and messages.
create function unread_of(person bigint, today date) returns bigint language sql stable as $$
    select (select count(*) from announcements_for(person, today) n
            where not exists (select from announcement_reading r
                              where r.announcement_id = n.id and r.staff_id = person))
         + (select count(*) from message m where m.staff_id = person and m.read_at is null)
$$;
grant execute on function announcements_for, announcement_audience, unread_of to jinzai_app;
