-- Keys of a single letter can be turned off (WCAG 2.1.4): some people speak to their machine, and
-- every word they say arrives as letters.
alter table account add column shortcuts boolean not null default true;
