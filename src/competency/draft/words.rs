//! What a coming version says beside the matrix: elements, images, norms and the words of the grades.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    access::OpenDraft,
    forms::{self, NEW},
    pages::{completed, here, is_stale, keep, shell},
};
use crate::kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, redirect};

#[derive(Template)]
#[template(path = "competency/draft/words.html")]
struct WordsPage {
    shell: Shell,
    here: String,
    back: String,
    version: i32,
    groups: Vec<(&'static str, &'static str, Vec<Entry>)>,
    images: Vec<(String, String)>,
    stale: bool,
}

/// One line of a group: its number, its fields, and for a norm its image.
struct Entry {
    heading: String,
    fields: Vec<Input>,
    image: Option<Image>,
}

struct Input {
    id: String,
    label: &'static str,
    area: bool,
    value: String,
    error: Option<String>,
}

struct Image {
    id: String,
    chosen: String,
    sure_id: String,
    sure: bool,
    error: Option<String>,
}

fn stored(open: &OpenDraft) -> Answers {
    let policy = &open.draft.policy;
    let mut answers = Answers::default();
    for (element, at) in policy.elements.iter().zip(1..) {
        answers.put(format!("element-{at}"), element.clone());
    }
    for (image, at) in policy.images.iter().zip(1..) {
        answers.put(format!("image-{at}"), image.name.clone());
        answers.put(format!("image-text-{at}"), image.description.clone());
    }
    for (norm, at) in policy.norms.iter().zip(1..) {
        answers.put(format!("norm-{at}"), norm.name.clone());
        answers.put(format!("norm-points-{at}"), norm.points.join("\n"));
        answers.put(format!("norm-image-{at}"), norm.image.to_string());
        if norm.confirmed {
            answers.put(format!("norm-sure-{at}"), "on");
        }
    }
    for grade in &policy.grades {
        answers.put(format!("grade-{}", grade.points), grade.word.clone());
        answers.put(format!("grade-text-{}", grade.points), grade.definition.clone());
    }
    answers
}

/// Makes the inputs of the page from what was typed.
struct Typed<'a> {
    answers: &'a Answers,
    mistakes: &'a Mistakes,
}

impl Typed<'_> {
    fn input(&self, id: String, label: &'static str, area: bool) -> Input {
        Input {
            value: self.answers.get(&id).to_owned(),
            error: self.mistakes.on(&id).map(str::to_owned),
            label,
            area,
            id,
        }
    }

    fn entry(
        &self,
        heading: String,
        name: (String, &'static str),
        text: (String, &'static str),
    ) -> Entry {
        let fields = vec![self.input(name.0, name.1, false), self.input(text.0, text.1, true)];
        Entry { heading, fields, image: None }
    }

    fn image(&self, at: &str) -> Image {
        let id = format!("norm-image-{at}");
        let sure_id = format!("norm-sure-{at}");
        Image {
            chosen: self.answers.get(&id).to_owned(),
            error: self.mistakes.on(&id).map(str::to_owned),
            sure: self.answers.get(&sure_id) == "on",
            sure_id,
            id,
        }
    }
}

/// The numbers of a list's entries with their headings and, last, the one that may be added.
fn keys(count: usize) -> impl Iterator<Item = (String, String)> {
    let numbered = (1..=count).map(|at| (at.to_string(), format!(" {at}")));
    numbered.chain([(NEW.to_owned(), "を加える".to_owned())])
}

fn groups(open: &OpenDraft, typed: &Typed<'_>) -> Vec<(&'static str, &'static str, Vec<Entry>)> {
    let policy = &open.draft.policy;
    let line = |id: String, heading: String| Entry {
        heading,
        fields: vec![typed.input(id, "要素の名前", false)],
        image: None,
    };
    let mut elements: Vec<Entry> = (1..=policy.elements.len())
        .map(|at| line(format!("element-{at}"), format!("要素 {at}")))
        .collect();
    elements.push(line("element-new".to_owned(), "要素を加える".to_owned()));
    let images = keys(policy.images.len())
        .map(|(at, heading)| {
            let (name, text) = (format!("image-{at}"), format!("image-text-{at}"));
            typed.entry(format!("職員像{heading}"), (name, "名前"), (text, "説明"))
        })
        .collect();
    let norms = keys(policy.norms.len())
        .map(|(at, heading)| {
            let (name, text) = (format!("norm-{at}"), format!("norm-points-{at}"));
            let heading = format!("行動規範{heading}");
            let entry = typed.entry(heading, (name, "名前"), (text, "内容（1行に1つ）"));
            Entry { image: Some(typed.image(&at)), ..entry }
        })
        .collect();
    let grades = (1..=forms::step_after(policy))
        .map(|at| {
            let known = policy.grades.iter().any(|grade| grade.points == at);
            let (name, text) = (format!("grade-{at}"), format!("grade-text-{at}"));
            let heading =
                if known { format!("段階 {at}") } else { format!("段階 {at} を加える") };
            typed.entry(heading, (name, "ことば"), (text, "意味"))
        })
        .collect();
    vec![
        (
            "要素",
            "名前を変えると、表のすべての職位で変わります。使われていない要素は、空欄にすると除かれます。",
            elements,
        ),
        ("めざすべき職員像", "名前と説明の両方を空欄にすると、除かれます。", images),
        (
            "行動規範",
            "職員像との対応が決まっていないときは、確認済みの印を外します。両方を空欄にすると、除かれます。",
            norms,
        ),
        (
            "評価の段階",
            "数の小さい段階から順に、3つから7つまで決めます。いちばん上の段階は、両方を空欄にすると除かれます。年度に別の段階を決めているときは、そちらが使われます。",
            grades,
        ),
    ]
}

fn page(
    app: &App,
    open: &OpenDraft,
    answers: &Answers,
    mistakes: &Mistakes,
    stale: bool,
) -> WordsPage {
    let typed = Typed { answers, mistakes };
    let back = here(&open.draft);
    let title = "要素・職員像・行動規範・段階".to_owned();
    WordsPage {
        shell: shell(app, &open.actor, &open.draft, title).with_mistakes(mistakes),
        here: format!("{back}/words"),
        back,
        version: open.draft.version,
        groups: groups(open, &typed),
        images: open
            .draft
            .policy
            .images
            .iter()
            .zip(1..)
            .map(|(image, at): (_, i16)| (at.to_string(), image.name.clone()))
            .collect(),
        stale,
    }
}

/// GET /hr/framework/drafts/{id}/words
pub async fn show(open: OpenDraft, Shared(app): Shared<App>) -> Result {
    let answers = stored(&open);
    Ok(Page(page(&app, &open, &answers, &Mistakes::default(), false)).into_response())
}

/// POST /hr/framework/drafts/{id}/words
pub async fn save(open: OpenDraft, Shared(app): Shared<App>, answers: Answers) -> Result {
    let none = Mistakes::default();
    if is_stale(&open.draft, &answers) {
        let answers = completed(&answers, &stored(&open));
        return Ok(Page(page(&app, &open, &answers, &none, true)).conflicting());
    }
    let policy = match forms::words(&answers, &open.draft.policy) {
        Ok(policy) => policy,
        Err(mistakes) => {
            return Ok(Page(page(&app, &open, &answers, &mistakes, false)).unprocessable());
        }
    };
    let mut draft = open.draft.clone();
    draft.policy = policy;
    if keep(&app, &open.actor, &draft, "words").await? {
        return Ok(redirect(&here(&draft), Notice::FrameworkDraftSaved));
    }
    Ok(Page(page(&app, &open, &answers, &none, true)).conflicting())
}
