-- Everything with a due day that waits for somebody stands in one list (task_list): what follows from
-- moves and the special evaluation of those on probation were told on the home only, so nobody was
-- reminded of them. The list is put together from three functions, by what the work belongs to.

create function probation_tasks(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    -- those on probation: interviews to hold and opinions to write, on the day that counts
    select x.who, 'probation_' || t.what, b.id, null::bigint, t.name, p.family_name || ' ' || p.given_name,
           t.due_on, '/probations/' || b.id
    from probation b join probation_task_view t on t.probation_id = b.id
    join staff p on p.id = b.staff_id
    cross join lateral (
        select coalesce(b.first_evaluator_id, b.second_evaluator_id) as who
        where t.what = 'interview' and not t.done
        union all
        -- 特別評価: whoever's turn it is
        select case s.state when 'second_review' then s.second_evaluator_id
                            else coalesce(s.first_evaluator_id, s.second_evaluator_id) end
        from sheet s
        where t.what = 'review' and not t.done and s.id = b.sheet_id
          and s.state in ('first_review', 'second_review')
        union all
        -- 職員課 of the whole city, and nobody for themselves
        select h.staff_id from hat h
        where t.what = 'hr_interview' and not t.done and h.hat = 'hr' and h.valid @> today
          and h.scope_authority is null and h.scope_unit is null and h.staff_id <> b.staff_id
        union all
        select e.who from (values (b.first_evaluator_id, 'first'), (b.second_evaluator_id, 'second'))
            e (who, step)
        where t.what = 'opinion' and e.who is not null
          -- who is both writes once, as the first
          and (e.step = 'first' or e.who is distinct from b.first_evaluator_id)
          -- an extension asks each of them anew
          and not exists (select from probation_opinion o
                          where o.probation_id = b.id and o.step = e.step
                            and o.at >= coalesce((select max(n.at) from probation_extension n
                                                  where n.probation_id = b.id), '-infinity'))) x
    where b.ends_on >= today and t.due_on <= today + 60
      and not exists (select from probation_decision d where d.probation_id = b.id)
$$;

create function transfer_tasks(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    -- handovers, until the result is confirmed; whoever has left writes none
    select h.author_id, 'handover', h.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, h.due_on, '/handovers'
    from handover h join sheet s on s.id = h.sheet_id join cycle c on c.id = s.cycle_id
    join staff p on p.id = s.subject_id join staff a on a.id = h.author_id
    where h.done_at is null and h.waived_at is null
      and s.state not in ('excluded', 'confirmed', 'disclosed')
      and (a.left_on is null or a.left_on >= today)
    union all
    -- what the head of another unit is asked to say of somebody who works there, too
    select g.staff_id, 'outside_opinion', o.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, o.due_on, '/outside-opinions'
    from assignment g join outside_opinion o on o.unit_id = g.unit_id
    join sheet s on s.id = o.sheet_id join cycle c on c.id = s.cycle_id
    join staff p on p.id = s.subject_id
    where g.leads and g.valid @> today and s.subject_id <> g.staff_id
      and s.state not in ('excluded', 'confirmed', 'disclosed')
      and not exists (select from outside_opinion_text t where t.opinion_id = o.id)
    union all
    -- goals to be set anew after a move
    select s.subject_id, 'goal_renewal', s.id, s.cycle_id, c.name, null::text, r.due_on,
           '/sheets/' || s.id || '/goals/edit'
    from sheet s join goal_renewal r on r.sheet_id = s.id join cycle c on c.id = s.cycle_id
    where s.state in ('working', 'working_on') and not renewal_done(s.id, r.agreed_round)
      and not exists (select from goal_renewal n where n.sheet_id = s.id and n.id > r.id)
$$;

create or replace function task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    -- one's own step of a sheet
    select s.subject_id, w.kind, s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, w.kind), '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id
    join (values ('goal_setting', 'goals', '/goals/edit'), ('midterm_report', 'midterm', '/midterm'),
                 ('self_assessment', 'self', '/self-assessment')) w (state, kind, page)
        on w.state = s.state
    where coalesce(opens_on(s.id, s.cycle_id, w.kind) <= today, true)
    union all
    -- an evaluator's step; those on probation are waited for one by one, short sheets by their term.
    -- First and second evaluators apart, so that one person's lines are found by an index
    select s.first_evaluator_id, w.kind, s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, w.kind),
           '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id and c.kind not in ('short', 'probation')
    join staff p on p.id = s.subject_id
    join (values ('goal_review', 'goal_review', '/goal-review'),
                 ('midterm_review', 'midterm_review', '/midterm-review'),
                 ('first_review', 'first', '/review')) w (state, kind, page) on w.state = s.state
    where s.first_evaluator_id is not null
    union all
    select s.second_evaluator_id, w.kind, s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, w.kind),
           '/sheets/' || s.id || w.page
    from sheet s join cycle c on c.id = s.cycle_id and c.kind not in ('short', 'probation')
    join staff p on p.id = s.subject_id
    join (values ('goal_review', 'goal_review', '/goal-review'),
                 ('midterm_review', 'midterm_review', '/midterm-review'),
                 ('second_review', 'second', '/review')) w (state, kind, page) on w.state = s.state
    where s.second_evaluator_id is not null
      and (s.state = 'second_review' or s.first_evaluator_id is null)
    union all
    select s.first_evaluator_id, 'short_first', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'first'),
           '/reviews/short?step=first'
    from sheet s join cycle c on c.id = s.cycle_id and c.kind = 'short'
    join staff p on p.id = s.subject_id
    where s.state = 'first_review' and s.first_evaluator_id is not null
      and opens_on(s.id, s.cycle_id, 'first') <= today
    union all
    select s.second_evaluator_id, 'short_second', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'second'),
           '/reviews/short?step=second'
    from sheet s join cycle c on c.id = s.cycle_id and c.kind = 'short'
    join staff p on p.id = s.subject_id
    where s.state = 'second_review' and s.second_evaluator_id is not null
      and opens_on(s.id, s.cycle_id, 'second') <= today
    union all
    -- the other seats of a route
    select s.assistant_id, 'assistance', s.id, s.cycle_id, c.name,
           p.family_name || ' ' || p.given_name, due_on(s.id, s.cycle_id, 'first'), '/assistance'
    from sheet s join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
    where s.assistant_id is not null and s.state in ('self_assessment', 'first_review')
      and not exists (select from assistance a where a.sheet_id = s.id)
    union all
    select s.calibrator_id, 'calibration', s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, 'calibration'), '/hr/cycles/' || s.cycle_id || '/calibration'
    from sheet s join cycle c on c.id = s.cycle_id
    where s.calibrator_id is not null and s.state = 'calibration'
    union all
    select s.confirmer_id, 'confirmation', s.id, s.cycle_id, c.name, null,
           due_on(s.id, s.cycle_id, 'confirmation'), '/hr/cycles/' || s.cycle_id || '/confirmation'
    from sheet s join cycle c on c.id = s.cycle_id
    where s.confirmer_id is not null and s.state = 'confirmation'
    union all
    -- questions to an evaluator about a complaint
    select q.asked_of, 'statement', q.id, null, c.number, null, q.due_on, '/statements/' || q.id
    from complaint_question q join complaint c on c.id = q.complaint_id
    where c.state in ('consultation', 'hearing', 'committee')
      and not exists (select from complaint_answer a where a.question_id = q.id)
    union all
    -- records of interviews that wait for the person's confirmation
    select s.subject_id, 'interview_confirmation', v.id, s.cycle_id, c.name, v.kind, v.confirm_by,
           '/interviews/' || v.id
    from sheet s join cycle c on c.id = s.cycle_id join interview_view v on v.sheet_id = s.id
    where v.confirmed_on is null and v.closes_on >= today and v.confirm_by is not null
      and v.held_on > today - 120 and s.state <> 'excluded'
    union all
    select * from probation_tasks(today)
    union all
    select * from transfer_tasks(today)
$$;
grant execute on function probation_tasks, transfer_tasks to jinzai_app;

-- What else people and 職员課 are told of because of moves: one's own move, and the desks of 職員課.
create or replace function transfers_waiting(who bigint, hr boolean, today date) returns json
language sql stable as $$
    select json_build_object(
        -- one's own move, from the day it is told
        'own', (select coalesce(json_agg(json_build_array(o.effective_on, l.kind,
                       concat_ws(' ', v.name, l.post), l.destination) order by o.effective_on), '[]')
                from personnel_order o join order_line l on l.order_id = o.id
                left join unit_version v on v.unit_id = l.unit_id and v.valid @> o.effective_on
                where l.staff_id = who and o.state = 'decided' and o.announce_on <= today),
        'due', (select json_build_array(count(*), min(o.effective_on)) from personnel_order o
                where hr and o.state = 'decided' and o.effective_on <= today),
        'late', (select count(*) from handover h join staff p on p.id = h.author_id
                 join sheet s on s.id = h.sheet_id
                 where hr and h.done_at is null and h.waived_at is null
                   and s.state not in ('excluded', 'confirmed', 'disclosed')
                   and (h.due_on < today or p.left_on < today)),
        'papers', (select json_build_array(count(*), min(o.due_on)) from outside_opinion o
                   join sheet s on s.id = o.sheet_id
                   where hr and s.state not in ('excluded', 'confirmed', 'disclosed')
                     and not exists (select from outside_opinion_text t where t.opinion_id = o.id)
                     and (o.destination is not null or leads_on(o.unit_id, today) is null
                          or leads_on(o.unit_id, today) = s.subject_id)))
$$;

-- When those are reminded of; the new kinds stand beside their like.
insert into reminder_rule (place, task, before_days, on_day, after_days)
values (101, 'probation_review', '{7,1}', true, '{1,3}'),
       (102, 'handover', '{3}', true, '{1,3}'),
       (103, 'outside_opinion', '{7,1}', false, '{1,3}'),
       (104, 'goal_renewal', '{7,1}', false, '{1,3,7}');
update reminder_rule r set place = n.place
from (select task, row_number() over (order by case task when 'probation_review' then 14.5
                                                         else place end) as place
      from reminder_rule) n
where n.task = r.task;
