-- Going from person to person skips those whose turn it is not; so each peer says where the
-- sheet is. And 職員課 opens a sheet, too, when it waits for them.

create or replace function review_peers(sheet_id bigint, evaluator bigint)
returns json language sql stable as $$
    select coalesce(json_agg(json_build_object('id', q.id, 'position', q.position_code,
               'state', q.state, 'name', p.family_name || ' ' || p.given_name)
               order by p.family_kana collate "C", p.given_kana collate "C", q.id), '[]')
    from sheet s
    join sheet q on q.cycle_id = s.cycle_id
        and ((s.first_evaluator_id = evaluator and q.first_evaluator_id = evaluator)
             or (s.second_evaluator_id = evaluator and q.second_evaluator_id = evaluator))
    join staff p on p.id = q.subject_id
    where s.id = review_peers.sheet_id
$$;

create or replace function view_sheets(
    at timestamptz, looker bigint, origin text, event text, ids bigint[]
) returns void language plpgsql as $$
begin
    update sheet s set holder_opened_at = view_sheets.at
    where s.id = any(ids) and s.holder_opened_at is null
      and ((s.state = 'first_review' and s.first_evaluator_id = looker)
           or (s.state = 'second_review' and s.second_evaluator_id = looker)
           or (s.state = 'confirmation' and looker <> all(array_remove(
                   array[s.subject_id, s.first_evaluator_id, s.second_evaluator_id], null))
               and exists(select from hat h where h.staff_id = looker and h.hat = 'hr'
                          and h.valid @> (view_sheets.at at time zone 'Asia/Tokyo')::date)));
    perform append_audit(view_sheets.at, looker, view_sheets.origin, view_sheets.event, 'sheet',
                         s.id, s.subject_id, '{}')
    from (select k.id, k.subject_id from sheet k where k.id = any(ids) order by k.id) s;
end
$$;
