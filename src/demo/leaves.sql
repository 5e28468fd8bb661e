-- One in forty of those who lead nothing was or is away this year: $1 today, $2 now, $3 the numbers of
-- the list of sign-ins, who are always there.
insert into leave_period (staff_id, kind, valid, host, note, entered_by, at)
select s.id, k.kind, daterange(k.first, k.last), k.host, '',
       (select staff_id from hat where hat = 'hr' order by 1 limit 1), $2
from (select s.id, s.hired_on, abs(hashtext(s.number)::bigint) as n from staff s
      where s.left_on is null and s.employment = 'regular' and s.number <> all ($3::text[])
        and not exists (select from assignment a
                        where a.staff_id = s.id and a.leads and a.valid @> $1::date)) s
cross join lateral (select case s.n / 40 % 4
        when 0 then 'childcare' when 1 then 'sick' when 2 then 'secondment' else 'training' end
            as kind,
    $1::date - (20 + s.n / 160 % 200)::int as first,
    case when s.n / 40 % 4 = 1 then $1::date - (s.n / 160 % 18)::int
         else $1::date + (60 + s.n / 160 % 300)::int end as last,
    case s.n / 40 % 4 when 2 then '東京都' when 3 then '東京都市町村職員研修所' end as host) k
where s.n % 40 = 0 and k.first > s.hired_on
