//! What an entry of the book is about, in words. Pure.

/// What kind of thing an entry is about.
pub fn subject_words(kind: &str, id: Option<i64>) -> String {
    let word = match kind {
        "house" => return "全体".to_owned(),
        "audit" => return "操作の記録".to_owned(),
        "unit_list" => return "組織の一覧".to_owned(),
        "staff_list" => return "職員の一覧".to_owned(),
        "staff_field" => "追加の項目",
        "reform" => "機構改革",
        "sheet" => "評価シート",
        "cycle" => "評価の年度",
        "staff" | "account" => return "職員".to_owned(),
        "ability" => "能力の項目",
        "fact" => "期中メモ",
        "route_rule" => "評価者の決め方",
        "deputy" => "評価者の代理",
        "deputy_proposal" => "評価者の代理の提案",
        "session" => "ログインした端末",
        "unit" => "部署",
        "framework" => "評価の枠組み",
        "framework_draft" => "枠組みの下書き",
        "rights" => "権限の一覧",
        "complaint" => "苦情の案件",
        "closed_day" => "閉庁日",
        "probation" => "条件付採用",
        "order" => "発令",
        "scoring_rule_set" => "点数の決め方",
        "band_group" => "成績区分のグループ",
        "band_scheme" => "成績区分の決め方",
        "pay_edition" => "給与のコード",
        "accrual_rule" => "点の積み上げの決め方",
        "job" => "処理",
        "mail" => "メール",
        "announcement" => "お知らせ",
        "message" => "本人への連絡",
        other => other,
    };
    id.map_or_else(|| word.to_owned(), |id| format!("{word} {id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_told_with_its_number() {
        assert_eq!(subject_words("house", None), "全体");
        assert_eq!(subject_words("staff", Some(5)), "職員");
        assert_eq!(subject_words("job", Some(12)), "処理 12");
    }
}
