-- The board of a year: $1 which, $2 department, $3 position, $4 who looks (never their own card),
-- $5 the 調整者, or a deputy of one on $7, whose sheets alone are shown, if not all are, $6 what the
-- averages are grouped by, $8 whether points are asked for.
with shown as (
    select s.id, s.subject_id, s.section_id, s.unit_id, s.department_id, s.position_code,
           s.framework_id, s.state, s.first_evaluator_id, s.second_evaluator_id, s.calibrator_id,
           s.scoring_rule_set_id,
           g.given, g.overall, g.move_id, g.step, g.round
    from sheet s join calibrated_grade_view g on g.sheet_id = s.id
    where s.cycle_id = $1 and s.state in ('calibration', 'confirmation', 'confirmed', 'disclosed')
      and ($2::bigint is null or s.department_id = $2)
      and ($3::text is null or s.position_code = $3) and s.subject_id <> $4
      and ($5::bigint is null or sits_in(s.id, 'calibrator', s.calibrator_id, $5, $7))),
cards as (
    select s.*, p.family_name || ' ' || p.given_name as name, d.name as department,
           coalesce(t.name, d.name) as section, o.name as position,
           d.place as dplace, t.place as tplace, o.rank, p.family_kana, p.given_kana,
           f.family_name || ' ' || f.given_name as first,
           e.family_name || ' ' || e.given_name as second,
           (select q.family_name || ' ' || q.given_name from staff q
            where q.id = s.calibrator_id and q.id <> $5) as standing_in
    from shown s
    join cycle c on c.id = $1
    join staff p on p.id = s.subject_id
    join position o on o.framework_id = s.framework_id and o.code = s.position_code
    join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
    left join unit_version t on t.unit_id = s.section_id and t.valid @> c.base_date
    left join staff f on f.id = s.first_evaluator_id
    left join staff e on e.id = s.second_evaluator_id),
-- who has not come to the board, and who is left out
missing as (
    select s.* from sheet s
    where s.cycle_id = $1 and s.subject_id <> $4
      and s.state not in ('calibration', 'confirmation', 'confirmed', 'disclosed')
      and ($2::bigint is null or s.department_id = $2)
      and ($3::text is null or s.position_code = $3)
      and ($5::bigint is null or sits_in(s.id, 'calibrator', s.calibrator_id, $5, $7))),
-- the overall grade after each step a sheet has behind it: the rounds themselves, never a copy
stood as (
    select case $6::text when 'department' then d.name when 'section' then coalesce(t.name, d.name)
                         when 'position' then o.name
                         else e.family_name || ' ' || e.given_name end as name,
           case $6::text when 'position' then o.rank else d.place end as first_place,
           case $6::text when 'department' then 0 when 'position' then 0
                         else coalesce(t.place, -1) end as second_place,
           case when s.state <> 'first_review' then f.overall end as first,
           case when s.state not in ('first_review', 'second_review') then g.given end as second,
           case when s.state not in ('first_review', 'second_review') then g.overall end
               as calibrated,
           case when s.state in ('confirmed', 'disclosed') then r.overall end as confirmed
    from sheet s
    join cycle c on c.id = $1
    join position o on o.framework_id = s.framework_id and o.code = s.position_code
    join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
    join staff e on e.id = coalesce(s.first_evaluator_id, s.second_evaluator_id)
    left join unit_version t on t.unit_id = s.section_id and t.valid @> c.base_date
    left join lateral (select b.overall from submission b
                       where b.sheet_id = s.id and b.step = 'first'
                       order by b.round desc limit 1) f on true
    left join calibrated_grade_view g on g.sheet_id = s.id
    left join lateral (select v.overall from result v where v.sheet_id = s.id
                       order by v.version desc limit 1) r on true
    where s.cycle_id = $1 and s.subject_id <> $4
      and s.state in ('second_review', 'calibration', 'confirmation', 'confirmed', 'disclosed')
      and ($2::bigint is null or s.department_id = $2)
      and ($3::text is null or s.position_code = $3)
      and ($5::bigint is null or sits_in(s.id, 'calibrator', s.calibrator_id, $5, $7)))
select c.name, exists (select from cycle_step w where w.cycle_id = c.id
                       and w.step = 'calibration') as "held!",
  (select coalesce(json_agg(json_build_array(v.unit_id, v.name) order by v.place), '[]')
   from unit_version v where v.level = 'department' and v.valid @> c.base_date) as "departments!",
  (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
   from position p where p.framework_id = c.framework_id) as "positions!",
  (select coalesce(json_agg(json_build_array(g.points, g.word) order by g.points desc), '[]')
   from cycle_grade g where g.cycle_id = c.id) as "grades!",
  (select coalesce(json_agg(json_build_object('sheet', k.id, 'name', k.name,
          'department', k.department, 'section', k.section, 'position', k.position,
          'position_code', k.position_code, 'first', k.first, 'second', k.second, 'state', k.state, 'given', k.given,
          'overall', k.overall, 'move', k.move_id,
          'standing_in', k.standing_in,
          'first_overall', (select b.overall from submission b where b.sheet_id = k.id
                            and b.step = 'first' order by b.round desc limit 1),
          -- of the items, abilities or goals, found by their keys for each card
          'own_mean', (select round(avg(x.points) * 100)
                       from (select max(b.round) as round from submission b
                             where b.sheet_id = k.id and b.step = 'self') l
                       cross join lateral item_points(k.id, 'self', l.round) x),
          'mean', (select round(avg(x.points) * 100) from item_points(k.id, k.step, k.round) x),
          'set', case when $8 then (select r.id from scoring_rule_set r
                  where r.id = coalesce(k.scoring_rule_set_id, c.scoring_rule_set_id)
                    and r.family = 'scored') end,
          'items', coalesce((select json_agg(json_build_array(o.ability_id, o.points))
                   from opinion o where $8 and o.sheet_id = k.id and o.step = k.step
                     and o.round = k.round), '[]'),
          'goals', coalesce((select json_agg(json_build_object('weight', g.weight,
                           'grade', o.points, 'difficulty', case d.difficulty when 'easy'
                           then 'low' else d.difficulty end) order by g.place)
                   from goal_opinion o
                   join goal g on g.sheet_id = o.sheet_id and g.round = o.goals_round
                        and g.slot = o.slot
                   join goal_decision d on d.sheet_id = o.sheet_id
                        and d.goals_round = o.goals_round and d.slot = o.slot
                        and d.round = (select max(n.round) from goal_decision n
                                       where n.sheet_id = o.sheet_id)
                   where $8 and o.sheet_id = k.id and o.step = k.step and o.round = k.round),
                   '[]'),
          'interviewed', (select i.held_on from closing_interview_view i where i.sheet_id = k.id),
          'last', (select r.overall from result r join cycle y on y.id = r.cycle_id
                   where r.subject_id = k.subject_id and y.fiscal_year = c.fiscal_year - 1
                     and y.kind = c.kind and y.term = c.term order by r.version desc limit 1))
          order by k.dplace, k.tplace nulls first, k.rank, k.family_kana collate "C",
                   k.given_kana collate "C", k.id), '[]')
   from cards k) as "cards!",
  (select coalesce(json_agg(json_build_object('id', m.id, 'sheet', m.sheet_id, 'name', k.name,
          'from', m.from_points, 'to', m.to_points, 'reason', m.reason, 'agreed', m.agreed,
          'by', p.family_name || ' ' || p.given_name
              || coalesce((select '（' || q.family_name || ' ' || q.given_name || 'の代理）'
                           from staff q where q.id = m.for_id), ''), 'at', m.at, 'undone', u.move_id is not null,
          'last', coalesce(m.id = k.move_id and k.state = 'calibration', false)) order by m.id desc), '[]')
   from calibration_move m join cards k on k.id = m.sheet_id
   join staff p on p.id = m.by_id
   left join calibration_undo u on u.move_id = m.id) as "moves!",
  (select count(*) from missing m where m.state <> 'excluded') as "unfinished!",
  (select count(*) from missing m where m.state = 'second_review') as "reviewed!",
  (select coalesce(json_agg(w.row order by w.dplace, w.tplace nulls first, w.rank, w.kana, w.id),
                   '[]')
   from (select m.id, d.place as dplace, t.place as tplace, o.rank,
                (p.family_kana || ' ' || p.given_kana) collate "C" as kana,
                json_build_object('name', p.family_name || ' ' || p.given_name,
                    'section', coalesce(t.name, d.name), 'position', o.name, 'state', m.state,
                    -- why somebody is not evaluated may be their health or their family
                    'exclusion', case when $5::bigint is null then m.exclusion end,
                    'first', f.family_name || ' ' || f.given_name,
                    'second', e.family_name || ' ' || e.given_name) as row
         from missing m
         join staff p on p.id = m.subject_id
         join position o on o.framework_id = m.framework_id and o.code = m.position_code
         join unit_version d on d.unit_id = m.department_id and d.valid @> c.base_date
         left join unit_version t on t.unit_id = m.section_id and t.valid @> c.base_date
         left join staff f on f.id = m.first_evaluator_id
         left join staff e on e.id = m.second_evaluator_id
         -- more names than a page holds are not listed at all
         limit 251) w) as "waiting!",
  (select coalesce(json_agg(scoring_rules(r.id)), '[]') from scoring_rule_set r
   where r.family = 'scored'
     and r.id in (select c.scoring_rule_set_id union
                  select k.scoring_rule_set_id from shown k)) as "sets!",
  (select coalesce(json_agg(json_build_array(q.overall, q.n)), '[]')
   from (select g.overall, count(*) as n from sheet s
         join calibrated_grade_view g on g.sheet_id = s.id
         where s.cycle_id = c.id and ($3::text is null or s.position_code = $3)
           and s.state in ('calibration', 'confirmation', 'confirmed', 'disclosed')
         group by g.overall) q) as "city!",
  (select coalesce(json_agg(json_build_array(t.overall, t.people)), '[]')
   from (select t.overall, sum(t.people)::bigint as people from result_tally t
         join cycle y on y.id = t.cycle_id and y.fiscal_year = c.fiscal_year - 1
              and y.kind = c.kind and y.term = c.term
         where t.department_id is not distinct from $2
           and ($3::text is null or t.position_code = $3)
         group by t.overall having sum(t.people) > 0) t) as "last_year!",
  (select coalesce(json_agg(json_build_object('name', a.name, 'sums', json_build_array(
          json_build_array(a.first, a.n_first), json_build_array(a.second, a.n_second),
          json_build_array(a.calibrated, a.n_calibrated),
          json_build_array(a.confirmed, a.n_confirmed)))
          order by a.first_place, a.second_place, a.name), '[]')
   from (select name, min(first_place) as first_place, min(second_place) as second_place,
                coalesce(sum(first), 0) as first, count(first) as n_first,
                coalesce(sum(second), 0) as second, count(second) as n_second,
                coalesce(sum(calibrated), 0) as calibrated, count(calibrated) as n_calibrated,
                coalesce(sum(confirmed), 0) as confirmed, count(confirmed) as n_confirmed
         from stood group by grouping sets ((name), ())) a) as "standings!",
  (select coalesce(json_agg(json_build_object('held_on', x.held_on, 'participants',
          x.participants, 'record', x.record,
          'people', (select coalesce(json_agg(json_build_array(m.name, m.post) order by m.place),
                     '[]') from calibration_participant m where m.session_id = x.id), 'department', v.name,
          'by', p.family_name || ' ' || p.given_name) order by x.held_on desc, x.id desc), '[]')
   from calibration_session x join staff p on p.id = x.by_id
   left join unit_version v on v.unit_id = x.department_id and v.valid @> c.base_date
   where x.cycle_id = c.id and ($2::bigint is null or x.department_id is null
                                or x.department_id = $2)
     and ($5::bigint is null or x.by_id = $5)) as "sessions!"
from cycle c where c.id = $1
