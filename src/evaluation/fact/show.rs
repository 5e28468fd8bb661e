//! A fact as it stands on a page, and the facts beside an ability.

use super::{
    rules::{Author, Kind, Look, Month, may_read},
    store::Fact,
};
use crate::{evaluation::view::Reader, kit::date::month_day_weekday};

/// One fact on a page.
#[derive(Clone, Debug)]
pub struct FactLine {
    pub id: i64,
    /// 「11月5日（木）」
    pub day: String,
    pub kind: &'static str,
    pub kind_tag: &'static str,
    pub ability: Option<String>,
    pub body: String,
    /// Who reads it.
    pub sees: &'static str,
    pub sees_tag: &'static str,
    /// Who wrote it; empty where that is the reader.
    pub by: String,
    /// Whether the reader wrote it and may still change it.
    pub changeable: bool,
}

impl FactLine {
    /// A fact as this reader sees it.
    pub fn of(fact: &Fact, reader: Reader) -> Self {
        // nobody but the writer reads what is not shared
        let mine = may_read(fact.author, reader, false);
        Self {
            id: fact.id,
            day: month_day_weekday(fact.on),
            kind: fact.kind.label(),
            kind_tag: if fact.kind == Kind::Good { "now" } else { "" },
            ability: fact.ability_name.clone(),
            body: fact.body.clone(),
            sees: sees(fact.author, fact.shared),
            sees_tag: if fact.shared { "" } else { "pv" },
            changeable: mine && !fact.settled,
            by: if mine { String::new() } else { by(fact) },
        }
    }

    /// Whether the reader wrote it.
    pub fn mine(&self) -> bool {
        self.by.is_empty()
    }
}

/// Who reads a fact, in the words of its writer's choice.
pub fn sees(author: Author, shared: bool) -> &'static str {
    match (shared, author) {
        (false, _) => "自分だけ",
        (true, Author::Subject) => "評価者と共有",
        (true, _) => "本人と共有",
    }
}

fn by(fact: &Fact) -> String {
    let quality = match fact.author {
        Author::Subject => "本人",
        Author::First => "一次評価者",
        Author::Second => "二次評価者",
        Author::Former => "前の評価者",
    };
    format!("{quality}（{}）", fact.by)
}

/// The facts beside an ability, oldest first: that is how one tells a year.
pub fn beside(facts: &[Fact], ability: i64, reader: Reader) -> Vec<FactLine> {
    let here = facts.iter().rev().filter(|fact| fact.ability == Some(ability));
    here.map(|fact| FactLine::of(fact, reader)).collect()
}

/// The facts that stand beside none of these abilities: not decided yet, or of another position.
pub fn elsewhere(facts: &[Fact], abilities: &[i64], reader: Reader) -> Vec<FactLine> {
    let known = |fact: &Fact| fact.ability.is_some_and(|id| abilities.contains(&id));
    let there = facts.iter().rev().filter(|fact| !known(fact));
    there.map(|fact| FactLine::of(fact, reader)).collect()
}

impl Month {
    /// The look of its box: hatched where a word says that there is none.
    pub fn class(&self) -> &'static str {
        match self.look {
            Look::Noted => "has",
            Look::Gap => "gap",
            Look::Ahead => "ahead",
        }
    }

    pub fn words(&self) -> String {
        match self.look {
            Look::Noted => format!("{}件", self.count),
            Look::Gap => "なし".to_owned(),
            Look::Ahead => "まだ".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn fact(ability: Option<i64>, author: Author, shared: bool) -> Fact {
        Fact {
            id: 1,
            on: date!(2026 - 11 - 05),
            body: "予約枠の試行を開始。初日の利用は11件。".to_owned(),
            ability,
            ability_name: None,
            kind: Kind::Good,
            shared,
            author,
            settled: false,
            by: "高橋 恵子".to_owned(),
        }
    }

    #[test]
    fn every_line_says_who_reads_it_and_whose_it_is() {
        let told = |author, shared, reader| {
            let line = FactLine::of(&fact(None, author, shared), reader);
            (line.sees, line.by)
        };
        assert_eq!(told(Author::Subject, false, Reader::Subject), ("自分だけ", String::new()));
        assert_eq!(told(Author::First, false, Reader::First), ("自分だけ", String::new()));
        let shared = ("本人と共有", "一次評価者（高橋 恵子）".to_owned());
        assert_eq!(told(Author::First, true, Reader::Subject), shared);
        let shared = ("評価者と共有", "本人（高橋 恵子）".to_owned());
        assert_eq!(told(Author::Subject, true, Reader::Second), shared);
    }

    #[test]
    fn a_fact_stands_in_one_place() {
        let facts = [
            fact(Some(1), Author::Subject, false),
            fact(None, Author::Subject, false),
            fact(Some(99), Author::Subject, false),
        ];
        assert_eq!(beside(&facts, 1, Reader::Subject).len(), 1);
        assert_eq!(beside(&facts, 2, Reader::Subject).len(), 0);
        assert_eq!(elsewhere(&facts, &[1, 2], Reader::Subject).len(), 2);
    }
}
