-- Everybody with a sheet that counts in a year, with what every year until then said: $1 the year,
-- $2 a department or none, $3 who looks, $4 which evaluation is counted.
with counted as (
    select distinct on (h.subject_id) h.subject_id, h.framework_id, h.position_code,
           h.department_id, h.section_id, c.base_date
    from cycle c
    join sheet h on h.cycle_id = c.id
    where c.fiscal_year = $1 and h.subject_id <> $3
      and (c.kind = 'performance' or c.kind = 'ability' and c.term = 'year')
      and ($4 = 'overall' or c.kind = $4)
    -- where somebody is seen in two of them: as the later one has them
    order by h.subject_id, c.base_date desc, c.id desc)
select p.number, p.family_name || ' ' || p.given_name as "name!",
       coalesce(t.name, d.name) as "section!", o.name as position,
       (select coalesce(json_agg(json_build_object('fiscal_year', y.fiscal_year,
               'position', y.position_code, 'results', y.results) order by y.fiscal_year), '[]')
        from (select k.fiscal_year,
                     (array_agg(k.position_code order by k.of, k.day desc))[1] as position_code,
                     json_agg(json_build_object('of', k.of, 'grade', k.grade, 'mark', k.mark))
                         as results
              from (select r.fiscal_year, r.kind as of, r.position_code, r.overall as grade,
                           v.mark, c.base_date as day
                    from evaluation_result_view r
                    join cycle c on c.id = r.cycle_id
                    left join band_record_view v on v.sheet_id = r.sheet_id
                    where r.subject_id = h.subject_id and r.fiscal_year <= $1
                      and (r.kind = 'performance' or r.kind = 'ability' and c.term = 'year')
                    union all
                    select s.fiscal_year, 'overall', s.position_code, s.proposed, null, null
                    from year_score s
                    where s.subject_id = h.subject_id and s.fiscal_year <= $1
                      and s.version = (select max(n.version) from year_score n
                                       where n.subject_id = s.subject_id
                                         and n.fiscal_year = s.fiscal_year)) k
              group by k.fiscal_year) y) as "years!"
from counted h
join staff p on p.id = h.subject_id
join position o on o.framework_id = h.framework_id and o.code = h.position_code
join unit_version d on d.unit_id = h.department_id and d.valid @> h.base_date
left join unit_version t on t.unit_id = h.section_id and t.valid @> h.base_date
where $2::bigint is null or h.department_id = $2
order by d.place, t.place nulls first, o.rank desc, p.family_kana collate "C",
         p.given_kana collate "C", p.id
