//! What is odd about a sheet before it is confirmed, in words. Pure.

use super::doubts_store::Confirmable;

/// How far the second evaluator is from the first, if at all.
pub fn differs(first: Option<i16>, second: Option<i16>) -> Option<String> {
    match (first?, second?) {
        (one, two) if two > one => Some(format!("二次が{}段階高い", two - one)),
        (one, two) if two < one => Some(format!("二次が{}段階低い", one - two)),
        _ => None,
    }
}

/// Everything that is odd about one sheet; `word` is the word of a grade.
pub fn doubts(one: &Confirmable, word: impl Fn(i16) -> String) -> Vec<String> {
    let mut told: Vec<String> = differs(one.first, one.second).into_iter().collect();
    if let Some(after) = one.calibrated {
        let before = one.second.or(one.first).map_or_else(|| "なし".to_owned(), &word);
        told.push(format!("調整で「{before}」から「{}」に変わった", word(after)));
    }
    if one.sent_back > 0 {
        told.push(format!("差し戻しが{}回あった", one.sent_back));
    }
    if one.on_behalf {
        told.push("職員課が代わりに入力した段階がある".to_owned());
    }
    if one.passed_over {
        told.push("記入がないまま次へ進めた段階がある".to_owned());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_odd_is_told_and_nothing_else() {
        let word = |points: i16| format!("{points}点");
        let plain = Confirmable { first: Some(3), second: Some(3), ..Confirmable::default() };
        assert!(doubts(&plain, word).is_empty());
        let alone = Confirmable { second: Some(3), ..Confirmable::default() };
        assert!(doubts(&alone, word).is_empty(), "a route with one evaluator");
        let odd = Confirmable {
            first: Some(3),
            second: Some(4),
            calibrated: Some(3),
            sent_back: 2,
            on_behalf: true,
            passed_over: true,
            ..Confirmable::default()
        };
        insta::assert_snapshot!(doubts(&odd, word).join("\n"), @"
        二次が1段階高い
        調整で「4点」から「3点」に変わった
        差し戻しが2回あった
        職員課が代わりに入力した段階がある
        記入がないまま次へ進めた段階がある
        ");
        assert_eq!(differs(Some(4), Some(2)).as_deref(), Some("二次が2段階低い"));
    }
}
