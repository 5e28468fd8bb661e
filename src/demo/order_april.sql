-- An order $1 for $2, told on $3, prepared by $4 at $5: 主事 and 主任 of several
-- sections change places, the first 係長 by number gets a vacant section.
with people as (
    select p.id, g.unit_id, g.position_code, g.post,
           row_number() over (partition by g.position_code order by md5(p.number)) as n
    from assignment g join staff p on p.id = g.staff_id
        and p.left_on is null and p.employment = 'regular'
    where g.kind = 'main' and g.valid @> $2::date and not g.leads
      and g.position_code in ('shuji', 'shunin') and p.number not like '0100%'
      and p.number not like '0101%' and p.number not like '0102%'),
picked as (select * from people where n <= 12),
vacant as (
    select v.unit_id from unit_version v
    where v.level = 'section' and v.valid @> $2::date and leads_on(v.unit_id, $2) is null
    order by v.place limit 1),
risen as (
    select p.id from assignment g join staff p on p.id = g.staff_id and p.left_on is null
    where g.kind = 'main' and g.valid @> $2::date and g.leads and g.position_code = 'kakaricho'
      and p.number not like '0101%' order by p.number limit 1),
made as (
    insert into personnel_order (name, effective_on, announce_on)
    values ($1, $2, $3) returning id),
moved as (
    insert into order_line (order_id, staff_id, kind, unit_id, position_code, post)
    select o.id, a.id, 'transfer', b.unit_id, b.position_code, b.post
    from made o, picked a
    join picked b on b.position_code = a.position_code and b.n = a.n % 12 + 1
    where b.unit_id <> a.unit_id),
promoted as (
    insert into order_line (order_id, staff_id, kind, unit_id, position_code, post, leads)
    select o.id, r.id, 'promotion', v.unit_id, 'kacho', '課長', true from made o, risen r, vacant v)
insert into order_passage (order_id, place, action, by_id, at)
select o.id, 1, 'make', (select id from staff where number = $4), $5 from made o
