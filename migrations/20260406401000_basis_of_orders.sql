-- 再任用 by 発令 says on what ground (地方公務員法22条の4, 令和3年法律63号附則): the 任用 that begins
-- with it keeps the ground. Orders of before had none.
alter table order_line
    add column basis text check (basis in ('early_short', 'transitional', 'transitional_short')),
    add constraint order_line_basis check (basis is null or kind = 'reappointment'),
    add constraint order_line_has_basis check (kind <> 'reappointment' or basis is not null) not valid;
