-- Writes messages: $1 to whom, $2 kind, $3 subject, $4 body, $5 where it leads; for the outbox $6
-- number and $7 text (both empty without a mail server); $8 when, $9 by whom; the job that sends: $10
-- kind, $11 title, $12 tries.
with letter as (
    select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
        with ordinality as l (staff_id, kind, subject, body, link, place)),
told as (
    insert into message (staff_id, kind, subject, body, link, created_at)
    select l.staff_id, l.kind, l.subject, l.body, l.link, $8
    from letter l where l.kind <> 'announcement'
    order by l.place
    returning 1),
posted as (
    insert into mail (message_id, staff_id, kind, address, subject, body, created_at)
    select m.message_id, s.id, l.kind, s.mail, l.subject, m.body, $8
    from letter l
    join unnest($6::text[], $7::text[]) with ordinality as m (message_id, body, place)
        on m.place = l.place
    join staff s on s.id = l.staff_id
    where s.mail is not null
      and not exists (select from mail_refusal r where r.staff_id = s.id and r.kind = l.kind)
    order by l.place
    returning id),
queued as (
    select enqueue_job($10, 'mail-' || p.id, $11,
                       jsonb_build_object('mail', p.id), $9, $8, null, $12) as run
    from posted p)
select (select count(*) from told) as "messages!", (select count(run) from queued) as "mails!"
