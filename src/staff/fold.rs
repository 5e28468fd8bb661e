//! Words made alike for searching: 「髙橋」 is found with 「高橋」, 「サトウ」 with 「さとう」 and
//! 「010234」 with full-width digits (requirements F-010, F-011).

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

/// Counts the changes of what [`fold`] does: what was folded before is folded anew at the start
/// of the server ([`super::refold`]).
pub const VERSION: i32 = 2;

/// Old and variant forms in names, each with the form that is compared. The file says where they
/// are from.
static VARIANTS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("variants.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).flat_map(forms).collect()
});

/// One group of the file: the other forms of its first.
fn forms(group: &str) -> impl Iterator<Item = (char, char)> {
    let plain = group.chars().next();
    group.chars().skip(1).filter_map(move |variant| Some((variant, plain?)))
}

/// The text in the one form that is stored for searching and used to ask.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).map(plain).collect()
}

fn plain(c: char) -> char {
    match c {
        // in names of places and people they are only small けs: 茅ヶ崎, 茅ケ崎
        'ヶ' | 'ゖ' => 'け',
        'ヵ' | 'ゕ' => 'か',
        'ヰ' | 'ゐ' => 'い',
        'ヱ' | 'ゑ' => 'え',
        // katakana to hiragana; the signs beyond have no hiragana
        'ァ'..='ヴ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        // the long sound, typed as one of the dashes
        '‐' | '‑' | '–' | '—' | '−' | '-' => 'ー',
        _ => VARIANTS.get(&c).copied().unwrap_or(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_finds_what_is_written() {
        let same = [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("𠮷田", "吉田"),
            ("渡邊", "渡辺"),
            ("渡邉", "渡辺"),
            ("齋藤", "斎藤"),
            ("斉藤", "斎藤"),
            ("濵田", "浜田"),
            ("德永", "徳永"),
            ("桒原", "桑原"),
            ("廣澤", "広沢"),
            ("國分", "国分"),
            ("齊藤", "斎藤"),
            ("茅ヶ崎", "茅ケ崎"),
            ("ﾀｰﾅｰ", "た-な-"),
            ("A-102", "a－102"),
            ("サトウ　ミナミ", "さとうみなみ"),
            ("ｻﾄｳ", "さとう"),
            ("ヴェルデ", "ゔぇるで"),
            ("０１０２３４", "010234"),
            ("Ａｂｃ Def", "abcdef"),
        ];
        for (written, typed) in same {
            assert_eq!(fold(written), fold(typed), "{written}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        let file = include_str!("variants.txt").lines().filter(|line| !line.starts_with('#'));
        let groups: Vec<&str> = file.flat_map(str::split_whitespace).collect();
        assert_eq!(groups.iter().map(|group| group.chars().count() - 1).sum::<usize>(), 375);
        for group in groups {
            // no form stands in two groups
            let first: String = group.chars().take(1).collect();
            assert_eq!(fold(&first), first, "{group}");
            for variant in group.chars().skip(1) {
                assert_eq!(fold(&variant.to_string()), first, "{group}");
            }
        }
    }

    #[test]
    fn signs_of_a_pattern_stay_what_they_are() {
        assert_eq!(fold("100%_\\"), "100%_\\");
    }
}
