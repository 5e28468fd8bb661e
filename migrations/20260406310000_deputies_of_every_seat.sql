-- A deputy does all that lies with an evaluator: short sheets and those on probation like any other,
-- and the seats of a 調整者 and of a 確認者 too. Nobody for their own sheet, nobody who has another seat
-- of it, and nobody twice.
create or replace function deputy_refusal(sheet bigint, step text, deputy bigint, today date) returns text
language sql stable as $$
    select case
        when s.subject_id = deputy_refusal.deputy then 'own'
        when deputy_refusal.deputy in (s.first_evaluator_id, s.second_evaluator_id,
                                       s.assistant_id, s.calibrator_id,
                                       s.confirmer_id) then 'seat'
        when deputy_refusal.step <> 'assistant'
             and exists (select from submission b
                         where b.sheet_id = s.id and b.by_id = deputy_refusal.deputy
                           and b.step in ('first', 'second')
                           and b.step <> deputy_refusal.step) then 'evaluated'
        -- the deputy of an evaluator before does that one's step alone
        when deputy_refusal.step in ('second', 'calibrator', 'confirmer')
             and exists (select from deputy d
                         where d.evaluator_id in (s.first_evaluator_id,
                                   case when deputy_refusal.step <> 'second'
                                        then s.second_evaluator_id end)
                           and d.deputy_id = deputy_refusal.deputy
                           and d.valid @> deputy_refusal.today and d.ended_at is null)
             and not exists (select from submission b
                             where b.sheet_id = s.id and b.by_id = deputy_refusal.deputy
                               and b.step = deputy_refusal.step) then 'both'
        end
    from sheet s where s.id = deputy_refusal.sheet
$$;

create or replace function stands_in(sheet bigint, step text, today date) returns bigint
language sql stable as $$
    select d.deputy_id
    from sheet s
    join deputy d on d.evaluator_id = case stands_in.step when 'first' then s.first_evaluator_id
                                                          when 'second' then s.second_evaluator_id
                                                          when 'assistant' then s.assistant_id
                                                          when 'calibrator' then s.calibrator_id
                                                          when 'confirmer' then s.confirmer_id end
        and d.valid @> stands_in.today and d.ended_at is null
    join staff p on p.id = d.deputy_id and (p.left_on is null or p.left_on >= stands_in.today)
    where s.id = stands_in.sheet and s.state <> 'excluded'
      and (s.state <> 'disclosed'
           or s.closed_at is null
              and (s.state_since at time zone 'Asia/Tokyo')::date > stands_in.today - 60)
      and deputy_refusal(s.id, stands_in.step, d.deputy_id, stands_in.today) is null
$$;

create or replace function stands_in_for(sheet bigint, who bigint, today date) returns bigint
language sql stable as $$
    select x.evaluator
    from sheet s
    cross join lateral (values (1, 'first', s.first_evaluator_id), (2, 'second', s.second_evaluator_id),
                               (3, 'calibrator', s.calibrator_id), (4, 'confirmer', s.confirmer_id),
                               (5, 'assistant', s.assistant_id)) x (place, step, evaluator)
    where s.id = stands_in_for.sheet and x.evaluator is not null
      and exists (select from deputy d where d.deputy_id = stands_in_for.who
                    and d.valid @> stands_in_for.today and d.ended_at is null)
      and stands_in_for.who not in (s.subject_id, coalesce(s.first_evaluator_id, 0),
                                    coalesce(s.second_evaluator_id, 0))
      and stands_in(s.id, x.step, stands_in_for.today) = stands_in_for.who
    order by x.place limit 1
$$;

-- Whether somebody has a seat of a sheet today, which is held by whom the route names: as that one, or
-- as the deputy.
create function sits_in(sheet bigint, step text, holder bigint, who bigint, today date) returns boolean
language sql stable as $$
    select coalesce(holder = who, false)
           or exists (select from deputy d
                      where d.evaluator_id = holder and d.deputy_id = who
                        and d.valid @> sits_in.today and d.ended_at is null)
              and coalesce(stands_in(sheet, step, sits_in.today) = who, false)
$$;
grant execute on function sits_in to jinzai_app;

-- For whom a deputy moved a grade; null: for themselves.
alter table calibration_move add column for_id bigint references staff;
create function note_deputy_move() returns trigger language plpgsql as $$
begin
    select s.calibrator_id into new.for_id from sheet s
    where s.id = new.sheet_id and s.calibrator_id is distinct from new.by_id
      and stands_in(s.id, 'calibrator', (new.at at time zone 'Asia/Tokyo')::date) = new.by_id;
    return new;
end
$$;
create trigger calibration_move_deputy before insert on calibration_move
    for each row execute function note_deputy_move();

create or replace function note_deputy_passage() returns trigger language plpgsql as $$
declare
    -- what is taken back is taken back by the one it returns to
    waited_at text := case when new.action = 'withdraw' then new.to_state else new.from_state end;
    seat text;
    holder bigint;
begin
    if not exists (select from deputy d where d.deputy_id = new.by_id) then
        return new;
    end if;
    select case waited_at when 'calibration' then 'calibrator' when 'confirmation' then 'confirmer'
                          else seat_of(waited_at, s.first_evaluator_id) end into seat
    from sheet s where s.id = new.sheet_id;
    if seat is null then
        return new;
    end if;
    select case seat when 'first' then s.first_evaluator_id when 'second' then s.second_evaluator_id
                     when 'calibrator' then s.calibrator_id else s.confirmer_id end into holder
    from sheet s where s.id = new.sheet_id;
    if holder is distinct from new.by_id
       and stands_in(new.sheet_id, seat, (new.at at time zone 'Asia/Tokyo')::date) = new.by_id then
        new.for_id := holder;
    end if;
    return new;
end
$$;
drop trigger passage_deputy on passage;
create trigger passage_deputy before insert on passage
    for each row when (new.action in ('submit', 'send_back', 'reevaluate', 'withdraw', 'confirm')
                       and new.by_id is not null)
    execute function note_deputy_passage();

-- A look of whoever holds a sheet keeps it from being taken back, of their deputies as well.
create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
declare
    today date := (view_sheets.at at time zone 'Asia/Tokyo')::date;
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state in ('goal_review', 'midterm_review')
            and (coalesce(s.first_evaluator_id, s.second_evaluator_id) = looker
                 or stands_in(s.id, seat_of(s.state, s.first_evaluator_id), today) = looker))
           or (s.state = 'first_review' and sits_in(s.id, 'first', s.first_evaluator_id, looker, today))
           or (s.state = 'second_review'
               and sits_in(s.id, 'second', s.second_evaluator_id, looker, today))
           or (s.state = 'calibration'
               and sits_in(s.id, 'calibrator', s.calibrator_id, looker, today))
           or (s.state = 'confirmation'
               and sits_in(s.id, 'confirmer', s.confirmer_id, looker, today))
           or ((s.state = 'calibration' and s.calibrator_id is null
                or s.state = 'confirmation' and s.confirmer_id is null)
               and looker <> all(array_remove(
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

-- Whether somebody is the deputy of an evaluator of a probation today. Its sheet, where it has one, is
-- held against the same rule; its opinions are, as well: nobody gives both.
create function probation_stands_in(probation bigint, step text, today date) returns bigint
language sql stable as $$
    select d.deputy_id
    from probation b
    join deputy d on d.evaluator_id = case probation_stands_in.step
                                           when 'first' then b.first_evaluator_id
                                           when 'second' then b.second_evaluator_id end
        and d.valid @> probation_stands_in.today and d.ended_at is null
    join staff p on p.id = d.deputy_id and (p.left_on is null or p.left_on >= probation_stands_in.today)
    where b.id = probation_stands_in.probation
      and d.deputy_id not in (b.staff_id, coalesce(b.first_evaluator_id, 0),
                              coalesce(b.second_evaluator_id, 0))
      and not exists (select from probation_opinion o
                      where o.probation_id = b.id and o.by_id = d.deputy_id
                        and o.step <> probation_stands_in.step)
      and (probation_stands_in.step = 'first'
           or not exists (select from deputy f
                          where f.evaluator_id = b.first_evaluator_id and f.deputy_id = d.deputy_id
                            and f.valid @> probation_stands_in.today and f.ended_at is null))
      and (b.sheet_id is null
           or deputy_refusal(b.sheet_id, probation_stands_in.step, d.deputy_id,
                             probation_stands_in.today) is null)
$$;
grant execute on function probation_stands_in to jinzai_app;

alter table probation_talk add column for_id bigint references staff;
alter table probation_opinion add column for_id bigint references staff;
create function note_deputy_talk() returns trigger language plpgsql as $$
begin
    select x.holder into new.for_id
    from probation b
    cross join lateral (values (1, 'first', b.first_evaluator_id),
                               (2, 'second', b.second_evaluator_id)) x (place, step, holder)
    where b.id = new.probation_id
      and probation_stands_in(b.id, x.step, (new.at at time zone 'Asia/Tokyo')::date) = new.by_id
    order by x.place limit 1;
    return new;
end
$$;
create trigger probation_talk_deputy before insert on probation_talk
    for each row execute function note_deputy_talk();
create function note_deputy_verdict() returns trigger language plpgsql as $$
begin
    select case new.step when 'first' then b.first_evaluator_id else b.second_evaluator_id end
    into new.for_id from probation b
    where b.id = new.probation_id
      and probation_stands_in(b.id, new.step, (new.at at time zone 'Asia/Tokyo')::date) = new.by_id;
    return new;
end
$$;
create trigger probation_opinion_deputy before insert on probation_opinion
    for each row execute function note_deputy_verdict();

-- What a deputy is told of: all that lies with an evaluator.
create or replace function deputy_kinds() returns text[] language sql immutable as $$
    select array['goal_review', 'goal_change', 'midterm_review', 'first', 'second', 'assistance',
                 'feedback', 'short_first', 'short_second', 'calibration', 'confirmation',
                 'probation_interview', 'probation_review', 'probation_opinion']
$$;

create or replace function deputy_task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select d.deputy_id, 'deputy', t.subject_id, t.cycle_id, t.name,
           e.family_name || ' ' || e.given_name, t.due_on,
           case when t.kind = 'assistance' then '/sheets/' || t.subject_id || '/assistance'
                when t.kind like 'short%' then t.link || '&for=' || d.evaluator_id
                else t.link end
    from deputy d join staff e on e.id = d.evaluator_id
    cross join lateral (select k.* from task_list(deputy_task_list.today) k
                        where k.person_id = d.evaluator_id
                          and k.kind = any(deputy_kinds())) t
    left join sheet s on s.id = t.subject_id and t.kind not like 'probation%'
    left join probation b on b.id = t.subject_id and t.kind like 'probation%'
    where d.valid @> deputy_task_list.today and d.ended_at is null
      and d.deputy_id = case
          when b.id is not null
          then probation_stands_in(b.id, case when b.first_evaluator_id = d.evaluator_id then 'first'
                                              else 'second' end, deputy_task_list.today)
          else stands_in(s.id, case when t.kind = 'assistance' then 'assistant'
                                    when t.kind = 'calibration' then 'calibrator'
                                    when t.kind = 'confirmation' then 'confirmer'
                                    when s.first_evaluator_id = d.evaluator_id then 'first'
                                    else 'second' end, deputy_task_list.today) end
$$;
