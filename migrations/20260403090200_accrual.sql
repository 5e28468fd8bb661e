-- 積み上げ: points that add up over years to a step in pay, with a threshold for each position.
-- A rule of the same kind as the sets for scores: dated, by edition, and never changed.

create table accrual_rule (
    id bigint generated always as identity primary key,
    -- the first fiscal year it counts for
    first_year smallint not null check (first_year between 1950 and 2200),
    -- what gives points: the confirmed overall grade, or the decided band
    basis text not null check (basis in ('grade', 'band')),
    -- what becomes of the sum on reaching: the threshold is taken off, or it begins at zero again
    on_reach text not null check (on_reach in ('subtract', 'reset')),
    -- how many 号給 reaching is worth
    steps smallint not null check (steps between 1 and 20),
    reason text not null check (char_length(reason) between 10 and 400),
    made_by bigint references staff,
    made_at timestamptz not null
);
create index accrual_rule_newest on accrual_rule (first_year desc, id desc);

create table accrual_point (
    rule_id bigint not null references accrual_rule,
    -- a grade of the scale, or the mark of a band
    key text not null check (char_length(key) between 1 and 2),
    points numeric(5, 2) not null check (points between 0 and 100),
    primary key (rule_id, key)
);

create table accrual_threshold (
    rule_id bigint not null references accrual_rule,
    -- a position without one never reaches anything
    position_code text not null,
    threshold numeric(6, 2) not null check (threshold > 0),
    primary key (rule_id, position_code)
);
revoke update, delete on accrual_rule, accrual_point, accrual_threshold from jinzai_app;
