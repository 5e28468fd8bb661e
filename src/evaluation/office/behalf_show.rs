//! The fields of a step that 職員課 enters for somebody.

use crate::{
    evaluation::{
        sheet::{Content, OWN_REMARKS},
        workflow::Step,
    },
    kit::{Answers, Mistakes},
};

/// One item with its grade and the text beside it.
pub struct Item {
    pub name: String,
    pub definition: String,
    pub field: String,
    pub chosen: String,
    pub error: Option<String>,
    /// The overall grade has no text of its own.
    pub comment: Option<Text>,
}

/// One text.
pub struct Text {
    pub field: String,
    pub label: String,
    pub hint: &'static str,
    pub value: String,
    pub error: Option<String>,
    pub required: bool,
}

impl Text {
    fn new(
        field: &str,
        label: &str,
        (answers, mistakes): (&Answers, &Mistakes),
        required: bool,
    ) -> Self {
        Self {
            field: field.to_owned(),
            label: label.to_owned(),
            hint: "400文字以内",
            value: answers.get(field).to_owned(),
            error: mistakes.on(field).map(str::to_owned),
            required,
        }
    }

    /// Why 職員課 enters it.
    pub fn why(answers: &Answers, mistakes: &Mistakes) -> Self {
        let hint = "紙の日付や受け取った方法も、10文字以上400文字以内で書きます。経過に残り、本人と評価者も読めます。";
        Self {
            hint, ..Self::new("reason", "代わりに入力する理由", (answers, mistakes), true)
        }
    }
}

impl Item {
    /// The overall grade.
    pub fn overall(content: &Content, answers: &Answers, mistakes: &Mistakes) -> Self {
        Self {
            name: "全体の評価".to_owned(),
            definition: format!(
                "{}つの項目の評価を踏まえた、全体の評価です。",
                content.abilities.len()
            ),
            field: "overall".to_owned(),
            chosen: answers.get("overall").to_owned(),
            error: mistakes.on("overall").map(str::to_owned),
            comment: None,
        }
    }
}

/// Every item of the sheet.
pub fn items(content: &Content, step: Step, answers: &Answers, mistakes: &Mistakes) -> Vec<Item> {
    let label = if step == Step::Own { "具体的な行動・事実" } else { "所見" };
    let items = content.abilities.iter().map(|ability| {
        let field = format!("grade-{}", ability.id);
        let comment = format!("comment-{}", ability.id);
        Item {
            name: ability.name.clone(),
            definition: ability.definition.clone(),
            chosen: answers.get(&field).to_owned(),
            error: mistakes.on(&field).map(str::to_owned),
            comment: Some(Text::new(&comment, label, (answers, mistakes), false)),
            field,
        }
    });
    items.collect()
}

/// The texts about the whole.
pub fn texts(step: Step, answers: &Answers, mistakes: &Mistakes) -> Vec<Text> {
    let both = (answers, mistakes);
    if step == Step::Own {
        OWN_REMARKS.iter().map(|r| Text::new(r.field, r.label, both, r.required)).collect()
    } else {
        vec![Text::new("remark-to_person", "本人に伝えること", both, true)]
    }
}

/// Said where the sheet moved while it was being entered.
pub fn stale_words() -> &'static str {
    "この画面を開いた後に、シートが動きました。入力した内容は残っています。いまの状態を確かめて、それでも提出するときは、もう一度押してください。"
}
