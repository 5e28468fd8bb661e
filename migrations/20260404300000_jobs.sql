-- Work that goes on behind the pages. The queue itself belongs to graphile_worker and lives in the
-- schema `jobs`, which `jinzai migrate` makes before these steps; the functions below name it only
-- when they are called. What people see of a job, how far it is and how it ended, is kept here.
create table job_run (
    id bigint generated always as identity primary key,
    -- which handler does it
    kind text not null check (kind ~ '^[a-z_]{1,40}$'),
    -- what it is about: while one of a kind waits under a key, no second one is queued
    key text not null check (char_length(key) between 1 and 80),
    -- what people read; never a person's name
    title text not null check (char_length(title) between 1 and 80),
    -- numbers and codes the handler starts from; never a person's data
    payload jsonb not null,
    state text not null default 'waiting'
        check (state in ('waiting', 'running', 'retrying', 'done', 'failed', 'stopped')),
    author_id bigint references staff,
    queued_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    next_try_at timestamptz,
    tries smallint not null default 0,
    -- after so many tries somebody has to look at it
    most_tries smallint not null check (most_tries between 1 and 25),
    -- in pieces of whatever it works through; total is null until it is known
    done bigint not null default 0 check (done >= 0),
    total bigint check (total >= 0),
    -- why it did not succeed, in words
    error text,
    -- its number in the library's queue
    job_id bigint,
    check ((state in ('done', 'failed', 'stopped')) = (finished_at is not null))
);
create unique index job_run_waiting on job_run (kind, key) where state = 'waiting';
create index job_run_open on job_run (queued_at) where state in ('waiting', 'running', 'retrying');
create index job_run_failed on job_run (finished_at) where state = 'failed';
create index job_run_finished on job_run (finished_at) where state in ('done', 'stopped');
create index job_run_key on job_run (kind, key, id);
revoke insert, update, delete, truncate on job_run from jinzai_app;

-- Work that is done once a day.
create table daily_job (
    kind text primary key,
    -- not before this hour in Japan
    hour smallint not null check (hour between 0 and 23),
    -- the last day it was queued for
    last_on date
);

-- Puts a run into the library's queue.
create function queue_job_run(run bigint, at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    queued bigint;
begin
    select j.id into queued from job_run r
    cross join lateral jobs.add_job(r.kind, json_build_object('run', r.id), null, at, r.most_tries) j
    where r.id = run;
    update job_run set job_id = queued where id = run;
end $$;

-- Queues work, once for each key that is waiting. Answers the run that will do it.
create function enqueue_job(a_kind text, a_key text, a_title text, a_payload jsonb, a_author bigint,
                            a_now timestamptz, a_at timestamptz, a_tries integer) returns bigint
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
        perform jobs.reschedule_jobs(array[job_id], a_at) from job_run where id = run;
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

-- The worker takes a run up; nothing comes back if it was stopped or done meanwhile.
create function begin_job_run(run bigint, now timestamptz)
returns table (payload jsonb, tries smallint)
language sql security definer set search_path = public, pg_temp as $$
    update job_run r set state = 'running', tries = r.tries + 1, started_at = now, done = 0,
                         next_try_at = null
    where r.id = run and r.state in ('waiting', 'retrying', 'running')
    returning r.payload, r.tries
$$;

-- How far it is; false if it was stopped.
create function note_job_run(run bigint, a_done bigint, a_total bigint) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update job_run set done = a_done, total = a_total where id = run and state = 'running';
    return found;
end $$;

-- How it ended: `done`, `retrying` or `failed`.
create function end_job_run(run bigint, a_state text, a_error text, a_now timestamptz,
                            a_next timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
    update job_run set state = a_state, error = a_error, next_try_at = a_next,
                       finished_at = case when a_state in ('done', 'failed') then a_now end
    where id = run and state = 'running'
$$;

-- Somebody lets a failed run try again, from its first try.
create function retry_job_run(run bigint, a_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update job_run set state = 'retrying', finished_at = null, next_try_at = a_now, tries = 0
    where id = run and state in ('failed', 'retrying');
    if not found then
        return false;
    end if;
    perform jobs.complete_jobs(array[job_id]) from job_run where id = run and job_id is not null;
    perform queue_job_run(run, null);
    return true;
end $$;

-- Somebody gives a run up. One that is under way stops at its next sign of progress.
create function stop_job_run(run bigint, a_now timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update job_run set state = 'stopped', finished_at = a_now, next_try_at = null
    where id = run and state in ('waiting', 'running', 'retrying', 'failed');
    if not found then
        return false;
    end if;
    perform jobs.complete_jobs(array[job_id]) from job_run where id = run and job_id is not null;
    return true;
end $$;

-- What ended well long ago is forgotten; failures stay until somebody has looked at them.
create function tidy_job_runs(before timestamptz) returns bigint
language sql security definer set search_path = public, pg_temp as $$
    with gone as (delete from job_run where state in ('done', 'stopped') and finished_at < before
                  returning 1)
    select count(*) from gone
$$;

-- Whether a day's work is to be queued now; true once a day. After a standstill the day's work is
-- made up for, the days before are not.
create function claim_daily_job(a_kind text, a_hour integer, today date, now_hour integer)
returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into daily_job (kind, hour) values (a_kind, a_hour) on conflict do nothing;
    update daily_job set last_on = today
    where kind = a_kind and hour <= now_hour and (last_on is null or last_on < today);
    return found;
end $$;

grant execute on function enqueue_job, begin_job_run, note_job_run, end_job_run, retry_job_run,
    stop_job_run, tidy_job_runs, claim_daily_job to jinzai_app;
