//! What becomes of the stored people and posts when a file is laid over them. A new main post ends
//! the one before; nobody and no post is taken away. Nobody has two main posts, no unit has two
//! heads, nobody has the same post twice (the database refuses all three as well). Pure.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use super::forms::{Person, PersonRow, Post, PostRow, Said};
use crate::kit::{
    date::wareki,
    spans::{Span, lay},
    table::Problem,
};

/// A post that is stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub id: i64,
    pub number: String,
    pub post: Post,
    pub span: Span,
}

/// What the file is laid over.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub people: BTreeMap<String, Person>,
    pub posts: Vec<Stored>,
    /// code of each unit and when it exists
    pub units: BTreeMap<String, Vec<Span>>,
}

/// What has to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub new_people: Vec<Person>,
    pub changed_people: Vec<Person>,
    pub changed_posts: Vec<(i64, Span, Post)>,
    pub new_posts: Vec<(String, Span, Post)>,
    /// what each row of a post comes to: the row, the stored post it speaks of, and its end
    pub rows: Vec<(usize, Option<i64>, Span)>,
}

impl Plan {
    /// The file says what is stored already.
    pub fn is_empty(&self) -> bool {
        self.new_people.is_empty()
            && self.changed_people.is_empty()
            && self.changed_posts.is_empty()
            && self.new_posts.is_empty()
    }
}

/// A post afterwards: whose, the row that brought it, its time and what it is.
type After = (String, Option<usize>, Span, Post);

/// The plan, or everything that stands against it.
pub fn plan(known: &Known, said: &Said) -> Result<Plan, Vec<Problem>> {
    let mut problems = strangers(known, &said.posts);
    let mut plan = Plan::default();
    let people = people(&said.people, &mut problems);
    let mut new: BTreeMap<&str, Vec<&PostRow>> =
        people.keys().map(|number| (*number, Vec::new())).collect();
    for row in &said.posts {
        new.entry(&row.number).or_default().push(row);
    }
    let mut own: BTreeMap<&str, Vec<&Stored>> = BTreeMap::new();
    let mut after: Vec<After> = Vec::new();
    for stored in &known.posts {
        if new.contains_key(stored.number.as_str()) {
            own.entry(&stored.number).or_default().push(stored);
        } else {
            after.push((stored.number.clone(), None, stored.span, stored.post.clone()));
        }
    }
    for person in people.values() {
        match known.people.get(&person.number) {
            None => plan.new_people.push((*person).clone()),
            Some(before) if before != *person => plan.changed_people.push((*person).clone()),
            Some(_) => {}
        }
    }
    for (number, new) in &new {
        let Some(person) = people.get(number).copied().or_else(|| known.people.get(*number)) else {
            let advice =
                "この職員番号の職員がいません。先に職員を取り込むか、番号を直してください。";
            problems.extend(new.iter().map(|r| problem(r.row, "職員番号", number, advice)));
            continue;
        };
        let own = own.get(number).map_or(&[][..], Vec::as_slice);
        // what is stored already is not judged again
        let told =
            |row: &PostRow| own.iter().any(|s| s.span.from == row.span.from && s.post == row.post);
        let fresh = new.iter().filter(|row| !told(row));
        problems.extend(fresh.filter_map(|row| out_of_service(row, person)));
        lay_posts((own, new), person, &mut plan, &mut after, &mut problems);
    }
    problems.extend(doubles(&after));
    problems.sort_by_key(|p| p.row);
    problems.dedup();
    if problems.is_empty() { Ok(plan) } else { Err(problems) }
}

/// A post that begins before its holder is hired or after they have left.
fn out_of_service(row: &PostRow, person: &Person) -> Option<Problem> {
    let advice = if row.span.from < person.hired_on {
        "採用日より前です。採用日以後の日付にしてください。"
    } else if person.left_on.is_some_and(|left| row.span.from > left) {
        "退職日より後です。退職日以前の日付にしてください。"
    } else {
        return None;
    };
    Some(problem(row.row, "発令日", &wareki(row.span.from), advice))
}

/// Rows whose unit is not there on the first day.
fn strangers(known: &Known, rows: &[PostRow]) -> Vec<Problem> {
    let there = |row: &PostRow| {
        let spans = known.units.get(&row.post.unit);
        spans.is_some_and(|spans| spans.iter().any(|s| s.holds_on(row.span.from)))
    };
    let advice =
        "発令日にこのコードの組織がありません。先に組織を取り込むか、コードを直してください。";
    let stray = rows.iter().filter(|row| !there(row));
    stray.map(|row| problem(row.row, "組織コード", &row.post.unit, advice)).collect()
}

fn problem(row: usize, column: &'static str, value: &str, advice: &str) -> Problem {
    Problem { row, column, value: value.to_owned(), advice: advice.to_owned() }
}

/// Everybody in the file. Rows of one number must agree about the person.
fn people<'a>(rows: &'a [PersonRow], problems: &mut Vec<Problem>) -> BTreeMap<&'a str, &'a Person> {
    let mut people: BTreeMap<&str, (&Person, usize)> = BTreeMap::new();
    for row in rows {
        let (first, at) = *people.entry(&row.person.number).or_insert((&row.person, row.row));
        if *first != row.person {
            let advice = format!(
                "{at}行目と、同じ職員番号なのに氏名や採用日などが違います。同じ内容にしてください。"
            );
            problems.push(problem(row.row, "職員番号", &row.person.number, &advice));
        }
    }
    people.into_iter().map(|(number, (person, _))| (number, person)).collect()
}

/// Which posts follow one another: all main posts of a person, or the same second post.
fn line(post: &Post) -> Option<(&str, &str)> {
    (!post.main).then_some((post.unit.as_str(), post.title.as_str()))
}

fn lay_posts(
    (own, new): (&[&Stored], &[&PostRow]),
    person: &Person,
    plan: &mut Plan,
    after: &mut Vec<After>,
    problems: &mut Vec<Problem>,
) {
    let lines: BTreeSet<_> =
        own.iter().map(|s| line(&s.post)).chain(new.iter().map(|r| line(&r.post))).collect();
    let end = person.left_on.and_then(Date::next_day);
    for which in lines {
        let old: Vec<_> = own
            .iter()
            .filter(|s| line(&s.post) == which)
            .map(|s| (s.id, s.span, s.post.clone()))
            .collect();
        let wanted: Vec<_> = new
            .iter()
            .filter(|r| line(&r.post) == which)
            .map(|r| (r.row, r.span, r.post.clone()))
            .collect();
        let laid = match lay(&old, &wanted) {
            Ok(laid) => laid,
            Err(clashes) => {
                let clash = |(row, advice): (usize, String)| {
                    problem(row, "発令日", &person.number, &advice)
                };
                problems.extend(clashes.into_iter().map(clash));
                continue;
            }
        };
        for (key, row, mut span, post) in laid.all {
            // whoever has left holds no post
            if let Some(end) = end.filter(|end| span.from < *end) {
                span.until = Some(span.until.map_or(end, |until| until.min(end)));
            }
            let before = key.and_then(|key| old.iter().find(|o| o.0 == key));
            match (key, before) {
                (Some(key), Some(before)) if before.1 != span || before.2 != post => {
                    plan.changed_posts.push((key, span, post.clone()));
                }
                (None, _) => plan.new_posts.push((person.number.clone(), span, post.clone())),
                _ => {}
            }
            plan.rows.extend(row.map(|row| (row, key, span)));
            after.push((person.number.clone(), row, span, post));
        }
    }
}

/// Two heads of one unit, or the same post of the same person twice, at the same time. The row of
/// the file is named; if both are of the file, the later one.
fn doubles(after: &[After]) -> Vec<Problem> {
    let mut heads: BTreeMap<&str, Vec<&After>> = BTreeMap::new();
    let mut posts: BTreeMap<(&str, &str, &str), Vec<&After>> = BTreeMap::new();
    for one in after {
        if one.3.leads {
            heads.entry(&one.3.unit).or_default().push(one);
        }
        posts.entry((&one.0, &one.3.unit, &one.3.title)).or_default().push(one);
    }
    let mut problems = Vec::new();
    for ones in heads.values_mut() {
        for (row, other) in clashes(ones) {
            let advice = format!(
                "この組織には、同じ時期に別の所属長（職員番号 {other}）がいます。どちらかの所属長または日付を直してください。"
            );
            problems.push(problem(row, "所属長", "○", &advice));
        }
    }
    for ((number, ..), ones) in &mut posts {
        for (row, _) in clashes(ones) {
            let advice =
                "同じ人の同じ組織・職名の発令と時期が重なります。どちらかを直してください。";
            problems.push(problem(row, "発令日", number, advice));
        }
    }
    problems
}

fn clashes(ones: &mut [&After]) -> Vec<(usize, String)> {
    ones.sort_by_key(|one| (one.2.from, one.1));
    let mut found = Vec::new();
    for pair in ones.windows(2) {
        let [a, b] = pair else { continue };
        if !a.2.overlaps(b.2) {
            continue;
        }
        let (row, other) = match (a.1, b.1) {
            (_, Some(row)) => (row, &a.0),
            (Some(row), None) => (row, &b.0),
            (None, None) => continue,
        };
        found.push((row, other.clone()));
    }
    found
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const Y20: Date = date!(2020 - 04 - 01);
    const Y26: Date = date!(2026 - 04 - 01);

    fn person(number: &str) -> Person {
        let word = |text: &str| text.to_owned();
        Person {
            number: word(number),
            family: word("佐藤"),
            given: word("みなみ"),
            family_kana: word("サトウ"),
            given_kana: word("ミナミ"),
            former_family: None,
            employment: word("regular"),
            hired_on: Y20,
            left_on: None,
        }
    }

    fn post(unit: &str, main: bool, leads: bool) -> Post {
        let (unit, title) = (unit.to_owned(), if leads { "課長" } else { "主事" }.to_owned());
        Post { unit, position: Some("shuji".to_owned()), title, main, leads }
    }

    fn row(row: usize, number: &str, post: Post, from: Date) -> Said {
        let (number, person) = (number.to_owned(), person(number));
        Said {
            people: vec![PersonRow { row, person }],
            posts: vec![PostRow { row, number, post, span: Span { from, until: None } }],
        }
    }

    fn all(parts: &[Said]) -> Said {
        Said {
            people: parts.iter().flat_map(|part| part.people.clone()).collect(),
            posts: parts.iter().flat_map(|part| part.posts.clone()).collect(),
        }
    }

    /// 1 heads unit 10, 2 works in 20.
    fn known() -> Known {
        let stored = |id, number: &str, post| {
            let span = Span { from: Y20, until: None };
            Stored { id, number: number.to_owned(), post, span }
        };
        let units = ["10", "20"].map(|c| (c.to_owned(), vec![Span { from: Y20, until: None }]));
        Known {
            people: ["1", "2"].map(|n| (n.to_owned(), person(n))).into(),
            posts: vec![
                stored(1, "1", post("10", true, true)),
                stored(2, "2", post("20", true, false)),
            ],
            units: units.into(),
        }
    }

    fn said(parts: &[Said]) -> Vec<(usize, &'static str)> {
        plan(&known(), &all(parts)).unwrap_err().iter().map(|p| (p.row, p.column)).collect()
    }

    #[test]
    fn a_file_that_says_what_is_stored_changes_nothing() {
        let rows =
            [row(2, "1", post("10", true, true), Y20), row(3, "2", post("20", true, false), Y20)];
        let plan = plan(&known(), &all(&rows)).unwrap();
        assert!(plan.is_empty());
        let span = Span { from: Y20, until: None };
        assert_eq!(plan.rows, [(2, Some(1), span), (3, Some(2), span)]);
    }

    #[test]
    fn a_transfer_ends_the_post_before() {
        let plan = plan(&known(), &row(2, "2", post("10", true, false), Y26)).unwrap();
        let ended = Span { from: Y20, until: Some(Y26) };
        assert_eq!(plan.changed_posts, [(2, ended, post("20", true, false))]);
        assert_eq!(plan.new_posts.len(), 1);
        assert!(plan.new_people.is_empty() && plan.changed_people.is_empty());
    }

    #[test]
    fn heads_change_places_in_one_file_but_not_in_half_a_file() {
        let half = row(2, "2", post("10", true, true), Y26);
        assert_eq!(said(std::slice::from_ref(&half)), [(2, "所属長")]);
        let other = row(3, "1", post("20", true, true), Y26);
        assert_eq!(plan(&known(), &all(&[half, other])).unwrap().new_posts.len(), 2);
    }

    #[test]
    fn a_second_post_stands_beside_the_main_one() {
        let plan = plan(&known(), &row(2, "2", post("10", false, false), Y26)).unwrap();
        assert!(plan.changed_posts.is_empty());
        assert_eq!(plan.new_posts.len(), 1);
    }

    #[test]
    fn whoever_leaves_gives_up_the_post_whether_the_file_names_it_or_not() {
        let mut leaver = row(2, "2", post("20", true, false), Y20);
        leaver.people[0].person.left_on = Some(date!(2026 - 03 - 31));
        let alone = Said { people: leaver.people.clone(), posts: Vec::new() };
        for said in [leaver, alone] {
            let plan = plan(&known(), &said).unwrap();
            assert_eq!(plan.changed_people.len(), 1);
            assert_eq!(plan.changed_posts[0].1.until, Some(Y26));
        }
    }

    #[test]
    fn a_post_needs_somebody_in_service() {
        let mut nobody = row(2, "3", post("20", true, false), Y26);
        nobody.people.clear();
        assert_eq!(said(&[nobody]), [(2, "職員番号")]);
        let early = row(2, "2", post("20", true, false), date!(2019 - 04 - 01));
        assert_eq!(said(&[early]), [(2, "組織コード"), (2, "発令日")]);
        let mut late = row(2, "2", post("10", true, false), Y26);
        late.people[0].person.left_on = Some(date!(2026 - 03 - 31));
        assert_eq!(said(&[late]), [(2, "発令日")]);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let mut other = row(3, "3", post("10", false, false), Y26);
        other.people[0].person.given = "ななみ".to_owned();
        let rows = [row(2, "3", post("20", true, false), Y26), other];
        assert_eq!(said(&rows), [(3, "職員番号")]);
        assert_eq!(said(&[row(2, "3", post("99", true, false), Y26)]), [(2, "組織コード")]);
        let twice =
            [row(2, "3", post("20", true, false), Y26), row(3, "3", post("20", false, false), Y26)];
        assert_eq!(said(&twice), [(3, "発令日")]);
    }
}
