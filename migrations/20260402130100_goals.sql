-- Goals of a person: what, to which level, how, until when, how heavy and how difficult
-- (evaluation.md 3.2). They are submitted together as a round of the step `goals`; the first
-- evaluator answers each with a round of the step `goal_review`. A change in mid-year is one more
-- round with its reason: the old words stay, and the agreed ones count until the new are agreed.

create table goal (
    sheet_id bigint not null,
    step text not null default 'goals' check (step = 'goals'),
    round smallint not null,
    -- a goal keeps its number on the sheet through every round
    slot smallint not null check (slot between 1 and 99),
    place smallint not null check (place between 1 and 8),
    kind text not null check (kind in ('work', 'improvement', 'people', 'management', 'challenge',
                                       'growth')),
    what text not null check (char_length(what) between 1 and 60),
    level text not null check (char_length(level) between 1 and 200),
    how text not null check (char_length(how) between 1 and 200),
    due_on date,
    weight smallint not null check (weight between 5 and 100 and weight % 5 = 0),
    -- as the person sees it
    difficulty text not null check (difficulty in ('high', 'normal', 'easy')),
    ability_id bigint references ability,
    unit_goal_id bigint references unit_goal,
    -- 'image-2' or 'norm-3' of the sheet's framework
    virtue text check (virtue ~ '^(image|norm)-[0-9]{1,3}$'),
    primary key (sheet_id, round, slot),
    unique (sheet_id, round, place),
    foreign key (sheet_id, step, round) references submission
);

-- What the first evaluator decided on a goal, by round of the answer.
create table goal_decision (
    sheet_id bigint not null,
    step text not null default 'goal_review' check (step = 'goal_review'),
    round smallint not null,
    goals_round smallint not null,
    slot smallint not null,
    difficulty text not null check (difficulty in ('high', 'normal', 'easy')),
    -- why it differs from how the person sees it
    note text not null default '' check (char_length(note) <= 200),
    comment text not null default '' check (char_length(comment) <= 200),
    primary key (sheet_id, round, slot),
    foreign key (sheet_id, step, round) references submission,
    foreign key (sheet_id, goals_round, slot) references goal (sheet_id, round, slot)
);

-- A round that changes goals already agreed, with its reason.
create table goal_change (
    sheet_id bigint not null,
    step text not null default 'goals' check (step = 'goals'),
    round smallint not null,
    reason text not null check (char_length(reason) between 10 and 400),
    primary key (sheet_id, round),
    foreign key (sheet_id, step, round) references submission
);

-- A change the first evaluator did not agree to: the goals agreed before go on.
create table goal_refusal (
    sheet_id bigint not null,
    round smallint not null,
    by_id bigint not null references staff,
    at timestamptz not null,
    reason text not null check (char_length(reason) between 10 and 1000),
    primary key (sheet_id, round),
    foreign key (sheet_id, round) references goal_change
);

-- How well a goal was reached, as a step of a 業績評価 says it.
create table goal_opinion (
    sheet_id bigint not null,
    step text not null check (step in ('self', 'first', 'second')),
    round smallint not null,
    goals_round smallint not null,
    slot smallint not null,
    points smallint not null check (points between 1 and 7),
    comment text not null default '' check (char_length(comment) <= 2000),
    primary key (sheet_id, step, round, slot),
    foreign key (sheet_id, step, round) references submission,
    foreign key (sheet_id, goals_round, slot) references goal (sheet_id, round, slot)
);

-- Only ever added to: what was agreed, changed and graded stays readable.
revoke update, delete on goal, goal_decision, goal_change, goal_refusal, goal_opinion
    from jinzai_app;

-- Which round of the goals counts on a sheet: the one answered last.
create function agreed_goals(sheet bigint) returns smallint language sql stable as $$
    select d.goals_round from goal_decision d where d.sheet_id = agreed_goals.sheet
    order by d.round desc limit 1
$$;
grant execute on function agreed_goals to jinzai_app;

-- Whoever answers the goals opens the sheet by looking at it: the person cannot take them back.
create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state in ('goal_review', 'midterm_review')
            and coalesce(s.first_evaluator_id, s.second_evaluator_id) = looker)
           or (s.state = 'first_review' and s.first_evaluator_id = looker)
           or (s.state = 'second_review' and s.second_evaluator_id = looker)
           or (s.state = 'confirmation' and looker <> all(array_remove(
                   array[s.subject_id, s.first_evaluator_id, s.second_evaluator_id], null))
               and exists(select from hat h where h.staff_id = looker and h.hat = 'hr'
                          and h.valid @> (view_sheets.at at time zone 'Asia/Tokyo')::date)));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id, '{}')
    from (select k.id, k.subject_id from sheet k where k.id = any(ids) order by k.id) s;
end
$$;

-- Everybody whose goals one evaluator answers in a year, by ふりがな, with what has been submitted:
-- claimed and decided difficulties stand beside each other before anything is agreed.
create function goal_team(cycle bigint, evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('sheet', s.id, 'state', s.state,
               'returned', s.returned, 'since', s.state_since,
               'name', p.family_name || ' ' || p.given_name, 'position', o.name,
               'change', s.state in ('working', 'working_on') and exists (
                   select from goal_change h where h.sheet_id = s.id
                     and h.round > agreed_goals(s.id)
                     and not exists (select from goal_refusal f where f.sheet_id = s.id
                                     and f.round = h.round)),
               'goals', (select coalesce(json_agg(json_build_object('what', g.what,
                       'weight', g.weight, 'claimed', g.difficulty, 'decided', d.difficulty)
                       order by g.place), '[]')
                   from goal g
                   left join goal_decision d on d.sheet_id = s.id and d.slot = g.slot
                       and d.goals_round = g.round
                       and d.round = (select max(n.round) from goal_decision n
                                      where n.sheet_id = s.id)
                   where g.sheet_id = s.id and s.state <> 'goal_setting'
                     and g.round = case when s.state = 'goal_review' then (
                             select max(b.round) from submission b
                             where b.sheet_id = s.id and b.step = 'goals')
                         else agreed_goals(s.id) end))
               order by p.family_kana collate "C", p.given_kana collate "C", s.id), '[]')
    from sheet s
    join staff p on p.id = s.subject_id
    join position o on o.framework_id = s.framework_id and o.code = s.position_code
    where s.cycle_id = goal_team.cycle and s.state <> 'excluded'
      and coalesce(s.first_evaluator_id, s.second_evaluator_id) = goal_team.evaluator
$$;
grant execute on function goal_team to jinzai_app;
