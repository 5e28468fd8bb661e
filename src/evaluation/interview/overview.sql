-- All interviews of a sheet, its plan and the one before: $1 which sheet.
with s as (select s.*, c.fiscal_year, c.base_date, c.kind as cycle_kind
           from sheet s join cycle c on c.id = s.cycle_id where s.id = $1),
last as (select l.id, c.fiscal_year
         from s join cycle c on c.base_date < s.base_date
              and (c.kind = s.cycle_kind or c.fiscal_year < s.fiscal_year)
         join sheet l on l.cycle_id = c.id and l.subject_id = s.subject_id
              -- a plan that can still change is nobody's promise yet
              and l.closed_at is not null
         join development_plan p on p.sheet_id = l.id
         order by c.base_date desc limit 1),
actions as (select a.*, b.name, s.fiscal_year
            from s join development_action a on a.sheet_id = s.id join ability b on b.id = a.ability_id
            union all
            select a.*, b.name, l.fiscal_year
            from last l join development_action a on a.sheet_id = l.id
            join ability b on b.id = a.ability_id)
select
  (select coalesce(json_agg(json_build_object('id', v.id, 'kind', v.kind, 'held_on', v.held_on,
          'hours', v.hours, 'place', v.place, 'way', v.way, 'written', v.written,
          'confirm_by', v.confirm_by, 'closes_on', v.closes_on,
          'confirmed_on', v.confirmed_on)), '[]')
   from interview_view v where v.sheet_id = $1) as "interviews!",
  (select json_build_object('version', p.version, 'by', w.family_name || ' ' || w.given_name,
          'at', p.written_at)
   from development_plan p join staff w on w.id = p.written_by where p.sheet_id = $1) as plan,
  (select coalesce(json_agg(json_build_object('sheet_id', a.sheet_id, 'place', a.place,
          'fiscal_year', a.fiscal_year, 'ability', a.name, 'ability_id', a.ability_id,
          'ways', a.ways, 'body', a.body, 'look_on', a.look_on, 'outcome', a.outcome)
          order by a.sheet_id, a.place), '[]') from actions a) as "actions!",
  -- the other sheets the same talk and the same plan count for
  (select coalesce(json_agg(json_build_object('sheet', o.id, 'cycle', c.name,
          'planned', exists (select from development_plan d where d.sheet_id = o.id),
          'talks', (select coalesce(json_agg(json_build_array(i.kind, i.held_on)), '[]')
                    from interview i where i.sheet_id = o.id and i.kind in ('closing', 'feedback')),
          'fed_back', exists (select from interview i
                              join interview_sending d on d.interview_id = i.id
                              where i.sheet_id = o.id and i.kind = 'feedback'
                                and d.at >= s.state_since)) order by o.id), '[]')
   from s join sheet_together_view t on t.sheet_id = $1
   join sheet o on o.id = t.other_id and o.id <> s.id
   join cycle c on c.id = o.cycle_id) as "beside!",
  (select coalesce(json_agg(json_build_array(a.id, a.name) order by a.place), '[]')
   from s join ability a on a.framework_id = s.framework_id
                        and a.position_code = s.position_code) as "abilities!"
