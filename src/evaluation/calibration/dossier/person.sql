-- 資料: everything the board may know of one sheet: $1 the year, $2 the sheet, $3 who looks (never
-- their own), $4 the 調整者, or a deputy of one on $5, whose sheets alone may be read, if not all are. Nothing, where the sheet is
-- not on the board.
with s as (
    select s.id, s.subject_id, s.framework_id, s.position_code, s.department_id, s.section_id,
           s.first_evaluator_id, s.second_evaluator_id, s.state, s.scoring_rule_set_id as own_set,
           c.id as cycle, c.name, c.kind, c.term as half, c.fiscal_year, c.base_date,
           c.scoring_rule_set_id, g.given, g.overall, g.step, g.round
    from sheet s
    join cycle c on c.id = s.cycle_id
    join calibrated_grade_view g on g.sheet_id = s.id
    where s.cycle_id = $1 and s.id = $2 and s.subject_id <> $3
      and ($4::bigint is null or sits_in(s.id, 'calibrator', s.calibrator_id, $4, $5))
      and s.state in ('calibration', 'confirmation', 'confirmed', 'disclosed')),
-- results of work of the same fiscal year beside this sheet
beside as (
    select o.id, c.name, c.term,
           o.state in ('calibration', 'confirmation', 'confirmed', 'disclosed') as graded
    from s join cycle c on c.fiscal_year = s.fiscal_year and c.kind = 'performance'
                       and c.id <> s.cycle
    join sheet o on o.cycle_id = c.id and o.subject_id = s.subject_id and o.state <> 'excluded'
    where $4::bigint is null or sits_in(o.id, 'calibrator', o.calibrator_id, $4, $5)),
graded as (
    select o.sheet_id, o.step, o.ability_id as item, o.points, o.comment
    from opinion o join s on s.id = o.sheet_id
    where o.step in ('self', 'first', 'second')
      and o.round = (select max(b.round) from submission b
                     where b.sheet_id = o.sheet_id and b.step = o.step)
    union all
    select o.sheet_id, o.step, -o.slot, o.points, o.comment
    from goal_opinion o
    where (o.sheet_id in (select id from s)
           or o.sheet_id in (select id from beside where beside.graded))
      and o.step in ('self', 'first', 'second')
      and o.round = (select max(b.round) from submission b
                     where b.sheet_id = o.sheet_id and b.step = o.step)),
-- what is graded: abilities, or the goals agreed on
item as (
    select s.id as sheet_id, a.id as item, a.name, a.definition as detail, a.place,
           null::json as worth
    from s join ability a on a.framework_id = s.framework_id and a.position_code = s.position_code
    where s.kind <> 'performance'
    union all
    select g.sheet_id, -g.slot, g.what,
           concat(g.level, '（ウエイト', g.weight, '・困難度 ',
                  case d.difficulty when 'high' then '◎ 高い' when 'easy' then '△ やさしい'
                                    else '○ ふつう' end, '）'), g.place,
           json_build_object('weight', g.weight, 'difficulty',
                             case d.difficulty when 'easy' then 'low' when 'high' then 'high'
                                               else 'normal' end)
    from (select id from s where kind = 'performance' union all select id from beside) h
    join goal g on g.sheet_id = h.id and g.round = agreed_goals(h.id)
    left join goal_decision d on d.sheet_id = g.sheet_id and d.slot = g.slot
         and d.round = (select max(n.round) from goal_decision n where n.sheet_id = g.sheet_id)),
told as (
    select i.sheet_id, i.place, json_build_object('id', i.item, 'name', i.name,
           'detail', i.detail, 'worth', i.worth, 'grades',
           (select coalesce(json_agg(json_build_object('step', x.step, 'points', x.points,
                   'comment', x.comment)), '[]')
            from graded x where x.sheet_id = i.sheet_id and x.item = i.item)) as row
    from item i),
-- whose grades are held against each other: the first evaluator's, without one the second's
peers as (
    select o.id, b.round, b.overall, b.step
    from s
    join sheet o on o.cycle_id = s.cycle and o.subject_id <> $3
         and case when s.first_evaluator_id is null
                  then o.first_evaluator_id is null
                       and o.second_evaluator_id = s.second_evaluator_id
                  else o.first_evaluator_id = s.first_evaluator_id end
         and o.state in ('second_review', 'calibration', 'confirmation', 'confirmed', 'disclosed')
         and ($4::bigint is null or sits_in(o.id, 'calibrator', o.calibrator_id, $4, $5))
    join lateral (
        select b.step, b.round, b.overall from submission b
        where b.sheet_id = o.id
          and b.step = case when s.first_evaluator_id is null then 'second' else 'first' end
        order by b.round desc limit 1) b on true)
select s.subject_id, p.family_name || ' ' || p.given_name as "name!", s.name as cycle_name,
       s.fiscal_year, s.position_code, o.name as position, d.name as department,
       coalesce(t.name, d.name) as "section!", s.state as "state: State", s.step as "last_step!",
       s.given as "given!", s.overall as "overall!",
       f.family_name || ' ' || f.given_name as first,
       e.family_name || ' ' || e.given_name as second,
       (select coalesce(json_agg(json_build_array(g.points, g.word) order by g.points desc), '[]')
        from cycle_grade g where g.cycle_id = s.cycle) as "grades!",
       (select coalesce(json_agg(i.row order by i.place), '[]')
        from told i where i.sheet_id = s.id) as "items!",
       (select coalesce(json_agg(json_build_object('name', b.name, 'goals',
               (select coalesce(json_agg(i.row order by i.place), '[]')
                from told i where i.sheet_id = b.id)) order by b.term, b.id), '[]')
        from beside b) as "beside!",
       (select coalesce(json_agg(json_build_object('step', r.step, 'body', r.body)
               order by r.step), '[]')
        from (select r.step, r.body from remark r
              where r.sheet_id = s.id and r.step in ('first', 'second') and r.kind = 'to_person'
                and r.round = (select max(b.round) from submission b
                               where b.sheet_id = s.id and b.step = r.step)) r) as "remarks!",
       (select coalesce(json_agg(json_build_object('step', r.step, 'body', r.reason)
               order by r.step), '[]')
        from (select r.step, r.reason from score_deviation r
              where r.sheet_id = s.id
                and r.round = (select max(b.round) from submission b
                               where b.sheet_id = s.id and b.step = r.step)) r) as "reasons!",
       -- what is private is its writer's alone: it is not even counted
       (select count(*) filter (where n.kind = 'good') from fact n
        where n.subject_id = s.subject_id and n.fiscal_year = s.fiscal_year and n.shared
          and n.deleted_at is null) as "good!",
       (select count(*) filter (where n.kind = 'improve') from fact n
        where n.subject_id = s.subject_id and n.fiscal_year = s.fiscal_year and n.shared
          and n.deleted_at is null) as "improve!",
       (select coalesce(json_agg(json_build_object('year', y.fiscal_year, 'points', r.overall,
               'word', g.word) order by y.fiscal_year), '[]')
        from cycle y
        join lateral (select r.overall from result r
                      where r.cycle_id = y.id and r.subject_id = s.subject_id
                      order by r.version desc limit 1) r on true
        left join cycle_grade g on g.cycle_id = y.id and g.points = r.overall
        where y.kind = s.kind and y.term = s.half
          and y.fiscal_year between s.fiscal_year - 5 and s.fiscal_year - 1) as "years!",
       (select coalesce(json_agg(json_build_array(r.fiscal_year, r.letter)
               order by r.fiscal_year), '[]')
        from past_result r
        where r.staff_id = s.subject_id
          and r.fiscal_year between s.fiscal_year - 5 and s.fiscal_year - 1) as "past!",
       (select coalesce(json_agg(json_build_array(q.overall, q.n)), '[]')
        from (select w.overall, count(*) as n from peers w group by w.overall) q)
           as "peers_overall!",
       (select coalesce(json_agg(json_build_array(q.points, q.n)), '[]')
        from (select x.points, count(*) as n
              from peers w
              join lateral (select o.points from opinion o
                            where o.sheet_id = w.id and o.step = w.step and o.round = w.round
                            union all
                            select o.points from goal_opinion o
                            where o.sheet_id = w.id and o.step = w.step and o.round = w.round) x
                   on true
              group by x.points) q) as "peers_items!",
       (select coalesce(json_agg(json_build_object('from', m.from_points, 'to', m.to_points,
               'reason', m.reason, 'agreed', m.agreed, 'at', m.at,
               'by', q.family_name || ' ' || q.given_name, 'undone', u.move_id is not null)
               order by m.id), '[]')
        from calibration_move m join staff q on q.id = m.by_id
        left join calibration_undo u on u.move_id = m.id
        where m.sheet_id = s.id) as "moves!",
       (select scoring_rules(r.id) from scoring_rule_set r
        where r.id = coalesce(s.own_set, s.scoring_rule_set_id) and r.family = 'scored') as scoring
from s
join staff p on p.id = s.subject_id
join position o on o.framework_id = s.framework_id and o.code = s.position_code
join unit_version d on d.unit_id = s.department_id and d.valid @> s.base_date
left join unit_version t on t.unit_id = s.section_id and t.valid @> s.base_date
left join staff f on f.id = s.first_evaluator_id
left join staff e on e.id = s.second_evaluator_id
