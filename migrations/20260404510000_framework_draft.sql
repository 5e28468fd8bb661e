-- 枠組みの下書き: a coming version of the framework while HR writes it. It is one document, because
-- nothing refers to its parts before it is published; then it becomes rows as every version
-- (needs.md 1: draft, difference, 公布 by date).

create table framework_draft (
    id bigint generated always as identity primary key,
    -- the first day of the version to come
    valid_from date not null,
    document jsonb not null check (jsonb_typeof(document) = 'object'),
    -- counts the savings, so that two windows never overwrite each other
    version integer not null default 1 check (version > 0),
    made_by bigint references staff,
    changed_at timestamptz not null,
    -- the version it became; it is not changed after that
    framework_id bigint unique references framework
);
