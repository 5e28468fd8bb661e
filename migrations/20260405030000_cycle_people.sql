-- Who is left out of a year before it opens (evaluation.md 1.2, state 0), and why. When it opens, their
-- sheets are made as 対象外; whoever has no post yet gets none.
create table cycle_exclusion (
    cycle_id bigint not null references cycle,
    staff_id bigint not null references staff,
    code text not null check (code in (
        'special_post', 'temporary', 'leave', 'childcare', 'suspension', 'long_sick_leave',
        'secondment', 'long_training', 'under_three_months', 'conditional', 'leaving',
        'short_hours', 'other')),
    reason text not null check (char_length(reason) between 10 and 400),
    by_id bigint references staff,
    at timestamptz not null,
    primary key (cycle_id, staff_id)
);
revoke update on cycle_exclusion from jinzai_app;

create function refuse_late_exclusion() returns trigger language plpgsql as $$
begin
    if exists (select from cycle c where c.id = coalesce(new.cycle_id, old.cycle_id)
               and c.opened_at is not null) then
        raise exception 'the year is open: leave the sheet out instead' using errcode = '23514';
    end if;
    return coalesce(new, old);
end
$$;
create trigger cycle_exclusion_before_opening before insert or delete on cycle_exclusion
    for each row execute function refuse_late_exclusion();
