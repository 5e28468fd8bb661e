-- Units with their heads, rules, overrides and positions as they stand on $1.
select
  (select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code, 'name', v.name,
          'level', v.level, 'parent', v.parent_id,
          'leader', (select g.staff_id from assignment g join staff p on p.id = g.staff_id
                     where g.unit_id = u.id and g.leads and g.valid @> $1::date
                       and (p.left_on is null or p.left_on >= $1)))
          order by v.place, u.code), '[]')
   from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date) as "units!",
  (select coalesce(json_agg(json_build_object('id', r.id, 'priority', r.priority,
          'unit', r.unit_id, 'position', r.position_code,
          'employment', r.employment, 'assistant', r.assistant_level,
          'first', r.first_level, 'second', r.second_level, 'calibration', r.calibration,
          'confirmer', r.confirmer_level) order by r.id), '[]')
   from route_rule r where r.valid @> $1::date) as "rules!",
  -- only those whose 雇用区分 a rule names
  (select coalesce(json_agg(json_build_array(p.id, p.employment)), '[]')
   from staff p where p.employment in (select r.employment from route_rule r
                                       where r.valid @> $1::date)) as "employments!",
  (select coalesce(json_agg(json_build_object('staff', o.staff_id, 'step', o.step,
          'evaluator', o.evaluator_id)), '[]')
   from route_override o where o.valid @> $1::date) as "overrides!",
  (select coalesce(json_agg(json_build_array(p.code, p.name) order by p.rank), '[]')
   from position p join framework f on f.id = p.framework_id
   where f.valid @> $1::date and f.kind = 'ability') as "positions!"
