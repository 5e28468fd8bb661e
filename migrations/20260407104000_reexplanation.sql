-- 再説明 (evaluation.md 1.3; 小鹿野町では必ず行う): before the written complaint the evaluator explains
-- the result once more, where the city offers or asks for it. Silence blocks nobody: after a number of
-- working days, and on the last day of one's time, one may file without it.
alter table complaint_rule
    add column reexplanation text not null default 'none'
        check (reexplanation in ('none', 'offered', 'required')),
    -- 開庁日 an evaluator has
    add column reexplanation_days smallint not null default 5
        check (reexplanation_days between 1 and 60);

-- One about one result: asked for by the person, held by the evaluator.
create table reexplanation (
    id bigint generated always as identity primary key,
    sheet_id bigint not null,
    result_version smallint not null,
    -- what the person wants to have explained; may be empty
    words text not null check (char_length(words) <= 400),
    asked_at timestamptz not null,
    -- after this day one may file without it
    due_on date not null,
    held_on date,
    held_by bigint references staff,
    held_at timestamptz,
    foreign key (sheet_id, result_version) references result (sheet_id, version),
    unique (sheet_id, result_version),
    check ((held_on is null) = (held_by is null) and (held_on is null) = (held_at is null))
);
revoke update, delete on reexplanation from jinzai_app;
grant update (held_on, held_by, held_at) on reexplanation to jinzai_app;

create function reexplanation_stays() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
    if old.held_on is not null then
        raise exception 're-explanation % is recorded', old.id;
    end if;
    if new.held_on < (old.asked_at at time zone 'Asia/Tokyo')::date then
        raise exception 're-explanation % was not held before it was asked for', old.id;
    end if;
    return new;
end $$;
create trigger reexplanation_stays before update on reexplanation
    for each row execute function reexplanation_stays();

-- The rule of a day, as the program reads it.
create function complaint_rule_on(day date) returns json
language sql stable set search_path = pg_catalog, public as $$
    select json_build_object('starts', r.starts, 'unit', r.unit, 'number', r.number,
        'petition_unit', r.petition_unit, 'petition_number', r.petition_number,
        'moves_on', r.moves_on, 'statement_days', r.statement_days,
        'committee_size', r.committee_size, 'not_arguable', r.not_arguable,
        'reexplanation', r.reexplanation, 'reexplanation_days', r.reexplanation_days)
    from complaint_rule r where r.valid @> complaint_rule_on.day
$$;

-- The day a result was explained: in the feedback interview, or again since.
create or replace function complaint_explained_on(sheet bigint) returns date
language sql stable as $$
    select max(e.day) from (
        select i.held_on as day from interview i
        where i.sheet_id = sheet and i.kind = 'feedback'
          and exists (select from interview_sending s where s.interview_id = i.id)
        union all
        select r.held_on from reexplanation r where r.sheet_id = sheet and r.held_on is not null) e
$$;

-- Who explains: the first evaluator, else the second.
create function reexplanation_tasks(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select coalesce(s.first_evaluator_id, s.second_evaluator_id), 'reexplanation', r.id, s.cycle_id,
           c.name, p.family_name || ' ' || p.given_name, r.due_on, '/reexplanations/' || r.id
    from reexplanation r join sheet s on s.id = r.sheet_id join cycle c on c.id = s.cycle_id
    join staff p on p.id = s.subject_id
    where r.held_on is null and r.due_on > today - 60
      and coalesce(s.first_evaluator_id, s.second_evaluator_id) is not null
$$;
create or replace function task_list(today date)
returns table (person_id bigint, kind text, subject_id bigint, cycle_id bigint, name text,
               about text, due_on date, link text)
language sql stable as $$
    select * from sheet_tasks(today)
    union all
    select * from goal_tasks(today)
    union all
    select * from reexplanation_tasks(today)
$$;
grant execute on function complaint_rule_on, reexplanation_tasks to jinzai_app;

update reminder_rule set place = place + 1
where place >= (select place from reminder_rule where task = 'statement');
insert into reminder_rule (place, task, before_days, on_day, after_days)
select place - 1, 'reexplanation', '{1}', true, '{1}' from reminder_rule where task = 'statement';

-- What waits for somebody because of a complaint, with the explanations that were asked for.
create or replace function complaint_waiting(person bigint, hr boolean, today date) returns json
language sql stable as $$
    select json_build_object(
        'questions', (select coalesce(json_agg(json_build_array(q.id, q.due_on)
                             order by q.due_on), '[]')
                      from complaint_question q
                      join complaint c on c.id = q.complaint_id
                      where q.asked_of = person and c.state in ('consultation', 'hearing', 'committee')
                        and not exists (select from complaint_answer a where a.question_id = q.id)),
        'explaining', (select coalesce(json_agg(json_build_array(t.subject_id, t.about, t.due_on)
                              order by t.due_on), '[]')
                       from reexplanation_tasks(today) t where t.person_id = person),
        'cases', (select count(*) from complaint c
                  where hr and c.state in ('consultation', 'hearing', 'committee', 'decided')
                    and complaint_bar(c.id, person) is distinct from 'own'
                    and complaint_bar(c.id, person) is distinct from 'evaluated'),
        'judging', (select coalesce(json_agg(json_build_array(c.id, c.number) order by c.id), '[]')
                    from complaint_member m join complaint c on c.id = m.complaint_id
                    where m.staff_id = person and m.ended_at is null and c.state = 'committee'),
        'own', (select coalesce(json_agg(json_build_array(c.id, c.number, c.state,
                           c.petition_due_on) order by c.id), '[]')
                from complaint c
                where c.subject_id = person
                  and (c.state = 'answered' and c.petition_due_on >= today)),
        'notices', (select coalesce(json_agg(json_build_array(n.id, c.number, n.role)
                           order by n.id), '[]')
                    from complaint_notice n join complaint c on c.id = n.complaint_id
                    where n.recipient_id = person
                      and n.at > (today - 14)::timestamp at time zone 'Asia/Tokyo'))
$$;
