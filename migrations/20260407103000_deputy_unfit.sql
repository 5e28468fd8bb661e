-- 代理: whoever stands under the people an evaluator evaluates, or is evaluated by that evaluator, does
-- not stand in for them: an absent evaluator's part falls to somebody above or to another fit person
-- (evaluation.md 2.3), not to somebody whose own evaluation lies in the same hands. It is told as far
-- as the register tells: by running sheets and probations, and by who leads which unit.

-- Whom an evaluator evaluates today, as the first or the second.
create function evaluated_by(evaluator bigint, today date) returns table (subject_id bigint)
language sql stable set search_path = pg_catalog, public as $$
    select s.subject_id from sheet s
    where evaluated_by.evaluator in (s.first_evaluator_id, s.second_evaluator_id)
      and s.state not in ('excluded', 'confirmed', 'disclosed')
    union
    select b.staff_id from probation b
    where evaluated_by.evaluator in (b.first_evaluator_id, b.second_evaluator_id)
      and b.ends_on >= evaluated_by.today
      and not exists (select from probation_decision d where d.probation_id = b.id)
$$;

-- Why somebody cannot stand in for an evaluator: 'evaluated' by them, or 'under' somebody they
-- evaluate, and who that is; null: nothing stands against it.
create function deputy_unfit(evaluator bigint, deputy bigint, from_on date)
returns table (why text, name text)
language sql stable set search_path = pg_catalog, public as $$
    with people as (select subject_id from evaluated_by(deputy_unfit.evaluator, deputy_unfit.from_on)),
    -- the units somebody works in, and those above them
    above as (
        select a.unit_id, v.parent_id as parent, w.parent_id as grandparent
        from assignment a
        join unit_version v on v.unit_id = a.unit_id and v.valid @> deputy_unfit.from_on
        left join unit_version w on w.unit_id = v.parent_id and w.valid @> deputy_unfit.from_on
        where a.staff_id = deputy_unfit.deputy and a.kind = 'main'
          and a.valid @> deputy_unfit.from_on)
    select x.why, p.family_name || ' ' || p.given_name
    from (
        select 'evaluated' as why, deputy_unfit.evaluator as who, 1 as place
        where exists (select from people e where e.subject_id = deputy_unfit.deputy)
        union all
        select 'under', e.subject_id, 2
        from people e
        where e.subject_id <> deputy_unfit.deputy
          and (exists (select from evaluated_by(e.subject_id, deputy_unfit.from_on) u
                       where u.subject_id = deputy_unfit.deputy)
               or exists (select from assignment l join above n
                              on l.unit_id in (n.unit_id, n.parent, n.grandparent)
                          where l.staff_id = e.subject_id and l.leads
                            and l.valid @> deputy_unfit.from_on))) x
    join staff p on p.id = x.who
    order by x.place, x.who limit 1
$$;
grant execute on function evaluated_by, deputy_unfit to jinzai_app;

-- Nobody is named who may not be, whichever way.
create function deputy_is_fit() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if exists (select from deputy_unfit(new.evaluator_id, new.deputy_id, lower(new.valid))) then
        raise exception 'staff % cannot stand in for %', new.deputy_id, new.evaluator_id;
    end if;
    return new;
end $$;
create trigger deputy_fit before insert on deputy
    for each row execute function deputy_is_fit();
