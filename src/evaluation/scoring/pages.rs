//! 点数の決め方: every set, a new one by copying, and one page per set.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    difference::{Change as Differs, differences},
    forms::{self, DEVIATION, DIFFICULTY, MODES, Origin, PLACES, PLACES_APPLIED},
    rules::Family,
    scale::scales,
    show::{self, Choices, Example, LevelRow, Plain, PositionRow, Shown, StepRow},
    store::{self, Found, Saved, Used},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        redirect, see_other,
    },
};

pub const HERE: &str = "/hr/scoring";
pub const TITLE: &str = "点数の決め方";

#[derive(Template)]
#[template(path = "evaluation/scoring/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<LineView>,
    /// Scales beside the framework's: code, words, and whether it is chosen.
    scales: Vec<(String, String, bool)>,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

struct LineView {
    id: i64,
    href: String,
    name: String,
    family: &'static str,
    scale: String,
    since: String,
    published: Option<String>,
    copied_from: Option<String>,
    used: String,
    scored: bool,
    chosen: bool,
}

async fn list_page(
    app: &App,
    actor: &Actor,
    answers: Answers,
    errors: Mistakes,
) -> Result<Page<ListPage>> {
    let lines = store::list(&app.reader).await?;
    let from = answers.get("from").to_owned();
    let scales = scales(&app.reader).await?.into_iter().map(|scale| {
        let code = format!("usual-{}", scale.id);
        let chosen = from == code;
        (code, format!("{}（{}段階）", scale.name, scale.words.len()), chosen)
    });
    let scales = scales.collect();
    let lines = lines
        .into_iter()
        .map(|line| LineView {
            id: line.id,
            href: format!("{HERE}/{}", line.id),
            family: family_words(line.scored),
            since: if line.built_in { "初めから".to_owned() } else { wareki(line.valid_from) },
            published: line.published_at.map(moment),
            copied_from: line.copied_from,
            scale: match (line.scored, line.scale) {
                (true, scale) => scale.unwrap_or_else(|| FRAMEWORKS.to_owned()),
                (false, _) => "どの段階でも".to_owned(),
            },
            used: match (line.cycles, line.sheets) {
                (0, _) => "使っている年度はありません".to_owned(),
                (cycles, sheets) => format!("{cycles}年度・シート{sheets}件"),
            },
            chosen: from == line.id.to_string(),
            scored: line.scored,
            name: line.name,
        })
        .collect();
    Ok(Page(ListPage {
        shell: actor
            .shell(app, TITLE)
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .with_mistakes(&errors),
        lines,
        scales,
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

/// The scale of a set that has none of its own.
const FRAMEWORKS: &str = "能力の枠組みの段階";

fn family_words(scored: bool) -> &'static str {
    if scored { "数値化" } else { "評語付与" }
}

/// GET /hr/scoring
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    asked: Filters,
    headers: HeaderMap,
) -> Result {
    let mut answers = Answers::default();
    answers.put("from", asked.get("from"));
    let mut page = list_page(&app, &actor, answers, Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/scoring: a draft, copied from a set or with the usual settings.
pub async fn create(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", forms::name(answers.get("name")));
    let from = answers.get("from").to_owned();
    let origin = forms::origin(&from).ok_or("元にする決め方を選んでください");
    let origin = mistakes.note("from", origin);
    let (Some(name), Some(origin)) = (name, origin) else {
        return Ok(list_page(&app, &actor, answers, mistakes).await?.unprocessable());
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&first));
    }
    let made = match origin {
        Origin::Copy(source) => copy(&mut change, &app, source, &name).await?,
        Origin::Usual(scale) => super::draft_usual(&mut change, &name, app.today(), scale).await?,
    };
    let Some(id) = made else {
        drop(change);
        mistakes.add(
            "name",
            "同じ名前の決め方がすでにあるか、今日使われている能力の枠組みがありません。名前を変えてください",
        );
        return Ok(list_page(&app, &actor, answers, mistakes).await?.unprocessable());
    };
    let entry = Entry::new(Event::ScoringChanged, Subject::new("scoring_rule_set", id))
        .detail(json!({ "made": name, "from": from }));
    change.commit(entry).await?;
    Ok(redirect(&format!("{HERE}/{id}"), Notice::ScoringCopied))
}

async fn copy(change: &mut Change, app: &App, source: i64, name: &str) -> Result<Option<i64>> {
    let found = store::find(change.conn(), source).await?;
    let new = store::New {
        name,
        valid_from: found.set.valid_from.max(app.today()),
        framework_id: found.set.framework_id,
        scale_id: found.set.scale_id,
        copied_from: Some(source),
    };
    store::insert(change, &new, &found.set.rules).await
}

#[derive(Template)]
#[template(path = "evaluation/scoring/edit.html")]
struct EditPage {
    shell: Shell,
    base: String,
    scored: bool,
    scale: String,
    copied_from: Option<(i64, String)>,
    made: String,
    name: show::Field,
    valid_from: show::Field,
    steps: Vec<StepRow>,
    grades: Vec<String>,
    positions: Vec<PositionRow>,
    difficulty: Choices,
    levels: Vec<LevelRow>,
    cap: show::Field,
    place: Choices,
    mode: Choices,
    at: Choices,
    deviation: Choices,
    example: Option<Example>,
    differences: Vec<Differs>,
    stale: bool,
    version: i32,
    form: String,
    discarding: String,
}

fn edit_page(
    app: &App,
    actor: &Actor,
    found: &Found,
    (answers, mistakes): (&Answers, &Mistakes),
    asked: &str,
) -> Page<EditPage> {
    let (set, ground) = (&found.set, &found.ground);
    let shown = Shown { answers, mistakes };
    let field = |name: &str, label: &str| shown.field(name.to_owned(), label.to_owned());
    Page(EditPage {
        shell: actor
            .shell(app, set.name.clone())
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, TITLE)
            .with_mistakes(mistakes),
        base: format!("{HERE}/{}", set.id),
        scored: set.rules.family == Family::Scored,
        scale: scale(found),
        copied_from: found.before.as_ref().map(|before| (before.id, before.name.clone())),
        made: made(found),
        name: field("name", "名前"),
        valid_from: field("valid_from", "適用開始日"),
        steps: show::steps(&shown, ground),
        grades: ground.grades.iter().rev().map(|step| step.word.clone()).collect(),
        positions: show::positions(&shown, ground),
        difficulty: shown.choices("difficulty_by", "困難度の扱い", &DIFFICULTY),
        levels: show::levels(&shown, ground),
        cap: field("cap", "業績の点の上限"),
        place: shown.choices("place", "残す桁", &PLACES),
        mode: shown.choices("mode", "端数の扱い", &MODES),
        at: shown.choices("at", "端数処理するところ", &PLACES_APPLIED),
        deviation: shown.choices("deviation", "点から決まる評価と、評価者が選ぶ評価", &DEVIATION),
        example: show::example(&set.rules, ground, asked),
        differences: changes(found),
        stale: false,
        version: set.version,
        form: uuid::Uuid::now_v7().to_string(),
        discarding: uuid::Uuid::now_v7().to_string(),
    })
}

/// 「11月24日 10:00に工藤 由美が作成」
fn made(found: &Found) -> String {
    match (&found.made_by, found.made_at) {
        (Some(by), Some(at)) => format!("{}に{by}が作りました。", moment(at)),
        _ => String::new(),
    }
}

/// The name of the scale a set counts.
fn scale(found: &Found) -> String {
    found.ground.scale.clone().unwrap_or_else(|| FRAMEWORKS.to_owned())
}

fn changes(found: &Found) -> Vec<Differs> {
    let before = found.before.as_ref().map(|before| &before.rules);
    before.map_or_else(Vec::new, |b| differences(b, &found.set.rules, &found.ground))
}

#[derive(Template)]
#[template(path = "evaluation/scoring/set.html")]
struct SetPage {
    shell: Shell,
    base: String,
    id: i64,
    scored: bool,
    scale: String,
    since: String,
    published: Option<String>,
    cycles: Vec<Used>,
    plain: Plain,
    example: Option<Example>,
    before: Option<(i64, String)>,
    differences: Vec<Differs>,
}

fn set_page(app: &App, actor: &Actor, found: &Found, asked: &str) -> Page<SetPage> {
    let set = &found.set;
    let by = found.published_by.as_ref();
    Page(SetPage {
        shell: actor
            .shell(app, set.name.clone())
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, TITLE),
        base: format!("{HERE}/{}", set.id),
        id: set.id,
        scored: set.rules.family == Family::Scored,
        scale: scale(found),
        since: wareki(set.valid_from),
        // the set that came with the portal was published by nobody
        published: found.published_at.zip(by).map(|(at, by)| format!("{}に{by}", moment(at))),
        cycles: found.cycles.clone(),
        plain: show::plain(&set.rules, &found.ground),
        example: show::example(&set.rules, &found.ground, asked),
        before: found.before.as_ref().map(|before| (before.id, before.name.clone())),
        differences: changes(found),
    })
}

/// GET /hr/scoring/{id}
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    asked: Filters,
    headers: HeaderMap,
) -> Result {
    let found = store::find(&app.reader, id).await?;
    let notice = Notice::from_headers(&headers);
    let example = asked.get("example");
    if found.set.published {
        let mut page = set_page(&app, &actor, &found, example);
        page.0.shell = page.0.shell.saying(notice);
        return Ok(page.into_response());
    }
    let form = (&forms::filled(&found.set), &Mistakes::default());
    let mut page = edit_page(&app, &actor, &found, form, example);
    page.0.shell = page.0.shell.saying(notice);
    Ok(page.into_response())
}

const PUBLISHED: &str = "この決め方は公布されているため、変えられません。変えたいときは、写して新しい決め方を作ってください。";

/// POST /hr/scoring/{id}: a draft, if nobody else changed it since it was read.
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let found = store::find(&app.reader, id).await?;
    if found.set.published {
        return Err(AppError::Refused(PUBLISHED.to_owned()));
    }
    let typed = match forms::draft(found.set.rules.family, &found.ground, &answers) {
        Ok(typed) => typed,
        Err(mistakes) => {
            let page = edit_page(&app, &actor, &found, (&answers, &mistakes), "");
            return Ok(page.unprocessable());
        }
    };
    let version = answers.get("version").parse().unwrap_or(0);
    let base = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &base, &base).await? {
        return Ok(see_other(&first));
    }
    match store::save(&mut change, id, version, &typed).await? {
        Saved::Done => {}
        Saved::Stale => {
            drop(change);
            let found = store::find(&app.reader, id).await?;
            let mut page = edit_page(&app, &actor, &found, (&answers, &Mistakes::default()), "");
            page.0.stale = true;
            return Ok(page.conflicting());
        }
        Saved::NameTaken => {
            drop(change);
            let mut mistakes = Mistakes::default();
            mistakes.add("name", "同じ名前の決め方があります。別の名前にしてください");
            let page = edit_page(&app, &actor, &found, (&answers, &mistakes), "");
            return Ok(page.unprocessable());
        }
    }
    let changed: Vec<_> = differences(&found.set.rules, &typed.rules, &found.ground)
        .into_iter()
        .map(|one| json!([one.what, one.before, one.after]))
        .collect();
    let entry = Entry::new(Event::ScoringChanged, Subject::new("scoring_rule_set", id)).detail(
        json!({ "name": typed.name, "valid_from": typed.valid_from.to_string(), "changed": changed }),
    );
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ScoringSaved))
}
