-- Work that joins a run waiting for its next try begins with it at once: the library takes an empty
-- moment for "as it was", so the moment is named.
create or replace function enqueue_job(a_kind text, a_key text, a_title text, a_payload jsonb,
                                       a_author bigint, a_now timestamptz, a_at timestamptz,
                                       a_tries integer) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    run bigint;
    fresh boolean;
begin
    -- the row is locked until the caller commits, and the worker marks it before it reads anything:
    -- so a run that still waits will see what the caller wrote
    select id into run from job_run
    where kind = a_kind and key = a_key and state in ('waiting', 'retrying')
    order by id limit 1 for update;
    if run is not null then
        perform jobs.reschedule_jobs(array[job_id], coalesce(a_at, now())) from job_run
        where id = run;
        update job_run set next_try_at = coalesce(a_at, a_now) where id = run;
        return run;
    end if;
    insert into job_run (kind, key, title, payload, author_id, queued_at, next_try_at, most_tries)
    values (a_kind, a_key, a_title, a_payload, a_author, a_now, a_at, a_tries)
    on conflict (kind, key) where state = 'waiting' do update set key = excluded.key
    returning id, xmax = 0 into run, fresh;
    if fresh then
        perform queue_job_run(run, a_at);
    end if;
    return run;
end $$;
