-- An order with everything that is needed to tell what it changes: $1 which.
with o as (select * from personnel_order where id = $1),
lines as (
    select l.id, l.staff_id as staff, l.kind, l.unit_id as unit, l.position_code as position,
           l.post, l.leads, l.destination
    from order_line l where l.order_id = $1),
-- decided, and taking effect before this one
earlier as (
    select l.id, l.staff_id as staff, l.kind, l.unit_id as unit, l.position_code as position,
           l.post, l.leads, l.destination, p.effective_on
    from o join personnel_order p on p.state = 'decided'
        and (p.effective_on, p.id) < (o.effective_on, o.id)
    join order_line l on l.order_id = p.id),
touched as (select staff from lines union select staff from earlier)
select o.name, o.effective_on, o.announce_on, o.state as "state: State", o.version,
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
          'away', away_on(p.id, o.effective_on))
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
     and not exists (select from unit_version v
                     where v.unit_id = g.unit_id and v.valid @> o.effective_on)) as "stranded!",
  (select coalesce(json_agg(json_build_object('action', m.action, 'at', m.at,
          'by', p.family_name || ' ' || p.given_name, 'reason', m.reason) order by m.place), '[]')
   from order_passage m left join staff p on p.id = m.by_id where m.order_id = o.id)
      as "passages!"
from o
