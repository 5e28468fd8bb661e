-- The home of everybody asked for the years of 職員課 as well. With them in its text PostgreSQL made
-- a new plan at every look, which took longer than the look itself; apart, the plan is made once.
create function office_years(today date) returns json language sql stable as $$
    select coalesce(json_agg(g), '[]') from (
        select c.id, c.name, c.opened_at is not null as opened,
               (select count(*) from sheet s where s.cycle_id = c.id
                and s.state = 'confirmation' and s.confirmer_id is null) as confirmation,
               (select count(*) from sheet s where s.cycle_id = c.id
                and s.state = 'calibration' and s.calibrator_id is null) as calibration,
               (select w.due_on from cycle_step w where w.cycle_id = c.id
                and w.step = 'calibration') as calibrate_by,
               (select count(*) from sheet s where s.cycle_id = c.id
                and s.state = 'confirmed') as confirmed,
               (select count(*) from evaluation_progress_view v where v.cycle_id = c.id
                and v.due_on < office_years.today) as overdue,
               (select w.due_on from cycle_step w where w.cycle_id = c.id
                and w.step = 'confirmation') as confirm_by,
               (select w.due_on from cycle_step w where w.cycle_id = c.id
                and w.step = 'disclosure') as disclose_by
        from cycle c
        where c.opened_at is null or exists (
            select from sheet s where s.cycle_id = c.id
            and s.state <> 'disclosed' and s.state <> 'excluded')
        order by c.fiscal_year desc) g
$$;
grant execute on function office_years to jinzai_app;

-- One talk between two people, one record: the evaluations of a person that end on the same day and
-- are led by the same evaluator belong together. An interview at the end of one of them counts for
-- all, and so does a development plan. (The first of two half years ends by itself.) As a function
-- this was planned and begun anew for every row of a list.
create view sheet_together_view as
    select s.id as sheet_id, o.id as other_id
    from sheet s join cycle c on c.id = s.cycle_id
    join sheet o on o.subject_id = s.subject_id
    join cycle k on k.id = o.cycle_id
    where o.id = s.id
       or (upper(k.period) = upper(c.period) and k.opened_at is not null
           and c.kind in ('ability', 'performance') and k.kind in ('ability', 'performance')
           and o.state <> 'excluded'
           and coalesce(o.first_evaluator_id, o.second_evaluator_id)
               = coalesce(s.first_evaluator_id, s.second_evaluator_id));

-- The day of the closing talk that has been recorded, here or with a sheet that belongs to it.
create view closing_interview_view as
    select t.sheet_id, min(i.held_on) as held_on
    from sheet_together_view t join interview i on i.sheet_id = t.other_id
    where i.kind = 'closing' and i.shared <> ''
    group by t.sheet_id;
drop function closing_interview_on;
drop function sheets_together;
grant select on sheet_together_view, closing_interview_view to jinzai_app;

-- Evaluators are found once for an announcement, not once for each person.
create or replace function announcement_audience(a_unit bigint, a_position text, a_employment text,
                                                 a_evaluators boolean, today date)
returns setof bigint language sql stable as $$
    with recursive below as (
        select a_unit as unit_id where a_unit is not null
        union
        select v.unit_id from below join unit_version v
            on v.parent_id = below.unit_id and v.valid @> today)
    select s.id from staff s
    where s.hired_on <= today and (s.left_on is null or s.left_on >= today)
      and (a_employment is null or employment_on(s.id, today) = a_employment)
      and (a_unit is null or exists (
          select from assignment a join below b on b.unit_id = a.unit_id
          where a.staff_id = s.id and a.valid @> today))
      and (a_position is null or exists (
          select from assignment a where a.staff_id = s.id and a.kind = 'main'
          and a.valid @> today and a.position_code = a_position))
      and (not a_evaluators or s.id in (
          select t.first_evaluator_id from sheet t where t.state not in ('disclosed', 'excluded')
          union
          select t.second_evaluator_id from sheet t where t.state not in ('disclosed', 'excluded')))
$$;
create or replace function announcements_for(person bigint, today date) returns setof announcement
language sql stable as $$
    with recursive up as (
        select a.unit_id from assignment a where a.staff_id = person and a.valid @> today
        union
        select v.parent_id from up join unit_version v on v.unit_id = up.unit_id and v.valid @> today
        where v.parent_id is not null)
    select n.* from announcement n join staff s on s.id = person
    where n.ended_at is null and today between n.from_on and n.until_on
      and (n.unit_id is null or n.unit_id in (select unit_id from up))
      and (n.employment is null or n.employment = employment_on(s.id, today))
      and (n.position_code is null or exists (
          select from assignment a where a.staff_id = person and a.kind = 'main'
          and a.valid @> today and a.position_code = n.position_code))
      and (not n.evaluators
           or exists (select from sheet t where t.first_evaluator_id = person
                      and t.state not in ('disclosed', 'excluded'))
           or exists (select from sheet t where t.second_evaluator_id = person
                      and t.state not in ('disclosed', 'excluded')))
$$;
