-- How far the interviews of a year are, by department: $1 which year, $2 today.
select d.name as "name!", count(*) as "sheets!",
       sum(n.opening)::bigint as "opening!", sum(n.midterm)::bigint as "midterm!",
       sum(t.closing)::bigint as "closing!", sum(t.feedback)::bigint as "feedback!",
       sum(n.reminded)::bigint as "reminded!", sum(n.unconfirmed)::bigint as "unconfirmed!",
       count(*) filter (where s.state = 'disclosed') as "disclosed!",
       count(s.closed_at) as "closed!",
       -- disclosed, and the feedback or the plan is late
       count(*) filter (where s.state = 'disclosed' and s.closed_at is null
           and feedback_due(s.id, s.cycle_id, s.state_since) < $2) as "late!",
       count(*) filter (where exists (
           select from passage m where m.sheet_id = s.id and m.action = 'submit'
           and m.from_state in ('first_review', 'second_review') and m.reason is not null)) as "without!"
from sheet s
join cycle c on c.id = s.cycle_id
join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
cross join lateral (
    select count(*) filter (where v.kind = 'opening' and v.written) as opening,
           count(*) filter (where v.kind = 'midterm' and v.written) as midterm,
           count(*) filter (where v.confirmed_on is null and v.confirm_by < $2
                            and v.closes_on >= $2) as reminded,
           count(*) filter (where v.confirmed_on is null and v.closes_on < $2) as unconfirmed
    from interview_view v where v.sheet_id = s.id) n
-- what closes a year counts for the sheets that belong together
cross join lateral (
    select count(distinct i.kind) filter (where i.kind = 'closing') as closing,
           count(distinct i.kind) filter (where i.kind = 'feedback') as feedback
    from interview i
    where i.sheet_id in (select t.other_id from sheet_together_view t where t.sheet_id = s.id)
      and i.shared <> '') t
where s.cycle_id = $1 and s.state <> 'excluded'
group by d.unit_id, d.name, d.place
order by d.place, d.name
