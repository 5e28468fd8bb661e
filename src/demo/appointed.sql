-- Enters people who are appointed to units of a section: $1 who, $2 the section's name.
with new as (
    select n.* from jsonb_to_recordset($1) as n (number text, family text, given text,
        family_kana text, given_kana text, employment text, post text, position text,
        from_on date, until_on date, search text, unit text)),
people as (
    insert into staff (number, family_name, given_name, family_kana, given_kana, employment,
                       hired_on, search)
    select number, family, given, family_kana, given_kana, employment, from_on, search from new
    returning id, number),
seats as (
    insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
    select p.id, (select v.unit_id from unit_version v
                  join unit_version s on s.unit_id = v.parent_id and s.name = $2
                  where v.name = n.unit order by v.unit_id limit 1),
           n.position, n.post, 'main', false, daterange(n.from_on, n.until_on)
    from people p join new n on n.number = p.number)
select id, number from people order by number
