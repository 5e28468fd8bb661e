-- Cases of the demo city with what was said and where they went: $1 cases, $2 pleas, $3 passages.
with cases as (
    insert into complaint (number, sheet_id, result_version, subject_id, state, handler_id,
                           received_on, counted, counted_from, due_on, state_since)
    select x.number, x.sheet_id, x.result_version, x.subject_id, x.state, x.handler_id,
           x.received_on, 'disclosure', x.counted_from, x.due_on, x.state_since
    from jsonb_to_recordset($1) as x (number text, sheet_id bigint, result_version smallint,
        subject_id bigint, state text, handler_id bigint, received_on date, counted_from date,
        due_on date, state_since timestamptz)
    returning id, number),
said as (
    insert into complaint_plea (complaint_id, stage, target, channel, body, wish, companion,
                                received_on, due_on, late_reason, entered_by, at)
    select c.id, x.stage, x.target, x.channel, x.body, x.wish, x.companion, x.received_on,
           x.due_on, x.late_reason, x.entered_by, x.at
    from jsonb_to_recordset($2) as x (number text, stage text, target text, channel text,
        body text, wish text, companion text, received_on date, due_on date, late_reason text,
        entered_by bigint, at timestamptz)
    join cases c on c.number = x.number)
insert into complaint_passage (complaint_id, place, action, from_state, to_state, by_id, at)
select c.id, row_number() over (partition by c.id order by x.at, x.from_state is not null, x.nth),
       x.action, x.from_state, x.to_state, x.by_id, x.at
from rows from (jsonb_to_recordset($3) as (number text, action text, from_state text,
    to_state text, by_id bigint, at timestamptz))
    with ordinality as x (number, action, from_state, to_state, by_id, at, nth)
join cases c on c.number = x.number
