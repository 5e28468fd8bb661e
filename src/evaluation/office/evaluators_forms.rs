//! What 職員課 types to give all sheets of an evaluator to another, and which of them go. Pure.

use std::collections::BTreeSet;

use super::{
    evaluators_store::Row,
    seat::{Seat, Unfit},
};
use crate::{
    evaluation::sheet::reason,
    kit::{Answers, Mistakes, StaffId, text},
};

/// What was typed: the number of the one who is to come is still unknown.
#[derive(Debug, PartialEq, Eq)]
pub struct Typed {
    pub to: String,
    pub reason: String,
    pub ticked: BTreeSet<i64>,
}

/// The staff number in a field.
pub fn number(answers: &Answers, field: &str) -> String {
    text::half_width(answers.get(field)).to_uppercase()
}

/// The sheets that are ticked.
pub fn ticked(answers: &Answers) -> BTreeSet<i64> {
    answers.all("sheet").filter_map(|id| id.parse().ok()).collect()
}

/// Reads to whom, why and which, or every mistake at once.
pub fn handing_over(answers: &Answers) -> Result<Typed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let (from, to) = (number(answers, "number"), number(answers, "to"));
    if to.is_empty() {
        mistakes.add("to", "新しい評価者の職員番号を入力してください");
    } else if to == from {
        mistakes.add("to", "いまと同じ人です。ほかの人の職員番号を入力してください");
    }
    let ticked = ticked(answers);
    if ticked.is_empty() {
        mistakes.add("sheet", "評価者を変えるシートを選んでください");
    }
    let reason = mistakes.note("reason", reason(answers.get("reason")));
    match reason {
        Some(reason) => mistakes.or(Typed { to, reason, ticked }),
        None => Err(mistakes),
    }
}

/// Why a seat of a sheet does not go to somebody; None: it goes.
pub fn bar(row: &Row, to: StaffId) -> Option<String> {
    if row.involved {
        return Some(INVOLVED.to_owned());
    }
    let Some(seat) = seat(row) else {
        return Some("いまの段階では変えられません".to_owned());
    };
    let holder = |seat: Seat| match seat {
        Seat::First => row.first,
        Seat::Second => row.second,
        Seat::Assistant => row.assistant,
        Seat::Calibrator => row.calibrator,
        Seat::Confirmer => row.confirmer,
    };
    let unfit = seat.unfit_among(row.subject == to, |seat| holder(seat) == Some(to));
    unfit.or(row.evaluated.then_some(Unfit::Evaluated)).map(Unfit::words)
}

/// Said of a sheet in which the officer has a part.
pub const INVOLVED: &str = "あなたが関わるシートです。ほかの職員課の職員が変えます";

/// The seat a line is about.
pub fn seat(row: &Row) -> Option<Seat> {
    Seat::ALL.into_iter().find(|seat| seat.code() == row.seat)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::evaluation::workflow::State;

    fn row() -> Row {
        Row {
            id: 1,
            version: 1,
            seat: "first".to_owned(),
            subject: StaffId(5),
            number: "010234".to_owned(),
            name: "佐藤 みなみ".to_owned(),
            unit: "庶務係".to_owned(),
            cycle: "令和8年度 能力評価".to_owned(),
            state: State::FirstReview,
            first: Some(StaffId(3)),
            second: Some(StaffId(2)),
            assistant: Some(StaffId(4)),
            calibrator: Some(StaffId(6)),
            confirmer: Some(StaffId(7)),
            drafts: 0,
            involved: false,
            evaluated: false,
        }
    }

    #[test]
    fn which_sheets_do_not_go_to_whom() {
        let mut table = String::new();
        for (who, to) in [
            ("本人", 5),
            ("同じ人", 3),
            ("二次", 2),
            ("補助", 4),
            ("調整", 6),
            ("確認", 7),
            ("外", 9),
        ] {
            let said = bar(&row(), StaffId(to)).unwrap_or_else(|| "変わる".to_owned());
            writeln!(table, "{who}: {said}").unwrap();
        }
        let evaluated = Row { evaluated: true, ..row() };
        writeln!(table, "代理: {}", bar(&evaluated, StaffId(9)).unwrap()).unwrap();
        let involved = Row { involved: true, ..row() };
        writeln!(table, "自分: {}", bar(&involved, StaffId(9)).unwrap()).unwrap();
        insta::assert_snapshot!(table, @"
        本人: 新しい評価者本人のシートです
        同じ人: 新しい評価者が、すでに評価します
        二次: 新しい評価者は、このシートの二次評価者です
        補助: 新しい評価者は、このシートの評価補助者です
        調整: 新しい評価者は、このシートの調整者です
        確認: 変わる
        外: 変わる
        代理: 新しい評価者は、代理としてもう一方の段階を評価しました
        自分: あなたが関わるシートです。ほかの職員課の職員が変えます
        ");
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let wrong = handing_over(&Answers::from([("number", "000021"), ("to", "０００021")]));
        let wrong = wrong.unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["to", "sheet", "reason"]);
        assert!(wrong.on("to").unwrap().contains("いまと同じ人"));
        let right = handing_over(&Answers::from([
            ("number", "000021"),
            ("to", "000031"),
            ("sheet", "7"),
            ("sheet", "x"),
            ("reason", "10月から休職するためです。"),
        ]));
        assert_eq!(right.unwrap().ticked, BTreeSet::from([7]));
    }
}
