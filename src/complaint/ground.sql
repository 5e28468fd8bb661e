-- What somebody may complain of: their disclosed results, newest first. $1 whose, $2 one sheet
-- only, or null.
select s.id as sheet_id, c.name as cycle_name, v.version,
       (v.disclosed_at at time zone 'Asia/Tokyo')::date as "disclosed_on!",
       complaint_explained_on(s.id) as explained_on,
       k.id as "open_case?",
       complaint_rule_on((v.disclosed_at at time zone 'Asia/Tokyo')::date) as "rule!",
       x.due_on as "explain_by?", x.held_on as "explained_again_on?",
       working_calendar((v.disclosed_at at time zone 'Asia/Tokyo')::date - 7) as "calendar!"
from sheet s
join cycle c on c.id = s.cycle_id
join result v on v.sheet_id = s.id and v.disclosed_at is not null
    and not exists (select from result n where n.sheet_id = s.id and n.version > v.version)
left join complaint k on k.sheet_id = s.id and k.result_version = v.version
    and k.state <> 'withdrawn'
left join reexplanation x on x.sheet_id = s.id and x.result_version = v.version
where s.subject_id = $1 and ($2::bigint is null or s.id = $2)
order by v.disclosed_at desc, s.id desc
limit 6
