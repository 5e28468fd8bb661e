-- 総合: what the points of a person's abilities and results of work make together over a fiscal
-- year (evaluation.md 3.5). A record of its own beside the results it is made of; a part that was
-- not evaluated is left out, never zero.

create table year_score (
    subject_id bigint not null references staff,
    fiscal_year smallint not null check (fiscal_year between 1950 and 2200),
    -- another one when a result it is made of is corrected
    version smallint not null check (version > 0),
    -- whose shares, ranges and rounding were used: those of the ability evaluation, where there is
    -- one
    rule_set_id bigint not null references scoring_rule_set,
    position_code text not null,
    ability numeric,
    -- over the whole year: of two half years the mean
    performance numeric,
    total numeric not null,
    tested numeric not null,
    proposed smallint not null check (proposed between 1 and 7),
    -- the exact numbers, as fractions
    parts jsonb not null,
    made_at timestamptz not null,
    primary key (subject_id, fiscal_year, version),
    check (ability is not null or performance is not null)
);

create table year_score_source (
    subject_id bigint not null,
    fiscal_year smallint not null,
    version smallint not null,
    sheet_id bigint not null,
    result_version smallint not null,
    primary key (subject_id, fiscal_year, version, sheet_id),
    foreign key (subject_id, fiscal_year, version) references year_score,
    foreign key (sheet_id, result_version) references score (sheet_id, version)
);
revoke update, delete on year_score, year_score_source from jinzai_app;

-- What was made of a person's fiscal year, newest first, each with what it is made of and who
-- evaluated it: who may see every part is the program's to say.
create function year_scores_of(subject bigint, year smallint) returns json
language sql stable set search_path = pg_catalog, public as $$
select coalesce(json_agg(json_build_object('position', y.position_code,
    'set', scoring_rules(y.rule_set_id),
    'sources', (select json_agg(json_build_object('sheet', s.id, 'version', k.result_version,
            'name', c.name, 'term', c.term, 'position', s.position_code,
            'set', o.rule_set_id, 'ability', o.parts->'score'->'ability',
            'performance', o.parts->'score'->'performance',
            'state', case when r.disclosed_at is null then s.state else 'disclosed' end,
            'scope', c.disclosure_scope, 'first', s.first_evaluator_id,
            'second', s.second_evaluator_id) order by c.kind, c.term)
        from year_score_source k
        join sheet s on s.id = k.sheet_id
        join cycle c on c.id = s.cycle_id
        join score o on o.sheet_id = k.sheet_id and o.version = k.result_version
        join result r on r.sheet_id = k.sheet_id and r.version = k.result_version
        where (k.subject_id, k.fiscal_year, k.version) = (y.subject_id, y.fiscal_year, y.version)))
    order by y.version desc), '[]')
from year_score y
where y.subject_id = subject and y.fiscal_year = year
$$;
grant execute on function year_scores_of to jinzai_app;
