-- Who is lent to a place outside on a day, and who is away and cannot evaluate.

create function away_on(staff bigint, day date) returns boolean language sql stable as $$
    select exists (select from leave_period l join leave_kind k on k.code = l.kind
                   where l.staff_id = away_on.staff and l.valid @> away_on.day
                     and l.struck_at is null and k.exclusion = 'secondment')
$$;
grant execute on function away_on to jinzai_app;
