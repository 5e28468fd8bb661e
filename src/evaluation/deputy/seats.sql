-- What somebody does as a deputy: $1 who, $2 today.
select d.evaluator_id as "id!",
       concat_ws(' ', e.family_name, e.given_name, nullif(h.post, '')) as "evaluator!",
       lower(d.valid) as "from!", upper(d.valid) - 1 as "until!", d.reason,
       (select coalesce(json_agg(json_build_object('id', s.id, 'seat', t.seat,
                   'name', w.family_name || ' ' || w.given_name, 'position', o.name,
                   'unit', coalesce(u.name, ''), 'cycle', c.name, 'graded', c.kind, 'state', s.state,
                   'returned', s.returned, 'link', k.link,
                   'due_on', k.due_on)
                   order by k.link is null, k.due_on, w.family_kana collate "C",
                            w.given_kana collate "C", s.id), '[]')
        from (select q.id, 'first' as seat from sheet q where q.first_evaluator_id = d.evaluator_id
              union all
              select q.id, 'second' from sheet q where q.second_evaluator_id = d.evaluator_id
              union all
              select q.id, 'assistant' from sheet q where q.assistant_id = d.evaluator_id) t
        join sheet s on s.id = t.id
        join cycle c on c.id = s.cycle_id
        join staff w on w.id = s.subject_id
        join position o on o.framework_id = s.framework_id and o.code = s.position_code
        left join unit_version u on u.unit_id = s.unit_id and u.valid @> c.base_date
        left join lateral (
            select k.link, k.due_on from deputy_task_list($2) k
            where k.person_id = $1 and k.subject_id = s.id
              and k.link not like '/probations/%' and k.link not like '/hr/%'
              and (k.link like '%/assistance') = (t.seat = 'assistant')
            order by k.due_on limit 1) k on true
        -- those on probation have a page of their own
        where c.kind <> 'probation'
          and stands_in(s.id, t.seat, $2) = $1) as "sheets!: Json<Vec<Sheet>>",
       -- what is done for many at once, and what is done for those on probation
       (select coalesce(json_agg(k), '[]')
        from (select k.link, k.name, count(*) as waiting, min(k.due_on) as due_on,
                     case when k.link like '/probations/%' then min(w.family_name || ' ' || w.given_name)
                     end as person
              from deputy_task_list($2) k
              left join probation b on k.link = '/probations/' || b.id
              left join staff w on w.id = b.staff_id
              where k.person_id = $1 and k.about = e.family_name || ' ' || e.given_name
                and (k.link like '/probations/%' or k.link like '/hr/%')
              group by k.link, k.name order by min(k.due_on), k.link) k
       ) as "beside!: Json<Vec<Beside>>"
from deputy d
join staff e on e.id = d.evaluator_id
left join assignment h on h.staff_id = e.id and h.kind = 'main' and h.valid @> $2::date
where d.deputy_id = $1 and d.valid @> $2 and d.ended_at is null
order by e.family_kana collate "C", e.given_kana collate "C", d.id
