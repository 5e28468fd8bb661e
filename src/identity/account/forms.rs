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
}
