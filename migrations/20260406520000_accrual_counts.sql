-- Which evaluation the points that add up are given for: a city may count abilities, results of work,
-- or what both make together. So far all were abilities.
alter table accrual_rule
    add column counts text not null default 'ability'
        check (counts in ('ability', 'performance', 'overall')),
    -- both together lead to a grade, never to a band
    add constraint accrual_rule_overall check (counts <> 'overall' or basis = 'grade');
alter table accrual_rule alter column counts drop default;
