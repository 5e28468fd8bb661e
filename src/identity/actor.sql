-- Everything about the person behind a token: $1 its digest, $2 now, $3 today, $4 the moment after which
-- it must have been used.
select s.id as session, s.last_seen_at, p.id as staff_id, p.number, a.shortcuts,
       p.family_name || ' ' || p.given_name as "name!",
       coalesce(post.unit, '') as "unit!",
       a.must_change, a.theme as "theme: Theme", a.text_size as "text_size: TextSize",
       array(select h.hat from hat h
             where h.staff_id = p.id and h.valid @> $3::date
               and h.scope_authority is null and h.scope_unit is null) as "hats!",
       array(select h.scope_authority from hat h
             where h.staff_id = p.id and h.valid @> $3::date and h.hat = 'hr'
               and h.scope_authority is not null) as "authorities!",
       array(select h.scope_unit from hat h
             where h.staff_id = p.id and h.valid @> $3::date and h.hat = 'hr'
               and h.scope_unit is not null) as "units!",
       exists(select from sheet e where e.first_evaluator_id = p.id)
           or exists(select from sheet e where e.second_evaluator_id = p.id)
           or exists(select from deputy e where e.deputy_id = p.id and e.valid @> $3::date
                     and e.ended_at is null)
           as "evaluates!",
       leads.unit_id as "leads_department?"
from session s
join staff p on p.id = s.staff_id
join account a on a.staff_id = p.id and a.disabled_at is null
left join lateral (
    select v.name as unit from assignment g
    join unit_version v on v.unit_id = g.unit_id and v.valid @> $3::date
    where g.staff_id = p.id and g.kind = 'main' and g.valid @> $3::date) post on true
left join lateral (
    select g.unit_id from assignment g
    join unit_version v on v.unit_id = g.unit_id and v.valid @> $3::date
    where g.staff_id = p.id and g.leads and g.valid @> $3::date
      and v.level = 'department'
    order by g.kind desc limit 1) leads on true
where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $4
  and (p.left_on is null or p.left_on >= $3)
