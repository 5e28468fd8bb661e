-- The deputies 職員課 looks after: $1 today.
select d.id,
       concat_ws(' ', e.family_name, e.given_name, nullif(h.post, '')) as "evaluator!",
       concat_ws(' ', p.family_name, p.given_name, nullif(g.post, '')) as "deputy!",
       lower(d.valid) as "from!", upper(d.valid) - 1 as "until!", d.reason,
       (d.ended_at at time zone 'Asia/Tokyo')::date as ended_on,
       x.sheets as "sheets!", x.refused as "refused!: Json<Vec<Refused>>",
       w.waiting as "expired?"
from deputy d
join staff e on e.id = d.evaluator_id
join staff p on p.id = d.deputy_id
left join expired_deputies($1) w on w.id = d.id
left join assignment h on h.staff_id = e.id and h.kind = 'main' and h.valid @> $1::date
left join assignment g on g.staff_id = p.id and g.kind = 'main' and g.valid @> $1::date
cross join lateral (
    select count(distinct s.id) filter (where r.code is null) as sheets,
           coalesce(json_agg(json_build_array(w.family_name || ' ' || w.given_name, c.name, r.code)
                             order by w.family_kana collate "C", w.given_kana collate "C", s.id)
                    filter (where r.code is not null), '[]') as refused
    from (select q.id, 'first' as seat from sheet q where q.first_evaluator_id = d.evaluator_id
          union all
          select q.id, 'second' from sheet q where q.second_evaluator_id = d.evaluator_id
          union all
          select q.id, 'assistant' from sheet q where q.assistant_id = d.evaluator_id
          union all
          select q.id, 'calibrator' from sheet q where q.calibrator_id = d.evaluator_id
          union all
          select q.id, 'confirmer' from sheet q where q.confirmer_id = d.evaluator_id) t
    join sheet s on s.id = t.id and s.state not in ('excluded', 'confirmed', 'disclosed')
    join cycle c on c.id = s.cycle_id
    join staff w on w.id = s.subject_id
    -- one that begins later is held against its first day
    cross join lateral (select deputy_refusal(s.id, t.seat, d.deputy_id,
                                              greatest($1, lower(d.valid))) as code) r
    where upper(d.valid) > $1 and d.ended_at is null) x
where upper(d.valid) > $1 - 60 and (d.ended_at is null or d.ended_at > $1::date - 60)
order by (d.ended_at is not null or upper(d.valid) <= $1), lower(d.valid), d.id
