//! The page of one sheet side by side, cut to what this reader may see and ready for display.

use crate::{
    evaluation::{
        access::ReviewedSheet,
        review::{
            forms::drafted,
            rules::{Difference, difference, reason_asked},
        },
        sheet::{
            Ability, AbilityCard, Content, GradeChoice, OWN_REMARKS, Shown, TextField, card, ends,
            text_field,
        },
        workflow::{State, Step},
    },
    kit::date::{fiscal_label, month_day_weekday, remaining},
};
use time::Date;

/// One earlier value of an ability: last year's, the person's own, the first evaluator's.
pub struct Column {
    pub title: &'static str,
    pub by: String,
    pub points: Option<i16>,
    pub text: String,
    /// Said where there is no value.
    pub empty: &'static str,
}

/// One ability on the page.
pub struct Judging {
    pub anchor: String,
    pub card: AbilityCard,
    pub tags: Vec<Difference>,
    pub columns: Vec<Column>,
    /// What the assistant saw.
    pub assisted: Option<String>,
    /// The grades that need a reason, and the first evaluator's, for counting while one writes.
    pub reasons: String,
    pub first: String,
    /// What was submitted, where nothing can be filled in.
    pub fixed: Option<Column>,
    pub values: Values,
}

/// A mark in the dot plot.
pub struct Dot {
    /// Centre, in percent of the width and of the height.
    pub x: String,
    pub y: &'static str,
    /// `previous`, `own`, `first` or `second`
    pub shape: &'static str,
}

/// One line of the overview.
pub struct Line {
    pub anchor: String,
    pub name: String,
    pub words: String,
    pub dots: Vec<Dot>,
    /// In the order of the heads; the last is the reader's own.
    pub cells: Vec<Option<i16>>,
}

/// The overall grade.
pub struct Overall {
    pub field: TextField,
    pub choices: Vec<GradeChoice>,
}

/// The values of one ability, as this reader may see them.
pub struct Values {
    pub previous: Option<i16>,
    pub own: Option<i16>,
    pub first: Option<i16>,
    pub second: Option<i16>,
}

/// What stands where on the overview: the reader's own column is what is being written.
fn values(sheet: &ReviewedSheet, content: &Content, ability: &Ability, typed: &str) -> Values {
    let given = |step| {
        let submitted = content.opinion(step, ability.id).map(|opinion| opinion.points);
        if step == sheet.step() && sheet.holds() {
            drafted(typed, &content.points())
        } else {
            submitted
        }
    };
    Values {
        previous: content.previous(&ability.code).and_then(|p| p.confirmed),
        own: given(Step::Own),
        first: given(Step::First),
        second: given(Step::Second),
    }
}

fn chosen(card: &AbilityCard) -> String {
    card.choices.iter().find(|c| c.checked).map_or_else(String::new, |c| c.points.to_string())
}

/// The hint beside a comment: when it must be written.
fn hint(step: Step, scale: &[i16]) -> String {
    let ends = ends(scale, "・");
    match step {
        Step::Second => {
            format!("一次評価と違うときと、{ends}のときは、理由を必ず書きます（400文字以内）。")
        }
        _ => format!("{ends}のときは、根拠となる事実を必ず書きます（400文字以内）。"),
    }
}

/// Every ability of the sheet, and the lines of the overview.
pub fn abilities(sheet: &ReviewedSheet, shown: &Shown<'_>) -> (Vec<Judging>, Vec<Line>) {
    let scale = shown.content.points();
    let hint = hint(sheet.step(), &scale);
    let second = sheet.step() == Step::Second;
    let mut cards = Vec::new();
    let mut lines = Vec::new();
    for (place, ability) in shown.content.abilities.iter().enumerate() {
        let mut card = card(shown, ability, place + 1, &hint);
        let values = values(sheet, shown.content, ability, &chosen(&card));
        let mine = if sheet.step() == Step::First { values.first } else { values.second };
        "所見".clone_into(&mut card.comment.label);
        // last year stands in a box of its own
        card.previous = None;
        card.complete = mine.is_some_and(|points| {
            reason_asked(sheet.step(), points, values.first, &scale).is_none()
                || !card.comment.value.is_empty()
        });
        lines.push(line(sheet, &card, &values, scale.len()));
        cards.push(Judging {
            anchor: anchor(card.number),
            tags: tags(&values),
            columns: columns(sheet, shown.content, ability, &values),
            assisted: shown.content.assistance.as_ref().and_then(|a| a.about(ability.id)),
            reasons: ends(&scale, " "),
            first: values.first.filter(|_| second).map(|p| p.to_string()).unwrap_or_default(),
            fixed: (!sheet.holds()).then(|| column(sheet, shown.content, ability, sheet.step())),
            values,
            card,
        });
    }
    (cards, lines)
}

/// The same place on everybody's page, so that one can go from person to person.
pub fn anchor(number: usize) -> String {
    format!("a{number}")
}

fn tags(values: &Values) -> Vec<Difference> {
    let mut tags = Vec::new();
    tags.extend(difference(("自己", values.own), ("一次", values.first)));
    tags.extend(
        difference(("一次", values.first), ("二次", values.second)).filter(|d| d.tag == "do"),
    );
    tags
}

fn columns(
    sheet: &ReviewedSheet,
    content: &Content,
    ability: &Ability,
    values: &Values,
) -> Vec<Column> {
    let previous = content.previous(&ability.code);
    let mut columns = vec![
        Column {
            title: "前年度",
            by: "確定".to_owned(),
            points: values.previous,
            text: previous.and_then(|p| p.comment.clone()).unwrap_or_default(),
            empty: match values.previous {
                Some(_) => "文章はありません。",
                None => "この職位での前年度の結果はありません。",
            },
        },
        column(sheet, content, ability, Step::Own),
    ];
    if sheet.step() == Step::Second && sheet.head().first.is_some() {
        columns.push(column(sheet, content, ability, Step::First));
    }
    columns
}

fn column(sheet: &ReviewedSheet, content: &Content, ability: &Ability, step: Step) -> Column {
    let opinion = content.opinion(step, ability.id);
    let head = sheet.head();
    let titled = |e: &Option<crate::evaluation::sheet::Evaluator>| {
        e.as_ref().map(crate::evaluation::sheet::Evaluator::titled).unwrap_or_default()
    };
    Column {
        title: step.label(),
        by: match step {
            Step::First => titled(&head.first),
            Step::Second => titled(&head.second),
            _ => head.subject_name.clone(),
        },
        points: opinion.map(|o| o.points),
        text: opinion.map(|o| o.comment.clone()).unwrap_or_default(),
        empty: match opinion {
            Some(_) => "文章はありません。",
            None if step == Step::Own && head.state > State::SelfAssessment => {
                "本人は提出しませんでした。職員課が、記入なしで先へ進めました。"
            }
            None => "提出されると見られます。",
        },
    }
}

fn line(sheet: &ReviewedSheet, card: &AbilityCard, values: &Values, steps: usize) -> Line {
    let mut marks = vec![("前年度", "previous", values.previous), ("自己", "own", values.own)];
    if sheet.head().first.is_some() {
        marks.push(("一次", "first", values.first));
    }
    if sheet.step() == Step::Second {
        marks.push(("二次", "second", values.second));
    }
    let lanes: &[&'static str] =
        if marks.len() > 3 { &["13%", "37.7%", "62.4%", "87.1%"] } else { &["18%", "50%", "82%"] };
    let dots = marks
        .iter()
        .zip(lanes)
        .filter_map(|((_, shape, points), y)| Some(Dot { x: percent((*points)?, steps), y, shape }))
        .collect();
    let words: Vec<String> = marks
        .iter()
        .map(|(name, _, points)| match points {
            Some(points) => format!("{name}{points}"),
            None => format!("{name}なし"),
        })
        .collect();
    Line {
        anchor: anchor(card.number),
        name: card.name.clone(),
        words: words.join("、"),
        dots,
        cells: marks.iter().map(|(_, _, points)| *points).collect(),
    }
}

/// Where a step of the scale stands on the plot.
pub fn percent(points: i16, steps: usize) -> String {
    let steps = i32::try_from(steps).unwrap_or(5).max(1);
    let tenths = (i32::from(points) * 2 - 1) * 500 / steps;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// The overall grade as it stands on the page.
pub fn overall(shown: &Shown<'_>) -> Overall {
    let hint = "項目ごとの評価を踏まえて、期間の全体を評価します。";
    let field = text_field(shown, "overall", "全体の評価", hint, true);
    let choices = shown
        .content
        .scale
        .iter()
        .enumerate()
        .map(|(place, grade)| GradeChoice {
            points: grade.points,
            word: grade.word.clone(),
            id: if place == 0 { "overall".to_owned() } else { format!("overall-{}", grade.points) },
            checked: field.value == grade.points.to_string(),
        })
        .collect();
    Overall { field, choices }
}

/// What the person wrote about the whole year, and what the first evaluator tells them.
pub fn remarks(content: &Content) -> Vec<(&'static str, String)> {
    let own = OWN_REMARKS
        .iter()
        .filter_map(|r| Some((r.label, content.remark(Step::Own, r.kind)?.to_owned())));
    own.collect()
}

/// The state in which a step is written.
pub fn turn(step: Step) -> Option<State> {
    State::ALL.into_iter().find(|state| state.step() == Some(step))
}

/// Why the reader has nothing to fill in now.
pub fn waiting(sheet: &ReviewedSheet) -> String {
    let (head, holder) = (sheet.head(), sheet.head().holder());
    match head.state {
        _ if sheet.holds() => String::new(),
        State::Confirmed => "確定しました。評価は書き換えられません。".to_owned(),
        State::Disclosed => "結果は本人に開示されています。評価は書き換えられません。".to_owned(),
        state if turn(sheet.step()).is_some_and(|mine| state > mine) => {
            format!("提出済みです。いまは{holder}が担当しています。")
        }
        _ if head.returned => format!("{holder}に差し戻されています。戻ると評価を入力できます。"),
        _ => format!("いまは{holder}が記入しています。届くと評価を入力できます。"),
    }
}

/// What the page is for, in a sentence.
pub fn intro(sheet: &ReviewedSheet, content: &Content) -> String {
    let (cycle, count) = (&sheet.head().cycle_name, content.abilities.len());
    let items = sheet.head().items();
    let compared = match sheet.step() {
        Step::Second if sheet.head().first.is_some() => "自己評価と一次評価を見比べ",
        _ => "自己評価と前年度の結果を見比べ",
    };
    if sheet.holds() {
        format!(
            "{cycle}。{compared}て、{count}つの{items}を評価します。提出するまで、ほかの人には見えません。"
        )
    } else {
        format!("{cycle}。{count}つの{items}について、{compared}られます。")
    }
}

/// Facts at the head of the page.
pub fn facts(sheet: &ReviewedSheet) -> Vec<(&'static str, String)> {
    let head = sheet.head();
    let mut facts = vec![
        ("年度", fiscal_label(head.fiscal_year)),
        ("職位", head.position_name.clone()),
        ("所属", head.place.clone()),
    ];
    let both = [("一次評価者", &head.first), ("二次評価者", &head.second)];
    for (label, evaluator) in both {
        facts.push((
            label,
            evaluator.as_ref().map_or_else(
                || "ありません".to_owned(),
                crate::evaluation::sheet::Evaluator::titled,
            ),
        ));
    }
    facts
}

/// The due date of the reader's own step: day, words, look.
pub fn due(sheet: &ReviewedSheet, today: Date) -> Option<(String, crate::kit::date::Remaining)> {
    let due = sheet.head().window(sheet.step().code())?.due_on;
    Some((month_day_weekday(due), remaining(due, today)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_in_the_middle_of_their_step() {
        assert_eq!([1, 3, 5].map(|p| percent(p, 5)), ["10.0%", "50.0%", "90.0%"]);
        assert_eq!(percent(1, 6), "8.3%");
    }
}
