//! The tables of what an order does.

use std::{collections::HashMap, fmt::Write};

use time::macros::date;

use super::{kinds::Kind, rules::*};
use crate::organisation::{Level, Tree, Unit};

fn post(unit: i64, leads: bool) -> Post {
    Post { unit, position: Some("kacho".to_owned()), post: "課長".to_owned(), main: true, leads }
}

fn person(staff: i64, posts: Vec<Post>) -> Person {
    Person {
        staff,
        number: staff.to_string(),
        name: format!("職員{staff}"),
        employment: "regular".to_owned(),
        hired_on: date!(2010 - 04 - 01),
        left_on: None,
        posts,
        later: None,
        away: false,
        outside: false,
        coming: Vec::new(),
    }
}

fn line(staff: i64, kind: Kind, unit: Option<i64>) -> Line {
    let leads = matches!(kind, Kind::Transfer | Kind::Promotion);
    Line {
        id: 1,
        staff,
        kind,
        unit,
        position: Some("kacho".to_owned()),
        post: kind.gives_post().then(|| "課長".to_owned()),
        leads: kind.gives_post() && leads,
        destination: None,
        basis: None,
        weekly_minutes: None,
        theirs: true,
    }
}

/// Every kind, tried on somebody with a post, with a second one, without any, and away.
#[test]
#[expect(clippy::too_many_lines, reason = "one table of every kind")]
fn what_each_kind_does() {
    let second = Post { main: false, leads: false, post: "主幹".to_owned(), ..post(20, false) };
    let mut out = person(4, vec![post(10, false)]);
    out.away = true;
    let who = [
        ("本務あり", person(1, vec![post(10, true)])),
        ("兼務あり", person(2, vec![post(10, false), second])),
        ("本務なし", person(3, vec![])),
        ("派遣中", out),
    ];
    let mut table = String::new();
    for kind in Kind::ALL {
        for (name, person) in &who {
            let unit = kind.names_unit().then_some(20);
            let lines = [line(person.staff, kind, unit)];
            let (after, findings) = applied(std::slice::from_ref(person), &lines);
            let held = &after[&person.staff];
            let posts: Vec<_> = held
                .posts
                .iter()
                .map(|p| {
                    format!(
                        "{}{}{}",
                        p.unit,
                        if p.main { "本" } else { "兼" },
                        if p.leads { "長" } else { "" }
                    )
                })
                .collect();
            let wrong: Vec<_> =
                findings.iter().map(|f| f.what.split('。').next().unwrap()).collect();
            writeln!(
                table,
                "{} {name}: {}{}{} {}",
                kind.label(),
                posts.join("・"),
                if held.gone { " 退職" } else { "" },
                if held.away { " 派遣" } else { "" },
                wrong.join("／")
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(table, @"
    異動 本務あり: 20本長 
    異動 兼務あり: 20兼・20本長 
    異動 本務なし: 20本長 
    異動 派遣中: 20本長 派遣 派遣される人が所属長のままです
    昇任 本務あり: 20本長 
    昇任 兼務あり: 20兼・20本長 
    昇任 本務なし: 20本長 
    昇任 派遣中: 20本長 派遣 派遣される人が所属長のままです
    降任 本務あり: 20本 
    降任 兼務あり: 20兼・20本 
    降任 本務なし: 20本 
    降任 派遣中: 20本 派遣 
    兼務・併任 本務あり: 10本長・20兼 
    兼務・併任 兼務あり: 10本・20兼・20兼 
    兼務・併任 本務なし: 20兼 発令日に本務の所属がありません
    兼務・併任 派遣中: 10本・20兼 派遣 
    兼務・併任を解く 本務あり: 10本長 解くはずの兼務がありません
    兼務・併任を解く 兼務あり: 10本 
    兼務・併任を解く 本務なし:  解くはずの兼務がありません／発令日に本務の所属がありません
    兼務・併任を解く 派遣中: 10本 派遣 解くはずの兼務がありません
    派遣 本務あり: 10本長 派遣 派遣される人が所属長のままです
    派遣 兼務あり: 10本・20兼 派遣 
    派遣 本務なし:  派遣 発令日に本務の所属がありません
    派遣 派遣中: 10本 派遣 すでに派遣や休業で職場を離れている人は、派遣できません
    復帰 本務あり: 10本長 派遣されていない人を復帰させることはできません
    復帰 兼務あり: 10本・20兼 派遣されていない人を復帰させることはできません
    復帰 本務なし:  派遣されていない人を復帰させることはできません／発令日に本務の所属がありません
    復帰 派遣中: 10本 
    採用 本務あり: 10本長 すでに本務があるため、採用ではなく異動の行にしてください
    採用 兼務あり: 10本・20兼 すでに本務があるため、採用ではなく異動の行にしてください
    採用 本務なし: 20本 
    採用 派遣中: 10本 派遣 すでに本務があるため、採用ではなく異動の行にしてください
    退職 本務あり:  退職 
    退職 兼務あり:  退職 
    退職 本務なし:  退職 
    退職 派遣中:  退職 派遣 
    再任用 本務あり: 20本 
    再任用 兼務あり: 20兼・20本 
    再任用 本務なし: 20本 
    再任用 派遣中: 20本 派遣 
    役職定年 本務あり: 20本 
    役職定年 兼務あり: 20兼・20本 
    役職定年 本務なし: 20本 
    役職定年 派遣中: 20本 派遣
    ");
}

#[test]
fn nobody_is_decided_about_twice() {
    let people = [person(1, vec![post(10, false)])];
    let what =
        |lines: &[Line]| applied(&people, lines).1.into_iter().map(|f| f.what).collect::<Vec<_>>();
    let (to, up) = (line(1, Kind::Transfer, Some(20)), line(1, Kind::Promotion, Some(30)));
    assert_eq!(what(&[to.clone(), up]), [TWICE]);
    assert_eq!(what(&[line(1, Kind::Retirement, None), to]), [GONE_TOO]);
    let mut busy = people[0].clone();
    busy.later = Some(date!(2027 - 07 - 01));
    let (_, found) = applied(&[busy], &[line(1, Kind::Retirement, None)]);
    assert_eq!(found[0].what, LATER);
}

#[test]
fn people_must_work_here_on_the_day() {
    let day = date!(2027 - 04 - 01);
    let mut new = person(1, vec![]);
    new.hired_on = date!(2027 - 05 - 01);
    assert_eq!(employed(&new, &[], day).unwrap().mend, Mend::Staff);
    let mut old = person(2, vec![]);
    old.left_on = Some(date!(2027 - 03 - 31));
    assert_eq!(employed(&old, &[], day).unwrap().what, LEFT);
    assert!(employed(&old, &[line(2, Kind::Reappointment, Some(10))], day).is_none());
}

#[test]
fn a_unit_has_one_head_and_a_vacant_one_is_told() {
    let before = HashMap::from([(10, 1), (20, 2)]);
    let people = [person(1, vec![post(10, true)])];
    let (after, _) = applied(&people, &[line(1, Kind::Transfer, Some(20))]);
    let (_, findings) = leaders(&before, &people, &after);
    let told: Vec<_> = findings.iter().map(|f| (f.unit, f.blocks)).collect();
    assert_eq!(told, [(Some(10), false), (Some(20), true)]);
    let both = [people[0].clone(), person(2, vec![post(20, true)])];
    let swap = [line(1, Kind::Transfer, Some(20)), line(2, Kind::Transfer, Some(10))];
    let (after, wrong) = applied(&both, &swap);
    let (heads, findings) = leaders(&before, &both, &after);
    assert!(wrong.is_empty() && findings.is_empty());
    assert_eq!(heads, HashMap::from([(10, 2), (20, 1)]));
}

#[test]
fn units_that_are_gone_are_found() {
    let unit =
        Unit { id: 20, code: "20".into(), name: "課".into(), level: Level::Section, parent: None };
    let tree = Tree::new(vec![unit]);
    let people = [person(1, vec![post(10, false)]), person(2, vec![post(20, false)])];
    let lines = [line(2, Kind::Transfer, Some(30))];
    let (after, _) = applied(&people, &lines);
    let what: Vec<_> =
        places(&tree, &lines, &after, &[9]).into_iter().map(|f| (f.staff, f.what)).collect();
    let expected = [(2, NO_UNIT), (1, STRANDED), (9, STRANDED)];
    assert_eq!(what, expected.map(|(staff, what)| (Some(staff), what.to_owned())));
}
