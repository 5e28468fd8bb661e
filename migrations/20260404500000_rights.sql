-- アカウントと権限: accounts come and go with employment, and rights beyond the post are given with
-- a reason and looked through from time to time (requirements F-025, F-029, N-13).

alter table account
    add column created_at timestamptz not null default now(),
    add column last_signed_in_at timestamptz,
    add column disabled_reason text check (char_length(disabled_reason) between 5 and 400);
update account a set last_signed_in_at =
    (select max(s.created_at) from session s where s.staff_id = a.staff_id);
update account set disabled_reason = '以前に停止したアカウント' where disabled_at is not null;
alter table account add constraint account_stopped_with_reason
    check ((disabled_at is null) = (disabled_reason is null));

alter table hat
    add column id bigint generated always as identity unique,
    add column reason text check (char_length(reason) between 5 and 400),
    add column given_by bigint references staff,
    add column given_at timestamptz;

-- One look through everybody who has more rights than their post.
create table rights_review (
    id bigint generated always as identity primary key,
    reviewed_at timestamptz not null,
    reviewed_by bigint not null references staff,
    -- how many rights were held on that day
    held integer not null check (held >= 0),
    remark text not null check (char_length(remark) between 5 and 400)
);
revoke update, delete on rights_review from jinzai_app;
