-- One word for a mail somebody must look after: it was refused, or it waits though its sending was
-- given up behind the pages. `sending`: the kind of the job that sends mails.
create function mail_is_refused(mail bigint, state text, sending text)
returns boolean language sql stable as $$
    select mail_is_refused.state = 'refused'
        or mail_is_refused.state = 'waiting' and not exists (
            select from job_run r
            where r.kind = mail_is_refused.sending and r.key = 'mail-' || mail_is_refused.mail
              and r.state in ('waiting', 'running', 'retrying', 'failed'))
$$;
grant execute on function mail_is_refused to jinzai_app;
