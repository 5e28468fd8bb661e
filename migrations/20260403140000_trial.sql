-- A set of rules is tried on results of work and on the points of a whole year as well.

-- the people of a fiscal year, without looking at every other year
create index year_score_year on year_score (fiscal_year, subject_id, version);

-- Everybody's goals of a 業績評価 as the last evaluator graded them, added up by a set and by the
-- one it was copied from: attainment by difficulty × weight in ten-thousandths, and the weights.
-- Whole numbers only; the rule itself is the program's.
create function scoring_work_sums(of_set bigint, of_cycle bigint)
returns table (sheet_id bigint, subject_id bigint, department_id bigint, position_code text,
               overall smallint, points bigint, weight bigint, before_points bigint,
               before_weight bigint)
language sql stable set work_mem = '64MB' as $$
with sets as (
    select t.id, t.difficulty_by, false as before from scoring_rule_set t where t.id = of_set
    union all
    select b.id, b.difficulty_by, true from scoring_rule_set t
    join scoring_rule_set b on b.id = t.copied_from
    where t.id = of_set),
-- what a goal counts: by the table, or its step by what its difficulty multiplies by
counts as (
    select s.before, p.grade, l.level,
           case s.difficulty_by
               when 'table' then (select (c.points * 10000)::bigint from scoring_cell c
                                  where (c.rule_set_id, c.level, c.grade)
                                      = (s.id, l.level, p.grade))
               else (p.value * 100 * 100 * coalesce((select f.multiplier from scoring_factor f
                     where (f.rule_set_id, f.level) = (s.id, l.level)), 1))::bigint end as points
    from sets s
    join scoring_step p on p.rule_set_id = s.id
    cross join unnest(array['high', 'normal', 'low']) as l (level)),
worth as materialized (
    select grade, level, max(points) filter (where not before) as points,
           max(points) filter (where before) as before_points
    from counts group by grade, level),
newest as materialized (
    select r.sheet_id, r.subject_id, r.department_id, r.position_code, r.overall, r.round,
           case when s.second_evaluator_id is null then 'first' else 'second' end as step,
           (select max(d.round) from goal_decision d where d.sheet_id = r.sheet_id) as decided
    from result r join sheet s on s.id = r.sheet_id
    where r.cycle_id = of_cycle
      and not exists (select from result n where n.sheet_id = r.sheet_id
                                             and n.version > r.version)),
sums as (
    select n.sheet_id, sum(g.weight * w.points) as points,
           sum(g.weight) filter (where w.points is not null) as weight,
           sum(g.weight * w.before_points) as before_points,
           sum(g.weight) filter (where w.before_points is not null) as before_weight
    from newest n
    join goal_opinion o on o.sheet_id = n.sheet_id and o.step = n.step and o.round = n.round
    join goal g on g.sheet_id = o.sheet_id and g.round = o.goals_round and g.slot = o.slot
    join goal_decision d on d.sheet_id = o.sheet_id and d.round = n.decided and d.slot = o.slot
         and d.goals_round = o.goals_round
    left join worth w on w.grade = o.points
         and w.level = case d.difficulty when 'easy' then 'low' else d.difficulty end
    group by n.sheet_id)
select n.sheet_id, n.subject_id, n.department_id, n.position_code, n.overall,
       coalesce(s.points, 0)::bigint, coalesce(s.weight, 0)::bigint,
       coalesce(s.before_points, 0)::bigint, coalesce(s.before_weight, 0)::bigint
from newest n left join sums s on s.sheet_id = n.sheet_id
$$;

-- Everybody a set is tried on: those of a 能力評価 or 業績評価 by its key, or those with points of a
-- whole fiscal year. The sums are of abilities, then of work over the year, its first and its
-- second half, each as points and weight; before_sums the same by the set it was copied from.
create function scoring_trial(of_set bigint, of_kind text, of_key bigint)
returns table (sheet_id bigint, subject_id bigint, department_id bigint, position_code text,
               overall smallint, sums bigint[], before_sums bigint[])
language sql stable set work_mem = '64MB' as $$
select s.sheet_id, s.subject_id, s.department_id, s.position_code, s.overall,
       array[s.points, s.weight], array[s.before_points, s.before_weight]
from scoring_sums(of_set, of_key) s where of_kind = 'ability'
union all
select s.sheet_id, s.subject_id, s.department_id, s.position_code, s.overall,
       array[0, 0, s.points, s.weight], array[0, 0, s.before_points, s.before_weight]
from scoring_work_sums(of_set, of_key) s where of_kind = 'performance'
union all
select (array_agg(p.sheet_id order by p.slot, p.term))[1], y.subject_id,
       (array_agg(p.department_id order by p.slot, p.term))[1], y.position_code, y.proposed,
       array[coalesce(sum(p.points) filter (where p.slot = 0), 0),
             coalesce(sum(p.weight) filter (where p.slot = 0), 0),
             coalesce(sum(p.points) filter (where p.slot = 1), 0),
             coalesce(sum(p.weight) filter (where p.slot = 1), 0),
             coalesce(sum(p.points) filter (where p.slot = 2), 0),
             coalesce(sum(p.weight) filter (where p.slot = 2), 0),
             coalesce(sum(p.points) filter (where p.slot = 3), 0),
             coalesce(sum(p.weight) filter (where p.slot = 3), 0)]::bigint[],
       array[coalesce(sum(p.before_points) filter (where p.slot = 0), 0),
             coalesce(sum(p.before_weight) filter (where p.slot = 0), 0),
             coalesce(sum(p.before_points) filter (where p.slot = 1), 0),
             coalesce(sum(p.before_weight) filter (where p.slot = 1), 0),
             coalesce(sum(p.before_points) filter (where p.slot = 2), 0),
             coalesce(sum(p.before_weight) filter (where p.slot = 2), 0),
             coalesce(sum(p.before_points) filter (where p.slot = 3), 0),
             coalesce(sum(p.before_weight) filter (where p.slot = 3), 0)]::bigint[]
from year_score y
join year_score_source k on (k.subject_id, k.fiscal_year, k.version)
                          = (y.subject_id, y.fiscal_year, y.version)
join (select 0 as slot, c.term, s.* from cycle c
      cross join lateral scoring_sums(of_set, c.id) s
      where of_kind = 'year' and c.fiscal_year = of_key and c.kind = 'ability'
      union all
      select case c.term when 'year' then 1 when 'first_half' then 2 else 3 end, c.term, s.*
      from cycle c cross join lateral scoring_work_sums(of_set, c.id) s
      where of_kind = 'year' and c.fiscal_year = of_key and c.kind = 'performance') p
    on p.sheet_id = k.sheet_id
where of_kind = 'year' and y.fiscal_year = of_key
  and not exists (select from year_score n where n.subject_id = y.subject_id
                  and n.fiscal_year = y.fiscal_year and n.version > y.version)
group by y.subject_id, y.position_code, y.proposed
$$;

grant execute on function scoring_work_sums, scoring_trial to jinzai_app;
