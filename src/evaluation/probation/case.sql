-- One probation with everything on it: $1 which; on $2, for who stands in for its evaluators.
select b.id, b.staff_id as "staff: StaffId", p.number, p.family_name || ' ' || p.given_name as "name!",
       b.kind, b.starts_on, b.planned_on, b.ends_on, b.limit_on, b.least_days, b.warn_days,
       b.version, b.first_evaluator_id as "first: StaffId", b.second_evaluator_id as "second: StaffId",
       (select n.family_name || ' ' || n.given_name from staff n
        where n.id = b.first_evaluator_id) as first_name,
       (select n.family_name || ' ' || n.given_name from staff n
        where n.id = b.second_evaluator_id) as second_name,
       probation_stands_in(b.id, 'first', $2) as "first_deputy: StaffId",
       probation_stands_in(b.id, 'second', $2) as "second_deputy: StaffId",
       coalesce((select v.name from assignment g
                 join unit_version v on v.unit_id = g.unit_id and v.valid @> b.starts_on
                 where g.staff_id = b.staff_id and g.kind = 'main' and g.valid && daterange(b.starts_on, b.ends_on, '[]')
                 order by lower(g.valid) limit 1), '') as "place!",
       b.sheet_id, (select s.state from sheet s where s.id = b.sheet_id) as "sheet_state?: State",
  (select json_agg(json_build_object('place', t.place, 'what', t.what, 'name', t.name,
          'due_on', t.due_on, 'first_due_on', t.first_due_on, 'done', t.done, 'held_on', k.held_on, 'body', k.body, 'by',
          (select n.family_name || ' ' || n.given_name
                  || coalesce((select '（' || f.family_name || ' ' || f.given_name || 'の代理）'
                               from staff f where f.id = k.for_id), '')
           from staff n where n.id = k.by_id))
          order by t.due_on, t.place)
   from probation_task_view t
   left join probation_talk k on k.probation_id = t.probation_id and k.place = t.place
   where t.probation_id = b.id) as tasks,
  (select json_agg(json_build_object('id', a.id, 'kind', a.kind, 'first_on', a.first_on,
          'last_on', a.last_on, 'struck', x.absence_id is not null) order by a.first_on, a.id)
   from probation_absence a left join probation_absence_struck x on x.absence_id = a.id
   where a.probation_id = b.id) as absences,
  (select json_agg(json_build_object('kind', k.name, 'first_on', greatest(lower(l.valid), b.starts_on),
          'last_on', least(upper(l.valid) - 1, b.limit_on)) order by lower(l.valid))
   from leave_period l join leave_kind k on k.code = l.kind and not k.works
   where l.staff_id = b.staff_id and l.struck_at is null
     and l.valid && daterange(b.starts_on, b.limit_on, '[]')) as leaves,
  (select json_agg(json_build_object('days', e.weekly_days, 'first_on', greatest(lower(e.valid), b.starts_on),
          'last_on', least(upper(e.valid) - 1, b.limit_on)) order by lower(e.valid))
   from employment e
   where e.staff_id = b.staff_id and e.weekly_days is not null
     and e.valid && daterange(b.starts_on, b.limit_on, '[]')) as weekly,
  (select json_agg(json_build_object('until_on', e.until_on, 'reason', e.reason, 'at', e.at)
          order by e.id)
   from probation_extension e where e.probation_id = b.id) as extensions,
  (select json_agg(json_build_object('step', o.step, 'verdict', o.verdict, 'reason', o.reason,
          'at', o.at, 'by', n.family_name || ' ' || n.given_name
              || coalesce((select '（' || f.family_name || ' ' || f.given_name || 'の代理）'
                           from staff f where f.id = o.for_id), '')) order by o.step, o.round)
   from probation_opinion o join staff n on n.id = o.by_id
   where o.probation_id = b.id) as opinions,
  (select json_build_object('verdict', d.verdict, 'decided_on', d.decided_on, 'reason', d.reason)
   from probation_decision d where d.probation_id = b.id) as decision,
  working_calendar(b.starts_on) as "calendar!"
from probation b join staff p on p.id = b.staff_id
where b.id = $1
