//! The fields of a step that 職員課 enters for somebody.

use crate::{
    evaluation::{
        sheet::{Content, EXTRA_FIELDS, Graded, Head, OWN_REMARKS, extra_asked},
        workflow::{State, Step},
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
    pub required: bool,
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

    /// Why the person changes what was agreed to.
    pub fn change(field: &str, answers: &Answers, mistakes: &Mistakes) -> Self {
        let hint =
            "本人が紙に書いた理由を、10文字以上400文字以内で書きます。本人と評価者が読みます。";
        Self { hint, ..Self::new(field, "目標を変える理由", (answers, mistakes), true) }
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
                "{}項目の評価を踏まえた、全体の評価です。",
                content.abilities.len()
            ),
            field: "overall".to_owned(),
            chosen: answers.get("overall").to_owned(),
            error: mistakes.on("overall").map(str::to_owned),
            required: true,
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
            required: true,
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

/// What was done beside the goals.
pub struct Extra {
    /// What the person wrote, where an evaluator grades it.
    pub told: String,
    pub item: Item,
}

/// The part about what was done beside the goals, where this step says something of it.
pub fn extra(
    head: &Head,
    content: &Content,
    step: Step,
    (answers, mistakes): (&Answers, &Mistakes),
) -> Option<Extra> {
    let own = step == Step::Own;
    if if own { head.graded != Graded::Goals } else { !extra_asked(head, content) } {
        return None;
    }
    let [work, grade] = EXTRA_FIELDS;
    let (field, label) = if own { (work, "したこと") } else { ("comment-extra", "所見") };
    let definition = if own {
        "書いてあるときだけ入力します。点数の計算には入りません。"
    } else {
        "点数の計算には入りません。"
    };
    let told = content.extra(Step::Own).filter(|_| !own).map(|extra| extra.body.clone());
    Some(Extra {
        told: told.unwrap_or_default(),
        item: Item {
            name: "目標以外の取組".to_owned(),
            definition: definition.to_owned(),
            field: grade.to_owned(),
            chosen: answers.get(grade).to_owned(),
            error: mistakes.on(grade).map(str::to_owned),
            required: !own,
            comment: Some(Text::new(field, label, (answers, mistakes), false)),
        },
    })
}

/// Where the sheet goes, as a sentence.
pub fn then(head: &Head, to: State) -> String {
    match head.plan().hat(to) {
        None => format!("提出すると、「{}」に進みます。", to.label()),
        Some(hat) => format!("提出すると、{}に届きます。", head.called(hat)),
    }
}

/// Said where the sheet moved while it was being entered.
pub fn stale_words() -> &'static str {
    "この画面を開いた後に、シートが動きました。入力した内容は残っています。いまの状態を確かめて、それでも提出するときは、もう一度押してください。"
}
