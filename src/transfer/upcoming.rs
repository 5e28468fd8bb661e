//! What is known already of the time after an order: second posts, heads and other orders of the
//! same people that begin or end later. It is told before anything is decided, and what the order
//! cannot be carried out beside stops it. Pure.

use std::collections::BTreeMap;

use serde::Deserialize;
use time::Date;

use super::{
    kinds::Kind,
    rules::{After, Finding, Line, Mend, Person},
};
use crate::kit::date::wareki;

/// What happens later to a post that is registered already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// A post beside the main one begins.
    Begins,
    /// A post beside the main one ends; the day is the first one without it.
    Ends,
    /// The main post ends.
    MainEnds,
}

/// A registered post, or a line of a later order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum What {
    Post(Turn),
    Line(Kind),
}

/// Something that begins or ends for a person after the day of effect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Coming {
    pub on: Date,
    pub what: What,
    pub unit: Option<i64>,
    pub post: Option<String>,
    pub leads: bool,
    /// The later order, by its name.
    pub order: Option<String>,
}

/// Somebody who is registered to lead a unit later.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    pub unit: i64,
    pub staff: i64,
    pub on: Date,
}

const BEGINS_FOR_LEAVER: &str = "退職の後に始まる任命です。先にその任命を取り消してください。";
const SAME_POST: &str = "この発令と同じ組織の同じ職です。どちらかを改めてください。";
const CHECK: &str = "この発令と合うか確かめてください。";

/// What comes later for everybody of an order, and whether the order can stand beside it.
pub fn upcoming(people: &[Person], after: &BTreeMap<i64, After>) -> Vec<Finding> {
    let of = |person: &Person| {
        let held = after.get(&person.staff).cloned().unwrap_or_default();
        person.coming.iter().filter_map(|coming| told(person.staff, &held, coming)).collect()
    };
    people.iter().flat_map(|person| -> Vec<Finding> { of(person) }).collect()
}

fn told(staff: i64, held: &After, coming: &Coming) -> Option<Finding> {
    let post = coming.post.clone().unwrap_or_default();
    let leads = if coming.leads { "、所属長" } else { "" };
    let same = || held.posts.iter().any(|p| Some(p.unit) == coming.unit && p.post == post);
    let last = coming.on.previous_day().unwrap_or(coming.on);
    let (blocks, what) = match coming.what {
        What::Post(Turn::Ends | Turn::MainEnds) if held.gone => return None,
        What::Post(Turn::Ends) => (
            false,
            format!("{}で、{post}（兼務{leads}）が終わると登録されています。", wareki(last)),
        ),
        What::Post(Turn::MainEnds) => {
            (false, format!("{}で、本務の{post}が終わると登録されています。{CHECK}", wareki(last)))
        }
        What::Post(Turn::Begins) => {
            let stop = match (held.gone, same()) {
                (true, _) => BEGINS_FOR_LEAVER,
                (_, true) => SAME_POST,
                _ => "",
            };
            let begins = format!(
                "{}に、{post}（兼務{leads}）が始まると登録されています。",
                wareki(coming.on)
            );
            (!stop.is_empty(), format!("{begins}{stop}"))
        }
        What::Line(kind) => {
            let order = coming.order.as_deref().unwrap_or_default();
            let post = if post.is_empty() { post } else { format!("（{post}{leads}）") };
            let day = wareki(coming.on);
            let kind = kind.label();
            (
                false,
                format!("後の発令「{order}」（{day}）に、「{kind}」{post}の行があります。{CHECK}"),
            )
        }
    };
    Some(Finding { blocks, staff: Some(staff), unit: coming.unit, what, mend: Mend::Order })
}

/// Heads this order names where somebody is registered to lead later: the posts would overlap.
pub fn second_heads(lines: &[Line], heads: &[Head]) -> Vec<Finding> {
    let named = |head: &&Head| lines.iter().any(|line| line.leads && line.unit == Some(head.unit));
    let finding = |head: &Head| Finding {
        blocks: true,
        staff: Some(head.staff),
        unit: Some(head.unit),
        what: format!(
            "{}から、所属長になると登録されています。所属長の印を外すか、その任命を改めてください。",
            wareki(head.on)
        ),
        mend: Mend::Order,
    };
    heads.iter().filter(named).map(finding).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::transfer::rules::Post;

    fn coming(what: What, leads: bool, order: Option<&str>) -> Coming {
        Coming {
            on: date!(2027 - 04 - 01),
            what,
            unit: Some(20),
            post: Some("主査".to_owned()),
            leads,
            order: order.map(str::to_owned),
        }
    }

    #[test]
    fn what_comes_later_is_told_and_what_cannot_stand_beside_it_stops() {
        let second =
            Post { unit: 20, position: None, post: "主査".to_owned(), main: false, leads: false };
        let stays = After::default();
        let gone = After { gone: true, ..After::default() };
        let given = After { posts: vec![second], ..After::default() };
        let all = [
            coming(What::Post(Turn::Begins), true, None),
            coming(What::Post(Turn::Ends), false, None),
            coming(What::Post(Turn::MainEnds), false, None),
            coming(What::Line(Kind::Additional), true, Some("4月1日付")),
            Coming {
                post: None,
                ..coming(What::Line(Kind::AdditionalEnd), false, Some("4月1日付"))
            },
        ];
        let mut table = String::new();
        for (who, held) in [("残る", &stays), ("退職", &gone), ("同じ職", &given)] {
            for one in &all {
                let line = match told(1, held, one) {
                    Some(it) => {
                        format!("{who} {} {}\n", if it.blocks { "止" } else { "告" }, it.what)
                    }
                    None => format!("{who} なし\n"),
                };
                table.push_str(&line);
            }
        }
        insta::assert_snapshot!(table, @"
        残る 告 令和9年4月1日に、主査（兼務、所属長）が始まると登録されています。
        残る 告 令和9年3月31日で、主査（兼務）が終わると登録されています。
        残る 告 令和9年3月31日で、本務の主査が終わると登録されています。この発令と合うか確かめてください。
        残る 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任」（主査、所属長）の行があります。この発令と合うか確かめてください。
        残る 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任を解く」の行があります。この発令と合うか確かめてください。
        退職 止 令和9年4月1日に、主査（兼務、所属長）が始まると登録されています。退職の後に始まる任命です。先にその任命を取り消してください。
        退職 なし
        退職 なし
        退職 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任」（主査、所属長）の行があります。この発令と合うか確かめてください。
        退職 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任を解く」の行があります。この発令と合うか確かめてください。
        同じ職 止 令和9年4月1日に、主査（兼務、所属長）が始まると登録されています。この発令と同じ組織の同じ職です。どちらかを改めてください。
        同じ職 告 令和9年3月31日で、主査（兼務）が終わると登録されています。
        同じ職 告 令和9年3月31日で、本務の主査が終わると登録されています。この発令と合うか確かめてください。
        同じ職 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任」（主査、所属長）の行があります。この発令と合うか確かめてください。
        同じ職 告 後の発令「4月1日付」（令和9年4月1日）に、「兼務・併任を解く」の行があります。この発令と合うか確かめてください。
        ");
    }

    #[test]
    fn two_heads_of_different_days_are_told() {
        let line = |leads| Line {
            id: 1,
            staff: 1,
            kind: Kind::Transfer,
            unit: Some(20),
            position: None,
            post: Some("課長".to_owned()),
            leads,
            destination: None,
            basis: None,
            weekly_minutes: None,
            theirs: true,
        };
        let heads = [Head { unit: 20, staff: 2, on: date!(2027 - 04 - 01) }];
        assert!(second_heads(&[line(false)], &heads).is_empty());
        let found = second_heads(&[line(true)], &heads);
        assert!(found[0].blocks && found[0].what.contains("令和9年4月1日から"), "{found:?}");
    }
}
