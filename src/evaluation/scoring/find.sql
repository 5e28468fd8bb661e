-- One set of rules with what its page shows beside it: $1 which.
select scoring_rules(s.id) as "set!",
       scoring_rules(s.copied_from) as before,
       scoring_ground(s.framework_id, s.scale_id) as "ground!",
       s.made_at, s.published_at,
       m.family_name || ' ' || m.given_name as made_by,
       p.family_name || ' ' || p.given_name as published_by,
       (select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name,
               'opened', c.opened_at is not null,
               'sheets', (select count(*) from sheet h where h.cycle_id = c.id))
               order by c.fiscal_year desc, c.id desc), '[]')
        from cycle c where c.scoring_rule_set_id = s.id) as "cycles!"
from scoring_rule_set s
left join staff m on m.id = s.made_by
left join staff p on p.id = s.published_by
where s.id = $1
