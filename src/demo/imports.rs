//! Files 職員課 has brought: results of the years before the portal, qualifications, and a file of
//! people that stands at its check with two mistakes. They go the way every file goes.

use std::fmt::Write;

use super::store;
use crate::{
    audit::Change,
    exchange::{self, Kind},
    kit::{App, AppError, Result},
};

/// Who has a past before the portal, and the letters of three years.
const PAST: [(&str, [&str; 3]); 6] = [
    ("010131", ["B", "B", "A"]),
    ("010078", ["A", "B", "A"]),
    ("010031", ["A", "A", "S"]),
    ("010118", ["B", "A", "A"]),
    ("010052", ["A", "A", "A"]),
    ("010143", ["B", "A", "B"]),
];

const QUALIFICATIONS: &str = "\
職員番号,資格名,取得日,有効期限,証明\r\n\
010234,社会福祉主事任用資格,2022/3/31,,卒業証明書の写し\r\n\
010235,社会福祉士,2021/4/30,,登録証の写し\r\n\
010131,防火管理者（甲種）,2015/6/12,,修了証の写し\r\n\
010118,大型自動車免許,1998/8/3,2027/9/15,免許証の写し\r\n\
010118,車両系建設機械運転技能講習,2001/10/20,,修了証の写し\r\n\
010161,第一種衛生管理者,2012/2/14,,免許証の写し\r\n";

/// Somebody has married, and two rows must be put right.
const PEOPLE: &str = "\
社員番号,氏,名,カナ姓,カナ名,旧氏,任用区分,採用年月日\r\n\
010235,大野,翔太,オオノ,ショウタ,鈴木,正規,H31.6.1\r\n\
019001,新井,翔太,アライ,ショウタ,,正規,R9.4.1\r\n\
019002,青山,樹,アオヤマ,イツキ,,正社員,R9.4.1\r\n\
019003,飯田,ひなた,イイダ,ヒナタ,,正規,R9.4.1\r\n";

/// Brings the files, in the name of the officer of 職員課.
pub async fn load(app: &App, change: &mut Change, fiscal_year: i32) -> Result<()> {
    let mut past = "職員番号,年度,評語\r\n".to_owned();
    for (number, letters) in PAST {
        // the portal's own years are five
        for (back, letter) in (6..=8).rev().zip(letters) {
            let _ = write!(past, "{number},{},{letter}\r\n", fiscal_year - back);
        }
    }
    let files = [
        (Kind::PastResult, "評価結果_旧システム.csv", past.as_str(), true),
        (Kind::Qualification, "資格台帳.csv", QUALIFICATIONS, true),
        (Kind::Staff, "職員_4月.csv", PEOPLE, false),
    ];
    for (kind, name, text, whole) in files {
        let id = exchange::stage(app, change, kind, name, text.as_bytes().to_vec()).await?;
        let id = id.map_err(AppError::Internal)?;
        if whole {
            exchange::take_over(app, change, id).await?;
        }
    }
    store::sign_imports(change, "010177").await
}
