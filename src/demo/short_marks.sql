-- What the evaluators of short sheets have written so far in the year $1: of the first $3 people
-- whose time has come it is submitted, of the next $4 a draft stands, the
-- first of them complete. $2 is the day.
with mine as (
    select s.id, s.framework_id, s.position_code, s.first_evaluator_id as by_id,
           row_number() over (order by p.number) as nth
    from sheet s join staff p on p.id = s.subject_id
    where s.cycle_id = $1 and s.state = 'first_review'
      and opens_on(s.id, s.cycle_id, 'first') <= ($2::timestamptz at time zone 'Asia/Tokyo')::date),
done as (select * from mine where nth <= $3),
half as (select * from mine where nth > $3 and nth <= $3 + $4),
moved as (
    update sheet set state = 'confirmation', version = version + 1, state_since = $2
    from done where sheet.id = done.id and sheet.second_evaluator_id is null returning sheet.id),
rounds as (
    insert into submission (sheet_id, step, round, by_id, at, overall)
    select d.id, 'first', 1, d.by_id, $2, case when d.nth = 1 then 3 else 2 end
    from done d join moved m on m.id = d.id returning sheet_id),
opinions as (
    insert into opinion (sheet_id, step, round, ability_id, points)
    select d.id, 'first', 1, a.id, case when (a.place + d.nth) % 4 = 0 then 3 else 2 end
    from done d join moved m on m.id = d.id
    join ability a on a.framework_id = d.framework_id and a.position_code = d.position_code),
remarks as (
    insert into remark (sheet_id, step, round, kind, body)
    select d.id, 'first', 1, 'to_person',
           '窓口の混む時期に、自分から声をかけて受付を手伝ってくれました。手順書の見直しも助かりました。'
    from done d join moved m on m.id = d.id),
renewals as (
    insert into renewal_opinion (sheet_id, step, round, verdict, reason)
    select d.id, 'first', 1, case when d.nth = $3 then 'conditional' else 'suitable' end,
           case when d.nth = $3 then '勤務の時間帯を、午後を含む形に変えられるかを確かめてください。' else '' end
    from done d join moved m on m.id = d.id),
passes as (
    insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
    select d.id, 2, 'submit', 'first_review', 'confirmation', d.by_id, $2
    from done d join moved m on m.id = d.id)
insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
select h.id, 'first', 'grade-' || a.id, '2', h.by_id, $2, h.by_id
from half h join ability a on a.framework_id = h.framework_id and a.position_code = h.position_code
where a.place <= 4 or h.nth = $3 + 1
union all
select h.id, 'first', x.field, x.value, h.by_id, $2, h.by_id
from half h, (values ('overall', '2'), ('renewal', 'suitable')) as x (field, value)
where h.nth = $3 + 1
