-- The audit book comes first, because no later table may be written without it.
-- The application's role may read it and append through one function; it may not
-- insert, change or delete a row by itself. The book is a chain: each entry's hash
-- covers its own words and the hash before it (quality.md S-68).

do $$
begin
    if not exists (select from pg_roles where rolname = 'jinzai_app') then
        raise exception 'role jinzai_app is missing'
            using hint = 'create role jinzai_app login; see README, operation';
    end if;
end
$$;

grant usage on schema public to jinzai_app;
alter default privileges in schema public grant select, insert, update, delete on tables to jinzai_app;
alter default privileges in schema public grant usage, select on sequences to jinzai_app;
alter default privileges in schema public revoke execute on functions from public;

-- the program asks with its own role whether the schema is the one it was made for
do $$
begin
    if to_regclass('_sqlx_migrations') is not null then
        grant select on _sqlx_migrations to jinzai_app;
    end if;
end
$$;

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table audit_entry (
    seq bigint primary key,
    at timestamptz not null,
    -- null: the system itself, or somebody who has not signed in
    actor_id bigint,
    -- network address, or 'cli'
    origin text not null,
    event text not null,
    -- what kind of thing, and which one
    subject_kind text not null,
    subject_id bigint,
    -- whose record it is, so that "who saw mine" is one index
    staff_id bigint,
    -- old and new values
    detail jsonb not null default '{}',
    previous_hash bytea not null,
    hash bytea not null
);
create index audit_entry_staff on audit_entry (staff_id, seq desc);
create index audit_entry_actor on audit_entry (actor_id, seq desc);
create index audit_entry_subject on audit_entry (subject_kind, subject_id, seq desc);
create index audit_entry_at on audit_entry (at desc);
revoke insert, update, delete, truncate on audit_entry from jinzai_app;

-- The words the hash is taken over. `audit verify` takes the same ones.
create function audit_words(
    seq bigint, at timestamptz, actor_id bigint, origin text, event text,
    subject_kind text, subject_id bigint, staff_id bigint, detail jsonb, previous_hash bytea
) returns bytea language sql stable as $$
    select convert_to(concat_ws(chr(31),
        seq::text, (extract(epoch from at) * 1000000)::bigint::text, coalesce(actor_id::text, '-'),
        origin, event, subject_kind, coalesce(subject_id::text, '-'),
        coalesce(staff_id::text, '-'), detail::text, encode(previous_hash, 'hex')), 'UTF8')
$$;

-- Appends one entry. The lock makes writers queue, so that the chain never forks;
-- each statement of this function sees what was committed before it.
create function append_audit(
    at timestamptz, actor_id bigint, origin text, event text,
    subject_kind text, subject_id bigint, staff_id bigint, detail jsonb
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    last_seq bigint;
    last_hash bytea;
begin
    perform pg_advisory_xact_lock(4711);
    select e.seq, e.hash into last_seq, last_hash from audit_entry e order by e.seq desc limit 1;
    last_seq := coalesce(last_seq, 0) + 1;
    last_hash := coalesce(last_hash, '\x00'::bytea);
    insert into audit_entry (seq, at, actor_id, origin, event, subject_kind, subject_id,
                             staff_id, detail, previous_hash, hash)
    values (last_seq, append_audit.at, append_audit.actor_id, append_audit.origin,
            append_audit.event, append_audit.subject_kind, append_audit.subject_id,
            append_audit.staff_id, append_audit.detail, last_hash,
            sha256(audit_words(last_seq, append_audit.at, append_audit.actor_id,
                               append_audit.origin, append_audit.event, append_audit.subject_kind,
                               append_audit.subject_id, append_audit.staff_id,
                               append_audit.detail, last_hash)));
    return last_seq;
end
$$;
grant execute on function append_audit to jinzai_app;
grant execute on function audit_words to jinzai_app;

-- One row a form that changes something: pressing a button twice has one effect and
-- gets the same answer (quality.md R-01).
create table operation (
    id uuid primary key,
    actor_id bigint,
    path text not null,
    -- where the first answer sent the reader
    location text not null,
    created_at timestamptz not null
);
create index operation_created_at on operation (created_at);

-- What is set for this installation: the city's name, the contact line and the like.
create table setting (
    name text primary key,
    value text not null
);
