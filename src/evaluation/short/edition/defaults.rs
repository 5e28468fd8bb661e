//! The forms a city begins with: six items for each usual kind of work and two for short terms
//! (evaluation.md 2.5: 意欲評価 and 能力評価 of 龍ケ崎市). Every word can be changed.

use time::Date;

use super::forms::{Kind, fill};
use crate::kit::{Answers, date::wareki};

/// Points, word and meaning, the highest first.
pub const SCALE: &str = "3｜よくできた｜期待を上回ることが多かった。
2｜できた｜期待される仕事が安定してできた。
1｜改善が必要｜期待される仕事ができないことがあった。";

/// Code, name, group, item and points of view of each item, and the goals of the kind of work.
const KINDS: [(&str, &str, &str, &str); 5] = [
    (
        "office",
        "事務",
        "意欲｜規律性｜決まりや指示を守り、時間や服装に気を配る。
意欲｜責任感｜任された仕事を最後まで行い、できないときは早めに相談する。
意欲｜協調性｜職場の人と助け合い、必要なことを進んで伝える。
能力｜業務知識｜仕事の手順や書類の決まりを理解し、正しく処理する。
能力｜市民対応｜来庁者や電話に、丁寧に分かりやすく応対する。
能力｜正確さと速さ｜間違いを防ぐ工夫をし、期限までに仕上げる。",
        "窓口と電話の応対｜来庁者と電話を5分以上待たせず、用件を1回で担当者につなぐ。",
    ),
    (
        "childcare",
        "保育・学童",
        "意欲｜規律性｜決まりや指示を守り、時間や服装に気を配る。
意欲｜責任感｜子どもの安全を第一に考え、気づいたことをすぐ伝える。
意欲｜協調性｜職員どうしで声をかけ合い、助け合って保育する。
能力｜子どもへの関わり｜一人ひとりの様子に合わせて、落ち着いて関わる。
能力｜保護者への対応｜保護者の話をよく聞き、必要なことを伝える。
能力｜安全と衛生｜事故や病気を防ぐ手順を守り、異変に早く気づく。",
        "安全な保育｜事故を防ぐ点検を毎日行い、気づいたことをその日のうちに記録する。
保護者への連絡｜子どもの1日の様子を、迎えのときに1人ずつ伝える。",
    ),
    (
        "school",
        "学校支援",
        "意欲｜規律性｜決まりや指示を守り、時間や服装に気を配る。
意欲｜責任感｜任された仕事を最後まで行い、できないときは早めに相談する。
意欲｜協調性｜教職員と連絡を取り合い、役割を分けて支える。
能力｜児童生徒への関わり｜一人ひとりに合わせて、根気よく関わる。
能力｜業務知識｜支援や事務の手順を理解し、正しく行う。
能力｜安全への配慮｜危ない場面に早く気づき、防ぐ行動をとる。",
        "支援の記録｜支援した内容を、その日のうちに記録し、担任と共有する。",
    ),
    (
        "technical",
        "技能・労務",
        "意欲｜規律性｜決まりや指示を守り、時間や服装に気を配る。
意欲｜責任感｜任された作業を最後まで行い、できないときは早めに相談する。
意欲｜協調性｜仲間と声をかけ合い、助け合って作業する。
能力｜作業の技能｜道具や機械を正しく使い、仕上がりをそろえる。
能力｜安全｜手順を守って事故を防ぎ、危ない所に早く気づく。
能力｜工夫｜作業のむだやむりに気づき、よくする工夫をする。",
        "無事故の作業｜作業の前に道具と周りを点検し、1年を通して事故を起こさない。",
    ),
    (
        "brief",
        "短い任期（総合）",
        "意欲｜意欲の総合｜決まりを守り、責任を持って、周りと協力して働いた。
能力｜能力の総合｜任された仕事に必要な知識と技能を身につけ、正しく行った。",
        "",
    ),
];

/// The form of the page, filled with the usual forms.
pub fn answers(from: Date) -> Answers {
    let kinds: Vec<Kind> = KINDS
        .iter()
        .map(|(code, name, items, goals)| Kind {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            items: (*items).to_owned(),
            goals: (*goals).to_owned(),
        })
        .collect();
    fill(&wareki(from), SCALE, &kinds)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_usual_forms_are_complete() {
        let edition = super::super::forms::edition(&answers(date!(2026 - 04 - 01))).unwrap();
        let told: Vec<_> = edition.works.iter().map(|w| (w.code.as_str(), w.items.len())).collect();
        assert_eq!(
            told,
            [("office", 7), ("childcare", 8), ("school", 7), ("technical", 7), ("brief", 2)]
        );
        assert_eq!(edition.scale.len(), 3);
    }
}
