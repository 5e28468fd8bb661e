-- 期中メモ (職務行動記録): what happened during the year, noted while it is remembered, so that an
-- evaluation does not rest on its last month alone. One's own notes, or an evaluator's about
-- somebody; each is for its writer alone until the writer shares it (evaluation.md 1.4).

create table fact (
    id bigint generated always as identity primary key,
    subject_id bigint not null references staff,
    author_id bigint not null references staff,
    happened_on date not null,
    -- the fiscal year begins on 1 April
    fiscal_year smallint not null generated always as
        (extract(year from happened_on - interval '3 months')::smallint) stored,
    body text not null,
    -- of the person's position; null: not decided yet
    ability_id bigint references ability,
    kind text not null check (kind in ('good', 'improve')),
    -- one's own: with one's evaluators. An evaluator's: with the person and the other evaluator
    shared boolean not null default false,
    -- counts the changes; a form that saw another version is told so
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- its text is gone then; the line stays, so that taking it away twice has one effect
    deleted_at timestamptz,
    check (happened_on <= (updated_at at time zone 'Asia/Tokyo')::date),
    check (case when deleted_at is null then char_length(body) between 1 and 400
                else body = '' end)
);
create index fact_subject on fact (subject_id, fiscal_year, happened_on) where deleted_at is null;
revoke delete on fact from jinzai_app;

-- Whether a result of that year was confirmed after a note was written: what stood then stays as it
-- was, also while the result is being corrected.
create function fact_settled(subject bigint, year smallint, noted timestamptz)
returns boolean language sql stable as $$
    select exists(select from cycle c join result r on r.cycle_id = c.id
                  where c.fiscal_year = year and c.kind = 'ability' and r.subject_id = subject
                    and r.confirmed_at > noted)
$$;
grant execute on function fact_settled to jinzai_app;

-- What was noted about somebody in a fiscal year, newest first, uncut: who wrote each says who may
-- read it, and the reader's room cuts it (evaluation::fact). Functions, so that a page takes these
-- along with another statement.
create function facts_of(subject bigint, year smallint, first_evaluator bigint,
                         second_evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('id', f.id, 'on', f.happened_on, 'body', f.body,
               'ability', f.ability_id, 'ability_name', a.name, 'kind', f.kind,
               'shared', f.shared,
               'settled', fact_settled(f.subject_id, f.fiscal_year, f.created_at),
               'by', p.family_name || ' ' || p.given_name,
               'author', case f.author_id when subject then 'subject'
                                          when first_evaluator then 'first'
                                          when second_evaluator then 'second'
                                          else 'former' end)
               order by f.happened_on desc, f.id desc), '[]')
    from fact f
    join staff p on p.id = f.author_id
    left join ability a on a.id = f.ability_id
    where f.subject_id = subject and f.fiscal_year = year and f.deleted_at is null
$$;
grant execute on function facts_of to jinzai_app;

-- The same without the words, for counting months.
create function fact_days_of(subject bigint, year smallint, first_evaluator bigint,
                             second_evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('on', f.happened_on, 'shared', f.shared,
               'author', case f.author_id when subject then 'subject'
                                          when first_evaluator then 'first'
                                          when second_evaluator then 'second'
                                          else 'former' end)), '[]')
    from fact f
    where f.subject_id = subject and f.fiscal_year = year and f.deleted_at is null
$$;
grant execute on function fact_days_of to jinzai_app;
