-- Everybody with a short sheet whom $1 evaluates, and the forms of their kinds of work; what was
-- disclosed before $2 is over. $3 who reads it on $4: the evaluator or their deputy.
with mine as (
    select s.*, t.step from sheet s join cycle c on c.id = s.cycle_id
    cross join lateral (select case when s.first_evaluator_id = $1 then 'first'
                                    else 'second' end as step) t
    where c.kind = 'short' and s.state <> 'excluded'
      and (s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
      and (s.state <> 'disclosed' or s.state_since > $2)
      and ($3 = $1 or stands_in(s.id, t.step, $4) = $3))
select
  (select coalesce(json_agg(json_build_object('framework', o.framework_id, 'code', o.code,
          'name', o.name,
          'items', (select json_agg(json_build_object('id', a.id, 'name', a.name,
                           'definition', a.definition, 'element', e.name, 'goal', a.fixed_goal) order by a.place)
                    from ability a join element e on e.id = a.element_id
                    where a.framework_id = o.framework_id and a.position_code = o.code),
          'scale', (select json_agg(json_build_object('points', g.points, 'word', g.word,
                           'definition', g.definition) order by g.points desc)
                    from grade g where g.framework_id = o.framework_id))
          order by o.framework_id, o.rank), '[]')
   from position o
   where (o.framework_id, o.code) in (select framework_id, position_code from mine)) as "forms!",
  (select coalesce(json_agg(json_build_object('sheet', m.id, 'step', m.step, 'state', m.state,
          'returned', m.returned, 'version', m.version,
          'opened', m.holder_opened_at is not null,
          'has_first', m.first_evaluator_id is not null,
          'has_second', m.second_evaluator_id is not null,
          'framework', m.framework_id, 'code', m.position_code,
          'number', p.number, 'name', p.family_name || ' ' || p.given_name,
          'unit', coalesce((select u.name from unit_version u where u.unit_id = m.unit_id
                            order by upper(u.valid) desc nulls first limit 1), ''),
          'from', lower(m.term), 'until', upper(m.term) - 1,
          'weekly_minutes', (select w.weekly_minutes from employment w
                             where w.staff_id = m.subject_id and w.valid @> lower(m.term)),
          'opens_on', opens_on(m.id, m.cycle_id, m.step),
          'due_on', due_on(m.id, m.cycle_id, m.step),
          'back', (select r.reason from passage r where r.sheet_id = m.id and m.returned
                   order by r.place desc limit 1),
          'drafts', (select coalesce(json_agg(json_build_object('field', d.field,
                            'value', d.value, 'version', d.version)), '[]')
                     from draft d where d.sheet_id = m.id and d.step = m.step
                       and d.writer_id = $3),
          'given', (select coalesce(json_agg(json_build_object('step', b.step,
                           'overall', b.overall, 'renewal', n.verdict, 'reason', n.reason,
                           'remark', (select r.body from remark r where r.sheet_id = b.sheet_id
                                      and r.step = b.step and r.round = b.round limit 1),
                           'points', (select coalesce(json_agg(json_build_array(
                                             i.ability_id, i.points)), '[]')
                                      from opinion i where i.sheet_id = b.sheet_id
                                        and i.step = b.step and i.round = b.round))), '[]')
                    from submission b
                    left join renewal_opinion n on n.sheet_id = b.sheet_id and n.step = b.step
                        and n.round = b.round
                    where b.sheet_id = m.id
                      -- one's own, and the first evaluator's once it came on
                      and (b.step = m.step
                           or b.step = 'first' and m.state not in ('first_review'))
                      and b.round = (select max(x.round) from submission x
                                     where x.sheet_id = m.id and x.step = b.step)))
          order by p.family_kana collate "C", p.given_kana collate "C", m.id), '[]')
   from mine m join staff p on p.id = m.subject_id) as "rows!"
