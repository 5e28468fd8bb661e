//! What 兼務先 and 派遣先 say about somebody: words, no grade.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::AskedOpinion,
    desk_store::{self, AskedLine},
    forms,
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::workflow::{Refusal, State},
    export::Export,
    identity::SignedIn,
    kit::{
        Answers, App, Filters, FormPage, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, moment, month_day_weekday, remaining, slashed},
        field::{Field, filled},
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

const LIST: &str = "/outside-opinions";

#[derive(Template)]
#[template(path = "evaluation/handover/opinions.html")]
struct ListPage {
    shell: Shell,
    list: Listing,
    lines: Vec<(AskedLine, String, Remaining)>,
}

const FILE: &str = "/outside-opinions/list.csv";
/// What the list is sorted and narrowed by.
const COLUMNS: &[&str] = &["期限", "氏名", "評価", "兼務先", "状態"];

fn state(line: &AskedLine) -> &'static str {
    if line.told { "提出済み" } else { "未提出" }
}

/// The lines as the address asks for them.
fn picked(filters: &Filters, lines: Vec<AskedLine>) -> (Listing, Vec<AskedLine>) {
    let mut list = Listing::read(filters, (LIST, FILE), "名", COLUMNS).narrowed_by(4);
    let lines = list.pick(lines, fold, |line| {
        let (due, state) = (line.due_on.to_string(), state(line).to_owned());
        vec![due, line.name.clone(), line.cycle.clone(), line.place.clone(), state]
    });
    (list, lines)
}

/// GET /outside-opinions
pub async fn list(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let asked = desk_store::asked_of(&app.reader, actor.id, today).await?;
    let (mut list, asked) = picked(&filters, asked);
    let lines = list.cut(asked).into_iter().map(|line| {
        let (due, left) = (month_day_weekday(line.due_on), remaining(line.due_on, today));
        (line, due, left)
    });
    let page = ListPage {
        lines: lines.collect(),
        list,
        shell: actor.shell(&app, "兼務の人の意見").at("/").saying(Notice::from_headers(&headers)),
    };
    Ok(Page(page).into_response())
}

/// GET /outside-opinions/list.csv: who is asked about and by when, and no words of anybody.
pub async fn csv(SignedIn(actor): SignedIn, Shared(app): Shared<App>, filters: Filters) -> Result {
    let export = Export::new("兼務の人の意見", FILE, LIST);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let asked = desk_store::asked_of(&app.reader, actor.id, app.today()).await?;
    let rows = picked(&filters, asked).1.into_iter().map(|line| {
        let state = state(&line).to_owned();
        vec![line.name, line.cycle, line.place, slashed(line.due_on), state]
    });
    let header = ["氏名", "評価", "兼務先", "期限", "状態"];
    let list = List::new("兼務の人の意見", &header, rows.collect());
    order.give(&app, &actor, Subject::staff(actor.id), &list).await
}

fn page(
    app: &App,
    opinion: &AskedOpinion,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let asked = opinion.asked();
    let mut facts = vec![
        ("氏名".to_owned(), format!("{}（{}）{}", asked.name, asked.number, asked.position)),
        ("評価".to_owned(), asked.cycle.clone()),
        (if asked.outside { "派遣先" } else { "兼務先" }.to_owned(), asked.place.clone()),
        ("期限".to_owned(), month_day_weekday(asked.due_on)),
    ];
    if let Some((at, body)) = asked.at.zip(asked.body.clone()) {
        facts.push((format!("{}の意見", moment(at)), body));
    }
    let hint = "仕事ぶりについて、いつ、何を見たかを書きます。10文字以上2000文字以内";
    let (back, list) = if asked.outside || asked.head.is_none() {
        ("/hr/handovers", "引継ぎと意見")
    } else {
        (LIST, "兼務の人の意見")
    };
    Page(FormPage {
        shell: opinion
            .actor()
            .shell(app, format!("{}さんについての意見", asked.name))
            .at("/")
            .under(back, list)
            .with_mistakes(mistakes),
        lead: "評価や点数はつけません。評価者が、評価するときに読みます。".to_owned(),
        seen_by: "評価者、調整者、確認者と職員課です。本人には見えません。",
        facts,
        fields: filled(vec![Field::area("body", "意見", hint, 2000)], answers, mistakes),
        effects: vec![
            "評価者の画面に表示されます。もう一度提出すると、新しいものが使われます。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{LIST}/{}", asked.id),
        button: "意見を提出",
        back: back.to_owned(),
    })
}

/// GET /outside-opinions/{id}
pub async fn edit(opinion: AskedOpinion, Shared(app): Shared<App>) -> Result {
    let asked = opinion.asked();
    let subject = Subject::sheet(asked.sheet);
    audit::viewed(&app, opinion.actor(), Event::HandoverViewed, subject, Some(asked.subject))
        .await?;
    let mut answers = Answers::default();
    answers.put("body", asked.body.clone().unwrap_or_default());
    Ok(page(&app, &opinion, &answers, &Mistakes::default()).into_response())
}

/// POST /outside-opinions/{id}
pub async fn tell(opinion: AskedOpinion, Shared(app): Shared<App>, answers: Answers) -> Result {
    let asked = opinion.asked();
    if matches!(asked.state, State::Excluded | State::Confirmed | State::Disclosed) {
        return Err(Refusal::WrongState.into());
    }
    let body = match forms::opinion(&answers) {
        Ok(body) => body,
        Err(mistakes) => return Ok(page(&app, &opinion, &answers, &mistakes).unprocessable()),
    };
    let there = if asked.outside || asked.head.is_none() { "/hr/handovers" } else { LIST };
    let mut change = Change::begin(&app, opinion.actor()).await?;
    let path = format!("{LIST}/{}", asked.id);
    if let Some(first) = change.repeated(answers.form_id(), &path, there).await? {
        return Ok(see_other(&first));
    }
    desk_store::tell(&mut change, asked.id, &body).await?;
    let entry = Entry::new(Event::OutsideOpinionGiven, Subject::sheet(asked.sheet))
        .about(asked.subject)
        .detail(json!({ "opinion": asked.id, "place": asked.place }));
    change.commit(entry).await?;
    Ok(redirect(there, Notice::OutsideOpinionSent))
}
