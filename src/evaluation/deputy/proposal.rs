//! A deputy whom the evaluator proposes, and what 職員課 makes of it.

use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    desk::meant,
    forms,
    proposal_store::{self as store, Proposal},
    rules::{Standings, whole_period},
    store as deputies,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::access::Reviewer,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, FormPage, Mistakes, Notice, Page, Result, StaffId,
        date::moment,
        field::{Field, filled},
        redirect, see_other,
    },
};

const HERE: &str = "/reviews/deputy/proposal";
const DESK: &str = "/hr/deputies";

fn facts(one: &Proposal) -> Vec<(String, String)> {
    [
        ("評価者", one.evaluator.clone()),
        ("代理", one.deputy.clone()),
        ("期間", whole_period(one.from, one.until)),
        ("理由", one.reason.clone()),
        ("提案した日時", moment(one.at)),
    ]
    .map(|(label, value)| (label.to_owned(), value))
    .to_vec()
}

/// What became of the proposal before.
fn told(before: &Proposal) -> Vec<(String, String)> {
    let words = match before.outcome.as_deref() {
        Some("declined") => format!("職員課が見送りました。{}", before.answer),
        Some("named") => "職員課がこのとおり決めました。".to_owned(),
        _ => return Vec::new(),
    };
    let period = whole_period(before.from, before.until);
    vec![("前の提案".to_owned(), format!("{}（{period}）：{words}", before.deputy))]
}

fn page(
    app: &App,
    actor: &Actor,
    before: Option<&Proposal>,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let shell = actor
        .shell(app, "代理の提案")
        .at("/reviews")
        .under("/reviews", "部下の評価")
        .with_mistakes(mistakes);
    let open = before.filter(|one| one.outcome.is_none());
    let mut fields = vec![
        Field::line("deputy", "代理の職員番号", "代わりに評価する人です。例：010088"),
        Field::line("from", "始まりの日", "例：令和8年10月1日、2026/10/1"),
        Field::line("until", "終わりの日", "この日まで評価します。例：令和8年10月20日"),
        Field::area(
            "reason",
            "理由",
            "病名など、くわしい事情は書かないでください（400文字以内）。",
            400,
        ),
    ];
    if mistakes.on(forms::JUNIOR).is_some() || answers.has(forms::JUNIOR) {
        let words = "あなたより下の職位の人に任せることを確かめました".to_owned();
        let yes = vec![("yes".to_owned(), words)];
        fields.push(Field::ticks(forms::JUNIOR, "代理の人の職位", "", yes));
    }
    Page(FormPage {
        shell,
        lead: match open {
            Some(_) => "職員課が決めるのを待っています。変えるときは、取り下げてから出し直します。",
            None => "評価できない期間があるとき、代わりに評価する人を職員課に提案します。決めるのは職員課です。",
        }
        .to_owned(),
        seen_by: "職員課。決まると、代理の人にも理由が表示されます。",
        facts: open.map_or_else(|| before.map(told).unwrap_or_default(), facts),
        fields: if open.is_some() { Vec::new() } else { filled(fields, answers, mistakes) },
        effects: match open {
            Some(_) => vec!["提案はなくなり、職員課の一覧から消えます。".to_owned()],
            None => vec![
                "職員課に届きます。決まるまで、代理の人は何も開けません。".to_owned(),
                "決まると、「部下の評価」に代理の人と期間が表示されます。".to_owned(),
            ],
        },
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: if open.is_some() { format!("{HERE}/withdrawal") } else { HERE.to_owned() },
        button: if open.is_some() { "取り下げる" } else { "提案する" },
        back: "/reviews".to_owned(),
    })
}

/// GET /reviews/deputy/proposal
pub async fn form(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let before = store::newest(&app.reader, actor.id).await?;
    let mut page = page(&app, &actor, before.as_ref(), &Answers::default(), &Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /reviews/deputy/proposal
pub async fn propose(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    // for oneself, whatever else the form may have said
    let own =
        ["deputy", "from", "until", "reason", forms::JUNIOR].map(|name| (name, answers.get(name)));
    let mut typed = Answers::from(own);
    typed.put("evaluator", actor.number.clone());
    let read = match forms::naming(&typed, app.today()) {
        Ok(typed) => meant(&app, typed).await?,
        Err(mistakes) => Err(mistakes),
    };
    let new = match read {
        Ok(new) => new,
        Err(mistakes) => {
            let before = store::newest(&app.reader, actor.id).await?;
            let page = page(&app, &actor, before.as_ref(), &answers, &mistakes);
            return Ok(page.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&first));
    }
    let Some(id) = store::insert(&mut change, &new).await? else {
        return Err(AppError::Refused(
            "決まっていない提案があります。それを取り下げてから、もう一度提案してください。"
                .to_owned(),
        ));
    };
    let entry = Entry::new(Event::DeputyProposed, Subject::new("deputy_proposal", id))
        .about(actor.id)
        .detail(json!({ "deputy": new.deputy, "from_on": new.from.to_string(),
                        "until_on": new.until.to_string(), "reason": new.reason }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::DeputyProposed))
}

/// POST /reviews/deputy/proposal/withdrawal
pub async fn withdraw(Reviewer(actor): Reviewer, Shared(app): Shared<App>) -> Result {
    let before = store::newest(&app.reader, actor.id).await?;
    let open = before.filter(|one| one.outcome.is_none()).ok_or(AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    if !store::answer(&mut change, open.id, "withdrawn", "", None).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::DeputyProposalAnswered, Subject::new("deputy_proposal", open.id))
        .about(actor.id)
        .detail(json!({ "outcome": "withdrawn" }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::DeputyProposalWithdrawn))
}

fn decision(
    app: &App,
    actor: &Actor,
    (one, standings): (&Proposal, &Standings),
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let mut facts = facts(one);
    if let Some(words) = standings.refused().or_else(|| standings.asked()) {
        facts.push(("代理の人の職位".to_owned(), words));
    }
    let choices = [("named", "このとおり決める"), ("declined", "見送る")]
        .map(|(code, words)| (code.to_owned(), words.to_owned()));
    let fields = vec![
        Field::choice("outcome", "決めること", "決めるのは職員課です。", choices.to_vec()),
        Field::area(
            "answer",
            "見送る理由",
            "見送るときだけ書きます。評価者に表示されます（5文字以上400文字以内）。",
            400,
        )
        .optional(),
    ];
    Page(FormPage {
        shell: actor
            .shell(app, "代理の提案を確かめる")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .under(DESK, "評価者の代理")
            .with_mistakes(mistakes),
        lead: "評価者からの提案です。期間や人を変えるときは、見送って、「代理を決める」から決めてください。"
            .to_owned(),
        seen_by: "評価者。決めると、代理の人にも期間と理由が表示されます。",
        facts,
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "決めると、期間の間、代理の人が評価者の仕事を行えます。".to_owned(),
            "見送ると、評価者に理由が表示されます。代理は置かれません。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{DESK}/proposals/{}", one.id),
        button: "答える",
        back: DESK.to_owned(),
    })
}

/// GET /hr/deputies/proposals/{id}
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let one = store::open(&app.reader, id).await?.ok_or(AppError::NotFound)?;
    let people = (one.evaluator_id, one.deputy_id);
    let standings = deputies::standing(&app.reader, people, one.from).await?;
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    Ok(decision(&app, &actor, (&one, &standings), &answers, &mistakes).into_response())
}

/// Why this proposal can only be declined, if so.
fn unfit(standings: &Standings) -> Option<Mistakes> {
    let sentence = standings.refused()?;
    let mut mistakes = Mistakes::default();
    mistakes.add("outcome", format!("{sentence}。見送ってください"));
    Some(mistakes)
}

/// POST /hr/deputies/proposals/{id}: names the deputy, or says why not.
pub async fn decide(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let path = format!("{DESK}/proposals/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, DESK).await? {
        return Ok(see_other(&first));
    }
    let one = store::open(&app.reader, id).await?.ok_or(AppError::NotFound)?;
    let people = (one.evaluator_id, one.deputy_id);
    let standings = deputies::standing(change.conn(), people, one.from).await?;
    let again = |mistakes: &Mistakes| -> Result {
        Ok(decision(&app, &actor, (&one, &standings), &answers, mistakes).unprocessable())
    };
    let why = match forms::answering(&answers, one.until, app.today()) {
        Ok(why) => why,
        Err(mistakes) => return again(&mistakes),
    };
    if let Some(mistakes) = unfit(&standings).filter(|_| why.is_none()) {
        return again(&mistakes);
    }
    let named = if why.is_some() {
        None
    } else {
        let new = deputies::New {
            evaluator: one.evaluator_id,
            deputy: one.deputy_id,
            from: one.from,
            until: one.until,
            reason: one.reason.clone(),
        };
        let Some(named) = deputies::insert(&mut change, &new).await? else {
            drop(change);
            let mut mistakes = Mistakes::default();
            mistakes.add(
                "outcome",
                "この評価者には、期間の重なる代理がいます。見送るか、先にそれを終えてください",
            );
            return again(&mistakes);
        };
        Some(named)
    };
    let outcome = if named.is_some() { "named" } else { "declined" };
    if !store::answer(&mut change, id, outcome, why.as_deref().unwrap_or_default(), named).await? {
        return Err(AppError::NotFound);
    }
    let entry = match named {
        Some(named) => Entry::new(Event::DeputyNamed, Subject::new("deputy", named)),
        None => Entry::new(Event::DeputyProposalAnswered, Subject::new("deputy_proposal", id)),
    };
    let entry = entry.about(StaffId(one.evaluator_id)).detail(json!({
        "proposal": id, "outcome": outcome, "evaluator": one.evaluator_id, "deputy": one.deputy_id,
        "from_on": one.from.to_string(), "until_on": one.until.to_string(), "answer": why,
    }));
    change.commit(entry).await?;
    let notice = if named.is_some() { Notice::DeputyNamed } else { Notice::DeputyProposalDeclined };
    Ok(redirect(DESK, notice))
}
