-- 異動 in the middle of a period (evaluation.md 2.3): whose evaluation it is by the policy of the year,
-- the parts of the period, what a leaving evaluator hands over, goals set anew, and what those say
-- for whom somebody also works.

alter table cycle
    -- who evaluates after a move: 前任, 後任, 期間で分担, 基準日の上司
    add column transfer_policy text not null default 'base_date'
        check (transfer_policy in ('predecessor', 'successor', 'shared', 'base_date')),
    -- days after the move in which a former evaluator hands over
    add column handover_days smallint not null default 14 check (handover_days between 1 and 60),
    -- whether the second evaluators hand over as well
    add column handover_by_second boolean not null default false,
    -- months after the move in which goals are set anew
    add column renewal_months smallint not null default 1 check (renewal_months between 1 and 6),
    -- when 兼務先 and 派遣先 give their opinion; null: two weeks before the first review is due
    add column outside_due_on date;

-- The parts of the period, one after another. A sheet without any was never moved.
create table sheet_segment (
    sheet_id bigint not null references sheet,
    place smallint not null check (place > 0),
    valid daterange not null check (not isempty(valid)),
    unit_id bigint not null references unit,
    first_evaluator_id bigint references staff,
    second_evaluator_id bigint references staff,
    -- the order that began it; null for the first one
    order_id bigint references personnel_order,
    primary key (sheet_id, place),
    constraint sheet_segment_no_overlap exclude using gist (sheet_id with =, valid with &&)
);

-- 引継ぎ: a former evaluator writes down results and what was seen. As long as it is not done they
-- still read exactly this sheet.
create table handover (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    author_id bigint not null references staff,
    step text not null check (step in ('first', 'second')),
    -- moved: the one or the other got another post; left: the evaluator leaves the city;
    -- leave: the evaluator goes on leave
    cause text not null check (cause in ('moved', 'left', 'leave')),
    -- the part of the period it is about
    valid daterange not null check (not isempty(valid)),
    -- whether a grade for the part is asked as well (期間で分担)
    graded boolean not null default false,
    order_id bigint references personnel_order,
    due_on date not null,
    asked_at timestamptz not null,
    done_at timestamptz,
    -- 職員課 goes on without it, or the order was taken back
    waived_at timestamptz,
    waived_by bigint references staff,
    waived_reason text check (char_length(waived_reason) between 10 and 1000),
    constraint handover_once unique (sheet_id, author_id, valid),
    check (done_at is null or waived_at is null),
    check ((waived_at is null) = (waived_reason is null))
);
create index handover_open on handover (author_id) where done_at is null and waived_at is null;
create index handover_sheet on handover (sheet_id);

-- What is handed over. Sent again, it is a round more; the newest counts.
create table handover_text (
    handover_id bigint not null references handover,
    round smallint not null check (round > 0),
    results text not null check (char_length(results) between 1 and 2000),
    observations text not null check (char_length(observations) between 1 and 2000),
    overall smallint check (overall between 1 and 7),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (handover_id, round)
);

-- What the leaving evaluator had begun to write on the sheet: theirs alone, to draw on.
create table handover_draft (
    handover_id bigint not null references handover,
    field text not null check (char_length(field) <= 40),
    value text not null check (char_length(value) <= 20000),
    primary key (handover_id, field)
);

-- Goals are set anew after a move, within a time.
create table goal_renewal (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    order_id bigint not null references personnel_order,
    moved_on date not null,
    due_on date not null check (due_on >= moved_on),
    -- which round of the goals was agreed until then
    agreed_round smallint,
    constraint goal_renewal_once unique (sheet_id, order_id)
);

-- 兼務先 and 派遣先 say in words how somebody worked there. A unit: its head of the day writes;
-- a place outside: 職員課 enters what came on paper.
create table outside_opinion (
    id bigint generated always as identity primary key,
    sheet_id bigint not null references sheet,
    unit_id bigint references unit,
    destination text check (char_length(destination) between 1 and 60),
    due_on date not null,
    asked_at timestamptz not null,
    check (num_nonnulls(unit_id, destination) = 1),
    constraint outside_opinion_once unique nulls not distinct (sheet_id, unit_id, destination)
);
create table outside_opinion_text (
    opinion_id bigint not null references outside_opinion,
    round smallint not null check (round > 0),
    body text not null check (char_length(body) between 1 and 2000),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (opinion_id, round)
);
revoke update, delete on handover_text, handover_draft, outside_opinion_text, goal_renewal
    from jinzai_app;
revoke delete on sheet_segment from jinzai_app;

-- Whether goals were set anew: agreed again since the move.
create function renewal_done(sheet bigint, agreed_round smallint) returns boolean
language sql stable as $$
    select coalesce(agreed_goals(renewal_done.sheet), 0) > coalesce(renewal_done.agreed_round, 0)
$$;
grant execute on function renewal_done to jinzai_app;

-- The heads of a unit's opinions: who leads it on a day.
create function leads_on(unit bigint, today date) returns bigint language sql stable as $$
    select g.staff_id from assignment g join staff p on p.id = g.staff_id
    where g.unit_id = leads_on.unit and g.leads and g.valid @> today
      and (p.left_on is null or p.left_on >= today)
$$;
grant execute on function leads_on to jinzai_app;

-- Parts of the period, what was handed over, the opinions and how long was worked, for the pages of a
-- sheet. What of it a reader sees is cut in the program.
create function segments_of(sheet bigint) returns json language sql stable as $$
    select json_build_object(
        'policy', c.transfer_policy,
        'from', greatest(coalesce(lower(s.term), lower(c.period)), p.hired_on),
        'until', least(coalesce(upper(s.term), upper(c.period)), p.left_on + 1),
        'leaves', (select coalesce(json_agg(json_build_array(lower(l.valid), upper(l.valid), k.name)
                          order by lower(l.valid)), '[]')
                   from leave_period l join leave_kind k on k.code = l.kind and not k.works
                   where l.staff_id = s.subject_id and l.struck_at is null
                     and l.valid && coalesce(s.term, c.period)),
        'parts', (select coalesce(json_agg(json_build_object(
                      'from', lower(g.valid), 'until', upper(g.valid),
                      'unit', concat_ws(' ', (select a.name from unit_version a
                                              where a.unit_id = v.parent_id and a.valid @> lower(g.valid)
                                                and a.level <> 'executive'), v.name),
                      'first', f.family_name || ' ' || f.given_name,
                      'second', e.family_name || ' ' || e.given_name) order by g.place), '[]')
                  from sheet_segment g
                  left join unit_version v on v.unit_id = g.unit_id and v.valid @> lower(g.valid)
                  left join staff f on f.id = g.first_evaluator_id
                  left join staff e on e.id = g.second_evaluator_id
                  where g.sheet_id = s.id),
        'handovers', (select coalesce(json_agg(json_build_object(
                      'id', h.id, 'by', w.family_name || ' ' || w.given_name,
                      'author', h.author_id, 'cause', h.cause, 'from', lower(h.valid),
                      'until', upper(h.valid), 'due_on', h.due_on, 'graded', h.graded,
                      'open', h.done_at is null and h.waived_at is null,
                      'waived', h.waived_at is not null, 'at', t.at, 'results', t.results,
                      'observations', t.observations, 'overall', t.overall,
                      'drafts', (select coalesce(json_agg(json_build_array(d.field, d.value)
                                        order by d.field), '[]')
                                 from handover_draft d where d.handover_id = h.id)) order by h.id), '[]')
                  from handover h join staff w on w.id = h.author_id
                  left join lateral (select x.* from handover_text x where x.handover_id = h.id
                                     order by x.round desc limit 1) t on true
                  where h.sheet_id = s.id),
        'opinions', (select coalesce(json_agg(json_build_object(
                      'place', coalesce(o.destination, v.name, ''), 'due_on', o.due_on,
                      'at', t.at, 'by', w.family_name || ' ' || w.given_name, 'body', t.body)
                      order by o.id), '[]')
                  from outside_opinion o
                  left join unit_version v on v.unit_id = o.unit_id
                       and v.valid @> (o.asked_at at time zone 'Asia/Tokyo')::date
                  left join lateral (select x.* from outside_opinion_text x
                                     where x.opinion_id = o.id order by x.round desc limit 1) t on true
                  left join staff w on w.id = t.by_id
                  where o.sheet_id = s.id),
        'renewal', (select json_build_object('due_on', r.due_on, 'moved_on', r.moved_on,
                               'done', renewal_done(s.id, r.agreed_round))
                    from goal_renewal r where r.sheet_id = s.id order by r.id desc limit 1))
    from sheet s join cycle c on c.id = s.cycle_id join staff p on p.id = s.subject_id
    where s.id = segments_of.sheet
$$;
grant execute on function segments_of to jinzai_app;

-- What waits for somebody because people moved.
create function transfers_waiting(who bigint, hr boolean, today date) returns json
language sql stable as $$
    select json_build_object(
        -- one's own move, from the day it is told
        'own', (select coalesce(json_agg(json_build_array(o.effective_on, l.kind,
                       concat_ws(' ', v.name, l.post), l.destination) order by o.effective_on), '[]')
                from personnel_order o join order_line l on l.order_id = o.id
                left join unit_version v on v.unit_id = l.unit_id and v.valid @> o.effective_on
                where l.staff_id = who and o.state = 'decided' and o.announce_on <= today),
        'handovers', (select json_build_array(count(*), min(h.due_on)) from handover h
                      where h.author_id = who and h.done_at is null and h.waived_at is null),
        'opinions', (select json_build_array(count(*), min(o.due_on))
                     from assignment g join outside_opinion o on o.unit_id = g.unit_id
                     join sheet s on s.id = o.sheet_id
                     where g.staff_id = who and g.leads and g.valid @> today
                       and s.subject_id <> who
                       and s.state not in ('excluded', 'confirmed', 'disclosed')
                       and not exists (select from outside_opinion_text t
                                       where t.opinion_id = o.id)),
        'renewals', (select coalesce(json_agg(json_build_array(s.id, c.name, r.due_on)), '[]')
                     from sheet s join goal_renewal r on r.sheet_id = s.id
                     join cycle c on c.id = s.cycle_id
                     where s.subject_id = who and s.state in ('working', 'working_on')
                       and not renewal_done(s.id, r.agreed_round)
                       and not exists (select from goal_renewal n
                                       where n.sheet_id = s.id and n.id > r.id)),
        'due', (select json_build_array(count(*), min(o.effective_on)) from personnel_order o
                where hr and o.state = 'decided' and o.effective_on <= today),
        'late', (select count(*) from handover h join staff p on p.id = h.author_id
                 where hr and h.done_at is null and h.waived_at is null
                   and (h.due_on < today or p.left_on < today)),
        'papers', (select json_build_array(count(*), min(o.due_on)) from outside_opinion o
                   join sheet s on s.id = o.sheet_id
                   where hr and s.state not in ('excluded', 'confirmed', 'disclosed')
                     and not exists (select from outside_opinion_text t where t.opinion_id = o.id)
                     and (o.destination is not null or leads_on(o.unit_id, today) is null
                          or leads_on(o.unit_id, today) = s.subject_id)))
$$;
grant execute on function transfers_waiting to jinzai_app;
