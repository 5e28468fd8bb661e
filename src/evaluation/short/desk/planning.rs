//! From appointments to sheets: whose sheet is opened, with which form, evaluators and dates, and
//! what is missing where none can be. Pure.

use serde_json::{Value, json};

use super::store::Appointed;
use crate::{
    evaluation::{
        route::{Levels, Map, Person, Route, Rule as RouteRule},
        short::rules::{BRIEF, Form, Rule, dates, form},
        workflow::{Plan, State},
    },
    organisation::Level,
};

/// A sheet that will be opened.
pub struct Planned<'a> {
    pub who: &'a Appointed,
    pub form: Form,
    section: Option<i64>,
    department: i64,
    unit: i64,
    route: Route,
    rule: Rule,
}

/// Somebody whose sheet cannot be opened, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub number: String,
    pub name: String,
    pub what: &'static str,
}

const NO_POST: &str = "任期の間の所属が登録されていません。職員の情報に所属を加えてください。";
const NO_DEPARTMENT: &str = "所属が、どの部にも入っていません。組織の情報を直してください。";
const NO_FORM: &str =
    "この職種の様式がありません。様式に職種を加えるか、任用の職種を直してください。";

/// The city's map with the one rule of short sheets; personal choices hold here as well.
pub fn short_map(mut map: Map, rule: &Rule) -> Map {
    map.rules = vec![RouteRule {
        id: 0,
        priority: 0,
        unit: None,
        position: None,
        employment: None,
        levels: Levels { first: Some(rule.first), second: rule.second, ..Levels::default() },
    }];
    map
}

/// Holds everybody who has no sheet yet against the rules.
pub fn plan<'a>(
    map: &Map,
    works: &[(String, String)],
    rule: &Rule,
    people: &'a [Appointed],
) -> (Vec<Planned<'a>>, Vec<Problem>) {
    let (mut planned, mut problems) = (Vec::new(), Vec::new());
    for who in people.iter().filter(|who| who.sheet.is_none()) {
        match one(map, works, rule, who) {
            Ok(sheet) => planned.push(sheet),
            Err(what) => {
                problems.push(Problem { number: who.number.clone(), name: who.name.clone(), what });
            }
        }
    }
    (planned, problems)
}

fn one<'a>(
    map: &Map,
    works: &[(String, String)],
    rule: &Rule,
    who: &'a Appointed,
) -> Result<Planned<'a>, &'static str> {
    let unit = who.unit.ok_or(NO_POST)?;
    let department = map.tree.enclosing(unit, Level::Department).ok_or(NO_DEPARTMENT)?.id;
    let section = map.tree.enclosing(unit, Level::Section).map(|unit| unit.id);
    let form = form((who.from, who.until), who.minutes, rule);
    let code = code(form, &who.work);
    if !works.iter().any(|(own, _)| own == code) {
        return Err(NO_FORM);
    }
    let route = map.route(&Person { staff: who.staff, unit, position: code.to_owned() });
    match route.problem() {
        Some(what) => Err(what),
        None => Ok(Planned { who, form, section, department, unit, route, rule: *rule }),
    }
}

/// The form by its code: that of the kind of work, or the brief one.
fn code(form: Form, work: &str) -> &str {
    if form == Form::Brief { BRIEF } else { work }
}

impl Planned<'_> {
    /// Whether the person is left out.
    pub fn excluded(&self) -> bool {
        matches!(self.form, Form::Excluded(_))
    }

    /// The sheet as it is stored.
    pub fn row(&self) -> Value {
        let (first, second) = (self.route.first.staff(), self.route.second.staff());
        let plan = Plan {
            direct: true,
            first: first.is_some(),
            second: second.is_some(),
            ..Plan::default()
        };
        let (state, exclusion) = match self.form {
            Form::Excluded(code) => (State::Excluded, Some(code)),
            _ => (plan.start(), None),
        };
        let term = (self.who.from, self.who.until);
        let dates: Vec<Value> = dates(term, &self.rule, plan.first, plan.second)
            .into_iter()
            .map(|d| json!({ "step": d.step, "opens_on": d.opens_on, "due_on": d.due_on }))
            .collect();
        json!({
            "staff": self.who.staff, "form": code(self.form, &self.who.work), "unit": self.unit,
            "section": self.section, "department": self.department, "state": state.code(),
            "exclusion": exclusion, "reason": self.form.reason(), "first": first,
            "second": second, "first_note": self.route.first.note(),
            "second_note": self.route.second.note(), "from_on": term.0, "until_on": term.1,
            "dates": dates,
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::{
        evaluation::short::rules::Treatment,
        organisation::{Tree, Unit},
    };

    fn map() -> Map {
        let unit = |id, level, parent| Unit {
            id,
            code: id.to_string(),
            name: format!("組織{id}"),
            level,
            parent,
        };
        let tree = Tree::new(vec![
            unit(1, Level::Executive, None),
            unit(2, Level::Department, Some(1)),
            unit(3, Level::Section, Some(2)),
        ]);
        Map { tree, leaders: [(2, 20), (3, 30)].into(), ..Map::default() }
    }

    fn appointed(staff: i64, work: &str, unit: Option<i64>, minutes: i16) -> Appointed {
        Appointed {
            staff,
            number: staff.to_string(),
            name: format!("職員{staff}"),
            from: date!(2026 - 04 - 01),
            until: date!(2027 - 03 - 31),
            minutes,
            days: None,
            work: work.to_owned(),
            unit,
            place: String::new(),
            sheet: None,
            state: None,
            returned: None,
            exclusion: None,
            form: None,
            due_on: None,
            holder: None,
            evaluator: None,
            overall: None,
            renewal: None,
            reason: None,
        }
    }

    #[test]
    fn every_appointment_becomes_a_sheet_or_a_problem() {
        let rule = Rule {
            least_months: 3,
            short_term: Treatment::Brief,
            least_minutes: 930,
            few_hours: Treatment::Excluded,
            first: Level::Section,
            second: Some(Level::Department),
            opens_days: 60,
            due_days: 14,
            scope: crate::evaluation::view::Scope::ItemsAndComments,
        };
        let works =
            [("office", "事務"), (BRIEF, "総合")].map(|(c, n)| (c.to_owned(), n.to_owned()));
        let people = [
            appointed(1, "office", Some(3), 1800),
            appointed(2, "office", Some(3), 900),
            appointed(3, "office", None, 1800),
            appointed(4, "pilot", Some(3), 1800),
            Appointed { sheet: Some(9), ..appointed(5, "office", Some(3), 1800) },
            Appointed { until: date!(2026 - 05 - 31), ..appointed(6, "office", Some(3), 1800) },
        ];
        let (planned, problems) = plan(&short_map(map(), &rule), &works, &rule, &people);
        let rows: Vec<String> = planned
            .iter()
            .map(|p| {
                let row = p.row();
                let word = |key: &str| row.get(key).map(ToString::to_string).unwrap_or_default();
                ["staff", "form", "state", "exclusion", "first", "second"].map(word).join(" ")
            })
            .collect();
        insta::assert_snapshot!(rows.join("\n"), @r#"
        1 "office" "first_review" null 30 20
        2 "office" "excluded" "short_hours" 30 20
        6 "brief" "first_review" null 30 20
        "#);
        let told: Vec<_> = problems.iter().map(|p| (p.number.as_str(), p.what)).collect();
        assert_eq!(told, [("3", NO_POST), ("4", NO_FORM)]);
    }
}
