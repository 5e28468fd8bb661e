//! The policy itself as a file, and files with mistakes.

use super::*;
use crate::{
    competency::policy::{Policy, policy},
    kit::{
        list::{FileForm, List},
        table,
    },
};

fn taken(list: &List, form: FileForm, draft: &Policy) -> Result<Policy, Vec<String>> {
    let bytes = list.bytes(form).unwrap();
    let told = |problems: Vec<table::Problem>| problems.iter().map(ToString::to_string).collect();
    let rows = table::read(&bytes, &COLUMNS).map_err(told)?;
    read(&rows, draft, &Used::new()).map_err(told)
}

fn csv(text: &str) -> Result<Policy, Vec<String>> {
    let rows = table::read(text.as_bytes(), &COLUMNS).unwrap();
    let used = Used::from([("shuji".to_owned(), vec!["shuji-19".to_owned()])]);
    read(&rows, &policy().unwrap(), &used)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// The policy with everything it does not have itself.
fn full() -> Policy {
    let mut policy = policy().unwrap();
    let ability = &mut policy.positions[3].abilities[2];
    ability.viewpoints = vec!["=頼まれて動くか".to_owned(), "- 自分から動くか".to_owned()];
    ability.definition.push_str("\n「二行」, \"引用\"");
    policy
}

#[test]
fn a_file_that_is_written_and_read_changes_nothing() {
    for policy in [policy().unwrap(), full()] {
        for form in FileForm::ALL {
            let again = taken(&list("枠組み", &policy), form, &policy);
            assert_eq!(again.as_ref(), Ok(&policy), "{form:?}");
        }
    }
}

#[test]
fn a_file_brings_back_everything_that_was_lost() {
    let whole = policy().unwrap();
    let mut poor = whole.clone();
    poor.elements.reverse();
    poor.norms.truncate(2);
    poor.images.swap(0, 1);
    poor.grades.pop();
    for position in &mut poor.positions {
        position.roles.truncate(1);
        position.abilities.reverse();
    }
    for form in FileForm::ALL {
        let again = taken(&list("枠組み", &whole), form, &poor);
        assert_eq!(again.as_ref(), Ok(&whole), "{form:?}");
    }
}

#[test]
fn a_plain_table_of_one_position_leaves_the_others() {
    let new = csv("職位,要素,順,名前,定義・説明,着眼点\n\
                   主事職,倫理,1,責任感・公正性,責任を持って取り組む。,\n\
                   主事職,判断,2,判断力,正しく判断する。,\"早いか\n正しいか\"\n")
    .unwrap();
    let old = policy().unwrap();
    let column = |policy: &Policy, code: &str| {
        policy.positions.iter().find(|p| p.code == code).unwrap().clone()
    };
    let own = column(&new, "shuji");
    let codes: Vec<_> = own.abilities.iter().map(|a| a.code.as_str()).collect();
    // known by its name, and a new one with a code that was never used
    assert_eq!(codes, ["shuji-01", "shuji-20"]);
    assert_eq!(own.abilities[1].viewpoints, ["早いか", "正しいか"]);
    assert_eq!(own.abilities[1].row, 1, "beside its namesakes");
    assert_eq!(own.roles, column(&old, "shuji").roles, "the file does not speak of roles");
    assert_eq!(column(&new, "kacho"), column(&old, "kacho"));
    assert_eq!(new.norms, old.norms);
}

#[test]
fn every_problem_is_told_with_row_column_value_and_remedy() {
    let told = csv("種類,職位,要素,表の行,順,名前,定義・説明,着眼点,職員像,対応の確認,記号\n\
        能力,主事職,倫理,1,1,責任感・公正性,責任を持って取り組む。,,,,shuji-01\n\
        能力,主事職,倫理,1,1,責任感・公正性,短い,,,,shuji-01\n\
        能力,社長職,倫理,,1,統率,組織を率いる。,,,,\n\
        能力,主任職,勇気,,x,勇気,勇〓を持つこと。,,,,kacho-01\n\
        方針,,,,1,x,y,,,,\n\
        行動規範,,,,1,市民志向,市民の目線で考える。,,9,たぶん,\n\
        段階,,,,2,ふつう,期待どおり。,,,,\n")
    .unwrap_err();
    insta::assert_snapshot!(told.join("\n"), @r"
    ファイル：評価の段階は、3つから7つまでにしてください。
    3行目「順」の値「1」：順が2行目と同じです。別の数にしてください。
    3行目「名前」の値「責任感・公正性」：名前が2行目と同じです。どちらかを変えてください。
    3行目「記号」の値「shuji-01」：記号が2行目と同じです。新しいほうは空欄にしてください。
    3行目「定義・説明」の値「短い」：定義は5文字以上で入力してください（いまは2文字です）。
    4行目「職位」の値「社長職」：職位は、部長職、課長職、係長職、技能長職、主任職、主事職のどれかにしてください。
    5行目「定義・説明」の値「勇〓を持つこと。」：「〓」は、Shift_JISにない文字の印です。元の文字に直してください。
    5行目「順」の値「x」：順は、1から99までの数で書いてください。
    5行目「記号」の値「kacho-01」：この職位の能力に、この記号はありません。新しい能力は、記号を空欄にしてください。
    5行目「要素」の値「勇気」：この名前の要素がありません。要素の行を加えるか、いまある要素の名前にしてください。
    6行目「種類」の値「方針」：種類は、能力、要素、役割、職員像、行動規範、段階のどれかにしてください。
    7行目「職員像」の値「9」：職員像の名前か、その順の数を書いてください。
    7行目「対応の確認」の値「たぶん」：「確認済み」か「確認中」と書いてください。
    8行目「順」の値「2」：段階の順は、1から続けた数にしてください。
    ");
}

#[test]
fn an_element_in_use_is_not_lost() {
    let told = csv("種類,順,名前,定義・説明\n要素,1,倫理,\n").unwrap_err();
    assert_eq!(told.len(), 13, "{told:#?}");
    assert!(
        told[0].starts_with("ファイル：ファイルの要素に「構想」がありませんが、"),
        "{}",
        told[0]
    );
}
