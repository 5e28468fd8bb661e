-- 「評価はこう使われます」: what a year's results are used for, in the city's own words. A year
-- without words of its own says what the newest earlier year of the same kind said.

create table purpose (
    code text primary key check (code in ('growth', 'placement', 'promotion', 'pay', 'never')),
    place smallint not null unique,
    heading text not null,
    -- what a city begins with
    body text not null check (char_length(body) between 1 and 1000)
);
insert into purpose values
('growth', 1, '育成に', '面談で強みと課題を話し合い、育成計画、研修、自己啓発の支援を決めるときに使います。'),
('placement', 2, '配置に', '異動や担当を決めるときに、本人の意向調査書とあわせて参考にします。'),
('promotion', 3, '昇任に', '昇任の選考で、複数の年度の結果を資料の1つにします。'),
('pay', 4, '給与に', '昇給と勤勉手当に、条例と規則の定めにより反映します。'),
('never', 5, '使わないこと', '懲戒の理由にはしません。育児や介護、病気の休暇や休業を取ったことで、結果を下げることはありません。苦情を申し出たことで不利益な取扱いをすることもありません。');

create table cycle_purpose (
    cycle_id bigint not null references cycle,
    code text not null references purpose,
    body text not null check (char_length(body) between 1 and 1000),
    by_id bigint not null references staff,
    at timestamptz not null,
    primary key (cycle_id, code)
);
revoke insert, update, delete on purpose from jinzai_app;
revoke delete on cycle_purpose from jinzai_app;
