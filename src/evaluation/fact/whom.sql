-- About whom somebody may note facts: $1 who, $2 today, $3 the fiscal year of today.
with mine as (
    -- one sheet for each person and year: that of the abilities, and until it is opened that of the
    -- goals, so that there is something to note from April on. Notes end with the abilities' result
    select distinct on (s.subject_id, c.fiscal_year)
           s.id, s.subject_id, s.framework_id, s.position_code, s.state, c.fiscal_year,
           s.first_evaluator_id, s.second_evaluator_id,
           s.state in ('confirmed', 'disclosed') as closed
    from sheet s join cycle c on c.id = s.cycle_id
    where c.opened_at is not null
      and (s.subject_id = $1 or s.first_evaluator_id = $1 or s.second_evaluator_id = $1)
      and (c.kind = 'ability' or (c.kind = 'performance' and s.state not in (
               'excluded', 'confirmed', 'disclosed')))
    order by s.subject_id, c.fiscal_year, c.kind = 'ability' desc, s.id desc),
-- one's own position: that of this year's sheet, before there is one that of today's post
own as (
    select coalesce(s.framework_id, f.id) as framework_id,
           coalesce(s.position_code, a.position_code) as position_code,
           s.first_evaluator_id, s.second_evaluator_id
    from (select 1) one
    left join mine s on s.subject_id = $1 and s.fiscal_year = $3
    left join assignment a on a.staff_id = $1 and a.kind = 'main' and a.valid @> $2::date
    left join lateral (select w.id from framework w where w.valid @> $2::date
                         and w.kind = 'ability'
                       order by w.id desc limit 1) f on true
    limit 1),
people as (
    select m.* from mine m where m.subject_id <> $1 and not m.closed)
select
  (select json_build_object('framework', o.framework_id, 'code', o.position_code,
          'position', p.name,
          'years', array(select $3::smallint
                         where not exists(select from mine m where m.subject_id = $1
                                          and m.fiscal_year = $3 and m.closed)
                         union
                         select m.fiscal_year from mine m where m.subject_id = $1 and not m.closed
                         order by 1 desc),
          'others', array(select n.family_name || ' ' || n.given_name
                          from unnest(array[o.first_evaluator_id, o.second_evaluator_id])
                               with ordinality e (id, at)
                          join staff n on n.id = e.id order by e.at))
   from own o left join position p on p.framework_id = o.framework_id
                                  and p.code = o.position_code) as "own!",
  (select coalesce(json_agg(json_build_object('sheet', m.id, 'subject', m.subject_id,
          'sheets', (select json_agg(o.id) from sheet o join cycle k on k.id = o.cycle_id
                     where o.subject_id = m.subject_id and k.fiscal_year = m.fiscal_year
                       and k.kind in ('ability', 'performance')
                       and $1 in (o.first_evaluator_id, o.second_evaluator_id)),
          'name', n.family_name || ' ' || n.given_name,
          'framework', m.framework_id, 'code', m.position_code, 'position', p.name,
          'year', m.fiscal_year,
          'other', (select e.family_name || ' ' || e.given_name from staff e
                    where e.id = case $1 when m.first_evaluator_id then m.second_evaluator_id
                                         else m.first_evaluator_id end))
          order by m.fiscal_year desc, n.family_kana collate "C", n.given_kana collate "C", m.id), '[]')
   from people m
   join staff n on n.id = m.subject_id
   join position p on p.framework_id = m.framework_id and p.code = m.position_code) as "people!",
  (select coalesce(json_agg(json_build_object('framework', a.framework_id,
          'code', a.position_code, 'id', a.id, 'name', a.name) order by a.place), '[]')
   from ability a
   where (a.framework_id, a.position_code) in
         (select framework_id, position_code from people
          union select framework_id, position_code from own)) as "abilities!"
