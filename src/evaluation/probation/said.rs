//! Who has given an opinion on a formal appointment, and who has not yet. Pure.

use super::store::Case;
use crate::kit::StaffId;

/// An evaluator, and whether there is an opinion of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub name: String,
    /// Since the period was last extended: an extension asks anew.
    pub said: bool,
    /// Whenever it was.
    pub before: bool,
}

impl Case {
    /// Whose opinion there is since the last extension, and whose is missing.
    pub fn opinions_said(&self) -> Opinions {
        let since = self.extensions.last().map(|extended| extended.at);
        let seat = |step: &str, who: &Option<(StaffId, String)>| {
            who.as_ref().map(|(_, name)| Seat {
                name: name.clone(),
                said: self.opinion(step).is_some_and(|o| since.is_none_or(|at| o.at >= at)),
                before: self.opinion(step).is_some(),
            })
        };
        let twice =
            self.first.as_ref().map(|(id, _)| *id) == self.second.as_ref().map(|(id, _)| *id);
        let second = seat("second", &self.second).filter(|_| !twice);
        Opinions { first: seat("first", &self.first), second }
    }
}

/// The evaluators there are. Who is both is asked once, as the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opinions {
    pub first: Option<Seat>,
    pub second: Option<Seat>,
}

impl Opinions {
    /// Which opinions there are and which are missing, in a sentence.
    pub fn sentence(&self) -> String {
        let seats = [("一次評価者", &self.first), ("二次評価者", &self.second)];
        let seats = seats.into_iter().filter_map(|(label, seat)| Some((label, seat.as_ref()?)));
        let (said, missing): (Vec<_>, Vec<_>) = seats.partition(|(_, seat)| seat.said);
        let labels = |of: &[(&str, &Seat)]| {
            of.iter().map(|(label, _)| *label).collect::<Vec<_>>().join("と")
        };
        let named = |of: &[(&str, &Seat)]| {
            let name = |(label, seat): &(&str, &Seat)| format!("{label}（{}さん）", seat.name);
            of.iter().map(name).collect::<Vec<_>>().join("と")
        };
        let anew = if missing.iter().any(|(_, seat)| seat.before) { "延長の後の" } else { "" };
        match (said.is_empty(), missing.is_empty()) {
            (true, true) => "評価者がいません".to_owned(),
            (false, true) => format!("{}の意見が出ています", labels(&said)),
            (true, false) => format!("{}の{anew}意見がまだです", named(&missing)),
            (false, false) => format!(
                "{}の意見は出ています。{}の{anew}意見がまだです",
                labels(&said),
                named(&missing)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn it_says_which_opinion_is_there_and_which_is_missing() {
        let seat = |name: &str, said, before| {
            Some(Seat { name: name.to_owned(), said, before: said || before })
        };
        let (takahashi, kobayashi) = ("高橋 恵子", "小林 哲也");
        let mut table = String::new();
        for (words, first, second) in [
            ("だれもいない", None, None),
            ("どちらもまだ", seat(takahashi, false, false), seat(kobayashi, false, false)),
            ("一次だけ", seat(takahashi, true, true), seat(kobayashi, false, false)),
            ("二次だけ", seat(takahashi, false, false), seat(kobayashi, true, true)),
            ("両方", seat(takahashi, true, true), seat(kobayashi, true, true)),
            ("ひとりの評価者", seat(takahashi, true, true), None),
            ("ひとりの評価者、まだ", None, seat(kobayashi, false, false)),
            ("延長の後、どちらもまだ", seat(takahashi, false, true), seat(kobayashi, false, true)),
            ("延長の後、一次だけ", seat(takahashi, true, true), seat(kobayashi, false, true)),
        ] {
            writeln!(table, "{words}: {}", Opinions { first, second }.sentence()).unwrap();
        }
        insta::assert_snapshot!(table, @"
        だれもいない: 評価者がいません
        どちらもまだ: 一次評価者（高橋 恵子さん）と二次評価者（小林 哲也さん）の意見がまだです
        一次だけ: 一次評価者の意見は出ています。二次評価者（小林 哲也さん）の意見がまだです
        二次だけ: 二次評価者の意見は出ています。一次評価者（高橋 恵子さん）の意見がまだです
        両方: 一次評価者と二次評価者の意見が出ています
        ひとりの評価者: 一次評価者の意見が出ています
        ひとりの評価者、まだ: 二次評価者（小林 哲也さん）の意見がまだです
        延長の後、どちらもまだ: 一次評価者（高橋 恵子さん）と二次評価者（小林 哲也さん）の延長の後の意見がまだです
        延長の後、一次だけ: 一次評価者の意見は出ています。二次評価者（小林 哲也さん）の延長の後の意見がまだです
        ");
    }
}
