-- People with where their account stands: those a search finds, or one. The standing is worked out
-- here so that the list can be narrowed and counted by it. $11 in order of, $12 downwards.
with found as (
    -- the index for what is typed, none for everybody: one of the two is skipped as a whole
    select s.* from staff s where $10::text[] = '{}' and ($5::bigint is null or s.id = $5)
    union all
    select s.* from staff s
    where $10::text[] <> '{}' and $5::bigint is null
      and search_grams(s.search) @> $10 and s.search like all ($4::text[])),
code as materialized (select staff_id, max(valid_until) as valid_until from setup_code group by staff_id),
person as (
    select s.id, s.number, s.family_name || ' ' || s.given_name as name,
           s.family_kana, s.given_kana, s.hired_on, a.last_signed_in_at, a.disabled_reason,
           c.valid_until,
           case when s.left_on < $2::date then 'left'
                when a.disabled_at is not null then 'stopped'
                when a.staff_id is null and c.valid_until > $1::timestamptz then 'invited'
                when a.staff_id is null and c.valid_until is not null then 'run_out'
                when a.staff_id is null then 'without'
                when greatest(a.last_signed_in_at, a.created_at) < $3::timestamptz then 'dormant'
                else 'active' end as standing
    from found s
    left join account a on a.staff_id = s.id
    left join code c on c.staff_id = s.id
),
picked as (
    select p.*, k.key, count(*) over () as total
    from person p
    cross join lateral (select (case $11::text
        when 'number' then p.number
        when 'standing' then p.standing
        when 'last' then coalesce(to_char(p.last_signed_in_at, 'YYYYMMDDHH24MISS'), '')
        else '' end) collate "C" as key) k
    where ($6::text is null and (p.standing <> 'left' or $5 is not null) or p.standing = $6)
      and (not $7::boolean
           or exists (select from hat h where h.staff_id = p.id and h.valid @> $2::date))
    order by case when not $12::bool then k.key end, case when $12 then k.key end desc,
             p.family_kana collate "C", p.given_kana collate "C", p.number
    limit $8 offset $9
)
select p.id as "staff!: StaffId", p.number as "number!", p.name as "name!",
       p.standing as "standing!", p.last_signed_in_at, p.disabled_reason, p.valid_until,
       p.total as "total!", u.name as "unit?", g.post as "post?",
       (select count(*) from session e where e.staff_id = p.id and e.expires_at > $1) as "sessions!",
       array(select h.hat from hat h where h.staff_id = p.id and h.valid @> $2::date
             order by h.hat) as "hats!"
from picked p
left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date
left join unit_version u on u.unit_id = g.unit_id and u.valid @> $2::date
order by case when not $12 then p.key end, case when $12 then p.key end desc,
         p.family_kana collate "C", p.given_kana collate "C", p.number
