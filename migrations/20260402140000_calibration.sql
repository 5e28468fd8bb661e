-- 調整: the overall grades of a group side by side before they are confirmed. A move is an opinion
-- of its own: what the evaluators gave stays, and taking a move back is written down as well.

create table calibration_move (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    -- the round of the last evaluator that was looked at; evaluated anew, it no longer counts
    round smallint not null check (round > 0),
    from_points smallint not null check (from_points between 1 and 7),
    to_points smallint not null check (to_points between 1 and 7),
    reason text not null check (char_length(reason) between 10 and 1000),
    -- who agreed, as said in the meeting
    agreed text not null default '' check (char_length(agreed) <= 200),
    by_id bigint not null references staff,
    at timestamptz not null,
    check (from_points <> to_points)
);
create index calibration_move_sheet on calibration_move (sheet_id, id desc);

create table calibration_undo (
    move_id bigint primary key references calibration_move,
    by_id bigint not null references staff,
    at timestamptz not null
);

-- What a meeting was: when, who sat there, what was decided beside the moves.
create table calibration_session (
    id bigint generated always as identity primary key,
    cycle_id bigint not null references cycle,
    department_id bigint references unit,
    held_on date not null,
    participants text not null check (char_length(participants) between 1 and 400),
    record text not null check (char_length(record) between 1 and 4000),
    by_id bigint not null references staff,
    at timestamptz not null
);
create index calibration_session_cycle on calibration_session (cycle_id, held_on);

revoke update, delete on calibration_move, calibration_undo, calibration_session from jinzai_app;

-- The overall grade of a sheet as it stands: what the meeting made of the last evaluator's.
create view calibrated_grade_view as
select s.id as sheet_id, b.step, b.round, b.overall as given, m.id as move_id,
       coalesce(m.to_points, b.overall) as overall
from sheet s
join lateral (select b.step, b.round, b.overall from submission b
              where b.sheet_id = s.id
                and b.step = case when s.second_evaluator_id is null then 'first' else 'second' end
              order by b.round desc limit 1) b on true
left join lateral (select m.id, m.to_points from calibration_move m
                   where m.sheet_id = s.id and m.round = b.round
                     and not exists (select from calibration_undo u where u.move_id = m.id)
                   order by m.id desc limit 1) m on true;
