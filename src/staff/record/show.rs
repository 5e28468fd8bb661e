//! The page of a person, cut to its reader.

use askama::Template;
use time::Date;

use super::{
    access::SeenPerson,
    rules::{Part, Relation},
    store::{Leave, OldName, Person, Post, Qualification, Spell},
};
use crate::{
    kit::{
        Shell,
        date::{era_year, wareki},
    },
    staff::{field, hours, kinds},
};

#[derive(Template)]
#[template(path = "staff/person.html")]
pub struct PersonPage {
    pub shell: Shell,
    pub why: &'static str,
    pub kana: String,
    pub place: String,
    /// 「令和8年4月1日時点」, where it is not today
    pub as_of: Option<String>,
    pub marks: Vec<String>,
    pub basics: Vec<(&'static str, String)>,
    pub posts: Option<Vec<Line>>,
    pub leaves: Option<Vec<LeaveLine>>,
    pub qualifications: Option<Vec<QualificationLine>>,
    pub spells: Vec<(&'static str, Vec<Line>)>,
    pub names: Vec<Line>,
    pub fields: Option<Vec<(String, String)>>,
    /// where 職員課 changes what is kept
    pub keep: Option<String>,
    pub working: bool,
}

/// Something with its time.
pub struct Line {
    pub what: String,
    pub time: String,
    /// `now`, `next` or nothing
    pub when: &'static str,
}

/// 休業 or 派遣.
pub struct LeaveLine {
    pub id: i64,
    pub line: Line,
    pub note: String,
    pub struck: bool,
    pub open: bool,
}

/// A 資格.
pub struct QualificationLine {
    pub id: i64,
    pub name: String,
    pub time: String,
    pub proof: String,
    /// Look and words of its mark, where it has run out or soon will.
    pub mark: Option<(&'static str, String)>,
}

fn qualification(own: Qualification, day: Date, proof: bool) -> QualificationLine {
    let until = own
        .expires_on
        .map_or_else(|| "期限なし".to_owned(), |last| format!("{}まで", wareki(last)));
    let left = own.expires_on.map(|last| (last - day).whole_days());
    QualificationLine {
        id: own.id,
        time: format!("{}取得、{until}", wareki(own.acquired_on)),
        proof: if proof { own.proof } else { String::new() },
        mark: match left {
            Some(left) if left < 0 => Some(("ng", "期限切れ".to_owned())),
            Some(left) if left <= kinds::SOON => Some(("do", format!("あと{left}日で期限"))),
            _ => None,
        },
        name: own.name,
    }
}

/// 「令和8年4月1日〜令和9年3月31日」
fn time(from: Date, until: Option<Date>) -> String {
    let last = until.and_then(Date::previous_day).map(wareki).unwrap_or_default();
    format!("{}〜{last}", wareki(from))
}

fn when(from: Date, until: Option<Date>, day: Date) -> &'static str {
    match () {
        () if from > day => "next",
        () if until.is_none_or(|until| until > day) => "now",
        () => "",
    }
}

fn line(what: String, from: Date, until: Option<Date>, day: Date) -> Line {
    Line { what, time: time(from, until), when: when(from, until, day) }
}

fn post(post: Post, day: Date) -> Line {
    let place = post.place.unwrap_or_else(|| "（いまはない組織）".to_owned());
    let kind = if post.main { "" } else { "（兼務）" };
    let head = if post.leads { "（所属長）" } else { "" };
    line(format!("{place}　{}{kind}{head}", post.post), post.from, post.until, day)
}

fn leave(leave: Leave, day: Date, notes: bool) -> LeaveLine {
    let host = leave.host.map_or_else(String::new, |host| format!("（{host}）"));
    LeaveLine {
        id: leave.id,
        open: !leave.struck && leave.until.is_none_or(|until| until > day),
        line: line(format!("{}{host}", leave.kind), leave.from, leave.until, day),
        note: if notes { leave.note } else { String::new() },
        struck: leave.struck,
    }
}

fn spells(of: Vec<Spell>, day: Date, words: fn(&Spell) -> String) -> Vec<Line> {
    of.into_iter().map(|spell| line(words(&spell), spell.from, spell.until, day)).collect()
}

fn employment(spell: &Spell) -> String {
    let basis = spell
        .detail
        .as_deref()
        .map_or_else(String::new, |code| format!("（{}）", kinds::basis(code)));
    let weekly = spell.minutes.map_or_else(String::new, |minutes| format!("　{}", hours(minutes)));
    let days = spell.days.map_or_else(String::new, |days| format!("・週{days}日"));
    format!("{}{basis}{days}{weekly}", kinds::employment(&spell.what))
}

/// The 任用 of somebody, the newest first. Whoever has none with days of its own is what they were
/// appointed as, for all their service; 会計年度任用 always has days.
fn employments(person: &mut Person) -> Vec<Spell> {
    let dated = std::mem::take(&mut person.employments.0);
    if !dated.is_empty() || person.employment == "fiscal_year" {
        return dated;
    }
    vec![Spell {
        what: person.employment.clone(),
        detail: None,
        minutes: None,
        days: None,
        from: person.hired_on,
        until: person.left_on.and_then(Date::next_day),
    }]
}

fn old_name(old: OldName) -> Line {
    let registered = old.registered.map_or_else(String::new, |name| format!("　戸籍：{name}"));
    Line {
        what: format!("{}（{}）{registered}", old.name, old.kana),
        time: format!("{}まで", wareki(old.until)),
        when: "",
    }
}

fn basics(person: &Person, relation: Relation, day: Date) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    let now = |spells: &[Spell]| {
        let spell = spells.iter().find(|s| when(s.from, s.until, day) == "now");
        spell.map_or_else(|| "登録なし".to_owned(), |spell| spell.what.clone())
    };
    if relation.sees(Part::Basics) {
        rows.push(("職員番号", person.number.clone()));
        rows.push(("職位", person.position.clone().unwrap_or_else(|| "なし".to_owned())));
        rows.push(("任用", kinds::employment(&person.employment)));
        rows.push(("職種", now(&person.occupations)));
        rows.push(("採用日", wareki(person.hired_on)));
        rows.push(("任命権者", person.authority.clone().unwrap_or_else(|| "―".to_owned())));
    }
    if relation.sees(Part::Particulars) {
        rows.push(("級・号給", now(&person.grades)));
        let registered = person.registered_family_name.clone();
        rows.push(("戸籍の姓", registered.unwrap_or_else(|| "使っている姓と同じ".to_owned())));
        let former = person.former_family_name.clone();
        rows.push(("旧姓", former.unwrap_or_else(|| "なし".to_owned())));
        let birth = person.birth_on.map(|born| format!("{}（{}歳）", wareki(born), age(born, day)));
        rows.push(("生年月日", birth.unwrap_or_else(|| "登録なし".to_owned())));
        let sex = person.sex.as_deref().map(|code| kinds::label(&kinds::SEX, code));
        rows.push(("性別", sex.unwrap_or_else(|| "登録なし".to_owned())));
    }
    if relation.sees(Part::Notes) {
        let account =
            if person.account { "ログインできる" } else { "ログインできない" };
        rows.push(("アカウント", account.to_owned()));
    }
    rows
}

/// Full years on a day.
fn age(born: Date, day: Date) -> i32 {
    let had = (day.month() as u8, day.day()) >= (born.month() as u8, born.day());
    day.year() - born.year() - i32::from(!had)
}

/// The page of the person for this reader.
pub fn page(shell: Shell, seen: SeenPerson, today: Date) -> PersonPage {
    let SeenPerson { mut person, relation, day, .. } = seen;
    let employed = employments(&mut person);
    let future = relation.sees(Part::Future);
    let begun = |from: Date| future || from <= today;
    let basics = basics(&person, relation, day);
    let kana = person.kana();
    let mut marks = Vec::new();
    if let Some(left) = person.left_on.filter(|_| relation.sees(Part::Left)) {
        marks.push(format!("{}退職", wareki(left)));
    }
    if person.hired_on > day {
        marks.push(format!("{}採用", wareki(person.hired_on)));
    }
    let place = if relation.sees(Part::Post) { unit_of(&person, day) } else { String::new() };
    let posts = relation.sees(Part::Career).then(|| {
        let posts = person.posts.0.into_iter().filter(|post| begun(post.from));
        posts.map(|one| post(one, day)).collect()
    });
    let leaves = relation.sees(Part::Leave).then(|| {
        let notes = relation.sees(Part::Notes);
        let leaves = person.leaves.0.into_iter().filter(|leave| notes || !leave.struck);
        leaves.map(|one| leave(one, day, notes)).collect()
    });
    let qualifications = relation.sees(Part::Qualification).then(|| {
        let had = person.qualifications.0.into_iter().filter(|own| own.acquired_on <= day);
        had.map(|own| qualification(own, day, relation.sees(Part::Proof))).collect()
    });
    let begun_only = |spells: Vec<Spell>| -> Vec<Spell> {
        spells.into_iter().filter(|spell| begun(spell.from)).collect()
    };
    let mut told = Vec::new();
    if relation.sees(Part::Employment) {
        told.push(("任用の履歴", spells(begun_only(employed), day, employment)));
        told.push((
            "職種の履歴",
            spells(begun_only(person.occupations.0), day, |s| s.what.clone()),
        ));
        told.push(("級・号給の履歴", spells(begun_only(person.grades.0), day, |s| s.what.clone())));
    }
    let names = if relation.sees(Part::Names) { person.names.0 } else { Vec::new() };
    PersonPage {
        shell,
        why: relation.why(),
        kana,
        place,
        as_of: (day != today).then(|| format!("{}時点", wareki(day))),
        marks,
        basics,
        posts,
        leaves,
        qualifications,
        spells: told,
        names: names.into_iter().map(old_name).collect(),
        fields: relation.sees(Part::Fields).then(|| fields(person.fields.0)),
        keep: (relation == Relation::Keeper).then(|| format!("/hr/staff/{}", person.id)),
        working: person.left_on.is_none(),
    }
}

/// 「福祉総務課 庶務係　主事（令和5年から）」
fn unit_of(person: &Person, day: Date) -> String {
    let main =
        person.posts.iter().find(|post| post.main && when(post.from, post.until, day) == "now");
    main.map_or_else(
        || "この日の所属はありません".to_owned(),
        |post| {
            let place = post.place.clone().unwrap_or_default();
            format!("{place}　{}（{}から）", post.post, era_year(post.from))
        },
    )
}

/// Values as a page says them: days as the city writes them.
fn fields(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let said = |value: String| field::day(&value).map(wareki).unwrap_or(value);
    fields.into_iter().map(|(name, value)| (name, said(value))).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_birthday_counts_from_its_own_day() {
        let ages = [date!(2026 - 04 - 01), date!(2026 - 04 - 02), date!(2027 - 04 - 01)];
        assert_eq!(ages.map(|day| age(date!(1966 - 04 - 02), day)), [59, 60, 60]);
    }

    #[test]
    fn a_qualification_is_marked_before_and_after_its_end() {
        let own = |expires_on| Qualification {
            id: 1,
            name: "社会福祉士".to_owned(),
            acquired_on: date!(2020 - 04 - 01),
            expires_on,
            proof: "登録証の写し".to_owned(),
        };
        let day = date!(2026 - 11 - 24);
        let ends = [
            None,
            Some(date!(2027 - 02 - 23)),
            Some(date!(2027 - 02 - 22)),
            Some(day),
            Some(date!(2026 - 11 - 23)),
        ];
        let marks = ends.map(|end| {
            qualification(own(end), day, true).mark.map_or_else(String::new, |(_, words)| words)
        });
        assert_eq!(marks, ["", "", "あと90日で期限", "あと0日で期限", "期限切れ"]);
        assert_eq!(qualification(own(None), day, false).proof, "");
    }

    #[test]
    fn what_ends_tomorrow_still_holds_today() {
        let (from, until) = (date!(2026 - 04 - 01), Some(date!(2026 - 10 - 01)));
        let days = [date!(2026 - 03 - 31), from, date!(2026 - 09 - 30), date!(2026 - 10 - 01)];
        assert_eq!(days.map(|day| when(from, until, day)), ["next", "now", "now", ""]);
        assert_eq!(time(from, until), "令和8年4月1日〜令和8年9月30日");
    }
}
