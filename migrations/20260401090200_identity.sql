-- Signing in. Only digests are stored: argon2id of passwords, SHA-256 of session tokens.

create table account (
    staff_id bigint primary key references staff,
    password_hash text not null,
    -- a first password is for one use and runs out
    must_change boolean not null default false,
    first_password_until timestamptz,
    disabled_at timestamptz,
    theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
    text_size text not null default 'standard' check (text_size in ('standard', 'large', 'larger'))
);

-- What somebody may do beyond what his post gives him. Dated, because it ends.
create table hat (
    staff_id bigint not null references staff,
    -- hr: 職員課; auditor: reads the audit book; administrator: accounts, no contents
    hat text not null check (hat in ('hr', 'auditor', 'administrator')),
    valid daterange not null check (not isempty(valid)),
    primary key (staff_id, hat, valid)
);

create table session (
    id bigint generated always as identity primary key,
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    staff_id bigint not null references staff,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    origin text not null,
    user_agent text not null
);
create index session_staff on session (staff_id);

-- Failures are counted by the digest of the number that was typed, known or not, so that
-- an answer never tells whether a number exists (quality.md S-39, S-42).
create table sign_in_failure (
    number_hash bytea primary key check (octet_length(number_hash) = 32),
    failures integer not null check (failures > 0),
    last_at timestamptz not null
);

-- One-time codes that set up the first administrator of a real installation.
create table setup_code (
    code_hash bytea primary key check (octet_length(code_hash) = 32),
    staff_id bigint not null references staff,
    valid_until timestamptz not null
);
