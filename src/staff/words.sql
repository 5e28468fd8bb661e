-- What people can be found by: $1 those, or everybody.
select s.id, s.number, s.family_name as family, s.given_name as given,
       s.family_kana || s.given_kana as "kana!", s.search,
       array_remove(array[s.registered_family_name || s.given_name,
                          s.former_family_name || s.given_name], null)
       || array(select x from staff_name n,
                       unnest(array[n.family_name || n.given_name, n.family_kana || n.given_kana,
                                    n.registered_family_name || n.given_name]) x
                where n.staff_id = s.id and x is not null) as "others!: Vec<String>"
from staff s where $1::bigint[] is null or s.id = any ($1)
