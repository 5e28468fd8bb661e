-- 「保健福祉部 福祉総務課 庶務係」: a unit with what it belongs to on a day, from the 部 down; the
-- name of the 部局 only where that is all.
create function unit_path(unit bigint, day date)
returns text language sql stable as $$
    select coalesce(nullif(concat_ws(' ', case when w.level <> 'executive' then w.name end,
                                     case when u.level <> 'executive' then u.name end,
                                     case when v.level <> 'executive' then v.name end), ''), v.name)
    from unit_version v
    left join unit_version u on u.unit_id = v.parent_id and u.valid @> unit_path.day
    left join unit_version w on w.unit_id = u.parent_id and w.valid @> unit_path.day
    where v.unit_id = unit_path.unit and v.valid @> unit_path.day
$$;
grant execute on function unit_path to jinzai_app;

-- Readings in order, whichever kana they are kept in.
create function kana_key(reading text)
returns text language sql immutable strict parallel safe as $$
    select translate(reading,
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ')
$$;
grant execute on function kana_key to jinzai_app;

create index staff_reading on staff
    (kana_key(family_kana) collate "C", kana_key(given_kana) collate "C", number);

-- A unit whose name says who appoints its people, and for whom nothing else is said.
create function authority_by_name(name text)
returns text language sql immutable strict as $$
    select case
        when name ~ '^教育委員会' then 'education'
        when name ~ '^(市|町|村|区)?議会(事務局|$)' then 'assembly'
        when name ~ '^選挙管理委員会' then 'election'
        when name ~ '^監査(委員|事務局)' then 'audit'
        when name ~ '^公平委員会' then 'equity' end
$$;
grant execute on function authority_by_name to jinzai_app;

create function unit_version_authority() returns trigger language plpgsql as $$
begin
    new.authority := coalesce(new.authority, authority_by_name(new.name));
    return new;
end $$;
create trigger unit_version_authority before insert on unit_version
    for each row execute function unit_version_authority();

-- those of before, by the same names
update unit_version v set authority = authority_by_name(v.name)
where v.authority is distinct from authority_by_name(v.name);
