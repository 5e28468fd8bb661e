//! Words made alike for searching: 「髙橋」 is found with 「高橋」, 「サトウ」 with 「さとう」 and
//! 「010234」 with full-width digits (requirements F-010, F-011).

use unicode_normalization::UnicodeNormalization;

/// Old and variant forms in names, and the form people type.
#[rustfmt::skip]
const VARIANTS: [(char, char); 58] = [
    ('髙', '高'), ('﨑', '崎'), ('𠮷', '吉'), ('嵜', '崎'), ('碕', '崎'), ('邊', '辺'), ('邉', '辺'),
    ('齋', '斎'), ('齊', '斎'), ('斉', '斎'), ('濱', '浜'), ('濵', '浜'), ('德', '徳'), ('澤', '沢'),
    ('嶋', '島'), ('嶌', '島'), ('廣', '広'), ('國', '国'), ('櫻', '桜'), ('眞', '真'), ('壽', '寿'),
    ('榮', '栄'), ('惠', '恵'), ('曾', '曽'), ('淺', '浅'), ('瀨', '瀬'), ('瀧', '滝'), ('龍', '竜'),
    ('豐', '豊'), ('鐵', '鉄'), ('關', '関'), ('藏', '蔵'), ('邨', '村'), ('條', '条'), ('會', '会'),
    ('冨', '富'), ('彌', '弥'), ('應', '応'), ('學', '学'), ('實', '実'), ('寬', '寛'), ('將', '将'),
    ('藝', '芸'), ('敎', '教'), ('晴', '晴'), ('靜', '静'), ('桒', '桑'), ('槇', '槙'), ('淸', '清'),
    ('橫', '横'), ('萬', '万'), ('禮', '礼'), ('嚴', '厳'), ('增', '増'), ('黑', '黒'), ('鷗', '鴎'),
    ('祐', '祐'), ('館', '館'),
];

/// The text in the one form that is stored for searching and used to ask.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).map(plain).collect()
}

fn plain(c: char) -> char {
    match c {
        // katakana to hiragana; the signs beyond ヶ have no hiragana
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => VARIANTS.iter().find(|(variant, _)| *variant == c).map_or(c, |(_, plain)| *plain),
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
        for (variant, plain) in VARIANTS {
            let once = fold(&variant.to_string());
            assert_eq!(once, fold(&once));
            assert_eq!(once, fold(&plain.to_string()));
        }
    }

    #[test]
    fn signs_of_a_pattern_stay_what_they_are() {
        assert_eq!(fold("100%_\\"), "100%_\\");
    }
}
