//! Typed text: full-width and half-width, line ends, counting. People are never asked for either
//! width (ui.md 3); names keep every character they were registered with.

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

#[cfg(test)]
mod tests {
    use super::*;

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
