-- Everybody with a right beyond the post today, and what speaks for looking at it again.
select h.id as "hat_id!", h.hat as "hat!", lower(h.valid) as "from!", upper(h.valid) as until,
       h.reason, s.id as "staff!: StaffId", s.number, s.family_name || ' ' || s.given_name as "name!",
       coalesce(t.name, (select v.name from unit_version v where v.unit_id = h.scope_unit
                                order by lower(v.valid) desc limit 1)) as part, u.name as "unit?", g.post as "post?", a.last_signed_in_at,
       coalesce(lower(g.valid) > lower(h.valid), true) as "moved_since!",
       coalesce(a.disabled_at is not null, true) as "no_account!",
       coalesce(greatest(a.last_signed_in_at, a.created_at) < $2::timestamptz, false) as "dormant!"
from hat h
join staff s on s.id = h.staff_id and (s.left_on is null or s.left_on >= $1::date)
left join account a on a.staff_id = s.id
left join assignment g on g.staff_id = s.id and g.kind = 'main' and g.valid @> $1::date
left join unit_version u on u.unit_id = g.unit_id and u.valid @> $1::date
left join authority t on t.code = h.scope_authority
where h.valid @> $1::date
order by h.hat, s.family_kana collate "C", s.given_kana collate "C", s.number, h.id
