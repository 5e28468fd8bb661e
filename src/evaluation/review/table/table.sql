-- Everybody of one position who waits for $1 at one step: $2 the step and $3 the position, empty for
-- where most wait; $4 who reads it on $5, the evaluator or their deputy.
with mine as (
    select s.*, c.name as cycle_name, c.fiscal_year, t.step
    from sheet s join cycle c on c.id = s.cycle_id
    cross join lateral (select case when s.first_evaluator_id = $1 then 'first'
                                    else 'second' end as step) t
    where (s.first_evaluator_id = $1 or s.second_evaluator_id = $1) and c.kind = 'ability'
      and s.state = t.step || '_review' and ($4 = $1 or stands_in(s.id, t.step, $5) = $4)),
pick as (
    select m.cycle_id, m.cycle_name, m.step, m.framework_id, m.position_code, count(*) as people
    from mine m where ($2 = '' or m.step = $2) and ($3 = '' or m.position_code = $3)
    group by m.cycle_id, m.cycle_name, m.step, m.framework_id, m.position_code
    order by people desc, m.cycle_id desc, m.step, m.position_code limit 1)
select k.cycle_name as "cycle_name!", k.step as "step!: Step", k.position_code as "position_code!",
       o.name as "position_name!",
  (select json_agg(json_build_array(a.id, a.name) order by a.place) from ability a
   where a.framework_id = k.framework_id and a.position_code = k.position_code) as "items!",
  (select json_agg(json_build_object('points', g.points, 'word', g.word,
          'definition', g.definition) order by g.points)
   from cycle_grade g where g.cycle_id = k.cycle_id) as "scale!",
  (select json_agg(json_build_array(q.step, q.position_code, q.name, q.n) order by q.step, q.rank)
   from (select m.step, m.position_code, p.name, p.rank, count(*) as n
         from mine m join position p on p.framework_id = m.framework_id
                                    and p.code = m.position_code
         group by m.step, m.position_code, p.name, p.rank) q) as "cohorts!",
  (select json_agg(json_build_object(
          'sheet', m.id, 'name', p.family_name || ' ' || p.given_name,
          'opinions', (select coalesce(json_agg(json_build_object('step', n.step,
                  'ability', n.ability_id, 'points', n.points, 'comment', n.comment)), '[]')
              from opinion n
              where n.sheet_id = m.id and n.step in ('self', 'first') and n.step <> m.step
                and n.round = (select max(b.round) from submission b
                               where b.sheet_id = m.id and b.step = n.step)),
          'drafts', (select coalesce(json_agg(json_build_object('field', d.field,
                  'value', d.value, 'version', d.version)), '[]')
              from draft d where d.sheet_id = m.id and d.step = m.step
                and d.writer_id = $4))
          order by p.family_kana collate "C", p.given_kana collate "C", m.id)
   from mine m join staff p on p.id = m.subject_id
   where m.cycle_id = k.cycle_id and m.step = k.step and m.framework_id = k.framework_id
     and m.position_code = k.position_code) as "people!"
from pick k
join position o on o.framework_id = k.framework_id and o.code = k.position_code
