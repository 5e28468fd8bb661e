-- The test house: a small city with people everybody knows. See house.rs for who is who.
insert into setting values ('city.name', '昭島市'), ('city.contact', '総務部 職員課 人財育成係（内線 2345）');

insert into unit (code) values ('01'), ('02'), ('10'), ('1010'), ('20'), ('2010'), ('201010'),
                               ('30'), ('3010');
insert into unit_version (unit_id, name, level, parent_id, place, valid)
select u.id, v.name, v.level, p.id, v.place, daterange('2016-04-01', null)
from (values ('01', '市長部局', 'executive', null, 1), ('02', '教育委員会', 'executive', null, 2),
             ('10', '総務部', 'department', '01', 10), ('1010', '職員課', 'section', '10', 11),
             ('20', '保健福祉部', 'department', '01', 20), ('2010', '福祉総務課', 'section', '20', 21),
             ('201010', '庶務係', 'team', '2010', 22),
             ('30', '市民部', 'department', '01', 30), ('3010', '市民課', 'section', '30', 31)
     ) as v (code, name, level, parent, place)
join unit u on u.code = v.code left join unit p on p.code = v.parent;

-- staff ids follow this order: 1 森 … 13 井上
insert into staff (number, family_name, given_name, family_kana, given_kana, employment, hired_on,
                   search)
values ('000001', '森', '康夫', 'もり', 'やすお', 'regular', '1990-04-01', '000001森康夫もりやすお'),
       ('000020', '小林', '哲也', 'こばやし', 'てつや', 'regular', '1992-04-01', '000020小林哲也こばやしてつや'),
       ('000021', '高橋', '恵子', 'たかはし', 'けいこ', 'regular', '1998-04-01', '000021高橋恵子たかはしけいこ'),
       ('000022', '田中', '一郎', 'たなか', 'いちろう', 'regular', '2005-04-01', '000022田中一郎たなかいちろう'),
       ('010234', '佐藤', 'みなみ', 'さとう', 'みなみ', 'regular', '2023-04-01', '010234佐藤みなみさとうみなみ'),
       ('010235', '鈴木', '翔太', 'すずき', 'しょうた', 'regular', '2022-04-01', '010235鈴木翔太すずきしょうた'),
       ('010236', '渡辺', '直人', 'わたなべ', 'なおと', 'regular', '2015-04-01', '010236渡辺直人わたなべなおと'),
       ('000010', '大野', '誠', 'おおの', 'まこと', 'regular', '1993-04-01', '000010大野誠おおのまこと'),
       ('000011', '工藤', '由美', 'くどう', 'ゆみ', 'regular', '2001-04-01', '000011工藤由美くどうゆみ'),
       ('000030', '吉田', '正', 'よしだ', 'ただし', 'regular', '1994-04-01', '000030吉田正よしだただし'),
       ('000031', '阿部', '隆', 'あべ', 'たかし', 'regular', '1999-04-01', '000031阿部隆あべたかし'),
       ('000090', '監物', '守', 'けんもつ', 'まもる', 'regular', '2000-04-01', '000090監物守けんもつまもる'),
       ('000091', '井上', '涼', 'いのうえ', 'りょう', 'regular', '2010-04-01', '000091井上涼いのうえりょう');

insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
select s.id, u.id, v.position, v.post, 'main', v.leads, daterange('2021-04-01', null)
from (values ('000001', '01', null, '副市長', true), ('000020', '20', 'bucho', '部長', true),
             ('000021', '2010', 'kacho', '課長', true), ('000022', '201010', 'kakaricho', '係長', true),
             ('010234', '201010', 'shuji', '主事', false), ('010235', '201010', 'shuji', '主事', false),
             ('010236', '201010', 'shunin', '主任', false), ('000010', '10', 'bucho', '部長', true),
             ('000011', '1010', 'kacho', '課長', true), ('000030', '30', 'bucho', '部長', true),
             ('000031', '3010', 'kacho', '課長', true), ('000090', '3010', 'shunin', '主任', false),
             ('000091', '1010', 'shunin', '主任', false)
     ) as v (number, unit, position, post, leads)
join staff s on s.number = v.number join unit u on u.code = v.unit;

insert into hat values (9, 'hr', daterange('2021-04-01', null)),
                       (9, 'band', daterange('2021-04-01', null)),
                       (12, 'auditor', daterange('2021-04-01', null)),
                       (13, 'administrator', daterange('2021-04-01', null));
insert into account (staff_id, password_hash) select id, $1 from staff;

insert into framework (name, source, matrix_note, valid)
values ('試しの枠組み', '試験', '', daterange('2016-04-01', null));
insert into grade values (1, 1, '要努力', '期待される行動ができないことが多かった。'),
                         (1, 2, 'あと一歩', '期待される行動ができないことが、ときどきあった。'),
                         (1, 3, '期待どおり', '職位に期待される行動が、安定してできた。'),
                         (1, 4, '期待以上', '期待を上回ることが多かった。'),
                         (1, 5, '模範', 'いつも期待を大きく上回り、周囲の手本になった。');
insert into position values (1, 'shuji', '主事職', 1, '{定型的な業務の確実な執行を担う。}'),
                            (1, 'shunin', '主任職', 2, '{中心的役割を担う。}'),
                            (1, 'kakaricho', '係長職', 4, '{解決策を見いだせる。}'),
                            (1, 'kacho', '課長職', 5, '{やり遂げる。}'),
                            (1, 'bucho', '部長職', 6, '{政策に取り組む。}');
insert into element (framework_id, name, place) values (1, '倫理', 1), (1, '業務遂行', 2);
-- ability ids: 1–3 shuji, 4–5 shunin, 6–7 kakaricho, 8–9 kacho, 10–11 bucho
insert into ability (framework_id, position_code, element_id, code, name, definition, place)
values (1, 'shuji', 1, 'shuji-01', '責任感・公正性', '公正に職務を遂行する。', 1),
       (1, 'shuji', 2, 'shuji-02', '業務知識', '業務を正確かつ円滑に処理する。', 2),
       (1, 'shuji', 2, 'shuji-03', '役割意識', '自己の役割を果たす。', 3),
       (1, 'shunin', 1, 'shunin-01', '責任感・公正性', '公正に職務を遂行する。', 1),
       (1, 'shunin', 2, 'shunin-02', '役割意識', '粘り強く自己の役割を果たす。', 2),
       (1, 'kakaricho', 1, 'kakaricho-01', '責任感・公正性', '公正に職務を遂行する。', 1),
       (1, 'kakaricho', 2, 'kakaricho-02', '業務改善', '業務の改善に取り組む。', 2),
       (1, 'kacho', 1, 'kacho-01', '責任感・公正性', '公正に職務を遂行する。', 1),
       (1, 'kacho', 2, 'kacho-02', '先見性', '影響を予測して取り組む。', 2),
       (1, 'bucho', 1, 'bucho-01', '責任感・公正性', '責任を持って取り組む。', 1),
       (1, 'bucho', 2, 'bucho-02', '先見性', '先を読みながら進める。', 2);

insert into route_rule (position_code, first_level, second_level, valid)
values ('shuji', 'section', 'department', daterange('2016-04-01', null)),
       ('shunin', 'section', 'department', daterange('2016-04-01', null)),
       ('kakaricho', 'section', 'department', daterange('2016-04-01', null)),
       ('kacho', 'department', 'executive', daterange('2016-04-01', null)),
       ('bucho', 'executive', null, daterange('2016-04-01', null));

insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at,
                   disclosure_scope)
values (2026, 'ability', '令和8年度 能力評価', 1, daterange('2026-04-01', '2027-04-01'),
        '2026-10-01', '2026-10-01 00:00+00', 'items_and_comments');
insert into cycle_step values (1, 'self', '2026-10-01', '2026-11-30'),
                              (1, 'first', '2026-12-01', '2026-12-14'),
                              (1, 'second', '2026-12-15', '2026-12-25'),
                              (1, 'confirmation', '2027-01-04', '2027-01-08'),
                              (1, 'disclosure', '2027-01-15', '2027-01-29');
-- sheets: 1 佐藤, 2 鈴木, 3 渡辺, 4 田中, 5 高橋, 6 小林 (部長, one evaluator only)
insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id, section_id,
                   department_id, state, first_evaluator_id, second_evaluator_id, second_note,
                   state_since)
values (1, 5, 1, 'shuji', 7, 6, 5, 'self_assessment', 3, 2, null, '2026-10-01 00:00+00'),
       (1, 6, 1, 'shuji', 7, 6, 5, 'self_assessment', 3, 2, null, '2026-10-01 00:00+00'),
       (1, 7, 1, 'shunin', 7, 6, 5, 'self_assessment', 3, 2, null, '2026-10-01 00:00+00'),
       (1, 4, 1, 'kakaricho', 7, 6, 5, 'self_assessment', 3, 2, null, '2026-10-01 00:00+00'),
       (1, 3, 1, 'kacho', 6, 6, 5, 'self_assessment', 2, 1, null, '2026-10-01 00:00+00'),
       (1, 2, 1, 'bucho', 5, null, 5, 'self_assessment', 1, null,
        'この職位には二次評価がありません', '2026-10-01 00:00+00');
insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
select id, 1, 'open', null, 'self_assessment', null, state_since from sheet;

-- 佐藤 has noted something once, for herself
insert into fact (subject_id, author_id, happened_on, body, ability_id, kind, created_at, updated_at)
values (5, 5, '2026-05-12', '待ち人数の集計を自動化した。', 2, 'good', '2026-05-12 8:00+00',
        '2026-05-12 8:00+00');
