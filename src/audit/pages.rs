//! 操作の記録: the book for auditors and 職員課, as a page and as a file; and for everybody, who
//! looked at one's own record. Looking at the book stands in the book.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    Event, Subject,
    rules::{Wanted, change_words},
    store::{self, Cover, Line},
    subjects::subject_words,
    viewed,
};
use crate::{
    export::Export,
    identity::{Actor, Auditor, SignedIn},
    kit::{
        App, Filters, Mistakes, Page, Result, Shell,
        date::{clock_time, local, moment, slashed, wareki_day},
        list::List,
    },
};

const HERE: &str = "/audit";
/// Entries a page.
const SIZE: i64 = 50;
/// Entries a file, and how far they are counted.
const FILE: i64 = 10_000;
/// The book itself.
const BOOK: Subject = Subject { kind: "audit", id: None };

#[derive(Template)]
#[template(path = "audit/book.html")]
struct BookPage {
    shell: Shell,
    entries: i64,
    /// What narrows the list, in words, with the address without it.
    narrowed: Vec<(String, String)>,
    fields: Filters,
    errors: Mistakes,
    events: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    /// 「条件に合う記録は128件です」
    found: String,
    oldest: bool,
    first_page: Option<String>,
    next_page: Option<String>,
    file: String,
}

struct Row {
    seq: i64,
    day: String,
    time: String,
    who: String,
    who_number: String,
    event: String,
    subject: String,
    whose: String,
    whose_number: String,
    change: String,
    origin: String,
}

fn event_words(code: &str) -> String {
    Event::from_code(code).map_or_else(|| code.to_owned(), |event| event.label().to_owned())
}

fn origin_words(origin: &str) -> String {
    match origin {
        "cli" => "サーバー上の操作".to_owned(),
        "clock" => "決まった時刻の処理".to_owned(),
        address => address.to_owned(),
    }
}

fn row(line: Line) -> Row {
    let nobody = match line.origin.as_str() {
        "cli" => "システム管理の操作",
        "clock" => "システム（自動）",
        _ => "ログイン前の人",
    };
    Row {
        seq: line.seq,
        day: wareki_day(local(line.at).date()),
        time: clock_time(line.at),
        who: line.actor_name.unwrap_or_else(|| nobody.to_owned()),
        who_number: line.actor_number.unwrap_or_default(),
        event: event_words(&line.event),
        subject: if line.subject_kind == "staff" && line.staff_name.is_none() {
            // one's own page, such as the queue
            "―".to_owned()
        } else {
            subject_words(&line.subject_kind, line.subject_id)
        },
        whose: line.staff_name.unwrap_or_default(),
        whose_number: line.staff_number.unwrap_or_default(),
        change: change_words(&line.detail),
        origin: origin_words(&line.origin),
    }
}

/// What is asked for, held against the people there are.
async fn asked(app: &App, filters: &Filters) -> Result<(Cover, Result<Wanted, Mistakes>)> {
    let wanted = Wanted::read(filters);
    let number = wanted.as_ref().ok().and_then(|wanted| wanted.number.clone());
    let cover = store::cover(&app.reader, number.as_deref()).await?;
    if let Some(number) = number.filter(|_| cover.person.is_none()) {
        let mut mistakes = Mistakes::default();
        let words = format!("職員番号「{number}」の人はいません。番号を確かめてください");
        mistakes.add("number", words);
        return Ok((cover, Err(mistakes)));
    }
    Ok((cover, wanted))
}

fn book_page(app: &App, actor: &Actor, cover: &Cover, filters: Filters) -> BookPage {
    BookPage {
        shell: actor.shell(app, "操作の記録").at(HERE),
        entries: cover.entries,
        narrowed: Vec::new(),
        fields: filters,
        errors: Mistakes::default(),
        events: Event::ALL.iter().map(|event| (event.code(), event.label())).collect(),
        rows: Vec::new(),
        found: String::new(),
        oldest: false,
        first_page: None,
        next_page: None,
        file: String::new(),
    }
}

/// Who is not of 職員課 reads nothing about orders that are not announced yet.
fn whom(app: &App, actor: &Actor) -> store::For {
    store::For { reader: actor.id, sealed_on: (!actor.hats.hr).then(|| app.today()) }
}

/// GET /audit
pub async fn show(Auditor(actor): Auditor, Shared(app): Shared<App>, filters: Filters) -> Result {
    let (cover, wanted) = asked(&app, &filters).await?;
    let mut page = book_page(&app, &actor, &cover, filters);
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(mistakes) => {
            page.shell = page.shell.with_mistakes(&mistakes);
            page.errors = mistakes;
            return Ok(Page(page).unprocessable());
        }
    };
    let id = cover.person.as_ref().map(|(id, _)| *id);
    let narrowed = wanted.words(cover.person.as_ref().map(|(_, name)| name.as_str()));
    // a count of the whole book stands above the list already
    let most = (SIZE + 1, if narrowed.is_empty() { 0 } else { FILE + 1 });
    let mut lines = store::lines(&app.reader, &wanted, id, most, whom(&app, &actor)).await?;
    viewed(&app, &actor, Event::AuditViewed, BOOK, id).await?;
    let more = lines.len() > usize::try_from(SIZE).unwrap_or(usize::MAX);
    lines.truncate(usize::try_from(SIZE).unwrap_or(usize::MAX));
    let query = wanted.query("");
    let last = lines.last().map(|line| line.seq).filter(|_| more);
    page.next_page = last.map(|seq| address(HERE, &wanted.next(seq)));
    page.first_page = (!wanted.begins_here()).then(|| address(HERE, &query));
    page.oldest = wanted.oldest;
    page.file = address("/audit/entries.csv", &query);
    if let Some(line) = lines.first().filter(|_| wanted.begins_here() && !narrowed.is_empty()) {
        page.found = found_words(line.found);
    }
    page.narrowed = narrowed
        .into_iter()
        .map(|(field, words)| (words, address(HERE, &wanted.query(field))))
        .collect();
    page.rows = lines.into_iter().map(row).collect();
    Ok(Page(page).into_response())
}

fn found_words(found: i64) -> String {
    if found > FILE {
        format!("条件に合う記録は、{FILE}件より多くあります")
    } else {
        format!("条件に合う記録は{found}件です")
    }
}

fn address(path: &str, query: &str) -> String {
    let query = query.trim_end_matches('&');
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// GET /audit/entries.csv: what the page shows, as a file.
pub async fn entries_csv(
    Auditor(actor): Auditor,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("操作の記録", "/audit/entries.csv", "/audit");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (cover, wanted) = asked(&app, &filters).await?;
    let wanted = match wanted {
        Ok(wanted) => Wanted { before: None, after: None, ..wanted },
        Err(mistakes) => {
            let mut page = book_page(&app, &actor, &cover, filters);
            page.shell = page.shell.with_mistakes(&mistakes);
            page.errors = mistakes;
            return Ok(Page(page).unprocessable());
        }
    };
    let id = cover.person.as_ref().map(|(id, _)| *id);
    let lines = store::lines(&app.reader, &wanted, id, (FILE, 0), whom(&app, &actor)).await?;
    let header = [
        "番号",
        "日時",
        "だれが（職員番号）",
        "だれが（氏名）",
        "操作",
        "対象",
        "対象の職員番号",
        "対象の氏名",
        "変更前→変更後",
        "接続元",
    ];
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|line| {
            let at = local(line.at);
            let time = format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second());
            let at = format!("{} {time}", slashed(at.date()));
            let r = row(line);
            let seq = r.seq.to_string();
            let (whose, change) = (r.whose, r.change);
            vec![
                seq,
                at,
                r.who_number,
                r.who,
                r.event,
                r.subject,
                r.whose_number,
                whose,
                change,
                r.origin,
            ]
        })
        .collect();
    let list = List::new("操作の記録", &header, rows);
    order.give(&app, &actor, BOOK, &list).await
}

#[derive(Template)]
#[template(path = "audit/views.html")]
struct ViewsPage {
    shell: Shell,
    looks: Vec<LookView>,
    newest: bool,
    older: Option<i64>,
}

struct LookView {
    at: String,
    name: String,
    place: String,
    what: String,
    cycle: String,
}

/// GET /account/views: who looked at my record, and when.
pub async fn show_views(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let before = filters.get("before").parse().ok();
    let mut looks = store::looks(&app.reader, actor.id, before, SIZE + 1).await?;
    let size = usize::try_from(SIZE).unwrap_or(usize::MAX);
    let more = looks.len() > size;
    looks.truncate(size);
    let shell = actor
        .shell(&app, "自分の記録を見た人")
        .under("/evaluations", "自分の評価")
        .at("/evaluations");
    let page = ViewsPage {
        shell,
        newest: before.is_some(),
        older: looks.last().map(|look| look.seq).filter(|_| more),
        looks: looks
            .into_iter()
            .map(|look| LookView {
                at: moment(look.at),
                name: look.name,
                place: [look.unit, look.post].into_iter().flatten().collect::<Vec<_>>().join(" "),
                what: event_words(&look.event),
                cycle: look.cycle.unwrap_or_else(|| "―".to_owned()),
            })
            .collect(),
    };
    Ok(Page(page).into_response())
}
