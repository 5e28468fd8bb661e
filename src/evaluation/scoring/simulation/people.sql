-- The people of some classes of classes.sql, one page of them: $1 the set, $2 the year, $3 to $8
-- the classes, $9 and $10 how they rank by change and by points, $11 words, $12 the department,
-- $13 the order, $14 downward, $15 and $16 the page.
with classes as (
    select * from unnest($3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[],
                         $8::bigint[], $9::int[], $10::int[]) with ordinality
        as k (position_code, overall, points, weight, before_points, before_weight, change, rank,
              class))
select s.sheet_id as "sheet_id!", p.number, p.family_name || ' ' || p.given_name as "name!",
       d.name as department, o.name as position, k.class as "class!",
       count(*) over () as "total!"
from scoring_sums($1, $2) s
join classes k using (position_code, overall, points, weight, before_points, before_weight)
join staff p on p.id = s.subject_id
join cycle c on c.id = $2
join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
join position o on o.framework_id = c.framework_id and o.code = s.position_code
where p.search like all ($11::text[]) and ($12::bigint is null or s.department_id = $12)
order by case when not $14 then case $13::text when 'change' then k.change when 'points' then k.rank
                                               when 'department' then d.place end end,
         case when $14 then case $13::text when 'change' then k.change when 'points' then k.rank
                                           when 'department' then d.place end end desc,
         case when $14 and $13 = 'name' then p.family_kana || ' ' || p.given_kana end
             collate "C" desc,
         p.family_kana collate "C", p.given_kana collate "C", s.sheet_id
limit $15 offset $16
