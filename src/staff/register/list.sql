-- One page of the list. $1 patterns, $2 their characters and pairs, $3 the day; whose: $4 the whole
-- city, $5 authorities, $6 units; what: $7 a unit, $8 a pattern of the names of units, $9 position,
-- $10 employment, $11 occupation, $12 authority, $13 which of them, $14 an extra field, $15 a pattern
-- of its value; how: $16 in order of, $17 downwards, $18 rows, $19 after so many, $20 what is counted,
-- $21 with the extra fields, $22 the extra field that is counted; $23 today: whose they are to keep
-- follows the post of today, whatever day is looked at; $24 a pattern of the names of qualifications,
-- $25 how it stands with their time, $26 the last day that is soon.
with scope as materialized (
    select unnest(units_in_scope($5::text[], $6::bigint[], $23::date)) as unit_id where not $4::bool),
inside as materialized (
    select unnest(units_in_scope('{}', array(
        select v.unit_id from unit_version v
        where v.valid @> $3::date and ($7::bigint is null or v.unit_id = $7)
          and ($8::text is null or v.name like $8)), $3)) as unit_id
    where $7::bigint is not null or $8::text is not null),
appointing as materialized (
    select x.unit_id from unit_authorities($3) x where $12::text <> '' and x.authority = $12),
found as (
    -- the index for what is typed, none for everybody: one of the two is skipped as a whole
    select s.* from staff s where $2::text[] = '{}'
    union all
    select s.* from staff s
    where $2::text[] <> '{}' and search_grams(s.search) @> $2 and s.search like all ($1::text[])),
hits as materialized (
    select s.id, s.number, s.reading, s.hired_on, a.unit_id, a.post, a.position_code,
           lower(a.valid) as since, coalesce(e.kind, s.employment) as employment,
           e.basis,
           greatest(s.hired_on, least($3::date, coalesce(s.left_on, $3::date))) as at
    from found s
    -- the post of the day; for whoever has left or is still to come the last or the first one
    left join assignment a on a.staff_id = s.id and a.kind = 'main'
        and a.valid @> greatest(s.hired_on, least($3::date, coalesce(s.left_on, $3::date)))
    left join employment e on e.staff_id = s.id and e.valid @> $3::date
    where case $13::text
            when 'working' then s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
            when 'away' then s.hired_on <= $3 and (s.left_on is null or s.left_on >= $3)
                and s.id in (select l.staff_id from leave_period l join leave_kind k on k.code = l.kind
                             where k.away and l.struck_at is null and l.valid @> $3::date)
            when 'left' then s.left_on < $3
            when 'coming' then s.hired_on > $3
            else true end
      and ($4::bool or exists (
            select from assignment h
            where h.staff_id = s.id and h.kind = 'main'
              and h.valid @> greatest(s.hired_on, least($23::date, coalesce(s.left_on, $23::date)))
              and h.unit_id in (select x.unit_id from scope x)))
      and (($7::bigint is null and $8::text is null)
           or a.unit_id in (select x.unit_id from inside x))
      and ($9::text = '' or a.position_code = $9)
      and ($10::text = '' or coalesce(e.kind, s.employment) = $10)
      and ($11::text = '' or s.id in (select o.staff_id from staff_occupation o
                                      where o.occupation = $11 and o.valid @> $3::date))
      and ($12::text = '' or a.unit_id in (select x.unit_id from appointing x))
      and ($14::bigint is null or s.id in (
            select f.staff_id from staff_field_value f
            where f.field_id = $14 and ($15::text = '%%' or f.search like $15)))
      and (($24::text is null and $25::text = 'valid') or s.id in (
            select q.staff_id from qualification q
            where ($24 is null or lower(normalize(q.name, nfkc)) like $24) and q.acquired_on <= $3
              and case $25 when 'expired' then q.expires_on < $3
                           when 'soon' then q.expires_on between $3 and $26::date
                           else q.expires_on is null or q.expires_on >= $3 end))),
ranks as materialized (
    select p.code, p.rank from position p join framework f on f.id = p.framework_id
    where f.kind = 'ability' and f.valid @> $3::date),
page as (
    select h.*, k.key from hits h
    left join unit_version v on $16::text = 'unit' and v.unit_id = h.unit_id
                            and v.valid @> $3::date
    left join ranks r on $16 = 'position' and r.code = h.position_code
    cross join lateral (select (case $16
        when 'number' then h.number
        when 'unit' then lpad(v.place::text, 9, '0')
        when 'position' then lpad((1000 - r.rank)::text, 4, '0')
        when 'employment' then h.employment
        when 'hired' then h.hired_on::text
        else h.reading end) collate "C" as key) k
    order by case when not $17::bool then k.key end, case when $17 then k.key end desc,
             h.reading collate "C", h.number
    limit $18 offset $19),
-- names by the key of the unit, made once
departments as materialized (
    select jsonb_object_agg(x.unit_id::text, v.name) as names
    from unit_departments($3) x
    join unit_version v on v.unit_id = x.department_id and v.valid @> $3::date
    where $20::text = 'department'),
authorities as materialized (
    select jsonb_object_agg(x.unit_id::text, t.name) as names
    from unit_authorities($3) x join authority t on t.code = x.authority
    where $20::text = 'authority')
select p.id as "id!", p.number as "number!", s.family_name || ' ' || s.given_name as "name!",
       s.family_kana || ' ' || s.given_kana as "kana!", s.registered_family_name as registered,
       s.former_family_name as former, s.birth_on, s.sex, p.hired_on as "hired_on!", s.left_on,
       p.employment as "employment!", p.basis as "basis?", p.post as "post?",
       p.position_code as "position?", p.since as "since?",
       (select count(*) from hits) as "total!", unit_path(p.unit_id, p.at) as place,
       (select o.name from staff_occupation so join occupation o on o.code = so.occupation
        where so.staff_id = p.id and so.valid @> $3::date) as occupation,
       (select g.schedule || ' ' || g.grade || '級' || coalesce(g.step || '号給', '') from pay_grade g
        where g.staff_id = p.id and g.valid @> $3::date) as grade,
       (select string_agg(k.name, '、' order by k.place)
        from leave_period l join leave_kind k on k.code = l.kind
        where l.staff_id = p.id and l.struck_at is null and l.valid @> $3::date) as leaves,
       (select string_agg(q.name || coalesce('（' || to_char(q.expires_on, 'YYYY/MM/DD') || 'まで）',
                                             ''), '、' order by q.acquired_on, q.name)
        from qualification q
        where q.staff_id = p.id and q.acquired_on <= $3
          and case when $25 = 'expired' then q.expires_on < $3
                   else q.expires_on is null or q.expires_on >= $3 end) as qualifications,
       case when $21::bool then
           (select json_object_agg(f.field_id, f.value) from staff_field_value f
            where f.staff_id = p.id) end as "fields?: Json<HashMap<i64, String>>",
       case when $20::text <> '' then (
           select json_agg(json_build_array(c.word, c.people) order by c.people desc, c.word)
           from (select coalesce(case $20
                     when 'department' then (select d.names from departments d) ->> h.unit_id::text
                     when 'authority' then (select t.names from authorities t) ->> h.unit_id::text
                     when 'position' then h.position_code
                     when 'employment' then h.employment
                     when 'basis' then h.basis
                     when 'qualification' then q.name
                     when 'occupation' then o.name
                     when 'grade' then g.schedule || ' ' || lpad(g.grade::text, 2) || '級'
                     when 'age' then
                         (extract(year from age($3::date, b.birth_on))::int / 10 * 10)::text || '代'
                     when 'sex' then b.sex
                     else f.value end, '') as word, count(*) as people
                 from hits h
                 left join staff b on $20 in ('age', 'sex') and b.id = h.id
                 left join staff_occupation so
                     on $20 = 'occupation' and so.staff_id = h.id and so.valid @> $3::date
                 left join occupation o on o.code = so.occupation
                 left join pay_grade g
                     on $20 = 'grade' and g.staff_id = h.id and g.valid @> $3::date
                 left join lateral (
                     select distinct x.name from qualification x
                     where x.staff_id = h.id and x.acquired_on <= $3
                       and (x.expires_on is null or x.expires_on >= $3)) q on $20 = 'qualification'
                 left join staff_field_value f on f.field_id = $22::bigint and f.staff_id = h.id
                 group by 1) c) end as "counts?: Json<Vec<(String, i64)>>"
from page p join staff s on s.id = p.id
order by case when not $17 then p.key end, case when $17 then p.key end desc,
         p.reading collate "C", p.number
