-- An order $1 for $2, told on $3: somebody whose first evaluator is $4 goes to another
-- section of the same department. Prepared by $5 at $6. How many lines.
with mover as (
    select p.id, g.position_code, g.post, s.department_id, s.section_id
    from sheet s
    join cycle c on c.id = s.cycle_id and c.kind = 'ability' and c.period @> $2::date
    join staff e on e.id = s.first_evaluator_id and e.number = $4
    join staff p on p.id = s.subject_id and p.number not like '0100%' and p.number not like '0101%'
        and p.number not like '0102%'
    join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $2::date and not g.leads
        and lower(g.valid) < $2
    where s.state in ('self_assessment', 'first_review') and g.position_code in ('shuji', 'shunin')
      and not exists (select from assignment x where x.staff_id = p.id and lower(x.valid) >= $2)
    order by s.state, p.number limit 1),
target as (
    select v.unit_id from mover m
    join unit_version t on t.parent_id = m.department_id and t.level = 'section' and t.valid @> $2::date
        and t.unit_id <> m.section_id
    join unit_version v on v.parent_id = t.unit_id and v.level = 'team' and v.valid @> $2::date
    order by t.place, v.place limit 1),
made as (
    insert into personnel_order (name, effective_on, announce_on)
    select $1, $2, $3 from mover, target returning id),
lines as (
    insert into order_line (order_id, staff_id, kind, unit_id, position_code, post)
    select o.id, m.id, 'transfer', t.unit_id, m.position_code, m.post
    from made o, mover m, target t returning order_id),
passes as (
    insert into order_passage (order_id, place, action, by_id, at)
    select o.id, a.place, a.action, (select id from staff where number = $5),
           least($6::timestamptz, ($3::date - 3 + a.place)::timestamp at time zone 'Asia/Tokyo'
                 + interval '10 hours')
    from made o, (values (1::smallint, 'make'), (2, 'check'), (3, 'decide')) as a (place, action))
select count(*) as "count!" from lines
