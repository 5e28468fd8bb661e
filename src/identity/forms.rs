//! What is typed at the door.

use unicode_normalization::UnicodeNormalization;

use super::{password_rules::weakness, rules::MAX_PASSWORD};
use crate::kit::{Answers, Mistakes, text::half_width};

/// A staff number as typed, in either width, and a password exactly as typed.
pub struct Credentials {
    pub number: String,
    pub password: String,
}

/// Reads the sign-in form; empty fields simply fail like wrong ones.
pub fn credentials(answers: &Answers) -> Credentials {
    let password = exact(answers, "password");
    // nobody hashes a book: what is longer than any password fails like a wrong one
    let fits = password.nfc().map(char::len_utf8).sum::<usize>() <= MAX_PASSWORD;
    Credentials { number: number(answers), password: if fits { password } else { String::new() } }
}

/// A staff number as typed, in either width.
pub fn number(answers: &Answers) -> String {
    half_width(answers.get("number")).to_uppercase().chars().take(40).collect()
}

/// A field exactly as typed: a password may begin and end with a space.
pub fn exact(answers: &Answers, field: &str) -> String {
    let typed = answers.iter().find(|(name, _)| *name == field);
    typed.map_or_else(String::new, |(_, value)| value.to_owned())
}

/// The words of a person and of the city, which a password may not contain.
pub fn guessable(mut own: Vec<String>, city: &str) -> Vec<String> {
    own.push(city.trim_end_matches(['市', '区', '町', '村']).to_owned());
    own
}

/// Reads the new password, typed twice, and notes what is wrong with it.
pub fn new_password(answers: &Answers, own: &[String], mistakes: &mut Mistakes) -> String {
    let new = exact(answers, "new_password");
    let again = exact(answers, "again_password");
    if let Some(sentence) = weakness(&new, own) {
        mistakes.add("new_password", sentence);
    } else if again.is_empty() {
        mistakes.add("again_password", "確認のため、新しいパスワードをもう一度入力してください");
    } else if !new.nfc().eq(again.nfc()) {
        mistakes.add("again_password", "新しいパスワードと違います。同じものを入力してください");
    }
    new
}

/// Said to somebody who has been wrong too often in a row.
pub fn wait_sentence(seconds: i64) -> String {
    let wait =
        if seconds < 120 { format!("{seconds}秒") } else { format!("{}分", seconds / 60 + 1) };
    format!(
        "続けて間違えたため、少し待つ必要があります。{wait}たってから、もう一度入力してください。"
    )
}

/// Where to go after signing in: a path of this portal, never another site (quality.md S-03).
pub fn next_path(typed: &str) -> &str {
    let plain = typed.starts_with('/')
        && !typed.starts_with("//")
        && typed.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        && !typed.to_ascii_lowercase().contains("%09")
        && !typed.starts_with("/log");
    if plain { typed } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_always_ours() {
        assert_eq!(next_path("/sheets/7?a=b"), "/sheets/7?a=b");
        for evil in
            ["//evil", "javascript:alert(1)", "\\\\evil", "/%09/evil", "https://x", "/\\x", ""]
        {
            assert_eq!(next_path(evil), "/", "{evil}");
        }
    }

    #[test]
    fn a_new_password_is_typed_twice() {
        let read = |new: &str, again: &str| {
            let mut mistakes = Mistakes::default();
            let typed = Answers::from([("new_password", new), ("again_password", again)]);
            new_password(&typed, &[], &mut mistakes);
            mistakes.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read("violin kestrel", "violin kestrel"), [""; 0]);
        // the same letters composed and decomposed are the same password
        assert_eq!(
            read("が窓辺の青い鳥と犬と猫", "か\u{3099}窓辺の青い鳥と犬と猫"),
            ["new_password"]
        );
        assert_eq!(read("が窓辺の青い鳥と犬と猫も", "か\u{3099}窓辺の青い鳥と犬と猫も"), [""; 0]);
        assert_eq!(read("violin kestrel", "violin kestrel "), ["again_password"]);
        assert_eq!(read("violin kestrel", ""), ["again_password"]);
        assert_eq!(read("short", "other"), ["new_password"]);
    }

    #[test]
    fn nobody_hashes_a_book() {
        let long = "あ".repeat(86);
        let typed = Answers::from([("number", "1"), ("password", long.as_str())]);
        assert_eq!(credentials(&typed).password, "");
    }

    #[test]
    fn numbers_may_be_typed_full_width() {
        let typed = Answers::from([("number", " ０１０２３４ "), ("password", " a b ")]);
        let read = credentials(&typed);
        assert_eq!(read.number, "010234");
        assert_eq!(read.password, " a b ");
    }
}
