//! Rules of a year that were switched on or off, in words.

use serde_json::Value;

/// Key in the entry, and what the rule is about.
const SWITCHES: [(&str, &str); 1] = [("interview", "一次評価の前の期末面談")];

/// Which of them differ between the two sides of an entry.
pub fn words(from: &Value, to: &Value) -> Vec<String> {
    let side = |side: &Value, key: &str| side.get(key).and_then(Value::as_bool);
    SWITCHES
        .iter()
        .filter_map(|(key, label)| {
            let (before, after) = (side(from, key)?, side(to, key)?);
            let word = if after { "必要に変更" } else { "不要に変更" };
            (before != after).then(|| format!("{label}を{word}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_was_switched_is_told() {
        let (off, on) = (json!({ "interview": false }), json!({ "interview": true }));
        assert_eq!(words(&off, &on), ["一次評価の前の期末面談を必要に変更"]);
        assert_eq!(words(&on, &off), ["一次評価の前の期末面談を不要に変更"]);
        assert!(words(&on, &on).is_empty() && words(&json!({}), &on).is_empty());
    }
}
