-- Who may get other evaluators on $1 and which sheets are touched: $2 people of the order, $3 units
-- where something changes above, $4 others to be named. Looking is written up at $5 by $6 from $7 as $8 of order $9.
with residents as (
    select g.staff_id, g.unit_id, g.position_code
    from assignment g join staff p on p.id = g.staff_id
        and (p.left_on is null or p.left_on >= $1::date) and p.employment <> 'fiscal_year'
    where g.kind = 'main' and g.valid @> $1::date
      and (g.unit_id = any($3) or g.staff_id = any($2))),
years as (
    select c.* from cycle c
    where c.opened_at is not null and exists (
        select from sheet s where s.cycle_id = c.id
        and s.state not in ('excluded', 'confirmed', 'disclosed'))),
sheets as (
    select s.* from sheet s join years c on c.id = s.cycle_id
    where s.state not in ('confirmed', 'disclosed')
      and (s.subject_id = any($2) or s.unit_id = any($3)
           or s.first_evaluator_id = any($2) or s.second_evaluator_id = any($2)
           or s.assistant_id = any($2) or s.calibrator_id = any($2) or s.confirmer_id = any($2))),
named as (
    select unnest($2::bigint[] || $4::bigint[]) as id union select staff_id from residents
    union select k.id from sheets s, unnest(array[s.subject_id, s.first_evaluator_id,
        s.second_evaluator_id, s.assistant_id, s.calibrator_id, s.confirmer_id]) as k (id))
select
  (select coalesce(json_agg(json_build_object('staff', r.staff_id, 'unit', r.unit_id,
          'position', r.position_code)), '[]') from residents r) as "residents!",
  (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'kind', c.kind,
          'policy', c.transfer_policy, 'base_date', c.base_date, 'from', lower(c.period),
          'until', upper(c.period), 'handover_days', c.handover_days,
          'by_second', c.handover_by_second, 'renewal_months', c.renewal_months)), '[]')
   from years c) as "years!",
  (select coalesce(json_agg(json_build_object('id', s.id, 'year', s.cycle_id,
          'subject', s.subject_id, 'state', s.state, 'position', s.position_code,
          'unit', s.unit_id, 'first', s.first_evaluator_id, 'second', s.second_evaluator_id,
          'assistant', s.assistant_id, 'calibrator', s.calibrator_id,
          'confirmer', s.confirmer_id, 'without', s.without_calibration,
          'agreed', agreed_goals(s.id),
          'wrote_first', (select b.by_id from submission b where b.sheet_id = s.id
                          and b.step = 'first' order by b.round desc limit 1),
          'term_from', lower(s.term), 'term_until', upper(s.term))
          order by s.id), '[]') from sheets s) as "sheets!",
  (select coalesce(json_agg(json_build_array(p.id, p.number,
          p.family_name || ' ' || p.given_name)), '[]')
   from staff p where p.id in (select id from named)) as "names!",
  case when $6::bigint is not null
       then append_audit($5, $6, $7, $8, 'order', $9, null, '{}') end as seen
