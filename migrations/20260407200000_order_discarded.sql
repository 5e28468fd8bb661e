-- A draft of an order that nobody wants any more is discarded: it stays with its history, is never
-- decided, and nobody but 職員課 hears of it. And 再任用 by 発令 says for how many hours a week
-- (地方公務員法22条の4): the 任用 that begins with it keeps them.
alter table personnel_order
    drop constraint personnel_order_state_check,
    add constraint personnel_order_state_check
        check (state in ('draft', 'checked', 'decided', 'effective', 'taken_back', 'discarded'));
alter table order_passage
    drop constraint order_passage_action_check,
    add constraint order_passage_action_check
        check (action in ('make', 'change', 'check', 'decide', 'take_back', 'take_effect', 'discard'));

-- Orders of before said nothing of hours.
alter table order_line
    add column weekly_minutes smallint check (weekly_minutes between 30 and 2700),
    add constraint order_line_weekly check (weekly_minutes is null or kind = 'reappointment'),
    add constraint order_line_has_weekly check (basis not in ('early_short', 'transitional_short')
        or weekly_minutes is not null) not valid;

create or replace function order_moves_on() returns trigger language plpgsql as $$
begin
    if old.state in ('effective', 'taken_back', 'discarded')
       or (old.state = 'decided' and new.state not in ('effective', 'taken_back'))
       or (old.state in ('decided', 'effective') and (new.effective_on, new.announce_on)
                                                 <> (old.effective_on, old.announce_on))
       or (new.part_authorities, new.part_units) <> (old.part_authorities, old.part_units) then
        raise exception 'this order cannot be changed any more' using errcode = 'check_violation';
    end if;
    return new;
end $$;

-- As before, and for good about an order that was discarded.
create or replace function audit_entry_sealed(subject_kind text, subject_id bigint, today date)
returns boolean language sql stable as $$
    select today is not null and subject_kind = 'order' and exists (
        select from personnel_order o
        where o.id = audit_entry_sealed.subject_id
          and (o.announce_on > today or o.state in ('draft', 'checked', 'discarded')
               or exists (select from order_passage m
                          where m.order_id = o.id and m.action = 'take_back'
                            and (m.at at time zone 'Asia/Tokyo')::date < o.announce_on)))
$$;
