//! What is typed at the door.

use crate::kit::{Answers, text::half_width};

/// A staff number as typed, in either width, and a password exactly as typed.
pub struct Credentials {
    pub number: String,
    pub password: String,
}

/// Reads the sign-in form; empty fields simply fail like wrong ones.
pub fn credentials(answers: &Answers) -> Credentials {
    let number = half_width(answers.get("number")).to_uppercase();
    let password = answers
        .iter()
        .find(|(name, _)| *name == "password")
        .map_or_else(String::new, |(_, value)| value.to_owned());
    Credentials { number: number.chars().take(40).collect(), password }
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
    fn numbers_may_be_typed_full_width() {
        let typed = Answers::from([("number", " ０１０２３４ "), ("password", " a b ")]);
        let read = credentials(&typed);
        assert_eq!(read.number, "010234");
        assert_eq!(read.password, " a b ");
    }
}
