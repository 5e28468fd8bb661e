//! The people of the demo sign-ins: who sits where, under which number, with which hats.
//! They take over the seat of somebody of the demo city, with that person's past.

use super::{
    city::{City, Person, april},
    names::Read,
};

/// 主事 who writes her self-assessment, and the head of her section.
pub const STAFF: &str = "010234";
pub const MANAGER: &str = "010078";

/// Those whose last year still waits for its feedback interview and plan.
pub const UNFINISHED: [&str; 2] = ["010235", "010131"];

/// One role of the demo sign-ins.
pub struct Role {
    pub number: &'static str,
    family: Read,
    given: Read,
    /// where the person works, the most wanted place first: unit, the unit above it, title
    seats: &'static [(&'static str, &'static str, &'static str)],
    hats: &'static [&'static str],
}

const fn role(
    number: &'static str,
    family: Read,
    given: Read,
    seats: &'static [(&'static str, &'static str, &'static str)],
    hats: &'static [&'static str],
) -> Role {
    Role { number, family, given, seats, hats }
}

/// Everybody who has a fixed number, in the order of the list of sign-ins.
#[rustfmt::skip]
pub const CAST: [Role; 14] = [
    role("010234", ("佐藤", "サトウ"), ("みなみ", "ミナミ"),
        &[("庶務係", "福祉総務課", "主事")], &[]),
    role("010235", ("鈴木", "スズキ"), ("翔太", "ショウタ"),
        &[("庶務係", "福祉総務課", "主任")], &[]),
    role("010131", ("田中", "タナカ"), ("一郎", "イチロウ"),
        &[("庶務係", "福祉総務課", "係長")], &[]),
    role("010078", ("高橋", "タカハシ"), ("恵子", "ケイコ"),
        &[("福祉総務課", "保健福祉部", "課長")], &[]),
    role("010031", ("渡辺", "ワタナベ"), ("健一", "ケンイチ"),
        &[("保健福祉部", "市長部局", "部長")], &[]),
    role("010005", ("𠮷田", "ヨシダ"), ("雅彦", "マサヒコ"),
        &[("市長部局", "", "副市長")], &[]),
    role("010006", ("宮﨑", "ミヤザキ"), ("裕子", "ユウコ"),
        &[("教育委員会", "", "教育長")], &[]),
    role("010118", ("髙木", "タカギ"), ("茂", "シゲル"),
        &[("道路維持係", "建設課", "技能長"), ("車両係", "契約管財課", "技能長")], &[]),
    role("010052", ("山﨑", "ヤマザキ"), ("真由美", "マユミ"),
        &[("職員課", "総務部", "課長")], &["hr", "band"]),
    role("010143", ("伊藤", "イトウ"), ("直樹", "ナオキ"),
        &[("人財育成係", "職員課", "係長")], &["hr"]),
    role("010177", ("小林", "コバヤシ"), ("さやか", "サヤカ"),
        &[("人財育成係", "職員課", "主任")], &["hr", "band"]),
    role("010161", ("中村", "ナカムラ"), ("恵美", "エミ"),
        &[("給与厚生係", "職員課", "係長"), ("給与厚生係", "職員課", "主任"),
          ("人事係", "職員課", "主任")], &["payroll"]),
    role("010152", ("森田", "モリタ"), ("和子", "カズコ"),
        &[("監査係", "監査委員事務局", "係長"), ("文書法規係", "総務課", "係長")], &["auditor"]),
    role("010169", ("村上", "ムラカミ"), ("拓也", "タクヤ"),
        &[("情報システム係", "デジタル推進課", "主任"), ("総務係", "総務課", "主任"),
          ("総務係", "総務課", "主事")], &["administrator"]),
];

/// Gives the roles to those who sit on their seats on the day of the city.
pub fn appoint(city: &mut City) {
    for role in &CAST {
        let found = role.seats.iter().find_map(|seat| at_seat(city, *seat));
        if let Some(person) = found.and_then(|at| city.people.get_mut(at)) {
            role.number.clone_into(&mut person.number);
            person.family = role.family;
            person.given = role.given;
            person.former_family = None;
            person.stints.retain(|stint| !stint.additional);
            person.hats = role.hats.to_vec();
        }
    }
}

fn at_seat(city: &City, (unit, above, title): (&str, &str, &str)) -> Option<usize> {
    let sits = |person: &Person| {
        let seat = person.main_on(city.date)?.seat;
        let mut names = city.upwards(seat.unit).map(|(_, unit)| unit.name.as_str());
        let here = seat.title == title && names.next() == Some(unit);
        (here && (above.is_empty() || names.next() == Some(above))).then_some(())
    };
    let free = |person: &Person| !CAST.iter().any(|role| role.number == person.number);
    let mut found: Vec<usize> = (0..city.people.len())
        .filter(|at| city.people.get(*at).is_some_and(|p| free(p) && sits(p).is_some()))
        .collect();
    // the longest serving, so that there is a past to look at; of the 主事 the one who came to the
    // city four years ago (see career)
    let beginner = april(city.fiscal_year - 4);
    found.sort_by_key(|at| {
        let person = city.people.get(*at);
        let stint = person.and_then(|p| p.main_on(city.date));
        let other = stint.is_some_and(|s| s.seat.position == "shuji")
            && person.is_some_and(|p| p.hired_on != beginner);
        (other, stint.map(|s| s.from))
    });
    found.first().copied()
}
