-- Everybody with a sheet of the 能力評価 of a year, with what every year until then said: $1 the
-- year, $2 a department or none, $3 who looks.
select p.number, p.family_name || ' ' || p.given_name as "name!",
       coalesce(t.name, d.name) as "section!", o.name as position,
       (select coalesce(json_agg(json_build_object('fiscal_year', r.fiscal_year,
               'position', r.position_code, 'grade', r.overall, 'mark', v.mark)
               order by r.fiscal_year), '[]')
        from evaluation_result_view r
        left join band_record_view v on v.sheet_id = r.sheet_id
        join cycle y on y.id = r.cycle_id
        where r.subject_id = h.subject_id and r.kind = 'ability' and y.term = 'year'
          and r.fiscal_year <= $1) as "years!"
from cycle c
join sheet h on h.cycle_id = c.id
join staff p on p.id = h.subject_id
join position o on o.framework_id = h.framework_id and o.code = h.position_code
join unit_version d on d.unit_id = h.department_id and d.valid @> c.base_date
left join unit_version t on t.unit_id = h.section_id and t.valid @> c.base_date
where c.fiscal_year = $1 and c.kind = 'ability' and c.term = 'year'
  and ($2::bigint is null or h.department_id = $2) and h.subject_id <> $3
order by d.place, t.place nulls first, o.rank desc, p.family_kana collate "C",
         p.given_kana collate "C", p.id
