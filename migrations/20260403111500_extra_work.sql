-- 目標以外の取組（突発業務）: what a person did beside the goals, in words with a grade of one's own if
-- one likes; the evaluators grade it where the year says so (evaluation.md 3.2, F-053). It takes no
-- part in the points.

alter table cycle add column extra_work_graded boolean not null default false;

create table extra_work (
    sheet_id bigint not null,
    step text not null check (step in ('self', 'first', 'second')),
    round smallint not null,
    body text not null default '' check (char_length(body) <= 400),
    points smallint check (points between 1 and 7),
    primary key (sheet_id, step, round),
    foreign key (sheet_id, step, round) references submission,
    -- the person says what it was; an evaluator grades it
    check (case step when 'self' then body <> '' else points is not null end)
);
revoke update, delete on extra_work from jinzai_app;
