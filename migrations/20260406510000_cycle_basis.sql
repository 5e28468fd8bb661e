-- A year that was made wrongly can be put right or taken away, as long as nobody has written in it:
-- its name, base date, period and scale hold from the opening on, and an open year stays.

alter table cycle add constraint cycle_name_length check (char_length(name) between 1 and 60) not valid;

-- What belongs to a year that never opened goes with it. Bands are decided on results: a year with a
-- scheme for them is not one of those.
create function cycle_stays() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    if tg_op = 'DELETE' then
        if old.opened_at is not null then
            raise exception 'year % is open and is never taken away', old.id;
        end if;
        delete from cycle_step where cycle_id = old.id;
        delete from cycle_exclusion where cycle_id = old.id;
        delete from cycle_purpose where cycle_id = old.id;
        return old;
    end if;
    if old.opened_at is not null
       and (new.name, new.base_date, new.period, new.framework_id, new.scale_id)
           is distinct from
           (old.name, old.base_date, old.period, old.framework_id, old.scale_id) then
        raise exception 'year % is open and keeps its name, days and scale', old.id;
    end if;
    return new;
end $$;
create trigger cycle_stays before update or delete on cycle
    for each row execute function cycle_stays();
