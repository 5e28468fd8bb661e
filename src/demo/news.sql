-- Addresses nobody has in truth (RFC 2606), two announcements and a request: $1 the day, $2 who.
with addressed as (
    update staff set mail = 's' || lower(number) || '@example.jp' where left_on is null),
writer as (
    select h.staff_id from hat h where h.hat = 'hr' and h.valid @> $1::date
    order by h.staff_id limit 1),
news as (
    insert into announcement (title, body, evaluators, from_on, until_on, author_id, created_at)
    select n.title, n.body, n.evaluators, $1::date - n.days, $1::date + 20, w.staff_id,
           ($1::date - n.days + time '9:10') at time zone 'Asia/Tokyo'
    from writer w cross join (values
        ('能力評価の期限について',
         E'自己評価と一次評価の期限は、ホームの「いま行うこと」に表示されています。\n間に合わない事情があるときは、期限の前に職員課へ相談してください。',
         false, 6),
        ('評価者の方へ：面談の前に読んでください',
         E'期末面談の前に、期中メモと自己評価を読んでください。\n面談では、事実を示して、次の年度に期待することを伝えてください。',
         true, 3)) n (title, body, evaluators, days)
    returning id, from_on)
insert into message (staff_id, kind, subject, body, link, created_at)
select s.id, 'request', '面談の日程について',
       E'期末面談の日程を、評価者と決めてください。\n決めた日は、面談の画面に表示されます。', '/interviews',
       ($1::date - 1 + time '10:30') at time zone 'Asia/Tokyo'
from staff s where s.number = any($2)
