-- Everything about the goals of a sheet: $1 which; $2 the one beside whose other people it stands.
with s as (select s.*, c.fiscal_year, c.period, c.base_date
           from sheet s join cycle c on c.id = s.cycle_id where s.id = $1)
select lower(s.period) as "first!", upper(s.period) - 1 as "last!",
  (select coalesce(json_agg(json_build_array(a.id, a.name) order by a.place), '[]')
   from ability a where a.framework_id = s.framework_id
                    and a.position_code = s.position_code) as "abilities!",
  (select coalesce(json_agg(json_build_array(v.code, v.name) order by v.code), '[]')
   from (select 'image-' || i.place as code, i.name from image i
         where i.framework_id = s.framework_id
         union all
         select 'norm-' || n.place, n.name from norm n where n.framework_id = s.framework_id) v
  ) as "virtues!",
  (select json_agg(json_build_object('unit', l.unit, 'name', v.name, 'level', v.level, 'goals',
          (select coalesce(json_agg(json_build_object('id', g.goal_id, 'what', g.what,
                  'level', g.level) order by g.place), '[]')
           from unit_goal_version g
           where g.edition_id = (select e.id from unit_goal_edition e
                                 where e.fiscal_year = s.fiscal_year
                                   and e.unit_id is not distinct from l.unit
                                 order by e.edition desc limit 1)))
          order by l.depth)
   from (values (null::bigint, 0), (s.department_id, 1), (s.section_id, 2), (s.unit_id, 3))
        as l (unit, depth)
   left join unit_version v on v.unit_id = l.unit and v.valid @> s.base_date
   where l.depth = 0 or l.unit is not null) as "line!",
  (select coalesce(json_agg(json_build_object('round', b.round, 'at', b.at,
          'reason', h.reason,
          'refused', case when f.round is not null then json_build_object('by',
              p.family_name || ' ' || p.given_name, 'at', f.at,
              'on_behalf', exists (select from passage m where m.sheet_id = f.sheet_id and m.at = f.at
                                     and m.by_id = f.by_id and m.action = 'goal_change_answer'), 'reason', f.reason) end,
          'goals', (select coalesce(json_agg(g order by g.place), '[]') from goal g
                    where g.sheet_id = b.sheet_id and g.round = b.round)) order by b.round), '[]')
   from submission b
   left join goal_change h on h.sheet_id = b.sheet_id and h.round = b.round
   left join goal_refusal f on f.sheet_id = b.sheet_id and f.round = b.round
   left join staff p on p.id = f.by_id
   where b.sheet_id = $1 and b.step = 'goals') as "rounds!",
  (select coalesce(json_agg(d order by d.round, d.slot), '[]')
   from goal_decision d where d.sheet_id = $1) as "decisions!",
  (select coalesce(json_agg(d order by d.goals_round, d.slot), '[]')
   from (select n.goals_round, n.slot, n.difficulty, n.note, n.comment from goal_agreement n
         where n.sheet_id = $1) d) as "agreements!",
  goal_templates_of($1) as "templates!",
  midterm_of($1) as "midterm!",
  (select coalesce(json_agg(json_build_object('step', d.step, 'field', d.field,
          'value', d.value, 'version', d.version, 'updated_at', d.updated_at,
          'writer', d.writer_id)), '[]')
   from draft d where d.sheet_id = $1 and d.step in ('goals', 'goal_review', 'midterm', 'midterm_review')
  ) as "drafts!",
  (select coalesce(json_agg(json_build_object('step', b.step, 'round', b.round,
          'by', p.family_name || ' ' || p.given_name, 'at', b.at, 'overall', b.overall)
          order by b.at), '[]')
   from submission b join staff p on p.id = b.by_id where b.sheet_id = $1) as "submissions!",
  (select coalesce(json_agg(json_build_object('place', m.place, 'action', m.action,
          'from_state', m.from_state, 'to_state', m.to_state,
          'by', p.family_name || ' ' || p.given_name, 'at', m.at, 'reason', m.reason)
          order by m.place), '[]')
   from passage m left join staff p on p.id = m.by_id where m.sheet_id = $1) as "passages!",
  (select coalesce(json_agg(g order by g.place), '[]') from goal g
   where (g.sheet_id, g.round) = (
       select o.id, agreed_goals(o.id) from sheet o join cycle k on k.id = o.cycle_id
       where o.subject_id = s.subject_id and upper(k.period) <= lower(s.period)
         and agreed_goals(o.id) is not null
       order by upper(k.period) desc limit 1)) as "previous!",
  case when $2::bigint is not null then goal_team(s.cycle_id, $2) end as team
from s
