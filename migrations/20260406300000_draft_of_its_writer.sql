-- A draft belongs to a person and a seat (deputies of evaluators): an evaluator and whoever stands in
-- for them each write their own, and neither reads the other's unfinished words. Whoever begins later
-- begins with an empty one. What is submitted is the seat's: when it comes back, whoever has written
-- nothing yet goes on from it.

alter table draft add column writer_id bigint references staff;
update draft d set writer_id = case
    when d.step in ('self', 'goals', 'midterm') then s.subject_id
    -- a field a deputy wrote last is theirs; every other one is the evaluator's
    when exists (select from deputy p where p.deputy_id = d.updated_by
                   and p.evaluator_id in (s.first_evaluator_id, s.second_evaluator_id))
         and d.updated_by not in (coalesce(s.first_evaluator_id, 0),
                                  coalesce(s.second_evaluator_id, 0)) then d.updated_by
    when d.step = 'second' then coalesce(s.second_evaluator_id, d.updated_by)
    else coalesce(s.first_evaluator_id, s.second_evaluator_id, d.updated_by) end
from sheet s where s.id = d.sheet_id;
alter table draft alter column writer_id set not null;
alter table draft drop constraint draft_pkey, add primary key (sheet_id, step, writer_id, field);

-- Whose seat a sheet lies in while somebody writes on it, by the state it is in.
create function seat_of(state text, first_evaluator bigint) returns text
language sql immutable as $$
    select case when seat_of.state = 'first_review' then 'first'
                when seat_of.state = 'second_review' then 'second'
                when seat_of.state in ('goal_review', 'midterm_review')
                then case when seat_of.first_evaluator is null then 'second' else 'first' end end
$$;
grant execute on function seat_of to jinzai_app;

-- A sheet that comes back is as it was left, for everybody in the seat who has written nothing else.
create function lay_submitted() returns trigger language plpgsql as $$
declare
    wrote text := case new.to_state when 'first_review' then 'first' when 'second_review' then 'second'
                                    else new.to_state end;
    seat text;
    holder bigint;
    author bigint;
begin
    select seat_of(new.to_state, s.first_evaluator_id) into seat from sheet s where s.id = new.sheet_id;
    if seat is null then
        return new;
    end if;
    select case seat when 'first' then s.first_evaluator_id else s.second_evaluator_id end into holder
    from sheet s where s.id = new.sheet_id;
    select b.by_id into author from submission b
    where b.sheet_id = new.sheet_id and b.step = wrote order by b.round desc limit 1;
    insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
    select d.sheet_id, d.step, d.field, d.value, d.updated_by, d.updated_at, w.id
    from (values (holder), (stands_in(new.sheet_id, seat,
                                      (new.at at time zone 'Asia/Tokyo')::date))) w (id)
    join draft d on d.sheet_id = new.sheet_id and d.step = wrote and d.writer_id = author
    where w.id is not null and w.id <> author
      and not exists (select from draft x where x.sheet_id = new.sheet_id and x.step = wrote
                        and x.writer_id = w.id)
    on conflict do nothing;
    return new;
end
$$;
create trigger passage_lays_submitted after insert on passage
    for each row when (new.action in ('send_back', 'reevaluate')) execute function lay_submitted();

-- How often this evaluator gave each grade at the step of this sheet, in what they wrote themselves.
create or replace function review_distribution(sheet_id bigint, evaluator bigint)
returns json language sql stable as $$
    with here as (
        select s.cycle_id, c.fiscal_year, c.kind,
               case when s.first_evaluator_id = evaluator then 'first' else 'second' end as step
        from sheet s join cycle c on c.id = s.cycle_id where s.id = review_distribution.sheet_id),
    mine as (
        select q.id, q.framework_id, q.position_code, h.step,
               (select max(b.round) from submission b
                where b.sheet_id = q.id and b.step = h.step) as round
        from here h
        join sheet q on q.cycle_id = h.cycle_id
            and ((h.step = 'first' and q.first_evaluator_id = evaluator)
                 or (h.step = 'second' and q.second_evaluator_id = evaluator))),
    items as (
        select coalesce(d.value::smallint, o.points) as points
        from mine m
        join ability a on a.framework_id = m.framework_id and a.position_code = m.position_code
        left join draft d on d.sheet_id = m.id and d.step = m.step and d.writer_id = evaluator
            and d.field = 'grade-' || a.id and d.value ~ '^[1-7]$'
        left join opinion o on o.sheet_id = m.id and o.step = m.step and o.round = m.round
            and o.ability_id = a.id),
    overall as (
        select coalesce(d.value::smallint, b.overall) as points
        from mine m
        left join draft d on d.sheet_id = m.id and d.step = m.step and d.writer_id = evaluator
            and d.field = 'overall' and d.value ~ '^[1-7]$'
        left join submission b on b.sheet_id = m.id and b.step = m.step and b.round = m.round),
    city as (
        select r.overall as points, count(*) as n
        from here h
        join cycle p on p.fiscal_year = h.fiscal_year - 1 and p.kind = h.kind
        join result r on r.cycle_id = p.id
        where not exists (select from result n where n.sheet_id = r.sheet_id
                          and n.version > r.version)
        group by r.overall)
    select json_build_object(
        'items', (select coalesce(json_agg(json_build_array(i.points, i.n)), '[]')
                  from (select points, count(*) as n from items where points is not null
                        group by points) i),
        'overall', (select coalesce(json_agg(json_build_array(o.points, o.n)), '[]')
                    from (select points, count(*) as n from overall where points is not null
                          group by points) o),
        'city', (select coalesce(json_agg(json_build_array(c.points, c.n)), '[]') from city c))
$$;
