-- What is open on $1 because people move, leave or are away.
with running as (
    select s.*, c.name as cycle, p.family_name || ' ' || p.given_name as name,
           p.family_kana, p.left_on,
           greatest(coalesce(lower(s.term), lower(c.period)), p.hired_on) as from_on,
           least(coalesce(upper(s.term), upper(c.period)), p.left_on + 1) as until_on
    from sheet s join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
    where s.state not in ('excluded', 'confirmed', 'disclosed'))
select
  (select coalesce(json_agg(json_build_object('id', h.id, 'sheet', s.id,
          'author', a.family_name || ' ' || a.given_name, 'cause', h.cause,
          'name', p.family_name || ' ' || p.given_name, 'cycle', c.name, 'due_on', h.due_on,
          'gone', a.left_on is not null and a.left_on < $1::date)
          order by h.due_on, a.family_kana collate "C", h.id), '[]')
   from handover h join sheet s on s.id = h.sheet_id join cycle c on c.id = s.cycle_id
   join staff p on p.id = s.subject_id join staff a on a.id = h.author_id
   where h.done_at is null and h.waived_at is null
     and s.state not in ('excluded', 'confirmed', 'disclosed')) as "handovers!",
  (select coalesce(json_agg(json_build_object('id', o.id, 'name', r.name, 'cycle', r.cycle,
          'place', coalesce(o.destination, v.name, ''), 'due_on', o.due_on,
          'head', w.family_name || ' ' || w.given_name,
          'ours', w.id is null or w.id = r.subject_id)
          order by o.due_on, r.family_kana collate "C", o.id), '[]')
   from outside_opinion o join running r on r.id = o.sheet_id
   left join unit_version v on v.unit_id = o.unit_id and v.valid @> $1::date
   left join staff w on w.id = leads_on(o.unit_id, $1)
   where not exists (select from outside_opinion_text t where t.opinion_id = o.id)) as "opinions!",
  (select coalesce(json_agg(json_build_object('sheet', r.id, 'name', r.name, 'cycle', r.cycle,
          'due_on', n.due_on) order by n.due_on, r.family_kana collate "C"), '[]')
   from running r join goal_renewal n on n.sheet_id = r.id
   where not renewal_done(r.id, n.agreed_round)
     and not exists (select from goal_renewal m where m.sheet_id = r.id and m.id > n.id))
      as "renewals!",
  -- whoever was away at all; how much is left is counted in the program
  (select coalesce(json_agg(json_build_object('sheet', r.id, 'name', r.name, 'cycle', r.cycle,
          'state', r.state, 'from', r.from_on, 'until', r.until_on,
          'leaves', (select coalesce(json_agg(json_build_array(lower(l.valid), upper(l.valid))), '[]')
                     from leave_period l join leave_kind k on k.code = l.kind and not k.works
                     where l.staff_id = r.subject_id and l.struck_at is null
                       and l.valid && daterange(r.from_on, r.until_on)))
          order by r.family_kana collate "C", r.id), '[]')
   from running r
   where r.from_on < r.until_on
     and (r.until_on - r.from_on < 100 and r.term is null
          or exists (select from leave_period l join leave_kind k on k.code = l.kind and not k.works
                     where l.staff_id = r.subject_id and l.struck_at is null
                       and l.valid && daterange(r.from_on, r.until_on)))) as "absent!",
  (select coalesce(json_agg(json_build_object('sheet', r.id, 'name', r.name, 'cycle', r.cycle,
          'state', r.state, 'left_on', r.left_on) order by r.left_on, r.id), '[]')
   from running r where r.left_on < $1) as "left!"
