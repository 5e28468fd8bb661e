//! Who sees what and when, read off the law itself ([`crate::evaluation::view`]), so that the page
//! never says anything else than the program does. Pure.

use crate::evaluation::{
    view::{Reader, Scope, Value, may_see},
    workflow::{Plan, State, Step},
};

/// The readers, in the order of the table.
pub const READERS: [(&str, Reader); 7] = [
    ("本人", Reader::Subject),
    ("一次評価者", Reader::First),
    ("二次評価者", Reader::Second),
    ("職員課・調整者・確認者", Reader::Hr),
    ("評価補助者", Reader::Assistant),
    ("前の評価者（引継ぎまで）", Reader::Former),
    ("ほかの職員", Reader::Stranger),
];

/// The values of a year, as its page lists them.
pub fn values(plan: Plan) -> Vec<(&'static str, Value)> {
    let mut values = Vec::new();
    if plan.goals {
        values.push(("目標", Value::Submitted(Step::Goals)));
    }
    values.extend([
        ("自己評価の下書き", Value::Draft(Step::Own)),
        ("提出した自己評価", Value::Submitted(Step::Own)),
        ("一次評価", Value::Submitted(Step::First)),
        ("二次評価", Value::Submitted(Step::Second)),
    ]);
    if plan.calibration {
        values.push(("評価の調整での変更と理由", Value::Calibration));
    }
    values.extend([
        ("評価補助者の情報提供", Value::Assistance),
        ("確定した全体の評価", Value::ResultOverall),
        ("確定した項目ごとの評価", Value::ResultItems),
        ("評価者の所見", Value::ResultComments),
    ]);
    values
}

/// From when on somebody sees a value, in words; 「―」 never.
pub fn since(reader: Reader, value: Value, plan: Plan, scope: Scope) -> &'static str {
    let first = State::ALL
        .into_iter()
        .filter(|state| plan.has(*state))
        .find(|state| may_see(reader, value, *state, scope));
    match (first, value) {
        (None, _) => "見られません",
        (Some(state), _) if state == plan.start() => "いつでも",
        (Some(State::Disclosed), _) => "開示の後",
        (Some(State::Confirmed), _) => "確定の後",
        (Some(_), _) => "提出の後",
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn the_page_says_what_the_law_says() {
        let plan =
            Plan { goals: true, first: true, second: true, calibration: true, ..Plan::default() };
        let mut table = String::new();
        for (name, value) in values(plan) {
            let cells: Vec<_> = READERS
                .iter()
                .map(|(who, reader)| format!("{who} {}", since(*reader, value, plan, Scope::Items)))
                .collect();
            writeln!(table, "{name}: {}", cells.join("、")).unwrap();
        }
        insta::assert_snapshot!(table, @"
        目標: 本人 いつでも、一次評価者 提出の後、二次評価者 提出の後、職員課・調整者・確認者 提出の後、評価補助者 提出の後、前の評価者（引継ぎまで） 提出の後、ほかの職員 見られません
        自己評価の下書き: 本人 いつでも、一次評価者 見られません、二次評価者 見られません、職員課・調整者・確認者 見られません、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        提出した自己評価: 本人 いつでも、一次評価者 提出の後、二次評価者 提出の後、職員課・調整者・確認者 提出の後、評価補助者 提出の後、前の評価者（引継ぎまで） 提出の後、ほかの職員 見られません
        一次評価: 本人 見られません、一次評価者 いつでも、二次評価者 提出の後、職員課・調整者・確認者 提出の後、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        二次評価: 本人 見られません、一次評価者 開示の後、二次評価者 いつでも、職員課・調整者・確認者 提出の後、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        評価の調整での変更と理由: 本人 見られません、一次評価者 開示の後、二次評価者 いつでも、職員課・調整者・確認者 いつでも、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        評価補助者の情報提供: 本人 見られません、一次評価者 いつでも、二次評価者 いつでも、職員課・調整者・確認者 いつでも、評価補助者 いつでも、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        確定した全体の評価: 本人 開示の後、一次評価者 開示の後、二次評価者 確定の後、職員課・調整者・確認者 確定の後、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        確定した項目ごとの評価: 本人 開示の後、一次評価者 開示の後、二次評価者 確定の後、職員課・調整者・確認者 確定の後、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        評価者の所見: 本人 見られません、一次評価者 開示の後、二次評価者 確定の後、職員課・調整者・確認者 確定の後、評価補助者 見られません、前の評価者（引継ぎまで） 見られません、ほかの職員 見られません
        ");
    }
}
