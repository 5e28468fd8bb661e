-- The people of some classes of classes.sql, one page of them: $1 the set, $2 and $3 what it is
-- tried on, $4 its base date, $5 to $8 the classes, $9 and $10 how they rank by change and by
-- points, $11 words, $12 the department, $13 the order, $14 downward, $15 and $16 the page.
with classes as (
    select k.position_code, k.overall, k.sums::bigint[] as sums,
           k.before_sums::bigint[] as before_sums, k.change, k.rank, k.class
    from unnest($5::text[], $6::smallint[], $7::text[], $8::text[], $9::int[], $10::int[])
         with ordinality as k (position_code, overall, sums, before_sums, change, rank, class))
select s.sheet_id as "sheet_id!", p.number, p.family_name || ' ' || p.given_name as "name!",
       d.name as department, o.name as position, k.class as "class!",
       count(*) over () as "total!"
from scoring_trial($1, $2, $3) s
join classes k using (position_code, overall, sums, before_sums)
join staff p on p.id = s.subject_id
join scoring_rule_set t on t.id = $1
join lateral (select v.name, v.place from unit_version v where v.unit_id = s.department_id
              order by v.valid @> $4::date desc, lower(v.valid) desc limit 1) d on true
join position o on o.framework_id = t.framework_id and o.code = s.position_code
where p.search like all ($11::text[]) and ($12::bigint is null or s.department_id = $12)
order by case when not $14 then case $13::text when 'change' then k.change when 'points' then k.rank
                                               when 'department' then d.place end end,
         case when $14 then case $13::text when 'change' then k.change when 'points' then k.rank
                                           when 'department' then d.place end end desc,
         case when $14 and $13 = 'name' then p.family_kana || ' ' || p.given_kana end
             collate "C" desc,
         p.family_kana collate "C", p.given_kana collate "C", s.sheet_id
limit $15 offset $16
