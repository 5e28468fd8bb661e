//! The development plan as it is typed: one action, or two.

use time::Date;

use super::How;
use crate::kit::{Answers, Mistakes, date, text};

const MAX_BODY: usize = 200;

/// One ability to grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    pub place: i16,
    pub ability: i64,
    pub ways: Vec<How>,
    pub body: String,
    pub look_on: Date,
}

/// Whether anything of the second action was filled in.
fn touched(answers: &Answers, place: i16) -> bool {
    let typed = |field: &str| !answers.get(&format!("{field}-{place}")).is_empty();
    ["ability", "how", "body", "look"].into_iter().any(typed)
}

/// The whole plan, or every mistake at once. `abilities` are those of the person's position.
pub fn plan(answers: &Answers, abilities: &[i64], today: Date) -> Result<Vec<Action>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut actions: Vec<Action> = Vec::new();
    for place in [1_i16, 2] {
        if place == 2 && !touched(answers, place) {
            continue;
        }
        let named = |field: &str| format!("{field}-{place}");
        let ability = mistakes.note(&named("ability"), ability(answers, place, abilities));
        let ways = mistakes.note(&named("how"), ways(answers, place));
        let body = mistakes.note(&named("body"), body(answers.get(&named("body")), place));
        let look = date::named("確かめる日", answers.get(&named("look"))).and_then(|day| {
            if day > today {
                Ok(day)
            } else {
                Err("確かめる日は、明日より後にしてください".to_owned())
            }
        });
        let look_on = mistakes.note(&named("look"), look);
        if let (Some(ability), Some(ways), Some(body), Some(look_on)) =
            (ability, ways, body, look_on)
        {
            if actions.iter().any(|action| action.ability == ability) {
                mistakes.add(named("ability"), "1つ目と違う能力を選んでください");
            }
            actions.push(Action { place, ability, ways, body, look_on });
        }
    }
    mistakes.or(actions)
}

fn ability(answers: &Answers, place: i16, abilities: &[i64]) -> Result<i64, String> {
    let chosen = answers.get(&format!("ability-{place}")).parse().ok();
    chosen
        .filter(|id| abilities.contains(id))
        .ok_or_else(|| format!("{place}つ目の伸ばす能力を選んでください"))
}

fn ways(answers: &Answers, place: i16) -> Result<Vec<How>, String> {
    let chosen: Vec<Option<How>> =
        answers.all(&format!("how-{place}")).map(How::from_code).collect();
    let ways: Vec<How> = How::ALL.into_iter().filter(|how| chosen.contains(&Some(*how))).collect();
    if ways.is_empty() || chosen.contains(&None) {
        Err(format!("{place}つ目の方法を1つ以上選んでください"))
    } else {
        Ok(ways)
    }
}

fn body(typed: &str, place: i16) -> Result<String, String> {
    text::prose(typed, &format!("{place}つ目の「すること」"), 1..=MAX_BODY)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2027 - 02 - 01);

    #[test]
    fn a_plan_of_one_ability_is_read_in_any_writing() {
        let answers = Answers::from([
            ("ability-1", "2"),
            ("how-1", "work"),
            ("how-1", "ojt"),
            ("body-1", "関係課との打ち合わせを進行する。"),
            ("look-1", "令和９年９月３０日"),
        ]);
        let actions = plan(&answers, &[1, 2], TODAY).unwrap();
        assert_eq!(actions.len(), 1);
        assert_eq!(actions[0].ways, [How::Ojt, How::Work]);
        assert_eq!(actions[0].look_on, date!(2027 - 09 - 30));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let long = "あ".repeat(205);
        let answers = Answers::from([
            ("ability-1", "9"),
            ("how-1", "magic"),
            ("body-1", &long),
            ("look-1", "2027/2/1"),
            ("body-2", "研修を受ける。"),
        ]);
        let mistakes = plan(&answers, &[1, 2], TODAY).unwrap_err();
        let fields: Vec<&str> = mistakes.iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            ["ability-1", "how-1", "body-1", "look-1", "ability-2", "how-2", "look-2"]
        );
        assert!(mistakes.on("body-1").unwrap().contains("5文字減らして"));
        assert!(mistakes.on("look-1").unwrap().contains("明日より後"));
        assert!(plan(&Answers::default(), &[1], TODAY).unwrap_err().on("ability-2").is_none());
    }

    #[test]
    fn the_two_abilities_are_not_the_same() {
        let mut answers = Answers::default();
        for place in ["1", "2"] {
            for (field, value) in
                [("ability", "1"), ("how", "ojt"), ("body", "続ける"), ("look", "R9.9.30")]
            {
                answers.put(format!("{field}-{place}"), value);
            }
        }
        let mistakes = plan(&answers, &[1, 2], TODAY).unwrap_err();
        assert!(mistakes.on("ability-2").unwrap().contains("違う能力"));
    }
}
