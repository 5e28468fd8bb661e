-- One group of a year with everything but its people: $1 which, $2 the department, if there is one
-- in each, $3 who looks.
with asked as (
    select g.id, g.name, g.scope, g.positions, g.scheme_id, s.edition, c.id as cycle_id,
           c.name as cycle, c.fiscal_year, c.kind, c.term, c.base_date, c.framework_id
    from band_group g
    join band_scheme s on s.id = g.scheme_id
    join cycle c on c.id = s.cycle_id
    where g.id = $1 and (g.scope = 'department') = ($2::bigint is not null)
      -- a newer edition has groups of its own
      and not exists (select from band_scheme n where n.cycle_id = c.id and n.edition > s.edition)),
-- the same group in the years before: the same name, of the same department
past as (
    select v.fiscal_year, v.sheet_id, v.subject_id, v.place
    from asked a
    join band_record_view v on v.group_name = a.name and v.department_id is not distinct from $2
         and v.kind = a.kind and v.term = a.term
         and v.fiscal_year between a.fiscal_year - 5 and a.fiscal_year - 1)
select a.id, a.name, a.scope, a.cycle_id, a.cycle, a.fiscal_year, a.kind, a.term, a.edition,
       a.positions as "positions!",
  (select v.name from unit_version v where v.unit_id = $2 and v.valid @> a.base_date) as department,
  (select array_agg(o.name order by o.rank) from position o
   where o.framework_id = a.framework_id and o.code = any(a.positions)) as position_names,
  (select json_agg(json_build_object('mark', b.mark, 'label', b.label,
          'share', (b.share * 100)::int, 'cap', (b.cap * 100)::int,
          'with_above', b.cap_with_above, 'standard', b.standard) order by b.place)
   from band b where b.scheme_id = a.scheme_id) as "bands!",
  (select coalesce(json_agg(json_build_array(g.points, g.word) order by g.points desc), '[]')
   from grade g where g.framework_id = a.framework_id) as "grades!",
  (select coalesce(json_agg(json_build_object('id', d.id, 'version', d.version, 'at', d.at,
          'by', p.family_name || ' ' || p.given_name, 'reopened_at', o.at,
          'reopened_by', q.family_name || ' ' || q.given_name, 'reason', o.reason)
          order by d.version desc), '[]')
   from band_decision d
   left join staff p on p.id = d.by_id
   left join band_reopening o on o.decision_id = d.id
   left join staff q on q.id = o.by_id
   where d.group_id = a.id and d.department_id is not distinct from $2) as "decisions!",
  (select coalesce(json_agg(json_build_object('fiscal_year', y.fiscal_year, 'people', y.people,
          'holders', y.holders) order by y.fiscal_year), '[]')
   from (select x.fiscal_year, count(*) as people,
                coalesce(json_agg(json_build_object('subject', x.subject_id,
                    'name', p.family_name || ' ' || p.given_name,
                    'section', coalesce(t.name, ''), 'top', x.place = 1)
                    order by x.place, p.family_kana collate "C")
                    filter (where x.subject_id in (select e.subject_id from past e
                                                   where e.place = 1)), '[]') as holders
         from past x
         join staff p on p.id = x.subject_id
         join sheet h on h.id = x.sheet_id
         left join unit_version t on t.unit_id = h.section_id and t.valid @> a.base_date
         group by x.fiscal_year) y) as "years!",
  exists (select from sheet h where h.cycle_id = a.cycle_id and h.subject_id = $3
            and h.position_code = any(a.positions)
            and ($2::bigint is null or h.department_id = $2)) as "own!"
from asked a
