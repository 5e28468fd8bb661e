//! `jinzai import`: staff and organisation from CSV files, all rows or none.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::{
    audit::Author,
    calendar,
    kit::{App, AppError, Result},
    organisation::{self, Import},
    staff,
};

/// What to take over.
#[derive(Args, Debug)]
pub struct Command {
    #[command(subcommand)]
    what: What,
}

const STAFF: &str = "\
1行目に列の名前、2行目から1行に1つの発令を書きます。列の順は自由です。

  職員番号      半角の英大文字・数字・「-」で12文字まで
  姓 名         30文字まで。髙・﨑・𠮷なども使えます
  姓カナ 名カナ カタカナ。半角とひらがなは直して取り込みます
  旧姓          あれば（列ごと省略可）
  雇用区分      正規、再任用、任期付、会計年度任用 のどれか
  採用日        2026/4/1、R8.4.1、令和8年4月1日 など
  退職日        最後の日（列ごと省略可）
  組織コード    配属先。先に organisation で取り込みます
  職位          主事職、主任職 など。評価を受けない職は空欄
  職名          課長、主査 など
  本務兼務      本務 か 兼務
  所属長        その組織の長なら ○、ほかは空欄
  発令日        この職に就く日
  解除日        この職の最後の日。続くときは空欄（列ごと省略可）

新しい本務の発令は、その人の前の本務を終わらせます。ファイルにない人と発令は変わりません。";

const ORGANISATION: &str = "\
1行目に列の名前、2行目から1行に1つの組織（ある日からの名称と所属）を書きます。列の順は自由です。

  組織コード     半角の英数字と「-」で20文字まで。変わらない番号
  名称           60文字まで
  階層           部局、部、課、係 のどれか
  上位組織コード 属する組織のコード。部局は空欄
  並び順         一覧に並べる順の整数
  開始日         この名称・所属になる日（2026/4/1、R8.4.1 など）
  終了日         最後の日。続くときは空欄（列ごと省略可）

同じ組織の新しい行は、前の行を終わらせます。ファイルにない組織は変わりません。";

const HOLIDAYS: &str = "\
内閣府「国民の祝日について」のファイル（syukujitsu.csv）を、そのまま使えます。

  国民の祝日・休日月日  2027/1/1 など
  国民の祝日・休日名称  元日 など。40文字まで

ファイルにある年の祝日は、ファイルのとおりになります。ほかの年の祝日は変わりません。";

#[derive(Subcommand, Debug)]
enum What {
    /// People and their posts
    #[command(after_help = STAFF)]
    Staff {
        /// CSV file, UTF-8 or CP932 (Windows in Japan)
        file: PathBuf,
    },
    /// Units: their names, places in the tree and dates
    #[command(after_help = ORGANISATION)]
    Organisation {
        /// CSV file, UTF-8 or CP932 (Windows in Japan)
        file: PathBuf,
    },
    /// The national holidays of the Cabinet Office's file
    #[command(after_help = HOLIDAYS)]
    Holidays {
        /// CSV file, UTF-8 or CP932 (Windows in Japan)
        file: PathBuf,
    },
}

impl Command {
    /// Carries it out and prints what came of it.
    pub async fn run(self, app: &App) -> Result<()> {
        let (What::Staff { file } | What::Organisation { file } | What::Holidays { file }) =
            &self.what;
        let bytes = tokio::fs::read(file)
            .await
            .map_err(|error| AppError::BadRequest(format!("{}: {error}", file.display())))?;
        let outcome = match self.what {
            What::Staff { .. } => staff::import(app, Author::cli(), &bytes).await?,
            What::Organisation { .. } => organisation::import(app, Author::cli(), &bytes).await?,
            What::Holidays { .. } => calendar::import(app, Author::cli(), &bytes).await?,
        };
        match outcome {
            Import::Wrong(problems) => {
                for problem in &problems {
                    eprintln!("{problem}");
                }
                let count = problems.len();
                Err(AppError::Refused(format!(
                    "{count}件の誤りがあります。何も取り込んでいません。"
                )))
            }
            Import::Unchanged { rows } => {
                println!("{rows}行を確かめました。すべて登録済みの内容です。");
                Ok(())
            }
            Import::Done { rows, added, changed } => {
                println!("{rows}行を取り込みました（追加{added}件、変更{changed}件）。");
                Ok(())
            }
        }
    }
}
