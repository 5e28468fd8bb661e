//! Bands and groups as HR types them: lines that stay empty are left out, all mistakes at once.

use super::{
    super::rules::{Band, Hundredths, WHOLE, percent},
    store::{GroupRule, Scheme},
};
use crate::kit::{Answers, Mistakes, text};

/// Lines the page offers.
pub const BANDS: usize = 7;
pub const GROUPS: usize = 6;

/// Over what a group is ranked.
pub const SCOPES: [(&str, &str); 2] = [("city", "全庁で1つ"), ("department", "部ごと")];

/// What a city begins with: five bands as 大阪市 had them (evaluation.md 3.6), 管理職 over the
/// whole city, the rest by department.
pub fn usual(positions: &[(String, String)]) -> Scheme {
    let bands = [
        ("最", "最上位", 500, false),
        ("上", "上位", 2000, false),
        ("標", "標準", 6000, true),
        ("下", "下位", 1000, false),
        ("最下", "最下位", 500, false),
    ];
    let codes = |heads: bool| -> Vec<String> {
        let own = positions.iter().map(|(code, _)| code);
        own.filter(|code| matches!(code.as_str(), "kacho" | "bucho") == heads).cloned().collect()
    };
    let group = |name: &str, scope: &str, positions| GroupRule {
        name: name.to_owned(),
        scope: scope.to_owned(),
        positions,
    };
    Scheme {
        bands: bands
            .map(|(mark, label, share, standard)| Band {
                mark: mark.to_owned(),
                label: label.to_owned(),
                share,
                cap: None,
                with_above: false,
                standard,
            })
            .into(),
        groups: vec![
            group("管理職", "city", codes(true)),
            group("係長級以下", "department", codes(false)),
        ],
    }
}

/// The form of a scheme.
pub fn filled(scheme: &Scheme) -> Answers {
    let mut form = Answers::default();
    for (band, n) in scheme.bands.iter().zip(1..) {
        form.put(format!("label-{n}"), band.label.clone());
        form.put(format!("mark-{n}"), band.mark.clone());
        form.put(format!("share-{n}"), percent(band.share));
        form.put(format!("cap-{n}"), band.cap.map(percent).unwrap_or_default());
        if band.with_above {
            form.put(format!("above-{n}"), "1");
        }
        if band.standard {
            form.put("standard", n.to_string());
        }
    }
    for (group, n) in scheme.groups.iter().zip(1..) {
        form.put(format!("group-{n}"), group.name.clone());
        form.put(format!("scope-{n}"), group.scope.clone());
        for position in &group.positions {
            form.put(format!("positions-{n}"), position.clone());
        }
    }
    form
}

/// 「7.5」 as hundredths, with at most two decimals.
fn number(typed: &str) -> Option<Hundredths> {
    let typed = text::half_width(typed);
    let typed = typed.trim_end_matches('%');
    let (whole, part) = typed.split_once('.').unwrap_or((typed, "0"));
    let digits =
        |t: &str, most| !t.is_empty() && t.len() <= most && t.chars().all(|c| c.is_ascii_digit());
    if !digits(whole, 3) || !digits(part, 2) {
        return None;
    }
    let tail: i64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<i64>().ok()? * 100 + tail).filter(|number| *number <= WHOLE)
}

struct Reader<'a> {
    answers: &'a Answers,
    mistakes: Mistakes,
}

impl Reader<'_> {
    fn percentage(&mut self, field: &str, what: &str) -> Option<Hundredths> {
        let read = number(self.answers.get(field));
        let sentence = format!("{what}を0から100までの数字で入力してください（小数は2桁まで）");
        self.mistakes.note(field, read.ok_or(sentence))
    }

    fn band(&mut self, n: usize) -> Option<Band> {
        let field = |name: &str| format!("{name}-{n}");
        let typed = ["label", "mark", "share", "cap"];
        if typed.iter().all(|name| self.answers.get(&field(name)).is_empty()) {
            return None;
        }
        let label = text::line(self.answers.get(&field("label")), "区分の名前", 1..=20);
        let label = self.mistakes.note(&field("label"), label).unwrap_or_default();
        let mark = text::line(self.answers.get(&field("mark")), "略号", 1..=2);
        let mark = self.mistakes.note(&field("mark"), mark).unwrap_or_default();
        let share = self.percentage(&field("share"), &format!("{label}の割合")).unwrap_or(0);
        let cap = if self.answers.get(&field("cap")).is_empty() {
            None
        } else {
            self.percentage(&field("cap"), &format!("{label}の上限"))
        };
        if cap == Some(0) {
            self.mistakes.add(field("cap"), format!("{label}の上限は0より大きくしてください"));
        }
        let with_above = self.answers.get(&field("above")) == "1" && cap.is_some();
        let standard = self.answers.get("standard") == n.to_string();
        Some(Band { mark, label, share, cap, with_above, standard })
    }

    fn bands(&mut self) -> Vec<Band> {
        let mut bands: Vec<Band> = Vec::new();
        for n in 1..=BANDS {
            let Some(band) = self.band(n) else { continue };
            let below = bands.iter().any(|own| own.standard) || band.standard;
            if below && band.cap.is_some() {
                let sentence = "上限は、標準より上の区分だけに置けます".to_owned();
                self.mistakes.add(format!("cap-{n}"), sentence);
            }
            for (name, own) in [("label", &band.label), ("mark", &band.mark)] {
                let twice =
                    bands.iter().any(|b| !own.is_empty() && (b.label == *own || b.mark == *own));
                if twice {
                    let sentence = format!("「{own}」が2つあります。別の名前にしてください");
                    self.mistakes.add(format!("{name}-{n}"), sentence);
                }
            }
            bands.push(band);
        }
        if bands.len() < 2 {
            self.mistakes.add("label-1", "区分を2つ以上入力してください");
        }
        let sum: i64 = bands.iter().map(|band| band.share).sum();
        if bands.len() > 1 && sum != WHOLE {
            let sentence =
                format!("割合の合計を100％にしてください（いまは{}％です）", percent(sum));
            self.mistakes.add("share-1", sentence);
        }
        if !bands.iter().any(|band| band.standard) {
            self.mistakes.add("standard-1", "標準の区分を1つ選んでください");
        }
        bands
    }

    fn groups(&mut self, positions: &[(String, String)]) -> Vec<GroupRule> {
        let mut groups: Vec<GroupRule> = Vec::new();
        for n in 1..=GROUPS {
            let field = format!("positions-{n}");
            let chosen: Vec<String> = positions
                .iter()
                .filter(|(code, _)| self.answers.all(&field).any(|own| own == code))
                .map(|(code, _)| code.clone())
                .collect();
            let name = self.answers.get(&format!("group-{n}"));
            if name.is_empty() && chosen.is_empty() {
                continue;
            }
            let name = text::line(name, "グループの名前", 1..=40);
            let name = self.mistakes.note(&format!("group-{n}"), name).unwrap_or_default();
            if groups.iter().any(|own| own.name == name) {
                let sentence = format!("「{name}」が2つあります。別の名前にしてください");
                self.mistakes.add(format!("group-{n}"), sentence);
            }
            let scope =
                SCOPES.iter().find(|(code, _)| *code == self.answers.get(&format!("scope-{n}")));
            let scope = scope.map(|(code, _)| (*code).to_owned());
            let scope = self
                .mistakes
                .note(&format!("scope-{n}"), scope.ok_or("順位をつける範囲を選んでください"));
            if chosen.is_empty() {
                let sentence = format!("{name}の職位を1つ以上選んでください");
                self.mistakes.add(field.clone(), sentence);
            }
            for (code, position) in positions.iter().filter(|(code, _)| chosen.contains(code)) {
                if groups.iter().any(|own| own.positions.contains(code)) {
                    let sentence =
                        format!("{position}が2つのグループに入っています。1つにしてください");
                    self.mistakes.add(field.clone(), sentence);
                }
            }
            groups.push(GroupRule { name, scope: scope.unwrap_or_default(), positions: chosen });
        }
        if groups.is_empty() {
            self.mistakes.add("group-1", "グループを1つ以上入力してください");
        }
        groups
    }
}

/// Reads a scheme and why it is changed, or every mistake at once. The first edition needs no reason.
pub fn scheme(
    answers: &Answers,
    positions: &[(String, String)],
    first: bool,
) -> Result<(Scheme, String), Mistakes> {
    let mut reader = Reader { answers, mistakes: Mistakes::default() };
    let bands = reader.bands();
    let groups = reader.groups(positions);
    let least = if first { 0 } else { 10 };
    let reason = text::prose(answers.get("reason"), "変える理由", least..=400);
    let reason = reader.mistakes.note("reason", reason).unwrap_or_default();
    reader.mistakes.or((Scheme { bands, groups }, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions() -> Vec<(String, String)> {
        [("shuji", "主事職"), ("kacho", "課長職"), ("bucho", "部長職")]
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .into()
    }

    #[test]
    fn what_is_stored_is_read_back_from_its_form() {
        let mut usual = usual(&positions());
        usual.bands[1].cap = Some(3050);
        usual.bands[1].with_above = true;
        let (read, reason) = scheme(&filled(&usual), &positions(), true).unwrap();
        assert_eq!((read, reason.as_str()), (usual, ""));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let answers = Answers::from([
            ("label-1", "上位"),
            ("mark-1", "上"),
            ("share-1", "３０．５"),
            ("label-2", "標準"),
            ("mark-2", "上"),
            ("share-2", "60"),
            ("cap-2", "70"),
            ("standard", "2"),
            ("label-3", "下位"),
            ("mark-3", "下位下"),
            ("share-3", "多い"),
            ("group-1", "管理職"),
            ("scope-1", "city"),
            ("positions-1", "kacho"),
            ("group-2", "管理職"),
            ("positions-2", "kacho"),
            ("group-3", "係長級以下"),
            ("scope-3", "department"),
        ]);
        let wrong = scheme(&answers, &positions(), false).unwrap_err();
        let told: Vec<_> = wrong.iter().map(|(f, s)| format!("{f}: {s}")).collect();
        insta::assert_snapshot!(told.join("\n"), @"
        cap-2: 上限は、標準より上の区分だけに置けます
        mark-2: 「上」が2つあります。別の名前にしてください
        mark-3: 略号は2文字以内で入力してください（いまは3文字です。1文字減らしてください）
        share-3: 下位の割合を0から100までの数字で入力してください（小数は2桁まで）
        share-1: 割合の合計を100％にしてください（いまは90.5％です）
        group-2: 「管理職」が2つあります。別の名前にしてください
        scope-2: 順位をつける範囲を選んでください
        positions-2: 課長職が2つのグループに入っています。1つにしてください
        positions-3: 係長級以下の職位を1つ以上選んでください
        reason: 変える理由を入力してください
        ");
    }

    #[test]
    fn percentages_are_exact() {
        let read = ["5", "7.5", "7.25", "１００", "0"].map(number);
        assert_eq!(read, [Some(500), Some(750), Some(725), Some(10_000), Some(0)]);
        for wrong in ["", "-1", "7.255", "100.01", "1e1", "多い"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }
}
