-- A file read against a draft waits here until its changes are agreed to. It belongs to one saving
-- of the draft: whoever saves the draft meanwhile makes it void.
alter table framework_draft
    add column proposal jsonb check (jsonb_typeof(proposal) = 'object'),
    add column proposal_file text,
    add column proposal_version integer,
    add constraint framework_draft_proposal_whole
        check (num_nonnulls(proposal, proposal_file, proposal_version) in (0, 3)),
    -- what was published needs no proposal any more
    add constraint framework_draft_published_has_no_proposal
        check (framework_id is null or proposal is null);
