-- What the person learns may reach to the single stages: what each evaluator and the calibration gave.
alter table cycle drop constraint cycle_disclosure_scope_check,
    add constraint cycle_disclosure_scope_check
        check (disclosure_scope in ('overall', 'items', 'items_and_comments', 'stages'));
