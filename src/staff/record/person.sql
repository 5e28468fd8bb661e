-- A person as they are kept: $1 who, $2 the reader, $3 today, $4 the day that is asked for; the
-- reader's part as 職員課: $5 the whole city, $6 authorities, $7 units.
select s.id as "id!", s.number, s.family_name, s.given_name, s.family_kana, s.given_kana,
       s.registered_family_name, s.former_family_name, s.birth_on, s.sex, s.hired_on, s.left_on,
       coalesce((select e.kind from employment e where e.staff_id = s.id and e.valid @> $4::date),
                s.employment) as "employment!",
       (select t.name from unit_authorities(d.at) x join authority t on t.code = x.authority
        where x.unit_id = a.unit_id) as authority,
       (select p.name from position p join framework f on f.id = p.framework_id
        where f.kind = 'ability' and f.valid @> $4::date and p.code = a.position_code) as position,
       -- whose record it is to keep follows the post of today, whatever day is looked at
       $5::bool or coalesce(h.unit_id = any (units_in_scope($6::text[], $7::bigint[], $3)), false)
           as "kept!",
       exists (select from assignment g join assignment own
                   on own.staff_id = s.id and own.kind = 'main' and own.valid @> $3::date
               where g.staff_id = $2 and g.leads and g.valid @> $3::date
                 and own.unit_id = any (units_in_scope('{}', array[g.unit_id], $3))) as "led!",
       exists (select from account c where c.staff_id = s.id and c.disabled_at is null)
           as "account!",
       (select coalesce(json_agg(json_build_object(
            'place', unit_path(g.unit_id, greatest(lower(g.valid), least($4::date,
                coalesce(upper(g.valid) - 1, $4::date)))),
            'post', g.post, 'main', g.kind = 'main', 'leads', g.leads,
            'from', lower(g.valid), 'until', upper(g.valid)) order by lower(g.valid) desc,
            g.kind desc), '[]')
        from assignment g where g.staff_id = s.id) as "posts!: Json<Vec<Post>>",
       (select coalesce(json_agg(json_build_object('id', l.id, 'kind', k.name, 'host', l.host,
            'note', l.note, 'from', lower(l.valid), 'until', upper(l.valid),
            'struck', l.struck_at is not null) order by lower(l.valid) desc), '[]')
        from leave_period l join leave_kind k on k.code = l.kind where l.staff_id = s.id)
           as "leaves!: Json<Vec<Leave>>",
       (select coalesce(json_agg(json_build_object('what', e.kind, 'detail', e.basis,
            'minutes', e.weekly_minutes, 'days', e.weekly_days,
            'from', lower(e.valid), 'until', upper(e.valid)) order by lower(e.valid) desc), '[]')
        from employment e where e.staff_id = s.id) as "employments!: Json<Vec<Spell>>",
       (select coalesce(json_agg(json_build_object('what', o.name, 'detail', null,
            'from', lower(w.valid), 'until', upper(w.valid)) order by lower(w.valid) desc), '[]')
        from staff_occupation w join occupation o on o.code = w.occupation
        where w.staff_id = s.id) as "occupations!: Json<Vec<Spell>>",
       (select coalesce(json_agg(json_build_object(
            'what', w.schedule || ' ' || w.grade || '級' || coalesce(w.step || '号給', ''),
            'detail', null, 'from', lower(w.valid), 'until', upper(w.valid))
            order by lower(w.valid) desc), '[]')
        from pay_grade w where w.staff_id = s.id) as "grades!: Json<Vec<Spell>>",
       (select coalesce(json_agg(json_build_object(
            'name', n.family_name || ' ' || n.given_name,
            'kana', n.family_kana || ' ' || n.given_kana,
            'registered', n.registered_family_name, 'until', n.until) order by n.id desc), '[]')
        from staff_name n where n.staff_id = s.id) as "names!: Json<Vec<OldName>>",
       (select coalesce(json_agg(json_build_array(f.name, coalesce(v.value, ''))
            order by f.place, f.id), '[]')
        from staff_field f left join staff_field_value v on v.field_id = f.id and v.staff_id = s.id
        where f.ended_on is null or v.value is not null) as "fields!: Json<Vec<(String, String)>>",
       (select coalesce(json_agg(json_build_object('id', q.id, 'name', q.name,
            'acquired_on', q.acquired_on, 'expires_on', q.expires_on, 'proof', q.proof)
            order by q.acquired_on desc, q.name), '[]')
        from qualification q where q.staff_id = s.id)
           as "qualifications!: Json<Vec<Qualification>>"
from staff s
cross join lateral (select greatest(s.hired_on, least($4::date, coalesce(s.left_on, $4::date)))
                        as at) d
left join assignment a on a.staff_id = s.id and a.kind = 'main' and a.valid @> d.at
left join assignment h on h.staff_id = s.id and h.kind = 'main'
    and h.valid @> greatest(s.hired_on, least($3::date, coalesce(s.left_on, $3::date)))
where s.id = $1
