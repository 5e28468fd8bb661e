-- The codes of the pay by edition, the bands there are, and the years with decided bands: $1 today.
select
  (select coalesce(json_agg(json_build_object('valid_from', e.valid_from, 'reason', e.reason,
          'by', p.family_name || ' ' || p.given_name, 'at', e.made_at,
          'current', coalesce(e.id = pay_edition_on($1), false),
          'codes', (select coalesce(json_agg(json_build_object('mark', c.mark, 'label', c.label,
                    'june', trim_scale(c.june)::text, 'december', trim_scale(c.december)::text,
                    'class', c.raise_class, 'steps', c.raise_steps,
                    'position', case when c.position_code <> '' then json_build_object(
                        'code', c.position_code, 'name', c.position_name) end)
                    order by k.june desc, k.raise_steps desc, c.mark, c.position_code), '[]')
                    from pay_code c
                    -- the codes of a position stand below those of their band
                    join pay_code k on k.edition_id = c.edition_id and k.mark = c.mark
                                   and k.position_code = ''
                    where c.edition_id = e.id))
          order by e.valid_from desc, e.id desc), '[]')
   from pay_edition e left join staff p on p.id = e.made_by) as "editions!",
  -- a mark is the same band in every year; the newest year says what it is called
  (select coalesce(json_agg(json_build_array(m.mark, m.label) order by m.place, m.mark), '[]')
   from (select distinct on (b.mark) b.mark, b.label, b.place
         from band_scheme s
         join cycle c on c.id = s.cycle_id
         join band b on b.scheme_id = s.id
         where not exists (select from band_scheme n
                           where n.cycle_id = s.cycle_id and n.edition > s.edition)
         order by b.mark, c.fiscal_year desc, s.id desc) m) as "bands!",
  (select coalesce(json_agg(json_build_object('code', o.code, 'name', o.name)
          order by o.rank desc), '[]')
   from position o
   where o.framework_id = (select c.framework_id from band_scheme s
                           join cycle c on c.id = s.cycle_id
                           order by c.fiscal_year desc, s.id desc limit 1)) as "positions!",
  (select coalesce(json_agg(json_build_object('id', y.id, 'name', y.name, 'decided', y.decided,
          'people', y.people) order by y.fiscal_year desc, y.id desc), '[]')
   from (select c.id, c.name, c.fiscal_year, count(distinct v.decision_id) as decided,
                count(*) as people
         from band_record_view v join cycle c on c.id = v.cycle_id
         group by c.id) y) as "years!"
