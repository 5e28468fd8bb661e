//! What is typed and chosen on the account page.

use super::super::{TextSize, Theme};
use crate::kit::{Answers, Mistakes};

/// How pages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    pub theme: Theme,
    pub text_size: TextSize,
    /// Whether keys of a single letter do something.
    pub shortcuts: bool,
}

/// Reads the display settings.
pub fn display(answers: &Answers) -> Result<Display, Mistakes> {
    let mut mistakes = Mistakes::default();
    let theme = Theme::from_code(answers.get("theme")).ok_or("配色を1つ選んでください");
    let theme = mistakes.note("theme", theme);
    let size =
        TextSize::from_code(answers.get("text_size")).ok_or("文字の大きさを1つ選んでください");
    let size = mistakes.note("text_size", size);
    let shortcuts = match answers.get("shortcuts") {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("1文字のキー操作を使うかどうかを選んでください"),
    };
    match (theme, size, mistakes.note("shortcuts", shortcuts)) {
        (Some(theme), Some(text_size), Some(shortcuts)) => {
            mistakes.or(Display { theme, text_size, shortcuts })
        }
        _ => Err(mistakes),
    }
}

/// Mails one may switch off: the word in the database and on the page. Others tell of something
/// that is overdue, or that 職員課 asks for.
pub const OPTIONAL_MAILS: [(&str, &str); 2] =
    [("reminder", "期限の予告（期限の前と当日）"), ("announcement", "職員課からのお知らせ")];

/// The kinds that are not ticked: switched off.
pub fn refused_mails(answers: &Answers) -> Vec<String> {
    let ticked: Vec<&str> = answers.all("mails").collect();
    OPTIONAL_MAILS
        .iter()
        .filter(|(code, _)| !ticked.contains(code))
        .map(|(code, _)| (*code).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_chosen_from_its_list() {
        let chosen = [("theme", "dark"), ("text_size", "larger"), ("shortcuts", "off")];
        let read = display(&Answers::from(chosen)).unwrap();
        let expected =
            Display { theme: Theme::Dark, text_size: TextSize::Larger, shortcuts: false };
        assert_eq!(read, expected);
        let wrong = display(&Answers::from([("theme", "pink")])).unwrap_err();
        assert_eq!(wrong.len(), 3);
        assert!(wrong.on("theme").is_some() && wrong.on("text_size").is_some());
    }

    #[test]
    fn what_is_not_ticked_is_switched_off() {
        let refused = |typed: &[(&str, &str)]| {
            let mut answers = Answers::default();
            for (name, value) in typed {
                answers.put(*name, *value);
            }
            refused_mails(&answers)
        };
        assert_eq!(refused(&[]), ["reminder", "announcement"]);
        assert_eq!(refused(&[("mails", "reminder")]), ["announcement"]);
        assert!(refused(&[("mails", "reminder"), ("mails", "announcement")]).is_empty());
        assert_eq!(
            refused(&[("mails", "overdue")]),
            ["reminder", "announcement"],
            "no such choice"
        );
    }
}
