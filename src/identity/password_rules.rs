//! What a password must be (quality.md S-36, S-37): at least twelve characters of any kind, not
//! longer than anybody types, and not made of words that everybody tries first. Pure.

use unicode_normalization::UnicodeNormalization;

use super::rules::{MAX_PASSWORD, MIN_PASSWORD};
use crate::staff::fold;

/// How many characters must be left when the guessable words are taken out.
const OWN: usize = 8;

/// Words that guessers try first, in small letters and hiragana: the common ones of the world, and
/// those of a city hall.
#[rustfmt::skip]
const COMMON: [&str; 104] = [
    "jinzai", "akishima", "昭島", "あきしま", "職員", "しょくいん", "shokuin", "syokuin", "職員課", "人財",
    "人材", "じんざい", "人事", "じんじ", "jinji", "育成", "いくせい", "ikusei", "ぽーたる", "portal",
    "市役所", "しやくしょ", "shiyakusho", "siyakusyo", "cityhall", "評価", "ひょうか", "hyouka", "hyoka",
    "公務員", "koumuin", "東京", "とうきょう", "tokyo", "日本", "にほん", "nihon", "nippon", "japan",
    "令和", "れいわ", "reiwa", "平成", "heisei", "昭和", "showa", "ぱすわーど", "password", "passwd",
    "passphrase", "pass", "暗証番号", "あんしょう", "ひみつ", "秘密", "himitsu", "secret", "qwertyuiop",
    "qwerty", "asdfghjkl", "asdf", "zxcvbnm", "zxcv", "1qaz2wsx3edc", "1qaz2wsx", "1q2w3e4r", "q1w2e3r4",
    "qazwsx", "abc123", "letmein", "welcome", "ようこそ", "admin", "administrator", "かんりしゃ", "管理者",
    "kanri", "root", "login", "ろぐいん", "guest", "user", "master", "default", "changeme", "test", "てすと",
    "hello", "こんにちは", "おはよう", "ありがとう", "arigatou", "iloveyou", "sunshine", "princess",
    "dragon", "monkey", "football", "baseball", "さくら", "sakura", "superman", "pokemon", "doraemon",
];

/// Why this may not be a password, in a sentence for the page. `own` are the words of the person:
/// number, names, readings, the city's name.
pub fn weakness(password: &str, own: &[String]) -> Option<String> {
    let composed: String = password.nfc().collect();
    let count = composed.chars().count();
    if count == 0 {
        return Some("新しいパスワードを入力してください".to_owned());
    }
    if count < MIN_PASSWORD {
        let short = MIN_PASSWORD - count;
        return Some(format!(
            "{MIN_PASSWORD}文字以上で入力してください（いまは{count}文字です。あと{short}文字必要です）"
        ));
    }
    if composed.len() > MAX_PASSWORD {
        return Some(format!(
            "長すぎます。半角なら{MAX_PASSWORD}文字、かなや漢字なら{}文字までにしてください",
            MAX_PASSWORD / 3
        ));
    }
    let folded = fold(&composed);
    let own: Vec<String> = own.iter().map(|word| fold(word)).collect();
    if own.iter().any(|word| word.chars().count() >= 2 && folded.contains(word.as_str())) {
        return Some(
            "職員番号、自分の名前、市の名前は推測されます。含まないものにしてください".to_owned(),
        );
    }
    let guessable = left(&folded).min(left(&plain(&folded))) < OWN;
    guessable.then(|| {
        "推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください".to_owned()
    })
}

/// Digits and signs that stand for letters.
fn plain(folded: &str) -> String {
    folded
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            c => c,
        })
        .collect()
}

/// How many characters a guesser would have to find out: without common words, years, repetitions
/// and rows like 1234 or fedcba.
fn left(folded: &str) -> usize {
    let mut words = COMMON;
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(folded.to_owned(), |rest, word| rest.replace(word, "\u{0}"));
    let years = (1940..2060).fold(rest, |rest, year| rest.replace(&year.to_string(), "\u{0}"));
    let text: Vec<char> = years.chars().filter(|c| *c != '\u{0}').collect();
    let (mut count, mut before, mut row) = (0, None::<(char, i64)>, 0);
    let mut seen = std::collections::BTreeSet::new();
    for c in text {
        let step = before.map(|(last, _)| i64::from(u32::from(c)) - i64::from(u32::from(last)));
        let same = step.is_some_and(|s| s.abs() <= 1 && before.is_some_and(|(_, b)| b == s));
        row = if same { row + 1 } else { 0 };
        // the third of a row can be told from the first two
        if row == 0 {
            count += 1;
        }
        seen.insert(c);
        before = Some((c, step.unwrap_or(i64::MAX)));
    }
    // a few characters over and over are one short word
    if seen.len() < 6 { seen.len().min(count) } else { count }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const TYPED: [&str; 25] = [
        "",
        "あお い鳥",
        "elevenchars",
        "twelve chars",
        "correct horse battery staple",
        "あかるい窓辺の青い鳥と犬",
        "739104628517",
        "は\u{3099}は\u{3099}は\u{3099}は\u{3099}は\u{3099}は\u{3099}",
        "password12345678",
        "P@ssw0rd-P@ssw0rd",
        "Ｐａｓｓｗｏｒｄ２０２６！",
        "qwertyuiop1234",
        "1qaz2wsx3edc!!",
        "123456789012",
        "abcdefghijklmnop",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "あいうえおあいうえおあいう",
        "jinzai-akishima-2026",
        "昭島市の職員のパスワード",
        "人財育成ポータル2026",
        "令和の市役所は青い鳥と犬の窓辺",
        "kestrel-010234-violin",
        "さとうが好きな青い鳥と犬",
        "winter violin 010 kestrel",
    ];

    #[test]
    fn what_may_be_a_password() {
        let own: Vec<String> =
            ["010234", "佐藤", "みなみ", "サトウ", "ミナミ", "昭島"].map(str::to_owned).into();
        let mut table = String::new();
        for typed in TYPED {
            let answer = weakness(typed, &own).unwrap_or_else(|| "よい".to_owned());
            let shown: String = typed.nfc().collect();
            writeln!(table, "{shown}: {answer}").unwrap();
        }
        insta::assert_snapshot!(table, @"
        : 新しいパスワードを入力してください
        あお い鳥: 12文字以上で入力してください（いまは5文字です。あと7文字必要です）
        elevenchars: 12文字以上で入力してください（いまは11文字です。あと1文字必要です）
        twelve chars: よい
        correct horse battery staple: よい
        あかるい窓辺の青い鳥と犬: よい
        739104628517: よい
        ばばばばばば: 12文字以上で入力してください（いまは6文字です。あと6文字必要です）
        password12345678: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        P@ssw0rd-P@ssw0rd: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        Ｐａｓｓｗｏｒｄ２０２６！: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        qwertyuiop1234: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        1qaz2wsx3edc!!: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        123456789012: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        abcdefghijklmnop: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        aaaaaaaaaaaaaaaa: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        abcabcabcabcabc: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        あいうえおあいうえおあいう: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        jinzai-akishima-2026: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        昭島市の職員のパスワード: 職員番号、自分の名前、市の名前は推測されます。含まないものにしてください
        人財育成ポータル2026: 推測されやすい言葉や並びでできています。関係のない言葉を3つほどつなげてください
        令和の市役所は青い鳥と犬の窓辺: よい
        kestrel-010234-violin: 職員番号、自分の名前、市の名前は推測されます。含まないものにしてください
        さとうが好きな青い鳥と犬: 職員番号、自分の名前、市の名前は推測されます。含まないものにしてください
        winter violin 010 kestrel: よい
        ");
    }

    #[test]
    fn the_longest_is_counted_in_bytes() {
        let long = |bytes: usize| -> String {
            "violin kestrel harbour ".chars().cycle().take(bytes).collect()
        };
        assert_eq!(weakness(&long(256), &[]), None);
        assert!(weakness(&long(257), &[]).unwrap().contains("長すぎます"));
    }
}
