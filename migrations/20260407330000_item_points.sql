-- The grades of the items of one opinion, abilities or goals.
create function item_points(sheet bigint, step text, round integer)
returns table (points smallint) language sql stable as $$
    select o.points from opinion o
    where o.sheet_id = item_points.sheet and o.step = item_points.step
      and o.round = item_points.round
    union all
    select g.points from goal_opinion g
    where g.sheet_id = item_points.sheet and g.step = item_points.step
      and g.round = item_points.round
$$;
grant execute on function item_points to jinzai_app;
