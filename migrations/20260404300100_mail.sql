-- Messages to people: in the portal in any case, and by mail where the city has a mail server and
-- the person an address. A letter is written in the transaction of what it tells of; sending it is
-- the work of a job (the outbox).
alter table staff add column mail text
    check (char_length(mail) <= 254 and mail ~ '^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,253}$');
create unique index staff_mail on staff (lower(mail));

create table message (
    id bigint generated always as identity primary key,
    staff_id bigint not null references staff,
    -- reminder before and on the due day, overdue after it, request by 職員課
    kind text not null check (kind in ('reminder', 'overdue', 'request')),
    subject text not null check (char_length(subject) between 1 and 120 and subject !~ '[[:cntrl:]]'),
    body text not null check (char_length(body) between 1 and 4000),
    -- where in the portal it leads
    link text not null check (link ~ '^/([^/\\]|$)'),
    created_at timestamptz not null,
    read_at timestamptz
);
create index message_of on message (staff_id, id desc);
create index message_unread on message (staff_id) where read_at is null;
revoke update, delete on message from jinzai_app;
grant update (read_at) on message to jinzai_app;

-- Mails of a kind somebody does not want; the message in the portal comes anyway.
create table mail_refusal (
    staff_id bigint not null references staff,
    kind text not null check (kind in ('reminder', 'announcement')),
    primary key (staff_id, kind)
);

create table mail (
    id bigint generated always as identity primary key,
    -- the same however often the letter is handed over, so that it arrives once
    message_id text not null unique check (message_id ~ '^[!-?A-~]+@[!-?A-~]+$'),
    staff_id bigint not null references staff,
    kind text not null,
    address text not null,
    subject text not null check (char_length(subject) between 1 and 120 and subject !~ '[[:cntrl:]]'),
    body text not null check (char_length(body) between 1 and 5000),
    created_at timestamptz not null,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'refused', 'dropped')),
    attempts smallint not null default 0,
    sent_at timestamptz,
    -- what the server said last
    answer text,
    check ((state = 'sent') = (sent_at is not null))
);
create index mail_refused on mail (id desc) where state = 'refused';
create index mail_waiting on mail (id) where state = 'waiting';
create index mail_sent on mail (sent_at) where state = 'sent';
revoke update, delete on mail from jinzai_app;
grant update (address, state, attempts, sent_at, answer) on mail to jinzai_app;

-- What the worker notes about a letter.
create function note_mail(letter bigint, a_state text, a_answer text, a_now timestamptz)
returns void language sql security definer set search_path = public, pg_temp as $$
    update mail set state = a_state, answer = a_answer, attempts = attempts + 1,
                    sent_at = case when a_state = 'sent' then a_now end
    where id = letter and state = 'waiting'
$$;
grant execute on function note_mail to jinzai_app;
