//! What the operator gives on the command line. Pure.

use super::create::NewAdmin;
use crate::kit::text::{half_width, normalise};

/// Brings number, names and readings into the form the city's staff list has; or says which one
/// cannot be used and why, for the terminal.
pub fn new_admin(given: &NewAdmin) -> Result<NewAdmin, String> {
    let number = half_width(&given.number).to_uppercase();
    let plain = number.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == '-');
    if !plain || number.is_empty() || number.len() > 12 {
        return Err(format!(
            "--number {}: a staff number has 1 to 12 digits, capital letters and dashes",
            given.number
        ));
    }
    let name = |flag: &str, typed: &str| {
        let name = normalise(typed);
        match name.chars().count() {
            1..=30 if !name.contains(['\n', '\t']) => Ok(name),
            _ => Err(format!("{flag} {typed}: a name has 1 to 30 characters")),
        }
    };
    let kana = |flag: &str, typed: &str| {
        let kana: String = full_kana(typed);
        match kana.chars().count() {
            1..=60 if kana.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | ' ')) => {
                Ok(kana)
            }
            _ => Err(format!("{flag} {typed}: a reading has 1 to 60 kana")),
        }
    };
    Ok(NewAdmin {
        number,
        family_name: name("--family-name", &given.family_name)?,
        given_name: name("--given-name", &given.given_name)?,
        family_kana: kana("--family-kana", &given.family_kana)?,
        given_kana: kana("--given-kana", &given.given_kana)?,
    })
}

/// Full-width katakana from any kana.
fn full_kana(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    typed
        .nfkc()
        .map(|c| match c {
            'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(number: &str, name: &str, kana: &str) -> NewAdmin {
        NewAdmin {
            number: number.to_owned(),
            family_name: name.to_owned(),
            given_name: "花子".to_owned(),
            family_kana: kana.to_owned(),
            given_kana: "ﾊﾅｺ".to_owned(),
        }
    }

    #[test]
    fn names_are_kept_and_readings_made_alike() {
        let read = new_admin(&given("０００１ａ", "𠮷田", "よしだ")).unwrap();
        assert_eq!(read.number, "0001A");
        assert_eq!(read.family_name, "𠮷田");
        assert_eq!((&*read.family_kana, &*read.given_kana), ("ヨシダ", "ハナコ"));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (number, name, kana, flag) in [
            ("", "吉田", "よしだ", "--number"),
            ("12 34", "吉田", "よしだ", "--number"),
            ("1234567890123", "吉田", "よしだ", "--number"),
            ("1", " ", "よしだ", "--family-name"),
            ("1", "吉田", "yoshida", "--family-kana"),
        ] {
            assert!(new_admin(&given(number, name, kana)).unwrap_err().starts_with(flag));
        }
    }
}
