-- 係長 assist in the year $1: they work beside their people and do not evaluate them. Of those whose
-- sheet lies with the first evaluator, every other one has been told about.
with ruled as (
    update route_rule set assistant_level = 'team'
    where position_code in ('shuji', 'shunin', 'ginocho') returning id),
seated as (
    update sheet s set assistant_id = g.staff_id
    from cycle c, assignment g
    where s.cycle_id = $1 and c.id = s.cycle_id
      and s.position_code in ('shuji', 'shunin', 'ginocho')
      and g.unit_id = s.unit_id and g.leads and g.valid @> c.base_date
      and g.staff_id <> s.subject_id
      and g.staff_id is distinct from s.first_evaluator_id
      and g.staff_id is distinct from s.second_evaluator_id
      and exists (select from unit_version v where v.unit_id = s.unit_id and v.level = 'team'
                    and v.valid @> c.base_date)
    returning s.id, s.assistant_id, s.state, s.state_since, s.position_code, s.framework_id),
told as (
    insert into assistance (sheet_id, round, by_id, at, body)
    select id, 1, assistant_id, state_since, '忙しい時期にも、係の仕事の順番を自分から整えていました。'
    from seated where state = 'first_review' and id % 2 = 0 returning sheet_id)
insert into assistance_item (sheet_id, round, item, body)
select t.sheet_id, 1, a.id, '10月の窓口で、初めての人にも分かる言葉で説明していました。'
from told t join seated s on s.id = t.sheet_id
join ability a on a.framework_id = s.framework_id and a.position_code = s.position_code
where a.place = 1
