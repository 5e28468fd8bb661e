-- A goal that was agreed to while another goes back to be mended: it keeps its answer, and is not
-- asked about again unless the person changes it. The goals as a whole count only once all are
-- agreed to (goal_decision).
create table goal_agreement (
    sheet_id bigint not null,
    goals_round smallint not null,
    slot smallint not null,
    difficulty text not null check (difficulty in ('high', 'normal', 'easy')),
    note text not null default '' check (char_length(note) <= 200),
    comment text not null default '' check (char_length(comment) <= 200),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (sheet_id, goals_round, slot),
    foreign key (sheet_id, goals_round, slot) references goal (sheet_id, round, slot)
);
-- Only ever added to, as the answers to whole rounds.
revoke update, delete on goal_agreement from jinzai_app;
