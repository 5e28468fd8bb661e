-- A rule of the routes may name a 雇用区分 (evaluation.md 2.3: organisation scope, position, employment).
alter table route_rule
    add column employment text
        check (employment in ('regular', 'reappointed', 'fixed_term', 'fiscal_year')),
    -- of two rules the higher counts; the page offers these
    add constraint route_rule_priority check (priority between -9 and 9);
