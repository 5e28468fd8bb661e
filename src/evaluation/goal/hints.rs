//! Plain advice on a goal. It never blocks: every hint ends with 「このままでも提出できます」
//! (screens.md 4.2, ui.md 11, note 7). Pure.

use time::Date;

/// What one goal says, as far as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    pub what: &'a str,
    pub level: &'a str,
    pub due_on: Option<Date>,
    /// Whether anything stands in the field of the date.
    pub due_typed: bool,
}

/// Hints, each with the field it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub field: &'static str,
    pub words: String,
}

/// Endings that say that somebody will be busy, not what will be there.
const VAGUE: [&str; 8] =
    ["努める", "推進する", "図る", "取り組む", "検討する", "心がける", "目指す", "強化する"];

/// Words that say what will be there or gone.
const STATES: [&str; 15] = [
    "完了",
    "終え",
    "作る",
    "作り",
    "できて",
    "できるようにな",
    "できるようにす",
    "なくす",
    "なくなる",
    "ゼロ",
    "全員",
    "すべて",
    "半分",
    "以内",
    "以下",
];

/// What is counted: only before one of these is a kanji a number, as it also stands in 「一層」,
/// 「一部」 or 「十分に」.
const COUNTERS: [&str; 29] = [
    "件", "人", "名", "回", "日", "週", "月", "か月", "カ月", "ヶ月", "年", "割", "％", "%",
    "時間", "分間", "分以", "分未", "円", "万", "億", "冊", "枚", "本", "個", "つ", "か所", "種",
    "倍",
];

/// Kanji that look counted and are not.
const NOT_COUNTED: [&str; 5] = ["一人ひとり", "一人一人", "一日も早", "一本化", "一つひとつ"];

fn has_number(text: &str) -> bool {
    if text.chars().any(char::is_numeric) {
        return true;
    }
    let mut text = text.to_owned();
    for words in NOT_COUNTED {
        text = text.replace(words, "");
    }
    let numeral = |c: char| "一二三四五六七八九十百千".contains(c);
    text.char_indices().filter(|(_, c)| numeral(*c)).any(|(at, c)| {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        COUNTERS.iter().any(|counter| rest.starts_with(counter))
    })
}

/// Whether a level names a state that will be there.
fn has_state(level: &str) -> bool {
    STATES.iter().any(|word| level.contains(word))
}

fn vague(level: &str) -> Option<&'static str> {
    let level = level.trim_end_matches(['。', '、', ' ', '　', '\n']);
    VAGUE.into_iter().find(|word| level.ends_with(word))
}

/// Everything worth a second look, in the order of the page. `before` are the goals of the last
/// period, as what and level.
pub fn hints(said: Said<'_>, before: &[(String, String)]) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut say = |field, words: &str| {
        let words = format!("{words}このままでも提出できます。");
        hints.push(Hint { field, words });
    };
    // an ending that only says that somebody will be busy is not saved by a word beside it
    if !said.level.is_empty() && !has_number(said.level) {
        match vague(said.level) {
            Some(word) => say(
                "level",
                &format!(
                    "「{word}」だけでは、達成したかどうかを判断しにくくなります。例：「9月までに手順書を作り、10月から係内の全員が使う」。"
                ),
            ),
            None if has_state(said.level) => {}
            None => say(
                "level",
                "数値か、できあがった状態で書くと、達成したかどうかを判断しやすくなります。例：「差し戻しを月20件から10件以下にする」。",
            ),
        }
    }
    if !said.what.is_empty() && !said.due_typed && said.due_on.is_none() {
        say(
            "due",
            "期限がありません。途中で確かめる時期がわかる日付にすると、面談で話しやすくなります。",
        );
    }
    let same = |(what, level): &(String, String)| what == said.what && level == said.level;
    if !said.what.is_empty() && before.iter().any(same) {
        say("what", "前の期と同じ目標です。何が変わったかを書き加えると、成長がわかります。");
    }
    hints
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    #[test]
    fn which_levels_can_be_judged() {
        let mut table = String::new();
        for level in [
            "一層の推進に努める",
            "十分に周知を図る",
            "できる限り削減に努める",
            "できるだけ早く対応する",
            "一人ひとりの意識を高める",
            "一部を見直す",
            "手順書を作り、改善に取り組む",
            "窓口の待ちを十分以内にする",
            "講習を三回開く",
            "二割を減らす",
            "二十人に説明する",
            "係の全員が更新できるようになる",
            "手順書を作り、使いはじめている",
        ] {
            let said = Said { what: "仕事", level, due_on: None, due_typed: true };
            let found = hints(said, &[]);
            let verdict = match found.first() {
                None => "判断できる",
                Some(hint) if hint.words.starts_with('「') => "意気込みだけ",
                Some(_) => "数値も状態もない",
            };
            writeln!(table, "{level}: {verdict}").unwrap();
        }
        insta::assert_snapshot!(table, @"
        一層の推進に努める: 意気込みだけ
        十分に周知を図る: 意気込みだけ
        できる限り削減に努める: 意気込みだけ
        できるだけ早く対応する: 数値も状態もない
        一人ひとりの意識を高める: 数値も状態もない
        一部を見直す: 数値も状態もない
        手順書を作り、改善に取り組む: 意気込みだけ
        窓口の待ちを十分以内にする: 判断できる
        講習を三回開く: 判断できる
        二割を減らす: 判断できる
        二十人に説明する: 判断できる
        係の全員が更新できるようになる: 判断できる
        手順書を作り、使いはじめている: 判断できる
        ");
    }

    #[test]
    fn what_is_worth_a_second_look() {
        let due = Some(date!(2026 - 09 - 30));
        let level =
            |level| Said { what: "手順書を整える", level, due_on: due, due_typed: true };
        let cases = [
            ("数値", level("差し戻しを月10件以下にする")),
            ("全角の数値", level("差し戻しを月１０件にする")),
            ("状態", level("手順書を係の全員が使う")),
            ("努めるだけ", level("手順書の整備に努める。")),
            ("推進するだけ", level("窓口の改善を推進する")),
            ("どちらもない", level("窓口をよくする")),
            ("努めるが数値もある", level("月10件以下に努める")),
            ("期限なし", Said { due_on: None, due_typed: false, ..level("月10件以下にする") }),
            ("期限の書き間違い", Said { due_on: None, ..level("月10件以下にする") }),
            ("前と同じ", Said { what: "案内", level: "15件作る", due_on: due, due_typed: true }),
            ("空", Said::default()),
        ];
        let before = [("案内".to_owned(), "15件作る".to_owned())];
        let mut table = String::new();
        for (name, said) in cases {
            let found: Vec<_> = hints(said, &before)
                .into_iter()
                .map(|hint| format!("{} {}", hint.field, hint.words))
                .collect();
            writeln!(table, "{name}: {}", found.join(" / ")).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        数値: 
        全角の数値: 
        状態: 
        努めるだけ: level 「努める」だけでは、達成したかどうかを判断しにくくなります。例：「9月までに手順書を作り、10月から係内の全員が使う」。このままでも提出できます。
        推進するだけ: level 「推進する」だけでは、達成したかどうかを判断しにくくなります。例：「9月までに手順書を作り、10月から係内の全員が使う」。このままでも提出できます。
        どちらもない: level 数値か、できあがった状態で書くと、達成したかどうかを判断しやすくなります。例：「差し戻しを月20件から10件以下にする」。このままでも提出できます。
        努めるが数値もある: 
        期限なし: due 期限がありません。途中で確かめる時期がわかる日付にすると、面談で話しやすくなります。このままでも提出できます。
        期限の書き間違い: 
        前と同じ: what 前の期と同じ目標です。何が変わったかを書き加えると、成長がわかります。このままでも提出できます。
        空:
        ");
    }
}
