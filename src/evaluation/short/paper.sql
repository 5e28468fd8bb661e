-- Who gets a paper form: $1 the evaluator and $2 their step, or without one everybody of the fiscal
-- year $3. What is evaluated already needs none.
with mine as (
    select s.*, p.number, p.family_name || ' ' || p.given_name as name, p.family_kana,
           p.given_kana
    from sheet s join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
    where c.kind = 'short' and s.state in ('first_review', 'second_review')
      and case when $1::bigint is null then c.fiscal_year = $3
               when $2 = 'second' then s.second_evaluator_id = $1
               else s.first_evaluator_id = $1 end)
select
  (select coalesce(json_agg(json_build_object('framework', o.framework_id, 'code', o.code,
          'name', o.name,
          'items', (select json_agg(json_build_object('id', a.id, 'name', a.name,
                           'definition', a.definition, 'element', e.name, 'goal', a.fixed_goal) order by a.place)
                    from ability a join element e on e.id = a.element_id
                    where a.framework_id = o.framework_id and a.position_code = o.code),
          'scale', (select json_agg(json_build_object('points', g.points, 'word', g.word,
                           'definition', g.definition) order by g.points desc)
                    from grade g where g.framework_id = o.framework_id))), '[]')
   from position o
   where (o.framework_id, o.code) in (select framework_id, position_code from mine)) as "forms!",
  (select coalesce(json_agg(json_build_object('sheet', m.id, 'framework', m.framework_id,
          'code', m.position_code, 'number', m.number, 'name', m.name,
          'unit', coalesce((select u.name from unit_version u where u.unit_id = m.unit_id
                            order by upper(u.valid) desc nulls first limit 1), ''),
          'from', lower(m.term), 'until', upper(m.term) - 1,
          'due_on', due_on(m.id, m.cycle_id, case m.state when 'first_review' then 'first'
                                                          else 'second' end),
          'first', (select n.family_name || ' ' || n.given_name from staff n
                    where n.id = m.first_evaluator_id),
          'second', (select n.family_name || ' ' || n.given_name from staff n
                     where n.id = m.second_evaluator_id))
          order by m.family_kana collate "C", m.given_kana collate "C", m.id), '[]')
   from mine m) as "people!"
