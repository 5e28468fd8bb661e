-- A year's bands and groups: $1 which year.
with newest as (
    select distinct on (c.id) c.id as cycle_id, c.name, c.fiscal_year, c.kind, c.term, s.id, s.edition
    from band_scheme s join cycle c on c.id = s.cycle_id
    order by c.id, s.edition desc),
written as (
    select n.*, json_build_object(
        'bands', (select json_agg(json_build_object('mark', b.mark, 'label', b.label,
                  'share', (b.share * 100)::int, 'cap', (b.cap * 100)::int,
                  'with_above', b.cap_with_above, 'standard', b.standard) order by b.place)
                  from band b where b.scheme_id = n.id),
        'groups', (select coalesce(json_agg(json_build_object('name', g.name, 'scope', g.scope,
                  'positions', g.positions) order by g.place), '[]')
                  from band_group g where g.scheme_id = n.id)) as scheme
    from newest n)
select c.name,
  (select json_agg(json_build_array(o.code, o.name) order by o.rank) from position o
   where o.framework_id = c.framework_id) as "positions!",
  w.scheme, e.scheme as before, e.name as "before_name?",
  (select coalesce(json_agg(json_build_object('edition', s.edition, 'reason', s.reason,
          'by', p.family_name || ' ' || p.given_name, 'at', s.made_at)
          order by s.edition desc), '[]')
   from band_scheme s left join staff p on p.id = s.made_by
   where s.cycle_id = c.id) as "editions!",
  (select count(*) from band_decision d
   join band_group g on g.id = d.group_id join band_scheme s on s.id = g.scheme_id
   where s.cycle_id = c.id
     and not exists (select from band_reopening o where o.decision_id = d.id)) as "decided!"
from cycle c
left join written w on w.cycle_id = c.id
left join lateral (
    select x.name, x.scheme from written x
    where x.kind = c.kind and x.term = c.term and x.fiscal_year < c.fiscal_year
    order by x.fiscal_year desc limit 1) e on true
where c.id = $1
