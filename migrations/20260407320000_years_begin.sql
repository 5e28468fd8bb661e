-- A year that is not open yet says when it begins: 職員課 is asked to open it when its time comes.
create or replace function office_years(today date) returns json language sql stable as $$
    select coalesce(json_agg(g), '[]') from (
        select c.id, c.name, c.opened_at is not null as opened,
               case when c.opened_at is null then (
                   select min(w.opens_on) from cycle_step w where w.cycle_id = c.id) end as begins_on,
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
