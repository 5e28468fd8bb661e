-- What a deputy is told of: all that lies with an evaluator. Changed goals and the talk after the
-- disclosure came after the first list of it.
create function deputy_kinds() returns text[] language sql immutable as $$
    select array['goal_review', 'goal_change', 'midterm_review', 'first', 'second', 'assistance',
                 'feedback']
$$;
grant execute on function deputy_kinds to jinzai_app;

create or replace function deputy_task_list(today date)
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
                          and k.kind = any(deputy_kinds())) t
    join sheet s on s.id = t.subject_id
    where d.valid @> deputy_task_list.today and d.ended_at is null
      and stands_in(s.id, case when t.kind = 'assistance' then 'assistant'
                               when s.first_evaluator_id = d.evaluator_id then 'first'
                               else 'second' end, deputy_task_list.today) = d.deputy_id
$$;

create or replace function expired_deputies(today date) returns table (id bigint, waiting bigint)
language sql stable as $$
    select d.id, w.waiting
    from deputy d
    cross join lateral (
        select least(upper(d.valid) - 1,
                     (d.ended_at at time zone 'Asia/Tokyo')::date) as last_day) l
    cross join lateral (
        select count(*) as waiting from task_list(expired_deputies.today) k
        where k.person_id = d.evaluator_id
          and k.kind = any(deputy_kinds())) w
    where (upper(d.valid) <= expired_deputies.today or d.ended_at is not null)
      and l.last_day > expired_deputies.today - 14
      and w.waiting > 0
      and not exists (select from deputy n where n.evaluator_id = d.evaluator_id and n.id <> d.id
                        and (n.id > d.id or n.ended_at is null
                                            and upper(n.valid) > expired_deputies.today))
$$;

-- Whoever assists with a sheet evaluates it for nobody either.
create or replace function deputy_refusal(sheet bigint, step text, deputy bigint, today date) returns text
language sql stable as $$
    select case
        when s.subject_id = deputy_refusal.deputy then 'own'
        when c.kind in ('short', 'probation') then 'kind'
        when deputy_refusal.deputy in (s.first_evaluator_id, s.second_evaluator_id,
                                       s.assistant_id, s.calibrator_id,
                                       s.confirmer_id) then 'seat'
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

-- The day of the closing talk that has been recorded, here or with a sheet that belongs to it.
create function closing_interview_on(sheet bigint) returns date language sql stable as $$
    select min(i.held_on) from interview i
    where i.sheet_id in (select sheets_together(closing_interview_on.sheet))
      and i.kind = 'closing' and i.shared <> ''
$$;
grant execute on function closing_interview_on to jinzai_app;
