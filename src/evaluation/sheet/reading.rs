//! Reading one sheet, as far as the reader may see it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    Content, ExtraTold, Graded, Head, ReadableSheet, StepView, content, extra::told,
    forms::OWN_REMARKS, readers::who_sees, seats::seats, steps,
};
use crate::{
    audit::Event,
    evaluation::{
        handover::{self, SegmentsView},
        review::viewed,
        scoring::{Working, YearWorking, year_working},
        view::Reader,
        workflow::{Action, Hat, State, Step, next},
    },
    identity::Actor,
    kit::{
        App, Notice, Page, Result, Shell,
        date::{Remaining, fiscal_label, moment, month_day_weekday, remaining},
    },
};

/// The state in words, the same on every page.
pub fn state_words(state: State, returned: bool, closed: bool) -> &'static str {
    match (returned, closed) {
        (true, _) => "差し戻し",
        (false, true) if state == State::Disclosed => "完了",
        (false, _) => state.label(),
    }
}

/// The look of a state's tag.
pub(super) fn state_tag(state: State, returned: bool) -> &'static str {
    match state {
        _ if returned => "ng",
        State::SelfAssessment | State::GoalSetting | State::MidtermReport => "do",
        State::Confirmed | State::Disclosed => "ok",
        _ => "",
    }
}

#[derive(Template)]
#[template(path = "evaluation/sheet/sheet.html")]
struct SheetPage {
    shell: Shell,
    own: bool,
    /// 職員課 looks at it as the person will.
    preview: bool,
    subject: String,
    head: Head,
    state: &'static str,
    tag: &'static str,
    sentence: String,
    due: Option<(String, Remaining)>,
    steps: Vec<StepView>,
    returned: Option<(String, String, String)>,
    /// What the person may do here now: words and address.
    actions: Vec<(&'static str, String)>,
    overall: Option<(i16, String)>,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    /// The points behind the result, and how often each grade was given, as far as this reader may
    /// see the grades.
    working: Option<Working>,
    /// The points of the whole fiscal year, where this reader may see every part.
    year: Option<YearWorking>,
    /// 「令和8年度」
    year_name: String,
    spread: Option<String>,
    remarks: Vec<(&'static str, String)>,
    /// What was done beside the goals.
    extra: Vec<ExtraTold>,
    scale: Vec<super::Grade>,
    notes: Vec<String>,
    /// The other seats of the route: what and who.
    seats: Vec<(&'static str, String)>,
    segments: SegmentsView,
    who_sees: String,
}

struct Row {
    name: String,
    definition: String,
    cells: Vec<Cell>,
}

struct Cell {
    label: &'static str,
    points: Option<i16>,
    word: String,
    comment: String,
}

/// GET /sheets/{id}: what this reader may see of it. Every look at somebody else's is recorded.
pub async fn show_sheet(
    sheet: ReadableSheet,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let head = sheet.head().clone();
    let (actor, reader) = (sheet.actor(), sheet.reader());
    let own = reader == Reader::Subject;
    if !own {
        viewed(&app, actor, Event::SheetViewed, &[head.id.0]).await?;
    }
    let content = content(&app.reader, head.id).await?;
    let year = year_working(&content.years, actor.id, head.subject, actor.hats.hr);
    let content = content.cut(&head, reader);
    let shell =
        frame(&app, actor, &head, reader, title(&head, own)).saying(Notice::from_headers(&headers));
    let hat = sheet.head().hat(actor);
    let acts = actions(&head, reader, hat);
    let mut page = sheet_page(&app, shell, head, &content, own, acts);
    page.year = year;
    Ok(Page(page).into_response())
}

/// Under which of the reader's lists a page of a sheet stands. Who calibrates or confirms comes
/// from the home and has no list of sheets.
pub fn within(shell: Shell, reader: Reader) -> Shell {
    match reader {
        Reader::Subject => shell.at("/evaluations").under("/evaluations", "自分の評価"),
        Reader::Hr => shell.at("/hr/progress").under("/hr/progress", "評価の進捗"),
        // a deputy never comes from their own people
        Reader::First | Reader::Second if shell.standing_in.is_some() => {
            shell.at("/reviews").under("/reviews/deputy", "代理で評価する人")
        }
        Reader::First | Reader::Second => shell.at("/reviews").under("/reviews", "部下の評価"),
        Reader::Former => shell.at("/").under("/handovers", "引継ぎ"),
        Reader::Calibrator | Reader::Assistant | Reader::Stranger => shell.at("/"),
    }
}

/// The page of a sheet from what is left of it.
fn sheet_page(
    app: &App,
    shell: Shell,
    head: Head,
    content: &Content,
    own: bool,
    actions: Vec<(&'static str, String)>,
) -> SheetPage {
    let (columns, rows) = table(content, own);
    SheetPage {
        shell,
        own,
        preview: false,
        subject: head.subject_name.clone(),
        state: state_words(head.state, head.returned, head.closed_at.is_some()),
        tag: state_tag(head.state, head.returned),
        sentence: sentence(&head, own),
        due: head.due().map(|due| (month_day_weekday(due), remaining(due, app.today()))),
        steps: steps(&head, content),
        returned: content.reason(&head).map(|pass| {
            let by = pass.by.clone().unwrap_or_default();
            (by, moment(pass.at), pass.reason.clone().unwrap_or_default())
        }),
        actions,
        overall: content
            .outcome()
            .map(|outcome| (outcome.overall, content.word(outcome.overall).to_owned())),
        columns,
        rows,
        working: content.working(&head.position_code),
        year: None,
        year_name: fiscal_label(head.fiscal_year),
        spread: content.spread(),
        remarks: remarks(content),
        extra: told(&head, content, own),
        scale: content.scale.iter().rev().cloned().collect(),
        notes: [&head.first_note, &head.second_note, &head.seats.calibration_note]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        seats: seats(&head, content),
        segments: handover::view(&content.segments),
        who_sees: who_sees(&head),
        head,
    }
}

/// 「本人の画面で見る」: the page of a confirmed sheet as its person will read it once it is
/// disclosed. It is made from what the person may see, not from what the reader may; nothing on it
/// leads anywhere.
pub fn preview(app: &App, shell: Shell, mut head: Head, mut content: Content) -> impl Template {
    head.state = State::Disclosed;
    for outcome in &mut content.outcomes {
        outcome.disclosed = true;
    }
    let content = content.cut(&head, Reader::Subject);
    let mut page = sheet_page(app, shell, head, &content, true, Vec::new());
    page.preview = true;
    page
}

fn title(head: &Head, own: bool) -> String {
    let whose = if own { String::new() } else { format!("{}さんの", head.subject_name) };
    format!("{whose}{}", head.cycle_name)
}

/// The sheet as somebody would read it in the quality they have on it, made of what stands in no
/// database. `content` is cut for the reader already.
pub fn rehearsed(
    app: &App,
    mut shell: Shell,
    head: Head,
    content: &Content,
    (reader, hat): (Reader, Option<Hat>),
) -> impl Template {
    shell.title = title(&head, reader == Reader::Subject);
    let acts = actions(&head, reader, hat);
    sheet_page(app, shell, head, content, reader == Reader::Subject, acts)
}

/// The frame: everybody comes from their own list.
fn frame(app: &App, actor: &Actor, head: &Head, reader: Reader, title: String) -> Shell {
    let shell = actor.shell(app, title);
    match reader {
        Reader::Hr if head.graded == Graded::Items => shell
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/short-sheets", "会計年度任用職員の評価"),
        Reader::First | Reader::Second if head.graded == Graded::Items => {
            within(shell, reader).under("/reviews/short", "会計年度任用職員の評価")
        }
        _ => within(shell, reader),
    }
}

fn sentence(head: &Head, own: bool) -> String {
    let holder = head.holder();
    match head.state {
        State::Disclosed if head.term.is_some() => {
            "結果が開示されました。この評価は完了しました。".to_owned()
        }
        State::Disclosed if head.closed_at.is_some() => {
            "結果が開示され、育成計画が決まりました。この評価は完了しました。".to_owned()
        }
        State::Disclosed if own => {
            "結果が開示されました。フィードバック面談で育成計画を決めると、完了します。".to_owned()
        }
        State::Disclosed => {
            "本人に結果を開示しました。フィードバック面談と育成計画で、完了します。".to_owned()
        }
        State::SelfAssessment | State::GoalSetting | State::MidtermReport if own => {
            "いまはあなたが記入する番です。".to_owned()
        }
        State::Working | State::WorkingOn => {
            "目標は承認されています。期末の自己評価まで、仕事に取り組む時期です。".to_owned()
        }
        _ if own => format!("いまは{holder}が担当しています。あなたの作業はありません。"),
        _ => format!("いまは{holder}が担当しています。"),
    }
}

fn actions(head: &Head, reader: Reader, hat: Option<Hat>) -> Vec<(&'static str, String)> {
    let base = format!("/sheets/{}", head.id.0);
    let mut actions = Vec::new();
    if head.plan().hat(head.state) == hat {
        match head.state {
            State::SelfAssessment => {
                actions.push(("自己評価を記入する", format!("{base}/self-assessment")));
            }
            State::FirstReview | State::SecondReview if head.graded == Graded::Items => {
                actions.push(("まとめて評価する", "/reviews/short".to_owned()));
            }
            State::FirstReview | State::SecondReview => {
                actions.push(("評価する", format!("{base}/review")));
            }
            State::Calibration => {
                let board = format!("/hr/cycles/{}/calibration", head.cycle_id);
                actions.push(("評価の調整を開く", format!("{board}?person={}", head.id.0)));
            }
            State::GoalSetting => actions.push(("目標を書く", format!("{base}/goals/edit"))),
            State::GoalReview => {
                actions.push(("目標を確認する", format!("{base}/goal-review")));
            }
            State::MidtermReport => actions.push(("中間申告を書く", format!("{base}/midterm"))),
            State::MidtermReview => {
                actions.push(("中間申告に答える", format!("{base}/midterm-review")));
            }
            State::Confirmation => actions.push(("評価者に差し戻す", format!("{base}/return"))),
            _ => {}
        }
    }
    let withdrawable =
        hat.is_some_and(|hat| next(head.plan(), head.moment(), Action::Withdraw, hat).is_ok());
    if head.plan().goals {
        actions.push(("目標を見る", format!("{base}/goals")));
    }
    if withdrawable && reader == Reader::Subject && head.state > State::SelfAssessment {
        actions.push(("提出の控えと取り下げ", format!("{base}/self-assessment/submitted")));
    }
    if reader == Reader::Former {
        actions.push(("引継ぎを書く", format!("{base}/handover")));
    }
    if !matches!(reader, Reader::Calibrator | Reader::Former) && head.graded != Graded::Items {
        actions.push(("面談と育成計画", format!("{base}/interviews")));
    }
    actions.push(("経過を見る", format!("{base}/history")));
    if reader == Reader::Hr {
        actions.push(("シートを動かす", format!("{base}/office")));
        if head.state == State::Confirmed {
            actions.push(("本人の画面で見る", format!("{base}/preview")));
        }
    }
    if reader == Reader::Subject && head.state == State::Disclosed {
        actions.push(("結果について相談・申出をする", format!("{base}/complaint")));
    }
    actions
}

/// The columns this reader has values for, and a row for each ability.
fn table(content: &Content, own: bool) -> (Vec<&'static str>, Vec<Row>) {
    let has = |step| content.round(step) > 0;
    let result = content.outcome().filter(|outcome| !outcome.items.is_empty());
    let shown: Vec<Step> =
        [Step::Own, Step::First, Step::Second].into_iter().filter(|step| has(*step)).collect();
    let mut columns: Vec<_> = shown.iter().map(|step| step.label()).collect();
    // evaluators and HR see the last step's own column; the person sees it as the result
    if result.is_some() && own {
        columns.push("結果");
    }
    let rows = content.abilities.iter().map(|ability| {
        let mut cells: Vec<_> = shown
            .iter()
            .map(|step| cell(content, step.label(), content.opinion(*step, ability.id)))
            .collect();
        if let Some(outcome) = result.filter(|_| own) {
            let points = outcome.items.iter().find(|i| i.ability_id == ability.id);
            let points = points.map(|item| item.points);
            let word = points.map(|p| content.word(p).to_owned()).unwrap_or_default();
            cells.push(Cell { label: "結果", points, word, comment: String::new() });
        }
        Row { name: ability.name.clone(), definition: ability.definition.clone(), cells }
    });
    (columns, rows.collect())
}

fn cell(content: &Content, label: &'static str, opinion: Option<&super::Opinion>) -> Cell {
    Cell {
        label,
        points: opinion.map(|o| o.points),
        word: opinion.map(|o| content.word(o.points).to_owned()).unwrap_or_default(),
        comment: opinion.map(|o| o.comment.clone()).unwrap_or_default(),
    }
}

fn remarks(content: &Content) -> Vec<(&'static str, String)> {
    let own = OWN_REMARKS.iter().filter_map(|remark| {
        Some((remark.label, content.remark(Step::Own, remark.kind)?.to_owned()))
    });
    let evaluators = [Step::First, Step::Second].into_iter().filter_map(|step| {
        let label = if step == Step::First {
            "一次評価者の所見"
        } else {
            "二次評価者の所見"
        };
        Some((label, content.remark(step, "to_person")?.to_owned()))
    });
    let deviations = content.deviations().map(|(step, reason)| {
        let label = if step == Step::First {
            "一次評価者が点から決まる評価と違う評価を選んだ理由"
        } else {
            "二次評価者が点から決まる評価と違う評価を選んだ理由"
        };
        (label, reason.to_owned())
    });
    own.chain(evaluators).chain(deviations).collect()
}
