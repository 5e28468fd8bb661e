-- What 職員課 and the committee may draw on: $1 the sheet.
select s.state as "state: SheetState", y.kind = 'performance' as "of_goals!",
  case when y.kind = 'performance' then
    -- the goals agreed on; as items they have negative numbers
    (select coalesce(json_agg(json_build_object('id', -g.slot, 'name', g.what, 'how', g.how,
            'due_on', g.due_on, 'level', g.level, 'weight', g.weight,
            'difficulty', coalesce(d.difficulty, g.difficulty))
            order by g.place), '[]')
     from goal g
     left join goal_decision d on d.sheet_id = g.sheet_id and d.slot = g.slot
          and d.round = (select max(n.round) from goal_decision n where n.sheet_id = g.sheet_id)
     where g.sheet_id = s.id and g.round = agreed_goals(s.id))
  else
    (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) order by a.place), '[]')
     from ability a where a.framework_id = s.framework_id
     and a.position_code = s.position_code) end as "items!",
  (select coalesce(json_agg(json_build_array(g.points, g.word)), '[]')
   from cycle_grade g where g.cycle_id = s.cycle_id) as "scale!",
  (select coalesce(json_agg(json_build_object('step', o.step, 'item', o.item,
      'points', o.points, 'comment', o.comment)), '[]')
   from (select o.step, o.round, o.ability_id as item, o.points, o.comment from opinion o
         where o.sheet_id = s.id
         union all
         select o.step, o.round, -o.slot, o.points, o.comment from goal_opinion o
         where o.sheet_id = s.id) o
   where o.round = (select max(b.round) from submission b
                    where b.sheet_id = s.id and b.step = o.step)) as "opinions!",
  (select coalesce(json_agg(json_build_object('step', r.step, 'kind', r.kind, 'body', r.body)
      order by r.step, r.kind), '[]')
   from remark r where r.sheet_id = s.id
   and r.round = (select max(b.round) from submission b
                  where b.sheet_id = s.id and b.step = r.step)) as "remarks!",
  (select coalesce(json_agg(json_build_object('step', e.step, 'body', e.body,
      'points', e.points)), '[]')
   from extra_work e where e.sheet_id = s.id
   and e.round = (select max(b.round) from submission b
                  where b.sheet_id = s.id and b.step = e.step)) as "extras!",
  (select coalesce(json_agg(json_build_object('step', d.step, 'reason', d.reason)), '[]')
   from score_deviation d where d.sheet_id = s.id
   and d.round = (select max(b.round) from submission b
                  where b.sheet_id = s.id and b.step = d.step)) as "deviations!",
  midterm_of(s.id) as "midterm!",
  (select coalesce(json_agg(json_build_object('step', b.step, 'round', b.round,
      'overall', b.overall, 'at', b.at,
      'by', p.family_name || ' ' || p.given_name) order by b.at), '[]')
   from submission b join staff p on p.id = b.by_id where b.sheet_id = s.id) as "submissions!",
  (select coalesce(json_agg(json_build_object('action', m.action, 'at', m.at,
      'by', p.family_name || ' ' || p.given_name, 'reason', m.reason) order by m.at, m.place), '[]')
   from (select m.action, m.at, m.by_id, m.reason, m.place from passage m where m.sheet_id = s.id
         union all
         -- what the calibration did to the grade, and what of it was taken back
         select 'calibrate', m.at, m.by_id,
                concat('全体の評価 ', m.from_points, '→', m.to_points, '：', m.reason), 0
         from calibration_move m where m.sheet_id = s.id
         union all
         select 'calibrate_undo', u.at, u.by_id,
                concat('全体の評価 ', m.to_points, '→', m.from_points), 0
         from calibration_undo u join calibration_move m on m.id = u.move_id
         where m.sheet_id = s.id) m
   left join staff p on p.id = m.by_id) as "passages!",
  (select coalesce(json_agg(json_build_object('version', v.version, 'overall', v.overall,
      'confirmed_at', v.confirmed_at, 'disclosed_at', v.disclosed_at, 'items',
      (select coalesce(json_agg(json_build_array(i.item, i.points)), '[]')
       from (select i.ability_id as item, i.points from result_item i
             where i.sheet_id = v.sheet_id and i.version = v.version
             union all
             -- what the last evaluator gave the goals became the result
             select -o.slot, o.points from goal_opinion o
             where o.sheet_id = v.sheet_id and o.round = v.round
               and o.step = case when s.second_evaluator_id is null then 'first'
                                 else 'second' end) i)) order by v.version), '[]')
   from result v where v.sheet_id = s.id) as "results!"
from sheet s join cycle y on y.id = s.cycle_id where s.id = $1
