-- 発令 of one part of the city (F-025, F-028): whoever is 職員課 for an 任命権者 or a department makes
-- orders of the people there. Both sides of a move across the border read it, the sending side
-- writes it. Both empty: an order of the whole city.
alter table personnel_order
    add column part_authorities text[] not null default '{}',
    add column part_units bigint[] not null default '{}';

-- Whether somebody's main post of a day (the first or the last one, outside of their service) is in
-- these parts of the city.
create function staff_in_part(staff bigint, authorities text[], units bigint[], day date)
returns boolean language sql stable as $$
    select exists (
        select from staff s
        join assignment a on a.staff_id = s.id and a.kind = 'main'
            and a.valid @> greatest(s.hired_on, least(staff_in_part.day,
                                    coalesce(s.left_on, staff_in_part.day)))
        where s.id = staff_in_part.staff
          and a.unit_id = any (units_in_scope(staff_in_part.authorities, staff_in_part.units,
                                              staff_in_part.day)))
$$;

-- The lines of an order that concern a part of the city: its people leave or stay, or others come.
create function order_lines_of_part(which bigint, authorities text[], units bigint[])
returns setof bigint language sql stable as $$
    select l.id
    from personnel_order o
    cross join lateral (
        select units_in_scope(order_lines_of_part.authorities, order_lines_of_part.units,
                              o.effective_on - 1) as sending,
               units_in_scope(order_lines_of_part.authorities, order_lines_of_part.units,
                              o.effective_on) as receiving
        offset 0) s
    join order_line l on l.order_id = o.id
    join staff p on p.id = l.staff_id
    left join assignment g on g.staff_id = p.id and g.kind = 'main'
        and g.valid @> greatest(p.hired_on, least(o.effective_on - 1,
                                coalesce(p.left_on, o.effective_on - 1)))
    where o.id = order_lines_of_part.which
      and (l.unit_id = any (s.receiving) or g.unit_id = any (s.sending))
$$;

-- What a part of the city has to do with an order. Null: nothing; false: reads its own lines; true:
-- writes it.
create function order_right(which bigint, city boolean, authorities text[], units bigint[])
returns boolean language sql stable as $$
    select case
        when order_right.city then true
        when o.part_authorities || o.part_units::text[] <> '{}'
            and o.part_authorities <@ order_right.authorities
            and o.part_units <@ units_in_scope(order_right.authorities, order_right.units,
                                               o.effective_on - 1) then true
        when exists (select from order_lines_of_part(o.id, order_right.authorities,
                                                     order_right.units)) then false end
    from personnel_order o where o.id = order_right.which
$$;
grant execute on function staff_in_part, order_lines_of_part, order_right to jinzai_app;

-- Only the people of its part stand in an order.
create function order_line_is_of_the_part() returns trigger language plpgsql as $$
begin
    if exists (select from personnel_order o
               where o.id = new.order_id and o.part_authorities || o.part_units::text[] <> '{}'
                 and not staff_in_part(new.staff_id, o.part_authorities, o.part_units,
                                       o.effective_on - 1)) then
        raise exception 'this person is not of the part the order is for'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger order_line_of_the_part before insert or update on order_line
    for each row execute function order_line_is_of_the_part();

create or replace function order_moves_on() returns trigger language plpgsql as $$
begin
    if old.state in ('effective', 'taken_back')
       or (old.state = 'decided' and new.state not in ('effective', 'taken_back'))
       or (old.state in ('decided', 'effective') and (new.effective_on, new.announce_on)
                                                 <> (old.effective_on, old.announce_on))
       or (new.part_authorities, new.part_units) <> (old.part_authorities, old.part_units) then
        raise exception 'this order cannot be changed any more' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- Whether an entry of the audit book is about an order nobody but 職員課 knows of: one that is not
-- decided, not announced, or was taken back before it was. Null: for 職員課.
create or replace function audit_entry_sealed(subject_kind text, subject_id bigint, today date)
returns boolean language sql stable as $$
    select today is not null and subject_kind = 'order' and exists (
        select from personnel_order o
        where o.id = audit_entry_sealed.subject_id
          and (o.announce_on > today or o.state in ('draft', 'checked')
               or exists (select from order_passage m
                          where m.order_id = o.id and m.action = 'take_back'
                            and (m.at at time zone 'Asia/Tokyo')::date < o.announce_on)))
$$;
