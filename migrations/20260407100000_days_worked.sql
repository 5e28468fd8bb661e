-- 条件付採用 counts days that were worked (22条の2第7項): whoever works three days a week works three
-- of its working days, and whoever is on leave by the register works none of them.
alter table employment add column weekly_days smallint check (weekly_days between 1 and 7);
comment on column employment.weekly_days is 'null: every working day';

-- The clock moves the days of a sheet with them, as it may move its history already.
alter table extension alter column by_id drop not null;
comment on column extension.by_id is 'null: the portal, every morning';
