-- One interview with everything its reader may need: $1 which, $2 whose note and unfinished grades.
with i as (select * from interview where id = $1),
s as (select s.*, c.fiscal_year, c.base_date, c.kind as cycle_kind
      from i join sheet s on s.id = i.sheet_id join cycle c on c.id = s.cycle_id),
last as (select l.id, c.fiscal_year
         from s join cycle c on c.base_date < s.base_date
              and (c.kind = s.cycle_kind or c.fiscal_year < s.fiscal_year)
         join sheet l on l.cycle_id = c.id and l.subject_id = s.subject_id
              -- a plan that can still change is nobody's promise yet
              and l.closed_at is not null
         join development_plan p on p.sheet_id = l.id
         order by c.base_date desc limit 1)
select i.id, i.sheet_id as "sheet_id: SheetId", i.kind as "kind: Kind", i.held_on,
       i.starts_at, i.ends_at, i.place, i.way as "way: Way", i.shared, i.checked, i.version,
  (select coalesce(json_agg(json_build_object('by', p.family_name || ' ' || p.given_name,
          'at', a.at, 'body', a.body) order by a.place), '[]')
   from agenda_point a join staff p on p.id = a.by_id where a.interview_id = i.id) as "points!",
  (select json_build_object('body', n.body, 'version', n.version)
   from interview_note n where n.interview_id = i.id and n.author_id = $2) as note,
  (select coalesce(json_agg(json_build_object('round', d.round, 'body', d.body,
          'by', p.family_name || ' ' || p.given_name, 'at', d.at, 'confirm_by', d.confirm_by,
          'closes_on', d.closes_on, 'confirmed_at', c.at, 'comment', coalesce(c.comment, ''))
          order by d.round), '[]')
   from interview_sending d join staff p on p.id = d.by_id
   left join interview_confirmation c on c.interview_id = d.interview_id and c.round = d.round
   where d.interview_id = i.id) as "sendings!",
  (select coalesce(json_agg(json_build_object('by', p.family_name || ' ' || p.given_name,
          'at', a.at, 'body', a.body) order by a.place), '[]')
   from interview_addendum a join staff p on p.id = a.by_id where a.interview_id = i.id)
      as "addenda!",
  (select coalesce(json_agg(json_build_object('sheet_id', a.sheet_id, 'place', a.place,
          'fiscal_year', l.fiscal_year, 'ability', b.name, 'ways', a.ways, 'body', a.body,
          'look_on', a.look_on, 'outcome', a.outcome) order by a.place), '[]')
   from last l join development_action a on a.sheet_id = l.id
   join ability b on b.id = a.ability_id) as "promises!",
  (select coalesce(json_agg(json_build_object('name', a.name,
          'own', (select o.points from opinion o where o.sheet_id = s.id and o.step = 'self'
                  and o.ability_id = a.id order by o.round desc limit 1),
          'first', (select o.points from opinion o where o.sheet_id = s.id and o.step = 'first'
                    and o.ability_id = a.id order by o.round desc limit 1),
          'second', (select o.points from opinion o where o.sheet_id = s.id and o.step = 'second'
                     and o.ability_id = a.id order by o.round desc limit 1),
          'first_draft', (select d.value::smallint from draft d where d.sheet_id = s.id
                          and d.step = 'first' and d.writer_id = $2 and d.field = 'grade-' || a.id
                          and d.value ~ '^[1-7]$'),
          'second_draft', (select d.value::smallint from draft d where d.sheet_id = s.id
                           and d.step = 'second' and d.writer_id = $2 and d.field = 'grade-' || a.id
                           and d.value ~ '^[1-7]$'),
          'result', (select r.points from result_item r where r.sheet_id = s.id
                     and r.ability_id = a.id order by r.version desc limit 1))
          order by a.place), '[]')
   from s join ability a on a.framework_id = s.framework_id
                        and a.position_code = s.position_code) as "grades!",
  -- the goals of this sheet; beside abilities, those of the same year. Each with its own evaluators,
  -- state and scope: it is cut by them
  (select coalesce(json_agg(json_build_object('first', o.first_evaluator_id,
          'second', o.second_evaluator_id, 'state', o.state, 'scope', k.disclosure_scope,
          'behind', (select coalesce(json_agg(json_build_object('goal', g.what, 'note', r.note)
                                              order by g.place), '[]')
                     from midterm_report r
                     join goal g on g.sheet_id = o.id and g.slot = r.slot
                          and g.round = agreed_goals(o.id)
                     where r.sheet_id = o.id and r.standing = 'behind'
                       and r.round = (select max(n.round) from midterm_report n
                                      where n.sheet_id = o.id)),
          'grades', (select coalesce(json_agg(json_build_object('name', g.what,
                  'own', e.points, 'first', f.points, 'second', h.points,
                  'first_draft', (select d.value::smallint from draft d where d.sheet_id = o.id
                                  and d.step = 'first' and d.writer_id = $2 and d.field = 'grade--' || g.slot
                                  and d.value ~ '^[1-7]$'),
                  'second_draft', (select d.value::smallint from draft d where d.sheet_id = o.id
                                   and d.step = 'second' and d.writer_id = $2 and d.field = 'grade--' || g.slot
                                   and d.value ~ '^[1-7]$'),
                  -- what was confirmed is what the last evaluator of the route gave
                  'result', case when exists (select from result r where r.sheet_id = o.id)
                            then case when o.second_evaluator_id is null then f.points
                                      else h.points end end) order by g.place), '[]')
              from goal g
              left join lateral (select x.points from goal_opinion x where x.sheet_id = o.id
                                 and x.step = 'self' and x.slot = g.slot
                                 order by x.round desc limit 1) e on true
              left join lateral (select x.points from goal_opinion x where x.sheet_id = o.id
                                 and x.step = 'first' and x.slot = g.slot
                                 order by x.round desc limit 1) f on true
              left join lateral (select x.points from goal_opinion x where x.sheet_id = o.id
                                 and x.step = 'second' and x.slot = g.slot
                                 order by x.round desc limit 1) h on true
              where g.sheet_id = o.id and g.round = agreed_goals(o.id)))
          order by k.base_date, o.id), '[]')
   from s join sheet o on o.subject_id = s.subject_id and o.state <> 'excluded'
   join cycle k on k.id = o.cycle_id and k.kind = 'performance' and k.opened_at is not null
   where o.id = s.id
      or (s.cycle_kind = 'ability' and k.fiscal_year = s.fiscal_year)) as "goals!"
from i
