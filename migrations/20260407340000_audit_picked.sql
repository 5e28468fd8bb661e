-- Which entries of the book somebody asks for, in either order. Whether it is the oldest or the newest
-- first decides which way an index is read, so each call is planned for what it asks: a plan for both
-- sorted the whole book.
create function audit_picked(before bigint, begins timestamptz, ends timestamptz, event text,
                             person bigint, most bigint, sealed_on date, oldest boolean,
                             after bigint, reader bigint)
returns setof bigint language plpgsql stable set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
    return query
    with span as materialized (
        select coalesce(greatest(audit_picked.after + 1, (select b.seq from audit_entry b
                         where b.at < audit_picked.begins - interval '1 hour'
                         order by b.at desc limit 1)), 0) as first,
               coalesce(least(audit_picked.before - 1, (select b.seq from audit_entry b
                              where b.at > audit_picked.ends + interval '1 hour'
                              order by b.at limit 1)), 9223372036854775807) as last),
    picked as (
        (select e.seq from audit_entry e
         where audit_picked.person is null and audit_picked.event is null
           and e.seq between (select first from span) and (select last from span)
           and (audit_picked.begins is null or e.at >= audit_picked.begins) and (audit_picked.ends is null or e.at < audit_picked.ends)
           and not audit_entry_sealed(e.subject_kind, e.subject_id, audit_picked.sealed_on)
           and not audit_entry_kept_from(e.subject_kind, e.subject_id, audit_picked.reader)
         order by case when audit_picked.oldest then e.seq end, e.seq desc limit audit_picked.most)
        union
        (select e.seq from audit_entry e
         where audit_picked.person is null and e.event = audit_picked.event
           and e.seq between (select first from span) and (select last from span)
           and (audit_picked.begins is null or e.at >= audit_picked.begins) and (audit_picked.ends is null or e.at < audit_picked.ends)
           and not audit_entry_sealed(e.subject_kind, e.subject_id, audit_picked.sealed_on)
           and not audit_entry_kept_from(e.subject_kind, e.subject_id, audit_picked.reader)
         order by case when audit_picked.oldest then e.seq end, e.seq desc limit audit_picked.most)
        union
        (select e.seq from audit_entry e
         where e.actor_id = audit_picked.person and (audit_picked.event is null or e.event = audit_picked.event)
           and e.seq between (select first from span) and (select last from span)
           and (audit_picked.begins is null or e.at >= audit_picked.begins) and (audit_picked.ends is null or e.at < audit_picked.ends)
           and not audit_entry_sealed(e.subject_kind, e.subject_id, audit_picked.sealed_on)
           and not audit_entry_kept_from(e.subject_kind, e.subject_id, audit_picked.reader)
         order by case when audit_picked.oldest then e.seq end, e.seq desc limit audit_picked.most)
        union
        (select e.seq from audit_entry e
         where e.staff_id = audit_picked.person and (audit_picked.event is null or e.event = audit_picked.event)
           and e.seq between (select first from span) and (select last from span)
           and (audit_picked.begins is null or e.at >= audit_picked.begins) and (audit_picked.ends is null or e.at < audit_picked.ends)
           and not audit_entry_sealed(e.subject_kind, e.subject_id, audit_picked.sealed_on)
           and not audit_entry_kept_from(e.subject_kind, e.subject_id, audit_picked.reader)
         order by case when audit_picked.oldest then e.seq end, e.seq desc limit audit_picked.most))
    select p.seq from picked p
    order by case when audit_picked.oldest then p.seq end, p.seq desc
    limit audit_picked.most;
end $$;
grant execute on function audit_picked to jinzai_app;
