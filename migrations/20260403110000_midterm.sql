-- The middle of a period with goals: the person says how each goal stands, the evaluator answers
-- with advice (evaluation.md 1.2, states 5 and 6). Each submission is a round of its own.

create table midterm_report (
    sheet_id bigint not null,
    step text not null default 'midterm' check (step = 'midterm'),
    round smallint not null,
    -- the goal as it was agreed then
    goals_round smallint not null,
    slot smallint not null,
    standing text not null check (standing in ('ahead', 'on_track', 'behind')),
    progress text not null check (char_length(progress) between 1 and 200),
    -- what is in the way and what comes next; whoever is behind says so
    note text not null default '' check (char_length(note) <= 200),
    primary key (sheet_id, round, slot),
    foreign key (sheet_id, step, round) references submission,
    foreign key (sheet_id, goals_round, slot) references goal (sheet_id, round, slot),
    check (standing <> 'behind' or note <> '')
);

create table midterm_advice (
    sheet_id bigint not null,
    step text not null default 'midterm_review' check (step = 'midterm_review'),
    round smallint not null,
    -- null: on the whole
    slot smallint check (slot between 1 and 99),
    body text not null check (char_length(body) between 1 and 400),
    constraint midterm_advice_once unique nulls not distinct (sheet_id, round, slot),
    foreign key (sheet_id, step, round) references submission
);

-- Only ever added to: what was said in the middle of the period stays readable at its end.
revoke update, delete on midterm_report, midterm_advice from jinzai_app;

-- What was said last, as the program reads it.
create function midterm_of(sheet bigint) returns json language sql stable as $$
    select json_build_object(
        'reports', (select coalesce(json_agg(json_build_object('slot', r.slot,
                'standing', r.standing, 'progress', r.progress, 'note', r.note)
                order by r.slot), '[]')
            from midterm_report r
            where r.sheet_id = midterm_of.sheet
              and r.round = (select max(n.round) from midterm_report n
                             where n.sheet_id = midterm_of.sheet)),
        'advice', (select coalesce(json_agg(json_build_object('slot', a.slot, 'body', a.body)
                order by a.slot nulls first), '[]')
            from midterm_advice a
            where a.sheet_id = midterm_of.sheet
              and a.round = (select max(n.round) from midterm_advice n
                             where n.sheet_id = midterm_of.sheet)))
$$;
grant execute on function midterm_of to jinzai_app;

-- A change of agreed goals also waits for an answer while the middle of the period is talked about.
create or replace function goal_team(cycle bigint, evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('sheet', s.id, 'state', s.state,
               'returned', s.returned, 'since', s.state_since,
               'name', p.family_name || ' ' || p.given_name, 'position', o.name,
               'change', s.state in ('working', 'midterm_report', 'midterm_review', 'working_on')
                   and exists (
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
