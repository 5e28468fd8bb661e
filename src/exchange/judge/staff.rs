//! Rows of people and of their posts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ground, Plan, compare, last_day};
use crate::{
    audit::Change,
    exchange::{
        kinds::Kind,
        rules::{Difference, Verdict, settle, wrong},
    },
    kit::{
        Result,
        date::wareki,
        spans::Span,
        table::{Problem, Row},
    },
    staff::files::{self, Known, Person, PostRow, Said, Stored},
};

/// Judges the rows of a piece.
pub(super) async fn judge(
    change: &mut Change,
    kind: Kind,
    ground: &Ground,
    rows: &[Row],
) -> Result<(Vec<Verdict>, Plan)> {
    let mut problems = if kind == Kind::Staff { twice(rows) } else { Vec::new() };
    let doubled: BTreeSet<usize> = problems.iter().map(|problem| problem.row).collect();
    let mut said = Said::default();
    for row in rows {
        let before = problems.len();
        let (person, post) = match kind {
            Kind::Staff => (files::person(row, &mut problems), None),
            _ => (None, files::post(row, &ground.positions, &mut problems)),
        };
        if problems.len() == before && !doubled.contains(&row.number) {
            said.people.extend(person);
            said.posts.extend(post);
        }
    }
    let numbers = said.numbers();
    let known = files::known(change, &numbers).await?;
    keep(&mut said, rows, &known);
    let dated = files::dated_employments(change, &numbers).await?;
    problems.extend(otherwise_employed(&mut said, rows, &dated));
    let (plan, more) = settle(|out| {
        let mut right = said.clone();
        right.people.retain(|one| !out.contains(&one.row));
        right.posts.retain(|one| !out.contains(&one.row));
        files::plan(&known, &right)
    });
    problems.extend(more);
    let names = names(rows, &known);
    let whom = |row: usize| names.get(&row).cloned().unwrap_or_default();
    let wrong = wrong(problems, whom);
    let out: BTreeSet<usize> = wrong.iter().map(|verdict| verdict.row).collect();
    let eye = Eye::new(ground, &known, &plan);
    let mut verdicts = wrong;
    for one in said.people.iter().filter(|one| !out.contains(&one.row)) {
        let before = known.people.get(&one.person.number);
        let changes = eye.person(before, &one.person);
        verdicts.push(Verdict::right(one.row, whom(one.row), before.is_some(), changes));
    }
    for one in said.posts.iter().filter(|one| !out.contains(&one.row)) {
        verdicts.push(eye.post(one, whom(one.row)));
    }
    Ok((verdicts, Plan::Staff(Box::new(plan))))
}

/// Rows with the number of another row: a file of people has one row for each. All of them are named,
/// because nobody knows which is the right one.
fn twice(rows: &[Row]) -> Vec<Problem> {
    let mut owners: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        if let Ok(number) = files::number(row.get("職員番号")) {
            owners.entry(number).or_default().push(row);
        }
    }
    let mut problems = Vec::new();
    for own in owners.into_values().filter(|own| own.len() > 1) {
        let places: Vec<String> = own.iter().map(|row| format!("{}行目", row.number)).collect();
        let advice = format!(
            "{}が、同じ職員番号です。1人は1行にします。番号を直すか、要らない行をファイルから消してください。",
            places.join("と")
        );
        problems.extend(own.iter().map(|row| row.problem("職員番号", advice.clone())));
    }
    problems
}

/// Rows that say another 雇用区分 than the dated 任用 of today: it has days and a ground, which a
/// file does not say. They are taken out.
fn otherwise_employed(
    said: &mut Said,
    rows: &[Row],
    dated: &BTreeMap<String, String>,
) -> Vec<Problem> {
    let other = |one: &files::PersonRow| {
        dated.get(&one.person.number).is_some_and(|kind| *kind != one.person.employment)
    };
    let out: BTreeSet<usize> =
        said.people.iter().filter(|one| other(one)).map(|one| one.row).collect();
    said.people.retain(|one| !out.contains(&one.row));
    let advice = "任用の記録と違います。任用の変更は、職員の画面の「任用を加える」か発令で登録してください。";
    let rows = rows.iter().filter(|row| out.contains(&row.number));
    rows.map(|row| row.problem("雇用区分", advice)).collect()
}

/// Keeps what is stored of the columns the file does not have.
fn keep(said: &mut Said, rows: &[Row], known: &Known) {
    let rows: BTreeMap<usize, &Row> = rows.iter().map(|row| (row.number, row)).collect();
    for one in &mut said.people {
        let Some(own) = known.people.get(&one.person.number) else { continue };
        let has = |column| rows.get(&one.row).is_some_and(|row| row.has(column));
        if !has("旧姓") {
            one.person.former_family.clone_from(&own.former_family);
        }
        if !has("退職日") {
            one.person.left_on = own.left_on;
        }
    }
}

/// 「010234 佐藤 みなみ」 of every row: as the file has it, else as it is stored.
fn names(rows: &[Row], known: &Known) -> BTreeMap<usize, String> {
    let name = |row: &Row| {
        let number = files::number(row.get("職員番号"));
        let number = number.unwrap_or_else(|_| row.get("職員番号").to_owned());
        let (family, given) = match known.people.get(&number) {
            Some(own) if row.get("姓").is_empty() => (own.family.as_str(), own.given.as_str()),
            _ => (row.get("姓"), row.get("名")),
        };
        format!("{number} {family} {given}").trim_end().to_owned()
    };
    rows.iter().map(|row| (row.number, name(row))).collect()
}

/// What is needed to put a row into words.
struct Eye<'a> {
    ground: &'a Ground,
    stored: BTreeMap<i64, &'a Stored>,
    /// row → stored post and time
    rows: BTreeMap<usize, (Option<i64>, Span)>,
    /// posts that become shorter without a row of their own, by number
    ended: BTreeMap<&'a str, Vec<(&'a Stored, Span)>>,
}

impl<'a> Eye<'a> {
    fn new(ground: &'a Ground, known: &'a Known, plan: &files::Plan) -> Self {
        let stored: BTreeMap<i64, &Stored> = known.posts.iter().map(|one| (one.id, one)).collect();
        let rows: BTreeMap<_, _> =
            plan.rows.iter().map(|(row, key, span)| (*row, (*key, *span))).collect();
        let named: BTreeSet<i64> = rows.values().filter_map(|(key, _)| *key).collect();
        let mut ended: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (key, span, _) in plan.changed_posts.iter().filter(|(key, ..)| !named.contains(key)) {
            if let Some(old) = stored.get(key) {
                ended.entry(&old.number).or_default().push((*old, *span));
            }
        }
        Self { ground, stored, rows, ended }
    }

    fn person(&self, before: Option<&Person>, after: &Person) -> Vec<Difference> {
        let Some(before) = before else { return Vec::new() };
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "なし".to_owned());
        let left = |p: &Person| p.left_on.map_or_else(|| "在職".to_owned(), wareki);
        let word = |p: &Person| files::employment_word(&p.employment).to_owned();
        let mut changes = compare(&[
            ("姓", before.family.clone(), after.family.clone()),
            ("名", before.given.clone(), after.given.clone()),
            ("姓カナ", before.family_kana.clone(), after.family_kana.clone()),
            ("名カナ", before.given_kana.clone(), after.given_kana.clone()),
            ("旧姓", or_none(&before.former_family), or_none(&after.former_family)),
            ("雇用区分", word(before), word(after)),
            ("採用日", wareki(before.hired_on), wareki(after.hired_on)),
            ("退職日", left(before), left(after)),
        ]);
        let ended = self.ended.get(after.number.as_str()).into_iter().flatten();
        changes.extend(ended.filter_map(|(old, span)| self.end(old, *span)));
        changes
    }

    /// A post that comes to its end.
    fn end(&self, old: &Stored, span: Span) -> Option<Difference> {
        let label =
            format!("前の「{} {}」の解除日", self.ground.unit(&old.post.unit), old.post.title);
        Difference::between(&label, &last_day(old.span), &last_day(span))
    }

    fn post(&self, one: &PostRow, whom: String) -> Verdict {
        let (key, span) = self.rows.get(&one.row).copied().unwrap_or((None, one.span));
        let before = key.and_then(|key| self.stored.get(&key));
        let kind = |main: bool| if main { "本務" } else { "兼務" }.to_owned();
        let leads = |leads: bool| if leads { "所属長" } else { "所属長ではない" }.to_owned();
        let mut changes = before.map_or_else(Vec::new, |old| {
            let (was, is) = (&old.post, &one.post);
            let position = |code: &Option<String>| self.ground.position(code.as_deref());
            compare(&[
                ("所属", self.ground.unit(&was.unit), self.ground.unit(&is.unit)),
                ("職位", position(&was.position), position(&is.position)),
                ("職名", was.title.clone(), is.title.clone()),
                ("本務兼務", kind(was.main), kind(is.main)),
                ("所属長", leads(was.leads), leads(is.leads)),
                ("解除日", last_day(old.span), last_day(span)),
            ])
        });
        // the post this one follows
        let ended = self.ended.get(one.number.as_str()).into_iter().flatten();
        let mine = ended.filter(|(_, ends)| ends.until == Some(span.from));
        changes.extend(mine.filter_map(|(old, span)| self.end(old, *span)));
        Verdict::right(one.row, whom, before.is_some(), changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_stands_twice_is_told_at_every_row() {
        let row = |at: usize, number: &str| {
            Row::new(at, [("職員番号", number.to_owned())].into_iter().collect())
        };
        let rows = [row(2, "010234"), row(3, "010235"), row(4, "０１０２３４"), row(5, "")];
        let told: Vec<(usize, String)> =
            twice(&rows).into_iter().map(|problem| (problem.row, problem.advice)).collect();
        assert_eq!(told.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 4]);
        assert!(told.iter().all(|(_, advice)| advice.starts_with("2行目と4行目が、同じ職員番号")));
    }
}
