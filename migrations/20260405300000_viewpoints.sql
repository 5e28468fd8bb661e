-- 着眼点: what to look at when an ability is judged. The policy gives none; negative definitions
-- (「招かない」) are hard to grade without (matrix.md 9.2, 8 and 12; requirements F-040).
alter table ability add column viewpoints text[] not null default '{}'
    check (cardinality(viewpoints) <= 5);
