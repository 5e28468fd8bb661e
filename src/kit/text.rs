//! Typed text: full-width and half-width, line ends, counting. People are never asked for either
//! width (ui.md 3); names keep every character they were registered with.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

/// Free text as it is kept: composed, with plain line ends, without other control characters.
pub fn normalise(text: &str) -> String {
    text.nfc()
        .collect::<String>()
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| *c == '\n' || *c == '\t' || !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Codes, numbers and dates as they are read: half width, without spaces around, one kind of dash.
pub fn half_width(text: &str) -> String {
    text.nfkc()
        .map(|c| if matches!(c, '‐' | '‑' | '–' | '—' | '−' | 'ー') { '-' } else { c })
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Length as readers count it: code points after composing, a line end is one.
pub fn count(text: &str) -> usize {
    text.replace("\r\n", "\n").nfc().count()
}

/// A free text within its limits, or the sentence that says what to do. A least of 0: it may be
/// left empty. `what` names it: 「理由」, 「「企画実行力」の所見」.
pub fn prose(typed: &str, what: &str, limits: RangeInclusive<usize>) -> Result<String, String> {
    let value = normalise(typed);
    let (length, least, most) = (count(&value), *limits.start(), *limits.end());
    if least > 0 && value.is_empty() {
        Err(format!("{what}を入力してください"))
    } else if length < least {
        Err(format!("{what}は{least}文字以上で入力してください（いまは{length}文字です）"))
    } else if length > most {
        let over = length - most;
        Err(format!(
            "{what}は{most}文字以内で入力してください（いまは{length}文字です。{over}文字減らしてください）"
        ))
    } else {
        Ok(value)
    }
}

/// The same in one line: a name, a place.
pub fn line(typed: &str, what: &str, limits: RangeInclusive<usize>) -> Result<String, String> {
    let value = prose(typed, what, limits)?;
    if value.contains(['\n', '\t']) {
        Err(format!("{what}は1行で入力してください"))
    } else {
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_within_its_limits() {
        let read = |typed: &str| prose(typed, "理由", 10..=12);
        assert_eq!(read(" 一二三四五六七八九十\r\n").unwrap(), "一二三四五六七八九十");
        assert_eq!(read(" \n").unwrap_err(), "理由を入力してください");
        assert_eq!(
            read("短い").unwrap_err(),
            "理由は10文字以上で入力してください（いまは2文字です）"
        );
        assert_eq!(
            read(&"𠮷".repeat(15)).unwrap_err(),
            "理由は12文字以内で入力してください（いまは15文字です。3文字減らしてください）"
        );
        assert_eq!(prose("", "メモ", 0..=5).unwrap(), "");
        assert_eq!(
            line("一行目\n二行目", "名前", 1..=9).unwrap_err(),
            "名前は1行で入力してください"
        );
        assert_eq!(line("点検", "名前", 1..=9).unwrap(), "点検");
    }

    #[test]
    fn width_is_never_the_writers_business() {
        assert_eq!(half_width(" ０１０２３４ "), "010234");
        assert_eq!(half_width("Ｒ８．４．１"), "R8.4.1");
        assert_eq!(half_width("１ー２"), "1-2");
    }

    #[test]
    fn names_and_rare_characters_survive() {
        assert_eq!(normalise("髙橋　𠮷田\r\n﨑"), "髙橋　𠮷田\n﨑");
        assert_eq!(normalise("a\u{0}b\u{7}"), "ab");
    }

    #[test]
    fn counting_is_by_character() {
        assert_eq!(count("𠮷"), 1);
        assert_eq!(count("は\u{3099}"), 1);
        assert_eq!(count("a\r\nb"), 3);
    }
}
