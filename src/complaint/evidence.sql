-- What 職員課 and the committee may draw on: $1 the sheet.
select s.state as "state: SheetState",
  (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name) order by a.place), '[]')
   from ability a where a.framework_id = s.framework_id
   and a.position_code = s.position_code) as "abilities!",
  (select coalesce(json_agg(json_build_object('step', o.step, 'round', o.round,
      'ability', o.ability_id, 'points', o.points, 'comment', o.comment)), '[]')
   from opinion o where o.sheet_id = s.id
   and o.round = (select max(b.round) from submission b
                  where b.sheet_id = s.id and b.step = o.step)) as "opinions!",
  (select coalesce(json_agg(json_build_object('step', r.step, 'kind', r.kind, 'body', r.body)
      order by r.step, r.kind), '[]')
   from remark r where r.sheet_id = s.id
   and r.round = (select max(b.round) from submission b
                  where b.sheet_id = s.id and b.step = r.step)) as "remarks!",
  (select coalesce(json_agg(json_build_object('step', b.step, 'round', b.round,
      'overall', b.overall, 'at', b.at,
      'by', p.family_name || ' ' || p.given_name) order by b.at), '[]')
   from submission b join staff p on p.id = b.by_id where b.sheet_id = s.id) as "submissions!",
  (select coalesce(json_agg(json_build_object('action', m.action, 'at', m.at,
      'by', p.family_name || ' ' || p.given_name, 'reason', m.reason) order by m.place), '[]')
   from passage m left join staff p on p.id = m.by_id where m.sheet_id = s.id) as "passages!",
  (select coalesce(json_agg(json_build_object('version', v.version, 'overall', v.overall,
      'confirmed_at', v.confirmed_at, 'disclosed_at', v.disclosed_at) order by v.version), '[]')
   from result v where v.sheet_id = s.id) as "results!"
from sheet s where s.id = $1
