-- 発令: who goes where from a day on. Prepared ahead and known to 職員課 alone until the day of the
-- 内示, checked against the organisation of the day it takes effect, decided, and taken back as long
-- as that day has not come. The posts themselves (assignment) are written when it takes effect.

create table personnel_order (
    id bigint generated always as identity primary key,
    name text not null check (char_length(name) between 1 and 60),
    -- 発令日: the first day in the new post
    effective_on date not null,
    -- 内示: before this day nobody but 職員課 sees anything of it
    announce_on date not null,
    state text not null default 'draft'
        check (state in ('draft', 'checked', 'decided', 'effective', 'taken_back')),
    -- counts the changes: what was checked is what is decided
    version integer not null default 1,
    constraint order_announced_before check (announce_on <= effective_on)
);
create index personnel_order_open on personnel_order (effective_on, id)
    where state in ('draft', 'checked', 'decided');

create table order_line (
    id bigint generated always as identity primary key,
    order_id bigint not null references personnel_order,
    staff_id bigint not null references staff,
    -- 異動, 昇任, 降任, 採用, 再任用, 役職定年: another main post; 兼務・併任 beside it; 派遣; 退職
    kind text not null check (kind in (
        'transfer', 'promotion', 'demotion', 'hire', 'reappointment', 'post_limit', 'additional',
        'additional_end', 'secondment', 'return', 'retirement')),
    unit_id bigint references unit,
    position_code text check (position_code ~ '^[a-z]{1,20}$'),
    post text check (char_length(post) between 1 and 30),
    leads boolean not null default false,
    -- where somebody is sent
    destination text check (char_length(destination) between 1 and 60),
    constraint order_line_post check (case
        when kind in ('transfer', 'promotion', 'demotion', 'hire', 'reappointment', 'post_limit',
                      'additional')
            then unit_id is not null and post is not null and destination is null
        when kind = 'additional_end'
            then unit_id is not null and post is null and destination is null and not leads
        when kind = 'secondment'
            then destination is not null and unit_id is null and post is null and not leads
        else unit_id is null and post is null and destination is null and not leads end),
    constraint order_line_once unique nulls not distinct (order_id, staff_id, kind, unit_id)
);
create index order_line_staff on order_line (staff_id);

-- What became of an order, by whom, why. Only ever added to.
create table order_passage (
    order_id bigint not null references personnel_order,
    place smallint not null check (place > 0),
    action text not null check (action in ('make', 'change', 'check', 'decide', 'take_back',
                                           'take_effect')),
    -- null: the portal itself, on the day
    by_id bigint references staff,
    at timestamptz not null,
    reason text check (char_length(reason) between 1 and 1000),
    primary key (order_id, place),
    check (action <> 'take_back' or char_length(reason) >= 10)
);
revoke update, delete on order_passage from jinzai_app;
revoke delete on personnel_order from jinzai_app;

-- What is decided stays as it was decided: a mistake is corrected by another order.
create function order_is_being_prepared() returns trigger language plpgsql as $$
begin
    if exists (select from personnel_order o
               where o.id = coalesce(new.order_id, old.order_id)
                 and o.state not in ('draft', 'checked')) then
        raise exception 'this order is decided' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger order_line_prepared before insert or update or delete on order_line
    for each row execute function order_is_being_prepared();

create function order_moves_on() returns trigger language plpgsql as $$
begin
    if old.state in ('effective', 'taken_back')
       or (old.state = 'decided' and new.state not in ('effective', 'taken_back'))
       or (old.state in ('decided', 'effective') and (new.effective_on, new.announce_on)
                                                 <> (old.effective_on, old.announce_on)) then
        raise exception 'this order cannot be changed any more' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger personnel_order_moves_on before update on personnel_order
    for each row execute function order_moves_on();

-- Whether an entry of the audit book is about an order that is not announced yet: only 職員課 reads
-- it. Null: for them.
create function audit_entry_sealed(subject_kind text, subject_id bigint, today date)
returns boolean language sql stable as $$
    select today is not null and subject_kind = 'order' and exists (
        select from personnel_order o
        where o.id = audit_entry_sealed.subject_id and o.announce_on > today)
$$;
grant execute on function audit_entry_sealed to jinzai_app;
