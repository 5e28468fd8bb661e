-- An order with everything that is needed to tell what it changes: $1 which. The reader's part as
-- 職員課: $2 the whole city, $3 authorities, $4 units; an order that is none of theirs is no row.
with o as (
    select o.*, order_right(o.id, $2, $3, $4) as writes,
           o.part_authorities || o.part_units::text[] <> '{}' as parted
    from personnel_order o where o.id = $1),
theirs as materialized (
    select x.id from order_lines_of_part($1, $3, $4) x (id) where not $2::bool),
lines as (
    select l.id, l.staff_id as staff, l.kind, l.unit_id as unit, l.position_code as position,
           l.post, l.leads, l.destination, l.basis, l.weekly_minutes,
           $2 or l.id in (select id from theirs) as theirs
    from order_line l where l.order_id = $1),
-- decided, and taking effect before this one
earlier as (
    select l.id, l.staff_id as staff, l.kind, l.unit_id as unit, l.position_code as position,
           l.post, l.leads, l.destination, l.basis, l.weekly_minutes, p.effective_on
    from o join personnel_order p on p.state = 'decided'
        and (p.effective_on, p.id) < (o.effective_on, o.id)
    join order_line l on l.order_id = p.id),
-- prepared or decided, and taking effect after this one
upcoming as (
    select l.staff_id as staff, l.kind, l.unit_id as unit, l.post, l.leads, p.effective_on as on,
           p.name
    from o join personnel_order p on p.state in ('draft', 'checked', 'decided')
        and (p.effective_on, p.id) > (o.effective_on, o.id)
    join order_line l on l.order_id = p.id),
touched as (select staff from lines union select staff from earlier)
select o.name, o.effective_on, o.announce_on, o.state as "state: State", o.version,
  o.writes as "writes!",
  case when $2 then '{}' else units_in_scope($3, $4, o.effective_on - 1)
      || units_in_scope($3, $4, o.effective_on) end as "units!",
  (select string_agg(w.name, '、' order by w.name) from (
      select a.name from authority a where a.code = any (o.part_authorities)
      union all
      select (select v.name from unit_version v where v.unit_id = u
              order by v.valid @> (o.effective_on - 1) desc, lower(v.valid) desc limit 1)
      from unnest(o.part_units) u) w) as part,
  (select coalesce(json_agg(l order by l.id), '[]') from lines l) as "lines!",
  (select coalesce(json_agg(e order by e.effective_on, e.id), '[]') from earlier e) as "earlier!",
  (select coalesce(json_agg(json_build_object('staff', p.id, 'number', p.number,
          'name', p.family_name || ' ' || p.given_name, 'employment', p.employment,
          'hired_on', p.hired_on, 'left_on', p.left_on,
          'posts', (select coalesce(json_agg(json_build_object('unit', g.unit_id,
                  'position', g.position_code, 'post', g.post, 'main', g.kind = 'main',
                  'leads', g.leads) order by g.kind desc, g.id), '[]')
              from assignment g where g.staff_id = p.id
                -- once it has taken effect: what they held before
                and g.valid @> case when o.state = 'effective' then o.effective_on - 1
                                    else o.effective_on end),
          'later', (select min(lower(g.valid)) from assignment g
                    where g.staff_id = p.id and g.kind = 'main' and lower(g.valid) > o.effective_on),
          'away', away_on(p.id, o.effective_on),
          'outside', o.parted and not staff_in_part(p.id, o.part_authorities, o.part_units,
                                                    o.effective_on - 1),
          'coming', (select coalesce(json_agg(c order by c.on, c.unit), '[]') from (
              -- registered already: posts beside the main one that begin later
              select lower(g.valid) as on, 'begins' as what, g.unit_id as unit, g.post, g.leads,
                     null as order
              from assignment g
              where g.staff_id = p.id and g.kind = 'additional' and lower(g.valid) > o.effective_on
              union all
              -- and posts that end later
              select upper(g.valid), case g.kind when 'main' then 'main_ends' else 'ends' end,
                     g.unit_id, g.post, g.leads, null
              from assignment g
              where g.staff_id = p.id and g.valid @> o.effective_on and upper(g.valid) > o.effective_on
              union all
              select n.on, n.kind, n.unit, n.post, n.leads, n.name
              from upcoming n where n.staff = p.id) c))
          order by p.family_kana collate "C", p.given_kana collate "C", p.id), '[]')
   from touched t join staff p on p.id = t.staff) as "people!",
  (select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code, 'name', v.name,
          'level', v.level, 'parent', v.parent_id,
          'leader', leads_on(u.id, o.effective_on - 1)) order by v.place, u.code), '[]')
   from unit u join unit_version v on v.unit_id = u.id and v.valid @> (o.effective_on - 1))
      as "before!",
  -- people whose unit is not there any more, and whom the order does not move
  (select coalesce(json_agg(json_build_object('staff', p.id) order by p.number), '[]')
   from assignment g join staff p on p.id = g.staff_id
        and (p.left_on is null or p.left_on >= o.effective_on)
   where g.valid @> o.effective_on and g.staff_id not in (select staff from touched)
     and (not o.parted or staff_in_part(p.id, o.part_authorities, o.part_units,
                                        o.effective_on - 1))
     and not exists (select from unit_version v
                     where v.unit_id = g.unit_id and v.valid @> o.effective_on)) as "stranded!",
  (select coalesce(json_agg(json_build_object('action', m.action, 'at', m.at,
          'by', p.family_name || ' ' || p.given_name, 'reason', m.reason) order by m.place), '[]')
   from order_passage m left join staff p on p.id = m.by_id where m.order_id = o.id)
      as "passages!",
  -- heads who are registered to begin later where this order names one
  (select coalesce(json_agg(json_build_object('unit', g.unit_id, 'staff', g.staff_id,
          'on', lower(g.valid)) order by lower(g.valid)), '[]')
   from assignment g
   where g.leads and lower(g.valid) > o.effective_on
     and g.unit_id in (select l.unit from lines l where l.leads)) as "heads!"
from o where o.writes is not null
