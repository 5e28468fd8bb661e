//! Who may see which part of a complaint, and when (evaluation.md 1.3: 職員課's officers and the
//! committee only; not the evaluators, but the question put to them). Pure.

use super::workflow::State;

/// As what somebody reads a case. Whoever is several things reads as the one listed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Person,
    /// Evaluated the person: learns nothing of the case, HR or not.
    Evaluator,
    Officer,
    Member,
    Stranger,
}

/// One part of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// 相談と申出書
    Plea,
    /// 本人の聞き取り
    OwnHearing,
    /// 評価者などの聞き取り、覚え書き
    OtherHearings,
    /// 評価者への質問と回答
    Questions,
    /// 委員の名前
    Members,
    /// 委員会の記録
    Sessions,
    /// 決定
    Decision,
    /// 閲覧の記録
    Looks,
    /// 評価の経過と提出された評価
    Evidence,
}

/// Whether this reader may see this part while the case is in this state.
pub fn may_see(reader: Reader, part: Part, state: State) -> bool {
    match reader {
        Reader::Stranger | Reader::Evaluator => false,
        Reader::Officer => true,
        // members judge what was gathered; who else looked is the officers' business
        Reader::Member => part != Part::Looks,
        Reader::Person => match part {
            // one's own words, who judges them, and who looked
            Part::Plea | Part::OwnHearing | Part::Members | Part::Looks => true,
            Part::Decision => state == State::Notified,
            // what others said in confidence stays with those who judge
            Part::OtherHearings | Part::Questions | Part::Sessions | Part::Evidence => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const PARTS: [(Part, &str); 9] = [
        (Part::Plea, "相談と申出書"),
        (Part::OwnHearing, "本人の聞き取り"),
        (Part::OtherHearings, "評価者などの聞き取り、覚え書き"),
        (Part::Questions, "評価者への質問と回答"),
        (Part::Members, "委員の名前"),
        (Part::Sessions, "委員会の記録"),
        (Part::Decision, "決定"),
        (Part::Looks, "閲覧の記録"),
        (Part::Evidence, "評価の資料"),
    ];

    #[test]
    fn who_sees_what_when() {
        let readers = [
            ("本人", Reader::Person),
            ("評価者", Reader::Evaluator),
            ("相談員", Reader::Officer),
            ("委員", Reader::Member),
            ("ほかの人", Reader::Stranger),
        ];
        let mut table = String::new();
        for (part, name) in PARTS {
            write!(table, "{name}:").unwrap();
            for (who, reader) in readers {
                let seen: Vec<_> =
                    State::ALL.into_iter().filter(|s| may_see(reader, part, *s)).collect();
                let words = match seen.len() {
                    0 => "―".to_owned(),
                    8 => "いつでも".to_owned(),
                    _ => seen.iter().map(|s| s.label()).collect::<Vec<_>>().join("・"),
                };
                write!(table, " {who} {words}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        相談と申出書: 本人 いつでも 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        本人の聞き取り: 本人 いつでも 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        評価者などの聞き取り、覚え書き: 本人 ― 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        評価者への質問と回答: 本人 ― 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        委員の名前: 本人 いつでも 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        委員会の記録: 本人 ― 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        決定: 本人 通知済み 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        閲覧の記録: 本人 いつでも 評価者 ― 相談員 いつでも 委員 ― ほかの人 ―
        評価の資料: 本人 ― 評価者 ― 相談員 いつでも 委員 いつでも ほかの人 ―
        ");
    }
}
