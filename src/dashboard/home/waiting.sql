-- What waits for one person: $1 who, $2 now, $3 today, $4 whether they are of 職員課.
with task as (select * from task_list($3) t where t.person_id = $1),
mine as (
    select s.*, c.name as cycle_name, c.fiscal_year, c.kind from sheet s
    join cycle c on c.id = s.cycle_id
    where s.subject_id = $1 and s.state <> 'excluded' and (s.state <> 'disclosed'
                                 or s.state_since > $2::timestamptz - interval '60 days')),
theirs as (
    select s.*, 'first' as step, 'first_review' as turn from sheet s
    join cycle c on c.id = s.cycle_id
    where s.first_evaluator_id = $1 and s.state not in ('excluded', 'disclosed') and c.kind <> 'short'
    union all
    select s.*, 'second', 'second_review' from sheet s
    join cycle c on c.id = s.cycle_id
    where s.second_evaluator_id = $1 and s.state not in ('excluded', 'disclosed') and c.kind <> 'short'
    union all
    select s.*, 'goal_review', 'goal_review' from sheet s
    where coalesce(s.first_evaluator_id, s.second_evaluator_id) = $1 and s.state = 'goal_review'
    union all
    select s.*, 'midterm_review', 'midterm_review' from sheet s
    where coalesce(s.first_evaluator_id, s.second_evaluator_id) = $1
      and s.state = 'midterm_review')
select
  (select coalesce(json_agg(json_build_object('id', s.id, 'name', s.cycle_name,
      'state', s.state, 'returned', s.returned,
      'asked', exists (select from task k where k.subject_id = s.id
                       and k.kind in ('goals', 'midterm', 'self')),
      'abilities', case when s.kind = 'performance' then (select count(*) from goal g
              where g.sheet_id = s.id and g.round = agreed_goals(s.id))
          else (select count(*) from ability a where a.framework_id = s.framework_id
                    and a.position_code = s.position_code) end,
      'written', (select count(*) from draft d where d.sheet_id = s.id
                  and d.writer_id = s.subject_id and d.step = 'self' and d.field like 'grade-%' and d.value <> ''),
      'due_on', due_on(s.id, s.cycle_id,
          case s.state when 'goal_setting' then 'goals' when 'midterm_report' then 'midterm'
                       else 'self' end),
      -- why it came back: what 職員課 did to it since (a later date, another evaluator) left it there
      'reason', (select p.reason from passage p where p.sheet_id = s.id and s.returned
                 and p.from_state is distinct from p.to_state
                 order by p.place desc limit 1),
      'overall', r.overall,
      'word', (select g.word from cycle_grade g where g.cycle_id = s.cycle_id
               and g.points = r.overall),
      'submissions', (select coalesce(json_agg(json_build_object('step', b.step,
              'round', b.round, 'by', '', 'at', b.at)), '[]')
          from submission b where b.sheet_id = s.id),
      'passages', (select coalesce(json_agg(json_build_object('place', m.place,
              'action', m.action, 'from_state', m.from_state, 'to_state', m.to_state,
              'at', m.at) order by m.place), '[]')
          from passage m where m.sheet_id = s.id))
      order by s.fiscal_year desc), '[]')
   from mine s
   left join lateral (select v.overall from result v where v.sheet_id = s.id
                      and s.state = 'disclosed' order by v.version desc limit 1) r on true
  ) as "own!",
  (select coalesce(json_agg(g), '[]') from (
      select t.step, (select count(*) from task k where k.kind = t.step
                      and k.cycle_id = t.cycle_id) as waiting,
             count(*) filter (where t.state in ('calibration', 'confirmation', 'confirmed')
                              or (t.step = 'first' and t.state = 'second_review')) as done,
             count(*) as total,
             coalesce((select min(k.due_on) from task k where k.kind = t.step
                       and k.cycle_id = t.cycle_id), w.due_on) as due_on,
             c.kind = 'performance' as goals, c.name,
             min(t.state_since) filter (where t.state = t.turn) as oldest
      from theirs t
      -- those on probation are waited for one by one
      join cycle c on c.id = t.cycle_id and c.kind <> 'probation'
      left join cycle_step w on w.cycle_id = t.cycle_id and w.step = t.step
      group by t.cycle_id, t.step, w.due_on, c.kind, c.name
      order by c.kind, t.step) g) as "reviewing!",
  (select coalesce(json_agg(g), '[]') from (
      select t.id, p.family_name || ' ' || p.given_name as name, o.name as position,
             t.step, t.state_since as since, t.returned,
             (select count(*) from draft d where d.sheet_id = t.id and d.step = t.step
              and d.writer_id = $1
              and d.field like 'grade-%' and d.value <> '') as written,
             case when exists (select from goal g where g.sheet_id = t.id)
                  then (select count(*) from goal g where g.sheet_id = t.id
                        and g.round = agreed_goals(t.id))
                  else (select count(*) from ability a where a.framework_id = t.framework_id
                        and a.position_code = t.position_code) end as abilities
      from theirs t join staff p on p.id = t.subject_id
      join position o on o.framework_id = t.framework_id and o.code = t.position_code
      where t.state = t.turn
      order by t.returned desc, t.state_since, p.family_kana collate "C", t.id
      limit 8) g) as "people!",
  case when $4 then office_years($3) else '[]' end as "years!",
  (select coalesce(json_agg(g), '[]') from (
      select s.cycle_id as id, c.name,
             (select count(*) from task k where k.kind = 'calibration'
              and k.cycle_id = s.cycle_id) as calibration,
             (select count(*) from task k where k.kind = 'confirmation'
              and k.cycle_id = s.cycle_id) as confirmation,
             (select count(*) from task k where k.kind = 'assistance'
              and k.cycle_id = s.cycle_id) as assistance,
             (select w.due_on from cycle_step w where w.cycle_id = s.cycle_id
              and w.step = 'calibration') as calibrate_by,
             (select w.due_on from cycle_step w where w.cycle_id = s.cycle_id
              and w.step = 'confirmation') as confirm_by,
             (select w.due_on from cycle_step w where w.cycle_id = s.cycle_id
              and w.step = 'first') as assist_by
      from sheet s join cycle c on c.id = s.cycle_id
      where s.calibrator_id = $1 or s.confirmer_id = $1 or s.assistant_id = $1
      group by s.cycle_id, c.name order by s.cycle_id) g) as "seats!",
  (select json_build_array(w.step, w.opens_on) from mine s
   join cycle_step w on w.cycle_id = s.cycle_id
   where w.opens_on > $3 and s.state <> 'disclosed' order by w.opens_on limit 1) as next_step,
  -- the Cabinet Office publishes the next year's holidays in February
  $4::boolean and extract(month from $3::date) >= 2
      and not exists (select from holiday h
                      where extract(year from h.day) = extract(year from $3::date) + 1)
      as "holidays_missing!",
  complaint_waiting($1, $4, $3) as "complaints!",
  probation_waiting($1, $4, $3) as "probations!",
  (select coalesce(json_agg(json_build_array(k.subject_id, k.due_on) order by k.due_on), '[]')
   from task k where k.kind = 'statement') as "questions!",
  (select coalesce(json_agg(json_build_array(k.link, k.about, k.name,
                                             replace(k.kind, 'probation_', ''), k.due_on)
                            order by k.due_on, k.subject_id), '[]')
   -- reminders may begin two months before; a home says what comes in the next
   from task k where k.kind like 'probation%' and k.due_on <= $3 + 30) as "on_probation!",
  -- what waits for several people is one line: with one of them it leads to that sheet
  (select coalesce(json_agg(g), '[]') from (
      select k.kind, k.name, count(*) as waiting, min(k.due_on) as due_on, min(k.link) as link,
             min(k.about) as about
      from task k where k.kind in ('goal_change', 'feedback')
      group by k.kind, k.cycle_id, k.name order by min(k.due_on)) g) as "goals!",
  unread_of($1, $3) as "unread!",
  transfers_waiting($1, $4, $3) as "transfers!",
  (select json_build_object(
      'handovers', (select json_build_array(count(*), min(k.due_on)) from task k
                    where k.kind = 'handover'),
      'opinions', (select json_build_array(count(*), min(k.due_on)) from task k
                   where k.kind = 'outside_opinion'),
      'renewals', (select coalesce(json_agg(json_build_array(k.link, k.name, k.due_on)
                          order by k.due_on, k.subject_id), '[]')
                   from task k where k.kind = 'goal_renewal'))) as "moves!",
  -- what waits in the seats of others, by evaluator; and for 職員課 whose deputy's time is over
  json_build_object(
      'asked', (select coalesce(json_agg(json_build_array(k.about, k.waiting, k.due_on)
                                         order by k.due_on, k.about), '[]')
                from (select t.about, count(*) as waiting, min(t.due_on) as due_on
                      from deputy_task_list($3) t where t.person_id = $1 group by t.about) k),
      'expired', case when $4 then (select count(*) from expired_deputies($3)) else 0 end,
      'proposed', case when $4 then (select count(*) from deputy_proposal o
                                     where o.outcome is null) else 0 end)
      as "deputies!",
  -- short sheets whose time has come, by step
  (select coalesce(json_agg(json_build_object('step', t.step, 'waiting', t.waiting,
          'total', t.total, 'due_on', t.due_on)), '[]')
   from (select w.step, count(*) filter (where w.mine) as waiting, count(*) as total,
                min(w.due_on) filter (where w.mine) as due_on
         from (select t.step,
                      exists (select from task k where k.kind = 'short_' || t.step
                              and k.subject_id = s.id) as mine,
                      due_on(s.id, s.cycle_id, t.step) as due_on
               from sheet s join cycle c on c.id = s.cycle_id and c.kind = 'short'
               cross join lateral (select case when s.first_evaluator_id = $1 then 'first'
                                               else 'second' end as step) t
               where (s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
                 and s.state not in ('excluded', 'disclosed')
                 and opens_on(s.id, s.cycle_id, t.step) <= $3) w
         group by w.step having count(*) filter (where w.mine) > 0) t) as "short!"
