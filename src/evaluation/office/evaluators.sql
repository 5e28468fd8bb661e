-- The open sheets of an evaluator: $1 whose, $2 the officer who asks, $3 who is to come, if known,
-- $4 today. Whoever assists does so until the first evaluation is done.
select s.id, s.version, t.seat as "seat!", s.subject_id as "subject: StaffId", p.number,
       p.family_name || ' ' || p.given_name as "name!", coalesce(u.name, '') as "unit!",
       c.name as cycle, s.state as "state: State", s.first_evaluator_id as "first: StaffId",
       s.second_evaluator_id as "second: StaffId", s.assistant_id as "assistant: StaffId",
       s.calibrator_id as "calibrator: StaffId", s.confirmer_id as "confirmer: StaffId",
       (select count(distinct d.field) from draft d
        where d.sheet_id = s.id and d.step = t.seat and d.value <> '') as "drafts!",
       coalesce($2 in (s.subject_id, s.first_evaluator_id, s.second_evaluator_id), false)
           or $2 in (stands_in(s.id, 'first', $4), stands_in(s.id, 'second', $4))
           is true as "involved!",
       exists (select from submission b where b.sheet_id = s.id and b.by_id = $3
               and b.step in ('first', 'second') and b.step <> t.seat
               and b.for_id is not null) as "evaluated!"
from (select q.id, 'first' as seat from sheet q where q.first_evaluator_id = $1
      union all select q.id, 'second' from sheet q where q.second_evaluator_id = $1
      union all select q.id, 'assistant' from sheet q where q.assistant_id = $1
          and q.state in ('goal_setting', 'goal_review', 'working', 'midterm_report',
                          'midterm_review', 'working_on', 'self_assessment', 'first_review')) t
join sheet s on s.id = t.id
join cycle c on c.id = s.cycle_id
join staff p on p.id = s.subject_id
left join unit_version u on u.unit_id = s.unit_id and u.valid @> c.base_date
where s.state <> 'excluded' and s.closed_at is null and c.opened_at is not null
order by c.fiscal_year desc, c.id desc, p.family_kana collate "C", p.given_kana collate "C", s.id
