-- What the evaluators' pages read beside a sheet, and how their looking at it is recorded.
-- Functions, so that a page takes these along with another statement.

-- Somebody looks at sheets that are not theirs: one entry a sheet in the audit book. Where the
-- looker holds the sheet, it counts as opened from now on: the sender may not take it back.
create function view_sheets(at timestamptz, looker bigint, origin text, event text, ids bigint[])
returns void language plpgsql as $$
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state = 'first_review' and s.first_evaluator_id = looker)
           or (s.state = 'second_review' and s.second_evaluator_id = looker));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id, '{}')
    from (select k.id, k.subject_id from sheet k where k.id = any(ids) order by k.id) s;
end
$$;
grant execute on function view_sheets to jinzai_app;

-- Everybody this evaluator evaluates at the same step of the same cycle, by ふりがな.
create function review_peers(sheet_id bigint, evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('id', q.id, 'position', q.position_code,
               'name', p.family_name || ' ' || p.given_name)
               order by p.family_kana collate "C", p.given_kana collate "C", q.id), '[]')
    from sheet s
    join sheet q on q.cycle_id = s.cycle_id
        and ((s.first_evaluator_id = evaluator and q.first_evaluator_id = evaluator)
             or (s.second_evaluator_id = evaluator and q.second_evaluator_id = evaluator))
    join staff p on p.id = q.subject_id
    where s.id = review_peers.sheet_id
$$;
grant execute on function review_peers to jinzai_app;

-- How often this evaluator gave each grade at the step of this sheet: what stands in the drafts,
-- else what was submitted last. And what the whole city got the year before.
create function review_distribution(sheet_id bigint, evaluator bigint)
returns json language sql stable as $$
    with here as (
        select s.cycle_id, c.fiscal_year, c.kind,
               case when s.first_evaluator_id = evaluator then 'first' else 'second' end as step
        from sheet s join cycle c on c.id = s.cycle_id where s.id = review_distribution.sheet_id),
    mine as (
        select q.id, q.framework_id, q.position_code, h.step,
               (select max(b.round) from submission b
                where b.sheet_id = q.id and b.step = h.step) as round
        from here h
        join sheet q on q.cycle_id = h.cycle_id
            and ((h.step = 'first' and q.first_evaluator_id = evaluator)
                 or (h.step = 'second' and q.second_evaluator_id = evaluator))),
    items as (
        select coalesce(d.value::smallint, o.points) as points
        from mine m
        join ability a on a.framework_id = m.framework_id and a.position_code = m.position_code
        left join draft d on d.sheet_id = m.id and d.step = m.step
            and d.field = 'grade-' || a.id and d.value ~ '^[1-7]$'
        left join opinion o on o.sheet_id = m.id and o.step = m.step and o.round = m.round
            and o.ability_id = a.id),
    overall as (
        select coalesce(d.value::smallint, b.overall) as points
        from mine m
        left join draft d on d.sheet_id = m.id and d.step = m.step
            and d.field = 'overall' and d.value ~ '^[1-7]$'
        left join submission b on b.sheet_id = m.id and b.step = m.step and b.round = m.round),
    city as (
        select r.overall as points, count(*) as n
        from here h
        join cycle p on p.fiscal_year = h.fiscal_year - 1 and p.kind = h.kind
        join result r on r.cycle_id = p.id
        where not exists (select from result n where n.sheet_id = r.sheet_id
                          and n.version > r.version)
        group by r.overall)
    select json_build_object(
        'items', (select coalesce(json_agg(json_build_array(i.points, i.n)), '[]')
                  from (select points, count(*) as n from items where points is not null
                        group by points) i),
        'overall', (select coalesce(json_agg(json_build_array(o.points, o.n)), '[]')
                    from (select points, count(*) as n from overall where points is not null
                          group by points) o),
        'city', (select coalesce(json_agg(json_build_array(c.points, c.n)), '[]') from city c))
$$;
grant execute on function review_distribution to jinzai_app;
