-- Name and day of a reform are edited while it is prepared. Once it is made true, what it wrote has
-- that day: it is undone first.
create function reform_stays() returns trigger language plpgsql as $$
begin
    if old.applied_at is not null and (new.name, new.on_day) <> (old.name, old.on_day) then
        raise exception 'this reform has been made true' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger reform_stays before update on reform for each row execute function reform_stays();
