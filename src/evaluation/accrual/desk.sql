-- Rules by edition, and what a rule is made for.
with framework_now as (
    select c.framework_id as id from cycle c where c.kind = 'ability' and c.opened_at is not null
    order by c.fiscal_year desc limit 1)
select
  (select coalesce(json_agg(json_build_object('first_year', r.first_year, 'basis', r.basis,
          'on_reach', r.on_reach, 'steps', r.steps, 'reason', r.reason,
          'by', p.family_name || ' ' || p.given_name, 'at', r.made_at,
          'points', (select coalesce(json_object_agg(o.key, (o.points * 100)::int), '{}')
                     from accrual_point o where o.rule_id = r.id),
          'thresholds', (select coalesce(json_object_agg(t.position_code,
                         (t.threshold * 100)::int), '{}')
                         from accrual_threshold t where t.rule_id = r.id))
          order by r.first_year desc, r.id desc), '[]')
   from accrual_rule r left join staff p on p.id = r.made_by) as "editions!",
  (select coalesce(json_agg(json_build_array(g.points::text, g.points || ' ' || g.word)
          order by g.points desc), '[]')
   from grade g join framework_now f on f.id = g.framework_id) as "grades!",
  (select coalesce(json_agg(json_build_array(m.mark, m.label) order by m.place, m.mark), '[]')
   from (select distinct on (b.mark) b.mark, b.label, b.place
         from band_scheme s
         join cycle c on c.id = s.cycle_id
         join band b on b.scheme_id = s.id
         where not exists (select from band_scheme n
                           where n.cycle_id = s.cycle_id and n.edition > s.edition)
         order by b.mark, c.fiscal_year desc, s.id desc) m) as "bands!",
  (select coalesce(json_agg(json_build_array(o.code, o.name) order by o.rank), '[]')
   from position o join framework_now f on f.id = o.framework_id) as "positions!",
  (select coalesce(json_agg(json_build_array(c.fiscal_year, c.name,
          not exists (select from sheet h where h.cycle_id = c.id
                      and h.state not in ('excluded', 'confirmed', 'disclosed'))) order by c.fiscal_year desc), '[]')
   from cycle c
   where c.kind = 'ability' and c.term = 'year' and c.opened_at is not null) as "years!",
  (select coalesce(json_agg(json_build_array(d.unit_id, d.name) order by d.place), '[]')
   from (select distinct on (v.unit_id) v.unit_id, v.name, v.place
         from unit_version v where v.level = 'department'
         order by v.unit_id, lower(v.valid) desc) d
   where exists (select from sheet h where h.department_id = d.unit_id)) as "departments!"
