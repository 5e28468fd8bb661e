//! メモを書く: the short form that is reachable from every page, and changing a note.

use askama::Template;
use axum::{
    extract::State as Shared,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::WrittenFact,
    forms::{self, MAX_FACT, Noted, Whom},
    rules::{self, Kind, SETTLED},
    store::{self, Written},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    identity::{Actor, SignedIn},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{fiscal_year, month_day_weekday},
        redirect,
    },
};

#[derive(Template)]
#[template(path = "evaluation/fact/note.html")]
struct NotePage {
    shell: Shell,
    action: String,
    /// Where one came from.
    back: String,
    form: String,
    version: i32,
    /// The people to choose from; empty where it is clear whom it is about.
    people: Vec<PersonOption>,
    /// Whom it is about, where that is clear: key and words.
    fixed: Option<(String, String)>,
    groups: Vec<Group>,
    kinds: [(&'static str, &'static str); 2],
    private: String,
    shared: String,
    answers: Answers,
    errors: Mistakes,
    max: usize,
    save: &'static str,
    /// What another window saved in the meantime: label and value.
    theirs: Vec<(&'static str, String)>,
}

struct PersonOption {
    key: String,
    label: String,
    position: String,
    chosen: bool,
}

/// The abilities of one position.
struct Group {
    position: String,
    abilities: Vec<(i64, String, bool)>,
}

/// What the form is about.
struct About<'a> {
    people: &'a [Whom],
    /// Whom it is about, where the reader does not choose.
    fixed: Option<&'a Whom>,
}

fn groups(about: &About<'_>, chosen: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let people = about.fixed.map_or(about.people, std::slice::from_ref);
    for whom in people.iter().filter(|whom| !whom.abilities.is_empty()) {
        if groups.iter().all(|group| group.position != whom.position) {
            let view = |(id, name): &(i64, String)| (*id, name.clone(), id.to_string() == chosen);
            let abilities = whom.abilities.iter().map(view).collect();
            groups.push(Group { position: whom.position.clone(), abilities });
        }
    }
    groups
}

/// What the two choices of 「だれが見られるか」 say.
fn visibility(about: &About<'_>) -> (String, String) {
    let shared = match about.fixed {
        Some(whom) if whom.own() && whom.others.is_empty() => {
            "評価者と共有（評価が始まると、あなたの評価者が見られます）".to_owned()
        }
        Some(whom) if whom.own() => {
            format!("評価者と共有（{}さんが見られます）", whom.others.join("さんと"))
        }
        Some(whom) => format!("本人と共有（{}さんが見られます）", whom.others.join("さんと")),
        None => "共有する（自分の記録は評価者と、部下の記録は本人ともう1人の評価者と）".to_owned(),
    };
    ("自分だけ".to_owned(), shared)
}

fn person_option(whom: &Whom, chosen: &str) -> PersonOption {
    PersonOption {
        key: whom.key.clone(),
        label: if whom.own() {
            "自分のこと".to_owned()
        } else {
            format!("{}さん（{}）", whom.name, whom.position)
        },
        position: whom.position.clone(),
        chosen: whom.key == chosen,
    }
}

/// The form with these answers in it.
fn page(
    app: &App,
    actor: &Actor,
    about: &About<'_>,
    answers: Answers,
    errors: Mistakes,
) -> NotePage {
    let (private, shared) = visibility(about);
    let people = match about.fixed {
        None => about.people.iter().map(|w| person_option(w, answers.get("person"))).collect(),
        Some(_) => Vec::new(),
    };
    NotePage {
        shell: actor
            .shell(app, "メモを書く")
            .at("/facts/new")
            .under("/facts", "私の記録")
            .with_mistakes(&errors),
        action: "/facts".to_owned(),
        back: rules::back(answers.get("back")),
        form: uuid::Uuid::now_v7().to_string(),
        version: 0,
        people,
        fixed: about.fixed.map(|whom| {
            let words = if whom.own() {
                String::new()
            } else {
                format!("{}さん（{}）", whom.name, whom.position)
            };
            (whom.key.clone(), words)
        }),
        groups: groups(about, answers.get("ability")),
        kinds: Kind::ALL.map(|kind| (kind.code(), kind.label())),
        private,
        shared,
        answers,
        errors,
        max: MAX_FACT,
        save: "保存",
        theirs: Vec::new(),
    }
}

/// Whom a form is about without asking: the one it names as fixed, or the only one there is.
fn fixed<'a>(people: &'a [Whom], key: &str) -> Result<Option<&'a Whom>> {
    match people {
        _ if !key.is_empty() => {
            people.iter().find(|whom| whom.is(key)).map(Some).ok_or(AppError::NotFound)
        }
        [own] => Ok(Some(own)),
        _ => Ok(None),
    }
}

/// The page somebody came from, as the browser tells it.
fn came_from(headers: &HeaderMap) -> String {
    let word = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let referer = word(header::REFERER);
    let path = rules::own_page(referer, word(header::HOST)).unwrap_or("/facts");
    rules::back(path)
}

/// GET /facts/new?sheet=&ability=: about oneself, or about the person of a sheet one evaluates.
pub async fn begin(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let people = store::people(&app.reader, &actor, app.today()).await?;
    let about = About { people: &people, fixed: fixed(&people, filters.get("sheet"))? };
    let back = came_from(&headers);
    let there = rules::sheet_of(&back).map(|id| id.to_string());
    let person = there.and_then(|key| people.iter().find(|whom| whom.is(&key)));
    let person = person.map(|whom| whom.key.clone());
    let mut answers = Answers::from([("kind", Kind::Good.code()), ("shared", "no")]);
    answers.put_day("on", app.today());
    answers.put("person", person.unwrap_or_else(|| "own".to_owned()));
    answers.put("ability", filters.get("ability"));
    answers.put("back", back);
    Ok(Page(page(&app, &actor, &about, answers, Mistakes::default())).into_response())
}

/// What the book keeps of a note: never its words, which are not for those who read the book.
fn entry(event: Event, fact: i64, whom: &Whom, noted: &Noted) -> Entry {
    Entry::new(event, Subject::new("fact", fact)).about(whom.subject).detail(json!({
        "on": noted.on.to_string(), "kind": noted.kind.code(), "shared": noted.shared,
    }))
}

/// POST /facts: keeps a note and leads back to where the writer was.
pub async fn note(SignedIn(actor): SignedIn, Shared(app): Shared<App>, answers: Answers) -> Result {
    let people = store::people(&app.reader, &actor, app.today()).await?;
    let chosen = forms::whom(&answers, &people);
    let (whom, noted) = match (chosen, forms::note(&answers, chosen, app.today())) {
        (Ok(whom), Ok(noted)) => (whom, noted),
        (_, read) => {
            let errors = read.err().unwrap_or_default();
            let about = About { people: &people, fixed: fixed(&people, answers.get("fixed"))? };
            return Ok(Page(page(&app, &actor, &about, answers, errors)).unprocessable());
        }
    };
    let back = rules::back(answers.get("back"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), "/facts", &back).await? {
        return Ok(redirect(&first, Notice::FactNoted));
    }
    let id = store::insert(&mut change, whom, &noted).await?;
    change.commit(entry(Event::FactNoted, id, whom, &noted)).await?;
    Ok(redirect(&back, Notice::FactNoted))
}

/// Whom a written fact is about, among those its writer may write about now. It keeps its ability,
/// also where the person has come to another position since.
fn whom_of(written: &WrittenFact, people: &[Whom]) -> Result<Whom> {
    let fact = written.fact();
    if fact.deleted {
        return Err(AppError::NotFound);
    }
    if fact.settled {
        return Err(AppError::Refused(SETTLED.to_owned()));
    }
    let own = fact.subject == written.actor().id;
    let year = fiscal_year(fact.on);
    let theirs = |whom: &&Whom| whom.subject == fact.subject && whom.years.contains(&year);
    let found = people.iter().find(|whom| if own { whom.own() } else { theirs(whom) });
    let mut whom = found.cloned().ok_or(AppError::NotFound)?;
    if let (Some(id), Some(name)) = (fact.ability, &fact.ability_name)
        && whom.abilities.iter().all(|(known, _)| *known != id)
    {
        whom.abilities.push((id, name.clone()));
    }
    Ok(whom)
}

/// What is stored, as answers.
fn stored(fact: &Written) -> Answers {
    let mut answers = Answers::default();
    answers.put_day("on", fact.on);
    answers.put("body", fact.body.clone());
    answers.put("ability", fact.ability.map(|id| id.to_string()).unwrap_or_default());
    answers.put("kind", fact.kind.code());
    answers.put("shared", if fact.shared { "yes" } else { "no" });
    answers
}

/// The frame of a page about a note that exists, under the list it stands on.
pub(super) fn shell(app: &App, written: &WrittenFact, title: &str) -> Shell {
    let (actor, fact) = (written.actor(), written.fact());
    let shell = actor.shell(app, title);
    if fact.subject == actor.id {
        shell.at("/facts").under("/facts", "私の記録")
    } else {
        let list = format!("{}さんの記録", fact.subject_name);
        shell.at("/reviews").under("/reviews", "部下の評価").under(written.list(), list)
    }
}

/// The form of a note that exists.
fn edit_page(
    app: &App,
    written: &WrittenFact,
    (people, whom): (&[Whom], &Whom),
    answers: Answers,
    errors: Mistakes,
) -> NotePage {
    let (fact, about) = (written.fact(), About { people, fixed: Some(whom) });
    let mut page = page(app, written.actor(), &about, answers, errors);
    page.shell = shell(app, written, "記録を直す").with_mistakes(&page.errors);
    page.action = format!("/facts/{}", fact.id);
    page.back = written.list();
    page.version = fact.version;
    page.save = "変更を保存";
    page
}

/// Looking at what one wrote about somebody else is a look at their record, too.
pub(super) async fn looked(app: &App, written: &WrittenFact) -> Result<()> {
    let (actor, fact) = (written.actor(), written.fact());
    if fact.subject == actor.id {
        return Ok(());
    }
    let subject = Subject::new("fact", fact.id);
    audit::viewed(app, actor, Event::FactsViewed, subject, Some(fact.subject)).await
}

/// GET /facts/{id}/edit
pub async fn edit(written: WrittenFact, Shared(app): Shared<App>) -> Result {
    let people = store::people(&app.reader, written.actor(), app.today()).await?;
    let whom = whom_of(&written, &people)?;
    looked(&app, &written).await?;
    let answers = stored(written.fact());
    let page = edit_page(&app, &written, (&people, &whom), answers, Mistakes::default());
    Ok(Page(page).into_response())
}

/// POST /facts/{id}: changes a note. Who saw an older version is shown both.
pub async fn change(written: WrittenFact, Shared(app): Shared<App>, answers: Answers) -> Result {
    let people = store::people(&app.reader, written.actor(), app.today()).await?;
    let (path, list) = (format!("/facts/{}", written.fact().id), written.list());
    let mut change = Change::begin(&app, written.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &list).await? {
        return Ok(redirect(&first, Notice::FactChanged));
    }
    let whom = whom_of(&written, &people)?;
    let noted = match forms::note(&answers, Ok(&whom), app.today()) {
        Ok(noted) => noted,
        Err(errors) => {
            let page = edit_page(&app, &written, (&people, &whom), answers, errors);
            return Ok(Page(page).unprocessable());
        }
    };
    let version = answers.get("version").parse().unwrap_or(0);
    if !store::update(&mut change, written.fact(), version, &noted).await? {
        let mut page = edit_page(&app, &written, (&people, &whom), answers, Mistakes::default());
        page.theirs = words(written.fact());
        return Ok(Page(page).conflicting());
    }
    let entry = entry(Event::FactChanged, written.fact().id, &whom, &noted);
    change.commit(entry).await?;
    Ok(redirect(&list, Notice::FactChanged))
}

/// A fact in words, for reading before it is deleted and beside what another window wrote.
pub(super) fn words(fact: &Written) -> Vec<(&'static str, String)> {
    let shared = if fact.shared { "共有している" } else { "自分だけ" };
    vec![
        ("日付", month_day_weekday(fact.on)),
        ("できごと", fact.body.clone()),
        ("能力", fact.ability_name.clone().unwrap_or_else(|| "まだ決めていない".to_owned())),
        ("種類", fact.kind.label().to_owned()),
        ("見られる人", shared.to_owned()),
    ]
}
