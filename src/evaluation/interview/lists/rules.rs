//! What the lists say of interviews. Pure.

use time::Date;

use super::store::Coming;
use crate::{
    evaluation::interview::{rules::Standing, show::line_when},
    kit::date::{Remaining, remaining},
};

/// A percentage, rounded half up; a dash for nothing.
pub fn percent(part: i64, whole: i64) -> String {
    if whole == 0 { "―".to_owned() } else { format!("{}%", (part * 200 + whole) / (whole * 2)) }
}

/// Something an interview asks of the reader of a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub title: String,
    pub text: String,
    pub href: String,
    pub verb: &'static str,
    pub due: Option<(Date, Remaining)>,
    pub urgent: bool,
}

/// The next interview of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    pub id: i64,
    pub title: String,
    pub when: String,
    pub place: String,
    pub way: &'static str,
    pub points: Vec<String>,
}

/// What waits: the person confirms, the leader writes, sends and hears who has not confirmed.
pub fn asked(all: &[Coming], today: Date) -> Vec<Asked> {
    let mut asked: Vec<Asked> =
        all.iter().filter(|one| one.own).filter_map(|one| to_confirm(one, today)).collect();
    let led = |wanted: Standing| -> Vec<&Coming> {
        all.iter().filter(|one| !one.own && one.line.standing(today) == wanted).collect()
    };
    let groups = [
        (
            Standing::Unrecorded,
            "面談の記録がまだの人が",
            "面談の日を過ぎています。話したことを書いて、本人へ送ってください。",
            "記録する",
            true,
        ),
        (
            Standing::Unsent,
            "面談の記録を送っていない人が",
            "書いた内容は、送るまで本人に見えません。",
            "続ける",
            false,
        ),
        (
            Standing::Reminded,
            "面談の記録を確認していない人が",
            "送ってから7開庁日を過ぎました。声をかけてください。14開庁日を過ぎると、未確認で終わります。",
            "開く",
            false,
        ),
    ];
    for (standing, title, text, verb, urgent) in groups {
        let some = led(standing);
        let Some(first) = some.first() else { continue };
        let href = match some.len() {
            1 => format!("/interviews/{}", first.line.id),
            _ => "/interviews".to_owned(),
        };
        asked.push(Asked {
            title: format!("{title}{}名います", some.len()),
            text: format!("{}。{text}", names(&some)),
            href,
            verb,
            due: None,
            urgent,
        });
    }
    asked
}

fn to_confirm(one: &Coming, today: Date) -> Option<Asked> {
    let standing = one.line.standing(today);
    let day = one.line.confirm_by.filter(|_| standing.may_confirm())?;
    let late = standing == Standing::Reminded;
    Some(Asked {
        title: format!("{}の記録を確認する", one.line.kind.label()),
        text: if late {
            "確認の期限を過ぎています。内容を読んで、確認してください。同意したという意味ではありません。"
        } else {
            "内容を読んで、確認してください。同意したという意味ではありません。"
        }
        .to_owned(),
        href: format!("/interviews/{}", one.line.id),
        verb: "確認する",
        due: Some((day, remaining(day, today))),
        urgent: late,
    })
}

/// 「佐藤 みなみさん、鈴木 翔太さん、ほか2名」
fn names(some: &[&Coming]) -> String {
    let mut words: Vec<String> =
        some.iter().take(3).map(|one| format!("{}さん", one.name)).collect();
    if some.len() > 3 {
        words.push(format!("ほか{}名", some.len() - 3));
    }
    words.join("、")
}

/// The reader's next interview, today's included; one's own before those one leads.
pub fn next(all: &[Coming], today: Date) -> Option<Next> {
    let planned = |own: bool| {
        all.iter().find(|one| {
            one.own == own
                && one.line.held_on >= today
                && one.line.standing(today) == Standing::Planned
        })
    };
    let one = planned(true).or_else(|| planned(false))?;
    let kind = one.line.kind.label();
    Some(Next {
        id: one.line.id,
        title: if one.own { kind.to_owned() } else { format!("{}さんの{kind}", one.name) },
        when: line_when(&one.line),
        place: one.line.place.clone(),
        way: one.line.way.label(),
        points: one.points.clone(),
    })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::evaluation::interview::{
        overview_store::Line,
        rules::{Kind, Way},
    };

    const TODAY: Date = date!(2027 - 01 - 13);

    fn coming(
        own: bool,
        name: &str,
        held_on: Date,
        written: bool,
        sent: Option<(Date, Date)>,
    ) -> Coming {
        Coming {
            own,
            name: name.to_owned(),
            line: Line {
                id: 7,
                kind: Kind::Closing,
                held_on,
                hours: Some("15時00分〜15時30分".to_owned()),
                place: "相談室2".to_owned(),
                way: Way::InPerson,
                written,
                confirm_by: sent.map(|s| s.0),
                closes_on: sent.map(|s| s.1),
                confirmed_on: None,
            },
            points: vec!["予約のしくみ".to_owned()],
        }
    }

    #[test]
    fn what_a_home_asks_for() {
        let late = Some((date!(2027 - 01 - 08), date!(2027 - 01 - 20)));
        let fresh = Some((date!(2027 - 01 - 18), date!(2027 - 01 - 28)));
        let past = date!(2027 - 01 - 05);
        let all = [
            coming(true, "高橋 恵子", past, true, fresh),
            coming(true, "高橋 恵子", past, true, late),
            coming(false, "佐藤 みなみ", past, false, None),
            coming(false, "鈴木 翔太", past, true, None),
            coming(false, "渡辺 直人", past, true, late),
            coming(false, "田中 一郎", past, true, late),
            coming(false, "阿部 隆", past, true, fresh),
            coming(false, "小林 哲也", date!(2027 - 01 - 20), false, None),
        ];
        let told: Vec<String> = asked(&all, TODAY)
            .iter()
            .map(|a| {
                format!("{}{} [{}] {}", if a.urgent { "!" } else { "" }, a.title, a.verb, a.text)
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        期末面談の記録を確認する [確認する] 内容を読んで、確認してください。同意したという意味ではありません。
        !期末面談の記録を確認する [確認する] 確認の期限を過ぎています。内容を読んで、確認してください。同意したという意味ではありません。
        !面談の記録がまだの人が1名います [記録する] 佐藤 みなみさん。面談の日を過ぎています。話したことを書いて、本人へ送ってください。
        面談の記録を送っていない人が1名います [続ける] 鈴木 翔太さん。書いた内容は、送るまで本人に見えません。
        面談の記録を確認していない人が2名います [開く] 渡辺 直人さん、田中 一郎さん。送ってから7開庁日を過ぎました。声をかけてください。14開庁日を過ぎると、未確認で終わります。
        ");
    }

    #[test]
    fn ones_own_interview_comes_before_those_one_leads() {
        let led = coming(false, "佐藤 みなみ", TODAY, false, None);
        let own = coming(true, "高橋 恵子", date!(2027 - 01 - 20), false, None);
        assert_eq!(next(&[led.clone(), own], TODAY).unwrap().title, "期末面談");
        assert_eq!(next(&[led], TODAY).unwrap().title, "佐藤 みなみさんの期末面談");
        let past = coming(true, "高橋 恵子", date!(2027 - 01 - 12), false, None);
        assert_eq!(next(&[past], TODAY), None);
    }

    #[test]
    fn shares_are_rounded_half_up_and_nothing_is_no_share() {
        assert_eq!([percent(1, 8), percent(0, 3), percent(0, 0)], ["13%", "0%", "―"]);
    }
}
