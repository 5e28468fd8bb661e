-- The other seats of a route (evaluation.md 2.2 and 2.3): 評価補助者, who gives facts and no grade;
-- 調整者, who compares the grades of a part of the city; 確認者, who confirms in the mayor's place.
-- Each may be absent: then nobody assists, 職員課 keeps the board, 職員課 confirms.

alter table route_rule
    add column assistant_level text
        check (assistant_level in ('team', 'section', 'department', 'executive')),
    -- office: 職員課 in the meeting; none: these people are not calibrated
    add column calibration text not null default 'office' check (calibration in (
        'office', 'none', 'team', 'section', 'department', 'executive')),
    add column confirmer_level text
        check (confirmer_level in ('team', 'section', 'department', 'executive'));

alter table route_override drop constraint route_override_step_check,
    add constraint route_override_step_check check (step in (
        'assistant', 'first', 'second', 'calibrator', 'confirmer'));

alter table sheet
    add column assistant_id bigint references staff,
    add column calibrator_id bigint references staff,
    add column confirmer_id bigint references staff,
    add column without_calibration boolean not null default false,
    add column calibration_note text,
    add constraint sheet_nobody_sits_over_oneself check (
        assistant_id is distinct from subject_id and calibrator_id is distinct from subject_id
        and confirmer_id is distinct from subject_id),
    -- nobody evaluates the same person twice, and who only assists does not evaluate
    add constraint sheet_seats_of_different_people check (
        (calibrator_id is null or (calibrator_id is distinct from first_evaluator_id
                                   and calibrator_id is distinct from second_evaluator_id))
        and (assistant_id is null or (assistant_id is distinct from first_evaluator_id
                                      and assistant_id is distinct from second_evaluator_id))),
    add constraint sheet_calibrator_calibrates
        check (not (without_calibration and calibrator_id is not null));
create index sheet_assistant on sheet (assistant_id, cycle_id) where assistant_id is not null;
create index sheet_calibrator on sheet (calibrator_id, cycle_id) where calibrator_id is not null;
create index sheet_confirmer on sheet (confirmer_id, cycle_id) where confirmer_id is not null;

-- 情報提供: what an assistant tells the evaluators. Each time a round of its own; the newest counts.
create table assistance (
    sheet_id bigint not null references sheet,
    round smallint not null check (round > 0),
    by_id bigint not null references staff,
    at timestamptz not null,
    body text not null check (char_length(body) <= 2000),
    primary key (sheet_id, round)
);
create table assistance_item (
    sheet_id bigint not null,
    round smallint not null,
    -- an ability, or a goal with a negative number
    item bigint not null,
    body text not null check (char_length(body) between 1 and 400),
    primary key (sheet_id, round, item),
    foreign key (sheet_id, round) references assistance
);
revoke update, delete on assistance, assistance_item from jinzai_app;
