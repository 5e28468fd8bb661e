-- The people of a group: $1 the year, $2 positions, $3 the department if there is one in each.
select h.id as sheet, h.subject_id as subject, p.number,
       p.family_name || ' ' || p.given_name as "name!",
       coalesce(t.name, d.name) as "section!", o.name as position,
       h.state = 'excluded' as "excluded!", h.exclusion, r.overall as "overall?",
       (k.tested * 1000)::bigint as score,
       (select round(avg(i.points) * 100)::bigint from result_item i
        where i.sheet_id = h.id and i.version = r.version) as mean,
       (select coalesce(json_agg(json_build_object('mark', m.mark, 'kind', m.kind,
               'reason', m.reason, 'by', q.family_name || ' ' || q.given_name, 'at', m.at)
               order by m.id desc), '[]')
        from band_placement m join staff q on q.id = m.by_id
        where m.sheet_id = h.id) as "placements!",
       (select coalesce(json_agg(json_build_object('fiscal_year', v.fiscal_year, 'mark', v.mark,
               'label', v.label, 'place', v.place) order by v.fiscal_year), '[]')
        from band_record_view v
        where v.subject_id = h.subject_id and v.kind = c.kind and v.term = c.term
          and v.fiscal_year between c.fiscal_year - 5 and c.fiscal_year - 1) as "past!",
       (select coalesce(max(m.id), 0) from band_placement m where m.sheet_id = h.id) as "newest!",
       w.mark as "decided?", w.how as "decided_how?"
from sheet h
join cycle c on c.id = h.cycle_id
join staff p on p.id = h.subject_id
join position o on o.framework_id = h.framework_id and o.code = h.position_code
-- a unit may be newer than the base day: nobody falls out with it
join lateral (select u.name, u.place from unit_version u where u.unit_id = h.department_id
              order by u.valid @> c.base_date desc, lower(u.valid) desc limit 1) d on true
left join lateral (select u.name, u.place from unit_version u where u.unit_id = h.section_id
              order by u.valid @> c.base_date desc, lower(u.valid) desc limit 1) t on true
left join lateral (select r.version, r.overall from result r
                   where r.sheet_id = h.id and h.state in ('confirmed', 'disclosed')
                   order by r.version desc limit 1) r on true
left join score k on k.sheet_id = h.id and k.version = r.version
left join band_record_view w on w.sheet_id = h.id
where h.cycle_id = $1 and h.position_code = any($2)
  and ($3::bigint is null or h.department_id = $3)
order by k.tested desc nulls last, r.overall desc nulls last, d.place, t.place nulls first,
         p.family_kana collate "C", p.given_kana collate "C", h.id
