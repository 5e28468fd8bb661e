-- 業務目標 of 会計年度任用職員: one or two goals of a kind of work that 職員課 sets in advance (坂東市). They
-- are graded like the items of the form and belong to its edition.
alter table ability add column fixed_goal boolean not null default false;
