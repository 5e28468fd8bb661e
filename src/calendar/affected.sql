-- What a change of the holidays touches; $1 today.
select
  (select coalesce(json_agg(json_build_array(h.day, h.name) order by h.day), '[]')
   from holiday h where h.day >= date_trunc('year', $1::date)) as "holidays!",
  working_calendar($1::date - 400) as "calendar!",
  -- disclosed within a year and not complained of: their last day is counted anew every time
  (select coalesce(json_agg(json_build_object('starts', g.starts, 'from', g.start, 'people', g.people,
              'term', json_build_object('unit', g.unit, 'number', g.number,
                                        'moves_on', g.moves_on)) order by g.start), '[]')
   from (select case when k.explained then 'explanation' else 'disclosure' end as starts,
                k.start, r.unit, r.number, r.moves_on, count(*) as people
         from result v
         cross join lateral (
             select (v.disclosed_at at time zone 'Asia/Tokyo')::date as disclosed,
                    complaint_explained_on(v.sheet_id) as told) d
         join complaint_rule r on r.valid @> d.disclosed
         cross join lateral (
             select coalesce(r.starts = 'explanation' and d.told >= d.disclosed, false)
                        as explained,
                    case when r.starts = 'explanation' and d.told >= d.disclosed then d.told
                         else d.disclosed end as start) k
         where v.disclosed_at > $1::date - 366
           and not exists (select from result n
                           where n.sheet_id = v.sheet_id and n.version > v.version)
           and not exists (select from complaint c
                           where c.sheet_id = v.sheet_id and c.result_version = v.version
                             and c.state <> 'withdrawn')
         group by 1, 2, 3, 4, 5) g) as "open!",
  (select coalesce(json_agg(json_build_object('cycle', c.name, 'due_on', w.due_on)
                            order by w.due_on), '[]')
   from cycle_step w join cycle c on c.id = w.cycle_id
   where w.due_on >= $1) as "dates!"
