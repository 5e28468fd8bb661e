-- ひな形 of goals: HR prepares what a goal may begin with, and what everybody of a position must have
-- among theirs, for example 年次有給休暇の取得・超過勤務の縮減 of those who lead (evaluation.md 3.2).

create table goal_template (
    id bigint generated always as identity primary key,
    -- null: every position
    position_code text check (position_code ~ '^[a-z]{1,20}$'),
    -- stands on every sheet of the position and cannot be taken off
    required boolean not null,
    kind text not null check (kind in ('work', 'improvement', 'people', 'management', 'challenge',
                                       'growth')),
    what text not null check (char_length(what) between 1 and 60),
    level text not null default '' check (char_length(level) <= 200),
    how text not null default '' check (char_length(how) <= 200),
    weight smallint check (weight between 5 and 100 and weight % 5 = 0),
    -- for evaluations whose base date lies between these days; null: no end
    valid_from date not null,
    last_on date check (last_on >= valid_from),
    by_id bigint not null references staff,
    at timestamptz not null
);
-- What people began with stays as it was: a template can only be ended.
revoke update, delete on goal_template from jinzai_app;
grant update (last_on) on goal_template to jinzai_app;

alter table goal add template_id bigint references goal_template;

-- The templates a sheet may begin with, those it must have first.
create function goal_templates_of(sheet bigint) returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('id', t.id, 'required', t.required, 'kind', t.kind,
               'what', t.what, 'level', t.level, 'how', t.how, 'weight', t.weight)
               order by t.required desc, t.id), '[]')
    from sheet s
    join cycle c on c.id = s.cycle_id
    join goal_template t on t.valid_from <= c.base_date
         and (t.last_on is null or t.last_on >= c.base_date)
         and (t.position_code is null or t.position_code = s.position_code)
    where s.id = goal_templates_of.sheet
$$;
grant execute on function goal_templates_of to jinzai_app;
