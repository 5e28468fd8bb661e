//! The columns of each kind, and which column of a file is likely which. Pure.

use super::Kind;
use crate::kit::text::half_width;

/// A column rows of a kind can have.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    pub name: &'static str,
    /// The file must have it.
    pub required: bool,
    /// Other names files give it.
    pub also: &'static [&'static str],
    /// How it is written.
    pub hint: &'static str,
}

const fn required(name: &'static str, also: &'static [&'static str], hint: &'static str) -> Target {
    Target { name, required: true, also, hint }
}

const fn optional(name: &'static str, also: &'static [&'static str], hint: &'static str) -> Target {
    Target { name, required: false, also, hint }
}

const DAY: &str = "2026/4/1、R8.4.1、令和8年4月1日 など";
const LAST: &str = "最後の日。続くときは空欄";
const UNIT_CODE: &[&str] = &["所属コード", "部署コード", "所属CD", "部署CD", "組織CD", "課コード"];
const NUMBER: &[&str] =
    &["職員コード", "職員CD", "社員番号", "社員コード", "職員ID", "職番", "番号"];

const UNIT: [Target; 7] = [
    required("組織コード", UNIT_CODE, "半角の英数字と「-」で20文字まで。変わらない番号"),
    required("名称", &["組織名", "組織名称", "所属名", "部署名", "課名", "名前"], "60文字まで"),
    required("階層", &["区分", "レベル", "組織区分", "階層区分"], "部局、部、課、係 のどれか"),
    required(
        "上位組織コード",
        &["上位コード", "親コード", "上位所属コード", "親組織コード", "上位組織"],
        "属する組織のコード。部局は空欄",
    ),
    required("並び順", &["表示順", "順", "順番", "ソート", "並び"], "一覧に並べる順の整数"),
    required("開始日", &["適用開始日", "適用日", "有効開始日", "設置日", "施行日"], DAY),
    required("終了日", &["適用終了日", "有効終了日", "廃止日", "満了日"], LAST),
];

const STAFF: [Target; 9] = [
    required("職員番号", NUMBER, "半角の英大文字・数字・「-」で12文字まで"),
    required(
        "姓",
        &["氏", "苗字", "名字", "漢字姓", "氏名_姓"],
        "30文字まで。髙・﨑・𠮷なども使えます",
    ),
    required("名", &["漢字名", "氏名_名"], "30文字まで"),
    required(
        "姓カナ",
        &["姓フリガナ", "姓ふりがな", "カナ姓", "氏カナ", "セイ", "姓かな"],
        "カタカナ。半角とひらがなは直して取り込みます",
    ),
    required("名カナ", &["名フリガナ", "名ふりがな", "カナ名", "メイ", "名かな"], "カタカナ"),
    optional("旧姓", &["旧氏", "旧姓使用"], "あれば"),
    required(
        "雇用区分",
        &["任用区分", "任用形態", "雇用形態", "職員区分"],
        "正規、再任用、任期付、会計年度任用 のどれか",
    ),
    required("採用日", &["採用年月日", "入庁日", "入庁年月日", "任用日"], DAY),
    optional("退職日", &["退職年月日", "離職日", "退庁日"], "最後の日"),
];

const ASSIGNMENT: [Target; 8] = [
    required("職員番号", NUMBER, "半角の英大文字・数字・「-」で12文字まで"),
    required("組織コード", UNIT_CODE, "配属先。先に組織を取り込みます"),
    required(
        "職位",
        &["職位名", "職階", "役職区分"],
        "主事職、主任職 など。評価を受けない職は空欄",
    ),
    required("職名", &["役職", "役職名", "補職", "補職名"], "課長、主査 など"),
    required(
        "本務兼務",
        &["本務兼務区分", "本兼", "発令区分", "本務・兼務", "兼務区分"],
        "本務 か 兼務",
    ),
    required(
        "所属長",
        &["所属長フラグ", "長", "組織の長", "所属長区分"],
        "その組織の長なら ○、ほかは空欄",
    ),
    required("発令日", &["発令年月日", "配属日", "異動日", "着任日", "開始日"], "この職に就く日"),
    required("解除日", &["解除年月日", "離任日", "終了日"], "この職の最後の日。続くときは空欄"),
];

const LEAVE: [Target; 6] = [
    required("職員番号", NUMBER, "半角の英大文字・数字・「-」で12文字まで"),
    required(
        "種類",
        &["休業種類", "休職種類", "休業区分", "区分", "事由"],
        "休職、育児休業、派遣 など",
    ),
    required("開始日", &["休業開始日", "開始年月日", "休職開始日", "派遣開始日", "自"], DAY),
    required("終了日", &["休業終了日", "終了年月日", "休職終了日", "派遣終了日", "至"], LAST),
    optional("相手先", &["派遣先", "研修先"], "派遣や研修の先。60文字まで"),
    optional("備考", &["メモ", "摘要"], "400文字まで"),
];

const QUALIFICATION: [Target; 5] = [
    required("職員番号", NUMBER, "半角の英大文字・数字・「-」で12文字まで"),
    required("資格名", &["資格", "資格名称", "免許", "免許名", "資格・免許"], "100文字まで"),
    required("取得日", &["取得年月日", "資格取得日", "登録日", "免許取得日"], DAY),
    optional(
        "有効期限",
        &["期限", "失効日", "有効期限日", "満了日"],
        "最後の日。期限がなければ空欄",
    ),
    optional("証明", &["証明書", "登録番号", "免許番号", "確認書類", "備考"], "200文字まで"),
];

const PAST_RESULT: [Target; 5] = [
    required("職員番号", NUMBER, "半角の英大文字・数字・「-」で12文字まで"),
    required("年度", &["評価年度", "対象年度"], "令和5年度、R5、2023 など"),
    required(
        "評語",
        &["総合評価", "総合評語", "評価", "評定", "総合", "結果"],
        "A、良好 など20文字まで",
    ),
    optional("点数", &["総合点", "評価点", "点", "合計点"], "0から9999まで。小数は2桁まで"),
    optional("備考", &["メモ", "摘要"], "200文字まで"),
];

impl Kind {
    /// Its columns, in the order of a file.
    pub fn targets(self) -> &'static [Target] {
        match self {
            Self::Unit => &UNIT,
            Self::Staff => &STAFF,
            Self::Assignment => &ASSIGNMENT,
            Self::Leave => &LEAVE,
            Self::Qualification => &QUALIFICATION,
            Self::PastResult => &PAST_RESULT,
        }
    }
}

/// A name without what people decorate names with.
fn bare(name: &str) -> String {
    half_width(name)
        .to_uppercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '-' | '・' | '*' | '【' | '】' | '(' | ')' | '※'))
        .collect()
}

/// Which target each column of a file is: names first, then the other names. No target is given
/// twice; what nothing fits is left out (an empty word).
pub fn guess(kind: Kind, header: &[String]) -> Vec<String> {
    let bare_names: Vec<String> = header.iter().map(|name| bare(name)).collect();
    let mut mapping = vec![String::new(); header.len()];
    let mut place = |target: &Target, fits: &dyn Fn(&str) -> bool| {
        if mapping.iter().any(|taken| taken == target.name) {
            return;
        }
        let free = bare_names.iter().zip(&mut mapping).find(|(n, m)| m.is_empty() && fits(n));
        if let Some((_, taken)) = free {
            target.name.clone_into(taken);
        }
    };
    for target in kind.targets() {
        place(target, &|name| name == bare(target.name));
    }
    for target in kind.targets() {
        place(target, &|name| target.also.iter().any(|also| bare(also) == name));
    }
    mapping
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(kind: Kind, header: &str) -> String {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        guess(kind, &header).join(",")
    }

    #[test]
    fn names_of_files_are_known_by_name_and_by_other_names() {
        let own = |kind: Kind| kind.targets().iter().map(|t| t.name).collect::<Vec<_>>().join(",");
        for kind in Kind::ALL {
            assert_eq!(guessed(kind, &own(kind)), own(kind), "{kind:?}");
            assert!(kind.targets().iter().any(|t| t.name == kind.owner() && t.required));
            assert!(kind.collision().is_none_or(|c| kind.targets().iter().any(|t| t.name == c)));
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(
            guessed(Kind::Staff, "社員番号,氏,名,ｾｲ,メイ,備考,任用区分,入庁日"),
            "職員番号,姓,名,姓カナ,名カナ,,雇用区分,採用日"
        );
        assert_eq!(
            guessed(Kind::Assignment, "【職員番号】,所属CD,職位,補職,本務・兼務,所属長,発令年月日"),
            "職員番号,組織コード,職位,職名,本務兼務,所属長,発令日"
        );
    }

    #[test]
    fn no_target_is_given_twice() {
        assert_eq!(guessed(Kind::Unit, "所属コード,組織コード,部署名,組織名"), ",組織コード,名称,");
    }
}
