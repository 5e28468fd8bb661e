-- 代理 (requirements.md F-027, screens.md 4.4): an evaluator is ill or away for a time, and somebody
-- named by 職員課 does what lies with that evaluator. The seat stays the evaluator's: nothing on the
-- sheet is handed over, and on the day after the last one the deputy is a stranger again.

create table deputy (
    id bigint generated always as identity primary key,
    evaluator_id bigint not null references staff,
    deputy_id bigint not null references staff,
    valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
    reason text not null check (char_length(reason) between 1 and 400),
    named_by bigint not null references staff,
    named_at timestamptz not null,
    -- taken back before its last day: gives nothing from that moment on
    ended_by bigint references staff,
    ended_at timestamptz,
    check (evaluator_id <> deputy_id),
    check ((ended_by is null) = (ended_at is null)),
    -- one evaluator has one deputy at a time
    constraint deputy_no_overlap exclude using gist (evaluator_id with =, valid with &&)
        where (ended_at is null)
);
create index deputy_by_deputy on deputy (deputy_id);
revoke delete on deputy from jinzai_app;

-- For whom a deputy wrote; null: for themselves.
alter table submission add column for_id bigint references staff;
alter table passage add column for_id bigint references staff;
alter table assistance add column for_id bigint references staff;

-- Why a deputy may not do a seat of a sheet; null: they may. Nobody for their own sheet (own), nobody
-- beside another seat of it (seat), nobody evaluates the same person twice: neither after having done
-- the other step (evaluated) nor as the deputy of both evaluators, who does the first step only (both).
-- Short sheets and those on probation are filled in many at once by the evaluator alone (kind).
create function deputy_refusal(sheet bigint, step text, deputy bigint, today date) returns text
language sql stable as $$
    select case
        when s.subject_id = deputy_refusal.deputy then 'own'
        when c.kind in ('short', 'probation') then 'kind'
        when deputy_refusal.deputy in (s.first_evaluator_id, s.second_evaluator_id,
                                       s.calibrator_id, s.confirmer_id) then 'seat'
        when deputy_refusal.step <> 'assistant'
             and exists (select from submission b
                         where b.sheet_id = s.id and b.by_id = deputy_refusal.deputy
                           and b.step in ('first', 'second')
                           and b.step <> deputy_refusal.step) then 'evaluated'
        when deputy_refusal.step = 'second'
             and exists (select from deputy d where d.evaluator_id = s.first_evaluator_id
                           and d.deputy_id = deputy_refusal.deputy
                           and d.valid @> deputy_refusal.today and d.ended_at is null)
             and not exists (select from submission b
                             where b.sheet_id = s.id and b.by_id = deputy_refusal.deputy
                               and b.step = 'second') then 'both'
        end
    from sheet s join cycle c on c.id = s.cycle_id where s.id = deputy_refusal.sheet
$$;
grant execute on function deputy_refusal to jinzai_app;

-- The deputy of today for a seat of a sheet, as long as there is something to do on the sheet: until
-- sixty days after its disclosure, for the interview that follows it.
create function stands_in(sheet bigint, step text, today date) returns bigint
language sql stable as $$
    select d.deputy_id
    from sheet s
    join deputy d on d.evaluator_id = case stands_in.step when 'first' then s.first_evaluator_id
                                                          when 'second' then s.second_evaluator_id
                                                          when 'assistant' then s.assistant_id end
        and d.valid @> stands_in.today and d.ended_at is null
    join staff p on p.id = d.deputy_id and (p.left_on is null or p.left_on >= stands_in.today)
    where s.id = stands_in.sheet and s.state <> 'excluded'
      and (s.state <> 'disclosed'
           or s.closed_at is null
              and (s.state_since at time zone 'Asia/Tokyo')::date > stands_in.today - 60)
      and deputy_refusal(s.id, stands_in.step, d.deputy_id, stands_in.today) is null
$$;
grant execute on function stands_in to jinzai_app;

-- For whom somebody stands in on a sheet: the evaluator, or null.
create function stands_in_for(sheet bigint, who bigint, today date) returns bigint
language sql stable as $$
    select x.evaluator
    from sheet s
    cross join lateral (values (1, 'first', s.first_evaluator_id), (2, 'second', s.second_evaluator_id),
                               (3, 'assistant', s.assistant_id)) x (place, step, evaluator)
    where s.id = stands_in_for.sheet and x.evaluator is not null
      and exists (select from deputy d where d.deputy_id = stands_in_for.who
                    and d.valid @> stands_in_for.today and d.ended_at is null)
      and stands_in_for.who not in (s.subject_id, coalesce(s.first_evaluator_id, 0),
                                    coalesce(s.second_evaluator_id, 0))
      and stands_in(s.id, x.step, stands_in_for.today) = stands_in_for.who
    order by x.place limit 1
$$;
grant execute on function stands_in_for to jinzai_app;

-- Whoever writes as a deputy is written down as one, on whichever page it was; and whoever has
-- evaluated somebody never does so again for another evaluator.
create function note_deputy_submission() returns trigger language plpgsql as $$
declare
    day date := (new.at at time zone 'Asia/Tokyo')::date;
    seat text;
    holder bigint;
begin
    -- nearly everybody is nobody's deputy
    if not exists (select from deputy d where d.deputy_id = new.by_id) then
        return new;
    end if;
    select case when new.step in ('goal_review', 'midterm_review')
                then case when s.first_evaluator_id is null then 'second' else 'first' end
                else new.step end into seat
    from sheet s where s.id = new.sheet_id;
    if seat not in ('first', 'second') then
        return new;
    end if;
    select case seat when 'first' then s.first_evaluator_id else s.second_evaluator_id end into holder
    from sheet s where s.id = new.sheet_id;
    if holder is distinct from new.by_id and stands_in(new.sheet_id, seat, day) = new.by_id then
        new.for_id := holder;
    end if;
    return new;
end
$$;
create trigger submission_deputy before insert on submission
    for each row execute function note_deputy_submission();

create function refuse_second_opinion() returns trigger language plpgsql as $$
begin
    if exists (select from deputy d where d.deputy_id = new.by_id)
       and exists (select from submission b
                   where b.sheet_id = new.sheet_id and b.by_id = new.by_id
                     and b.step in ('first', 'second') and b.step <> new.step
                     and (b.for_id is not null or new.for_id is not null)) then
        raise exception 'nobody evaluates the same person twice' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger submission_once after insert on submission
    for each row when (new.step in ('first', 'second')) execute function refuse_second_opinion();

create function note_deputy_passage() returns trigger language plpgsql as $$
declare
    -- what is taken back is taken back by the one it returns to
    waited_at text := case when new.action = 'withdraw' then new.to_state else new.from_state end;
    seat text;
    holder bigint;
begin
    if not exists (select from deputy d where d.deputy_id = new.by_id) then
        return new;
    end if;
    select case when waited_at = 'second_review' then 'second'
                when waited_at = 'first_review' then 'first'
                when waited_at in ('goal_review', 'midterm_review')
                then case when s.first_evaluator_id is null then 'second' else 'first' end end
    into seat from sheet s where s.id = new.sheet_id;
    if seat is null then
        return new;
    end if;
    select case seat when 'first' then s.first_evaluator_id else s.second_evaluator_id end into holder
    from sheet s where s.id = new.sheet_id;
    if holder is distinct from new.by_id
       and stands_in(new.sheet_id, seat, (new.at at time zone 'Asia/Tokyo')::date) = new.by_id then
        new.for_id := holder;
    end if;
    return new;
end
$$;
create trigger passage_deputy before insert on passage
    for each row when (new.action in ('submit', 'send_back', 'withdraw') and new.by_id is not null) execute function note_deputy_passage();

create function note_deputy_assistance() returns trigger language plpgsql as $$
begin
    select s.assistant_id into new.for_id from sheet s
    where s.id = new.sheet_id and s.assistant_id is distinct from new.by_id
      and stands_in(s.id, 'assistant', (new.at at time zone 'Asia/Tokyo')::date) = new.by_id;
    return new;
end
$$;
create trigger assistance_deputy before insert on assistance
    for each row execute function note_deputy_assistance();

-- A look of the deputy counts as one of the holder, and the book says for whom it was.
create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
declare
    today date := (view_sheets.at at time zone 'Asia/Tokyo')::date;
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state = 'first_review'
            and (s.first_evaluator_id = looker or stands_in(s.id, 'first', today) = looker))
           or (s.state = 'second_review'
               and (s.second_evaluator_id = looker or stands_in(s.id, 'second', today) = looker))
           or (s.state = 'confirmation' and looker <> all(array_remove(
                   array[s.subject_id, s.first_evaluator_id, s.second_evaluator_id], null))
               and exists(select from hat h where h.staff_id = looker and h.hat = 'hr'
                          and h.valid @> today)));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id,
                         coalesce((select jsonb_build_object('standing_in_for', s.for_id)
                                   where s.for_id is not null), '{}'))
    from (select k.id, k.subject_id, stands_in_for(k.id, looker, today) as for_id
          from sheet k where k.id = any(ids) order by k.id) s;
end
$$;

-- What waits for somebody as a deputy. The evaluator keeps the same lines: the seat stays theirs, and
-- who comes back early finds what is open. Whoever does it first ends both.
create function deputy_task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select d.deputy_id, 'deputy', t.subject_id, t.cycle_id, t.name,
           e.family_name || ' ' || e.given_name, t.due_on,
           case t.kind when 'assistance' then '/sheets/' || t.subject_id || '/assistance'
                       else t.link end
    from deputy d join staff e on e.id = d.evaluator_id
    cross join lateral (select k.* from task_list(deputy_task_list.today) k
                        where k.person_id = d.evaluator_id
                          and k.kind in ('goal_review', 'midterm_review', 'first', 'second',
                                         'assistance')) t
    join sheet s on s.id = t.subject_id
    where d.valid @> deputy_task_list.today and d.ended_at is null
      and stands_in(s.id, case when t.kind = 'assistance' then 'assistant'
                               when s.first_evaluator_id = d.evaluator_id then 'first'
                               else 'second' end, deputy_task_list.today) = d.deputy_id
$$;
grant execute on function deputy_task_list to jinzai_app;

-- Everything that waits, for oneself and for others.
create function whole_task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select * from task_list(whole_task_list.today)
    union all
    select * from deputy_task_list(whole_task_list.today)
$$;
grant execute on function whole_task_list to jinzai_app;

insert into reminder_rule (place, task, before_days, on_day, after_days)
select max(place) + 1, 'deputy', '{7,1}', false, '{1,3,7}' from reminder_rule;

-- Deputies whose time is over while things still wait for the evaluator, for two weeks and unless
-- somebody else is named: which, and how many things wait.
create function expired_deputies(today date) returns table (id bigint, waiting bigint)
language sql stable as $$
    select d.id, w.waiting
    from deputy d
    cross join lateral (
        select least(upper(d.valid) - 1,
                     (d.ended_at at time zone 'Asia/Tokyo')::date) as last_day) l
    cross join lateral (
        select count(*) as waiting from task_list(expired_deputies.today) k
        where k.person_id = d.evaluator_id
          and k.kind in ('goal_review', 'midterm_review', 'first', 'second', 'assistance')) w
    where (upper(d.valid) <= expired_deputies.today or d.ended_at is not null)
      and l.last_day > expired_deputies.today - 14
      and w.waiting > 0
      and not exists (select from deputy n where n.evaluator_id = d.evaluator_id and n.id <> d.id
                        and (n.id > d.id or n.ended_at is null
                                            and upper(n.valid) > expired_deputies.today))
$$;
grant execute on function expired_deputies to jinzai_app;
