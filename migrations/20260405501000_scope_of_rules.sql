-- 開示の範囲 of short sheets and of the evaluation in a probation is the city's choice like that of a
-- year's: it stands in the dated rule, and a year takes it over when its first sheet is opened.
alter table short_rule add column disclosure_scope text not null default 'items_and_comments'
    check (disclosure_scope in ('overall', 'items', 'items_and_comments', 'stages'));
alter table probation_rule add column disclosure_scope text not null default 'items_and_comments'
    check (disclosure_scope in ('overall', 'items', 'items_and_comments', 'stages'));
