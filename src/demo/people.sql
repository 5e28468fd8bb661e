-- Birth, sex, the name of the 戸籍, 職種 and 級 of everybody.
with drawn as (
    select s.id, s.hired_on, s.left_on, s.former_family_name, s.given_name,
           abs(hashtext(s.number)::bigint) as n from staff s),
people as (
    update staff s
    set birth_on = s.hired_on - (22 * 365 + 6 + d.n % 2900)::int,
        sex = case when s.given_name ~ '(子|美|香|奈|恵|代|江|紀|葵|里|菜|花|み|か|え)$'
                   then 'female' else 'male' end,
        registered_family_name = case when d.n % 3 = 0 then s.former_family_name end
    from drawn d where d.id = s.id),
posts as (
    select distinct on (a.staff_id) a.staff_id, a.position_code, v.name as unit, p.name as above,
           lower(a.valid) as since
    from assignment a
    join unit_version v on v.unit_id = a.unit_id and v.valid @> lower(a.valid)
    left join unit_version p on p.unit_id = v.parent_id and p.valid @> lower(a.valid)
    where a.kind = 'main' order by a.staff_id, lower(a.valid) desc),
occupations as (
    insert into staff_occupation (staff_id, occupation, valid)
    select d.id, case
            when p.position_code = 'ginocho' then 'technical'
            when concat(p.unit, p.above) ~ '(建設|道路|下水|公園)' then
                case d.n % 3 when 0 then 'clerk' else 'civil' end
            when concat(p.unit, p.above) ~ '(建築|施設)' and d.n % 2 = 0 then 'architect'
            when concat(p.unit, p.above) ~ '健康' and d.n % 3 = 0 then 'health_nurse'
            when concat(p.unit, p.above) ~ '保育' and d.n % 2 = 0 then 'nursery'
            when concat(p.unit, p.above) ~ '(生活福祉|障害|子ども)' and d.n % 3 = 0 then 'welfare'
            when concat(p.unit, p.above) ~ '(図書)' and d.n % 2 = 0 then 'librarian'
            else 'clerk' end,
        daterange(d.hired_on, null)
    from drawn d left join posts p on p.staff_id = d.id)
insert into pay_grade (staff_id, schedule, grade, step, valid)
select d.id, '行政職給料表（一）', case p.position_code
        when 'bucho' then 7 when 'kacho' then 6 when 'kakaricho' then 4 when 'ginocho' then 3
        when 'shunin' then 3 else 1 + (d.n % 2)::int end,
    (1 + d.n % 80)::int, daterange(greatest(d.hired_on, p.since), null)
from drawn d join posts p on p.staff_id = d.id
where p.position_code is not null and d.left_on is null
