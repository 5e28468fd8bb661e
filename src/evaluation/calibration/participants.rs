//! Who sat in a meeting: a typed line each, a number or a name, that fits one person of the city.
//! Pure.

use crate::{
    kit::{Mistakes, StaffId},
    staff,
};

/// Somebody with an account, as they were on the day of the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub staff: StaffId,
    pub number: String,
    pub name: String,
    /// 「福祉総務課 課長」
    pub post: String,
}

/// More people do not sit in one meeting.
pub const MOST: usize = 40;

/// The lines that hold anything.
pub fn lines(typed: &str) -> Vec<String> {
    typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The person of each line, or what is wrong with every line at once.
pub fn seated(
    lines: &[String],
    found: &[(usize, Participant)],
) -> Result<Vec<Participant>, Mistakes> {
    let (mut seated, mut wrong) = (Vec::<Participant>::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        let fits: Vec<&Participant> =
            found.iter().filter(|(of, _)| *of == at).map(|(_, one)| one).collect();
        // a number is one person, whoever else has it as part of theirs
        let numbered = fits.iter().find(|one| one.number == staff::fold(line)).copied();
        let only = fits.first().copied().filter(|_| fits.len() == 1);
        match numbered.or(only) {
            Some(one) if seated.iter().any(|other| other.staff == one.staff) => {
                wrong.push(format!("「{line}」は2回書かれています。1回にしてください"));
            }
            Some(one) => seated.push(one.clone()),
            None if fits.is_empty() => wrong.push(format!(
                "「{line}」に当てはまる職員がいません。職員番号か氏名を確かめてください"
            )),
            None => {
                let names: Vec<String> =
                    fits.iter().take(5).map(|o| format!("{} {}", o.number, o.name)).collect();
                let more = if fits.len() > 5 { "など" } else { "" };
                wrong.push(format!(
                    "「{line}」に当てはまる職員が何人もいます（{}{more}）。職員番号で書いてください",
                    names.join("、")
                ));
            }
        }
    }
    let mut mistakes = Mistakes::default();
    if !wrong.is_empty() {
        mistakes.add("people", wrong.join("。"));
    }
    mistakes.or(seated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(staff: i64, number: &str, name: &str) -> Participant {
        let post = "福祉総務課 課長".to_owned();
        Participant {
            staff: StaffId(staff),
            number: number.to_owned(),
            name: name.to_owned(),
            post,
        }
    }

    fn told(typed: &str, found: &[(usize, Participant)]) -> Result<Vec<i64>, String> {
        seated(&lines(typed), found)
            .map(|all| all.iter().map(|one| one.staff.0).collect())
            .map_err(|wrong| wrong.on("people").unwrap_or_default().to_owned())
    }

    #[test]
    fn a_line_is_one_person_or_it_is_told_why_not() {
        let takahashi = || one(3, "010078", "髙橋 恵子");
        let suzuki = [one(7, "010012", "鈴木 一郎"), one(8, "010400", "鈴木 花子")];
        let both = [(0, suzuki[0].clone()), (0, suzuki[1].clone())];
        assert_eq!(told("０１００７８\n\n", &[(0, takahashi())]), Ok(vec![3]));
        assert_eq!(told("010012", &[(0, suzuki[0].clone()), (0, takahashi())]), Ok(vec![7]));
        let wrong = [
            told("鈴木", &both),
            told("山田太郎", &[]),
            told("髙橋\n010078", &[(0, takahashi()), (1, takahashi())]),
            told("鈴木\n山田", &both),
        ];
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        insta::assert_snapshot!(wrong.join("\n"), @"
        「鈴木」に当てはまる職員が何人もいます（010012 鈴木 一郎、010400 鈴木 花子）。職員番号で書いてください
        「山田太郎」に当てはまる職員がいません。職員番号か氏名を確かめてください
        「010078」は2回書かれています。1回にしてください
        「鈴木」に当てはまる職員が何人もいます（010012 鈴木 一郎、010400 鈴木 花子）。職員番号で書いてください。「山田」に当てはまる職員がいません。職員番号か氏名を確かめてください
        ");
    }
}
