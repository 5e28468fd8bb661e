-- Files of HR on their way into the portal (requirements N-rows, ui.md 7.17). The rows of a file
-- stand here from the upload until they are stored or thrown away; what an import has changed stays,
-- old and new, so that it can be taken back for a day and be looked up as long as the audit book.

create table import (
    id bigint generated always as identity primary key,
    kind text not null
        check (kind in ('unit', 'staff', 'assignment', 'leave', 'qualification', 'past_result')),
    -- as the uploader's machine calls it: for reading only, nothing is written under it
    file_name text not null check (char_length(file_name) between 1 and 200),
    encoding text not null check (encoding in
        ('utf8', 'utf8_mark', 'cp932', 'euc_jp', 'utf16_le', 'utf16_be', 'xlsx')),
    header text[] not null check (cardinality(header) between 1 and 200),
    -- what each column is taken for; an empty word: it is left out. Null: not told yet.
    mapping text[] check (cardinality(mapping) = cardinality(header)),
    state text not null check (state in
        ('columns', 'checking', 'checked', 'storing', 'stored', 'undone', 'discarded')),
    rows integer not null check (rows >= 0),
    -- what the rows come to, by the newest check
    new_rows integer not null default 0,
    changed_rows integer not null default 0,
    same_rows integer not null default 0,
    wrong_rows integer not null default 0,
    -- in the portal, but not in the file
    missing integer not null default 0,
    checked_at timestamptz,
    -- null: the operator at the machine's own terminal
    uploaded_by bigint references staff,
    uploaded_at timestamptz not null,
    stored_by bigint references staff,
    stored_at timestamptz,
    undone_by bigint references staff,
    undone_at timestamptz,
    check ((state in ('stored', 'undone')) = (stored_at is not null)),
    check ((state = 'undone') = (undone_at is not null))
);
create index import_uploaded_at on import (uploaded_at desc);

create table import_row (
    import_id bigint not null references import on delete cascade,
    -- as the spreadsheet counts: the names of the columns are row 1
    row integer not null check (row >= 2),
    cells jsonb not null,
    -- why it cannot be read at all
    broken text,
    -- whose row it is: a staff number or the code of a unit; rows of one owner are checked together
    owner text not null default '',
    -- owners who must be checked all at once, because what they get may collide
    crowd boolean not null default false,
    outcome text check (outcome in ('new', 'changed', 'same', 'wrong')),
    -- the owner in words
    whom text not null default '',
    problems jsonb not null default '[]',
    changes jsonb not null default '[]',
    primary key (import_id, row)
);
create index import_row_owner on import_row (import_id, owner);
create index import_row_outcome on import_row (import_id, outcome, row);

-- Columns told once are known again, by the kind and the names of the columns.
create table import_mapping (
    kind text not null,
    header_hash bytea not null,
    mapping text[] not null,
    saved_by bigint references staff,
    saved_at timestamptz not null,
    primary key (kind, header_hash)
);

-- What an import has written: a row of a table as it was and as it is now.
create table import_effect (
    import_id bigint not null references import,
    relation text not null check (relation in
        ('unit', 'unit_version', 'staff', 'assignment', 'leave_period', 'qualification',
         'past_result')),
    key bigint not null,
    -- null: it was not there
    before jsonb,
    -- null only until the end of the transaction that writes it
    after jsonb,
    primary key (import_id, relation, key)
);
revoke update, delete, truncate on import_effect from jinzai_app;
grant update (after) on import_effect to jinzai_app;
revoke delete, truncate on import from jinzai_app;
