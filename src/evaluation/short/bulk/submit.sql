-- Submits many sheets of one step at once: $1 what, $2 the step, $3 who, $4 when, on the day $5. Only those that
-- are still where they were seen. How many.
with given as (
    select g.* from jsonb_to_recordset($1) as g (sheet bigint, version int, target text,
        overall smallint, opinions jsonb, remark text, renewal text, reason text)),
moved as (
    update sheet s set state = g.target, version = s.version + 1, returned = false,
                       state_since = $4, holder_opened_at = null
    from given g
    where s.id = g.sheet and s.version = g.version and s.state = $2 || '_review'
      and (case $2 when 'first' then s.first_evaluator_id else s.second_evaluator_id end = $3
           or stands_in(s.id, $2, $5) = $3)
    returning s.id),
rounds as (
    insert into submission (sheet_id, step, round, by_id, at, overall)
    select m.id, $2, (select coalesce(max(b.round), 0) + 1 from submission b
                      where b.sheet_id = m.id and b.step = $2), $3, $4, g.overall
    from moved m join given g on g.sheet = m.id
    returning sheet_id, round),
opinions as (
    insert into opinion (sheet_id, step, round, ability_id, points)
    select r.sheet_id, $2, r.round, o.item, o.points
    from rounds r join given g on g.sheet = r.sheet_id
    cross join lateral jsonb_to_recordset(g.opinions) as o (item bigint, points smallint)),
remarks as (
    insert into remark (sheet_id, step, round, kind, body)
    select r.sheet_id, $2, r.round, 'to_person', g.remark
    from rounds r join given g on g.sheet = r.sheet_id where g.remark <> ''),
renewals as (
    insert into renewal_opinion (sheet_id, step, round, verdict, reason)
    select r.sheet_id, $2, r.round, g.renewal, g.reason
    from rounds r join given g on g.sheet = r.sheet_id),
passes as (
    insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
    select m.id, (select coalesce(max(p.place), 0) + 1 from passage p where p.sheet_id = m.id),
           'submit', $2 || '_review', g.target, $3, $4
    from moved m join given g on g.sheet = m.id)
select count(*) as "count!" from moved
