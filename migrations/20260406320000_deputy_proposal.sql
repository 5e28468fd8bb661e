-- An evaluator who knows that they will be away may propose who stands in for them. 職員課 decides: the
-- one whom the rules of the city let name an evaluator names a deputy as well.
create table deputy_proposal (
    id bigint generated always as identity primary key,
    evaluator_id bigint not null references staff,
    deputy_id bigint not null references staff,
    valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
    reason text not null check (char_length(reason) between 1 and 400),
    at timestamptz not null,
    outcome text check (outcome in ('named', 'declined', 'withdrawn')),
    answered_by bigint references staff,
    answered_at timestamptz,
    -- why it was declined
    answer text not null default '' check (char_length(answer) <= 400),
    named_id bigint references deputy,
    check (evaluator_id <> deputy_id),
    check ((outcome is null) = (answered_at is null) and (outcome is null) = (answered_by is null)),
    check ((outcome is not distinct from 'named') = (named_id is not null)),
    check (outcome is distinct from 'declined' or char_length(answer) >= 5)
);
-- one at a time: whoever wants another one takes the first back
create unique index deputy_proposal_open on deputy_proposal (evaluator_id) where outcome is null;
revoke update, delete on deputy_proposal from jinzai_app;
grant update (outcome, answered_by, answered_at, answer, named_id) on deputy_proposal to jinzai_app;
