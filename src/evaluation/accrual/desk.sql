-- Rules by edition, and what a rule is made for.
with framework_now as (
    select c.framework_id as id from cycle c where c.kind = 'ability' and c.opened_at is not null
    order by c.fiscal_year desc limit 1),
-- the last evaluation of each kind: its scale may be its own
newest as (
    select distinct on (c.kind) c.kind, c.id from cycle c
    where c.kind in ('ability', 'performance') and c.opened_at is not null
    order by c.kind, c.fiscal_year desc, c.base_date desc)
select
  (select coalesce(json_agg(json_build_object('first_year', r.first_year, 'basis', r.basis,
          'counts', r.counts, 'on_reach', r.on_reach, 'steps', r.steps, 'reason', r.reason,
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
   from (select distinct on (k.points) k.points, k.word
         from newest n join cycle_grade k on k.cycle_id = n.id
         order by k.points, n.kind) g) as "grades!",
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
  (select coalesce(json_agg(json_build_array(y.fiscal_year, y.through)
          order by y.fiscal_year desc), '[]')
   from (select c.fiscal_year, bool_and(not exists (
                    select from sheet h where h.cycle_id = c.id
                      and h.state not in ('excluded', 'confirmed', 'disclosed'))) as through
         from cycle c
         where (c.kind = 'performance' or c.kind = 'ability' and c.term = 'year')
           and c.opened_at is not null
         group by c.fiscal_year) y) as "years!",
  (select coalesce(json_agg(json_build_array(d.unit_id, d.name) order by d.place), '[]')
   from (select distinct on (v.unit_id) v.unit_id, v.name, v.place
         from unit_version v where v.level = 'department'
         order by v.unit_id, lower(v.valid) desc) d
   where exists (select from sheet h where h.department_id = d.unit_id)) as "departments!"
