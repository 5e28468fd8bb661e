-- Everything on a sheet: $1 which; $2 and $3 the evaluator for whom peers or a distribution stand beside it.
with s as (select s.*, c.fiscal_year, c.kind, c.term as half
           from sheet s join cycle c on c.id = s.cycle_id where s.id = $1)
select
  (select coalesce(json_agg(json_build_object('id', a.id, 'code', a.code, 'name', a.name,
          'definition', a.definition, 'viewpoints', a.viewpoints, 'element', e.name,
          'place', a.place)
          order by a.place), '[]')
   from s join ability a on a.framework_id = s.framework_id
                        and a.position_code = s.position_code
   join element e on e.id = a.element_id where s.kind <> 'performance') as "abilities!",
  -- what is graded in a 業績評価 are the goals agreed on; as items they have negative numbers, so
  -- that none is ever taken for an ability
  (select coalesce(json_agg(json_build_object('id', -g.slot, 'code', 'goal-' || g.slot,
          'name', g.what, 'definition', concat(g.level, '（ウエイト', g.weight, '・困難度 ',
              case d.difficulty when 'high' then '◎ 高い' when 'easy' then '△ やさしい'
                                else '○ ふつう' end, '）'),
          'element', '', 'place', g.place, 'grows', g.ability_id, 'worth', json_build_object('weight', g.weight,
              'difficulty', case d.difficulty when 'easy' then 'low' else d.difficulty end))
          order by g.place), '[]')
   from s join goal g on g.sheet_id = s.id and g.round = agreed_goals(s.id)
   left join goal_decision d on d.sheet_id = s.id and d.slot = g.slot
        and d.round = (select max(n.round) from goal_decision n where n.sheet_id = s.id)
   where s.kind = 'performance') as "goals!",
  (select coalesce(json_agg(json_build_object('points', g.points, 'word', g.word,
          'definition', g.definition) order by g.points), '[]')
   from s join cycle_grade g on g.cycle_id = s.cycle_id) as "scale!",
  (select coalesce(json_agg(json_build_object('step', d.step, 'field', d.field,
          'value', d.value, 'version', d.version, 'updated_at', d.updated_at,
          'writer', d.writer_id)), '[]')
   from draft d where d.sheet_id = $1) as "drafts!",
  (select coalesce(json_agg(json_build_object('step', b.step, 'round', b.round,
          'by', p.family_name || ' ' || p.given_name, 'at', b.at, 'overall', b.overall,
          'for', f.family_name || ' ' || f.given_name)
          order by b.at), '[]')
   from submission b join staff p on p.id = b.by_id left join staff f on f.id = b.for_id
   where b.sheet_id = $1)
      as "submissions!",
  (select coalesce(json_agg(json_build_object('step', o.step, 'round', o.round,
          'ability_id', o.ability_id, 'points', o.points, 'comment', o.comment)), '[]')
   from (select o.step, o.round, o.ability_id, o.points, o.comment from opinion o
         where o.sheet_id = $1
         union all
         select o.step, o.round, -o.slot, o.points, o.comment from goal_opinion o
         where o.sheet_id = $1) o) as "opinions!",
  (select coalesce(json_agg(json_build_object('step', r.step, 'round', r.round,
          'kind', r.kind, 'body', r.body)), '[]')
   from remark r where r.sheet_id = $1) as "remarks!",
  (select coalesce(json_agg(json_build_object('code', a.code, 'confirmed', i.points,
          'own', (select o.points from opinion o where o.sheet_id = l.id
                  and o.step = 'self' and o.ability_id = i.ability_id
                  order by o.round desc limit 1),
          'comment', (select o.comment from opinion o where o.sheet_id = l.id
                      and o.step <> 'self' and o.ability_id = i.ability_id
                      order by o.step desc, o.round desc limit 1))), '[]')
   from s
   join cycle c on c.fiscal_year = s.fiscal_year - 1 and c.kind = s.kind
               and c.term = s.half
   join sheet l on l.cycle_id = c.id and l.subject_id = s.subject_id
   -- what was disclosed last, also while it is being corrected
   join result_item i on i.sheet_id = l.id
        and i.version = (select max(v.version) from result v
                         where v.sheet_id = l.id and v.disclosed_at is not null)
   join ability a on a.id = i.ability_id) as "previous!",
  (select coalesce(json_agg(json_build_object('place', m.place, 'action', m.action,
          'from_state', m.from_state, 'to_state', m.to_state,
          'by', p.family_name || ' ' || p.given_name
              || coalesce('（' || f.family_name || ' ' || f.given_name || 'の代理）', ''),
          'at', m.at, 'reason', m.reason)
          order by m.place), '[]')
   from passage m left join staff p on p.id = m.by_id left join staff f on f.id = m.for_id
   where m.sheet_id = $1)
      as "passages!",
  (select coalesce(json_agg(json_build_object('round', m.round,
          'from', m.from_points, 'to', m.to_points,
          'reason', m.reason, 'by', p.family_name || ' ' || p.given_name, 'at', m.at,
          'undone_by', q.family_name || ' ' || q.given_name, 'undone_at', u.at) order by m.id), '[]')
   from calibration_move m join staff p on p.id = m.by_id
   left join calibration_undo u on u.move_id = m.id left join staff q on q.id = u.by_id
   where m.sheet_id = $1) as "calibrated!",
  (select coalesce(json_agg(json_build_object('version', r.version, 'overall', r.overall,
          'round', r.round, 'disclosed', r.disclosed_at is not null, 'items',
          (select coalesce(json_agg(json_build_object('ability_id', i.ability_id,
                  'points', i.points)), '[]')
           from (select i.ability_id, i.points from result_item i
                 where i.sheet_id = r.sheet_id and i.version = r.version
                 union all
                 select -o.slot, o.points from goal_opinion o
                 where o.sheet_id = r.sheet_id and o.round = r.round
                   and o.step = (select case when s.second_evaluator_id is null then 'first'
                                             else 'second' end from s)) i))
          order by r.version desc), '[]')
   from result r where r.sheet_id = $1) as "outcomes!",
  (select facts_of(s.subject_id, s.fiscal_year, s.first_evaluator_id, s.second_evaluator_id)
   from s) as "facts!",
  (select json_build_object('round', a.round, 'body', a.body, 'at', a.at,
          'by', p.family_name || ' ' || p.given_name
              || coalesce((select '（' || f.family_name || ' ' || f.given_name || 'の代理）'
                           from staff f where f.id = a.for_id), ''), 'items',
          (select coalesce(json_agg(json_build_array(i.item, i.body)), '[]')
           from assistance_item i where i.sheet_id = a.sheet_id and i.round = a.round))
   from assistance a join staff p on p.id = a.by_id where a.sheet_id = $1
   order by a.round desc limit 1) as assistance,
  (select coalesce(json_agg(json_build_object('step', e.step, 'round', e.round,
          'body', e.body, 'points', e.points)), '[]')
   from extra_work e where e.sheet_id = $1) as "extras!",
  midterm_of($1) as "midterm!",
  segments_of($1) as segments,
  sheet_scoring($1) as scoring,
  (select coalesce(json_agg(json_build_object('step', d.step, 'round', d.round,
          'reason', d.reason)), '[]')
   from score_deviation d where d.sheet_id = $1) as "reasoned!",
  (select year_scores_of(s.subject_id, s.fiscal_year) from s) as "years!",
  case when $2::bigint is not null then review_peers($1, $2)
       when $3::bigint is not null then review_distribution($1, $3) end as beside
