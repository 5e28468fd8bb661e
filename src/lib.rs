//! 人財 (jinzai): a talent-management portal for a Japanese city government.
//!
//! # The house in seven sentences
//!
//! 1. **A house with rooms.** One crate, one folder per business subject, the same few file names
//!    in every room.
//! 2. **A room has one door.** Inner modules are private; `mod.rs` says what others may use.
//! 3. **Rules are pure.** No clock, database or HTTP; their whole table is printed in a test.
//! 4. **Text becomes meaning once.** A form turns what was typed into values, or into all mistakes.
//! 5. **No guard, no route.** A handler whose first argument does not say who may pass does not
//!    compile ([`kit::Routes`], [`kit::Guard`]).
//! 6. **No change without a record.** The only way to commit is to name the entry for the audit
//!    book ([`audit::Change`]).
//! 7. **A page is a struct.** Its fields are all the template knows, already cut to what this reader
//!    may see.
//!
//! # Which room may use which
//!
//! ```text
//! kit  <-  audit  <-  identity  <-  jobs  <-  organisation, staff, competency
//!                               <-  export (used by every room with a list)
//!                               <-  message (told by every room what to tell people)
//!                                        <-  rights
//!                                        <-  calendar
//!                                        <-  evaluation (cycle, route, scoring, sheet, goal, fact, review,
//!                                                         interview, plan, history, short, probation,
//!                                                         band, payroll, accrual, purpose, assistance,
//!                                                         handover)
//!                                                 <-  transfer, complaint, dashboard, exchange,
//!                                                     demo
//! lib.rs assembles all  <-  cli  <-  main
//! ```
//!
//! The kit knows no room. `dashboard` reads other rooms through the views their migrations make
//! (`evaluation_progress_view`, `evaluation_result_view`).
//!
//! # The files of a room
//!
//! | file | holds | may not contain |
//! |---|---|---|
//! | `mod.rs` | what the room is, its routes, its door | logic |
//! | `workflow.rs`, `view.rs`, `rules.rs`, `shape.rs`, … | decisions | `async`, axum, SQL, the clock |
//! | `forms.rs` | text to values or mistakes | `async`, axum, SQL |
//! | `access.rs` | proofs: who may touch which thing | writes |
//! | `store.rs` and `.sql` files | SQL | axum, askama, status codes |
//! | `pages.rs` and its neighbours | read, decide, write, show | SQL |
//!
//! A test reads the source and keeps it so (`tests/journeys/house_rules.rs`).
//!
//! # A supervisor submits an evaluation
//!
//! `POST /sheets/7/review/submission`. The layers of [`kit::protect`] keep what was sent, refuse
//! other sites, and move the change into a task a closed browser cannot cancel; [`identity`]
//! finds the person in one statement. The guard loads sheet 7 and proves that this person evaluates
//! it today, or answers 404. The form reader holds the draft against the rules and names every
//! mistake at once. [`evaluation::workflow`] says where the sheet goes. [`audit::Change`] begins;
//! the store writes a new round and moves the sheet on only if it is still where the reader saw
//! it; the commit writes the entry of the audit book in the same transaction. The reader is sent
//! on and told what happens next.
//!
//! # A grade, from the form to the report
//!
//! | where | form | what protects it |
//! |---|---|---|
//! | typed | `grade-12 = "4"` | the scale stands beside it; kept on error |
//! | draft | a row per field with a version | never read by a report |
//! | submitted | an opinion of a round | its own row; nobody may change or delete it |
//! | confirmed | a result of a version | a correction adds another version |
//! | shown to the person | [`evaluation::view`] | only after disclosure, as far as the year says |
//! | in a report | sums over a department | groups under five hidden, with what would reveal them |
//!
//! # Words
//!
//! One word per idea. The page speaks Japanese, the code English.
//!
//! | Japanese | code | table |
//! |---|---|---|
//! | 職員 | staff | `staff` |
//! | 組織、部・課・係 | unit; department, section, team | `unit`, `unit_version` |
//! | 機構改革、その変更 | reform, change; apply, undo | `reform`, `reform_change` |
//! | 組織の承継（統合・分割・廃止のあと） | successor | `unit_successor` |
//! | 任命権者 | authority | `authority` |
//! | 任命、本務・兼務 | assignment; main, additional | `assignment` |
//! | 戸籍の姓、旧姓 | registered, former family name | `staff`, `staff_name` |
//! | 職種（職員の） | occupation | `occupation`, `staff_occupation` |
//! | 級・号給 | pay grade, step | `pay_grade` |
//! | 休業・派遣 | leave; its kind | `leave_period`, `leave_kind` |
//! | 追加の項目 | field | `staff_field`, `staff_field_value` |
//! | 職員課の担当の範囲 | scope | `hat` |
//! | 職位 | position | `position` |
//! | 要素 | element | `element` |
//! | 能力 | ability | `ability` |
//! | めざすべき職員像 | image | `image` |
//! | 行動規範 | norm | `norm` |
//! | 評価の段階 | grade; a scale beside the framework's | `grade`, `scale`, `scale_step`, `cycle_grade` |
//! | 枠組み、その下書き | framework, draft | `framework`, `framework_draft` |
//! | 年度（評価の期間） | cycle | `cycle`, `cycle_step` |
//! | 基本の設定（開始の前の年度） | basis | `cycle` |
//! | 年度の型 | preset | `preset`, `preset_part`, `preset_step` |
//! | リハーサル、見本 | rehearsal; made up | |
//! | 開始した後の変更、点数の決め方の版 | change of a running year; version of its rules | `cycle_scoring`, `sheet.scoring_rule_set_id` |
//! | 使いみち（評価はこう使われます） | purpose | `purpose`, `cycle_purpose` |
//! | 目標、ウエイト、困難度 | goal, weight, difficulty | `goal` |
//! | 目標の確認、承認、変更 | answer, agree, change | `goal_decision`, `goal_change` |
//! | 承認ずみ（目標ごと） | agreement | `goal_agreement` |
//! | 目標のひな形、必須の目標 | goal template, required goal | `goal_template` |
//! | 目標以外の取組 | extra work | `extra_work` |
//! | 中間申告、進み具合 | midterm report, standing | `midterm_report` |
//! | 指導助言 | advice | `midterm_advice` |
//! | 組織の目標、その版 | unit goal, edition | `unit_goal`, `unit_goal_edition` |
//! | 評価ルート、個別の指定 | route; rule, override | `route_rule`, `route_override` |
//! | 評価補助者、調整者、確認者 | assistant, calibrator, confirmer; seats of a route | `sheet` |
//! | 情報提供 | assistance | `assistance` |
//! | 代理（評価者の） | deputy; stands in for an evaluator | `deputy` |
//! | 代理の提案 | proposal of a deputy | `deputy_proposal` |
//! | 決め方の重なり、使われない決め方 | conflict, shadowed rule | |
//! | 発令、その行、発令日、内示日 | order, line, day of effect, announcement | `personnel_order`, `order_line` |
//! | 差分、足りないもの | difference, finding | |
//! | 発効（発令日に反映する） | take effect | `order_passage` |
//! | 在籍区間 | segment, part of the period | `sheet_segment` |
//! | 引継ぎ、前の評価者 | handover, former evaluator | `handover`, `handover_text` |
//! | 前任・後任・期間で分担・基準日の上司 | policy: predecessor, successor, shared, base date | `cycle.transfer_policy` |
//! | 目標の立て直し | renewal | `goal_renewal` |
//! | 兼務先・派遣先の意見 | outside opinion | `outside_opinion` |
//! | 実勤務月数 | worked | |
//! | 評価シート | sheet | `sheet` |
//! | 自己評価 | self-assessment, step `self` | `submission`, `opinion` |
//! | 一次評価・二次評価 | first and second review | `submission`, `opinion` |
//! | 所見、まとめ | remark | `remark` |
//! | 下書き | draft | `draft` |
//! | 期中メモ、職務行動記録、記録 | fact | `fact` |
//! | 月の帯 | strip (of months) | |
//! | 点数の決め方 | set of rules | `scoring_rule_set` |
//! | 評語付与・数値化 | family: judged, scored | `scoring_rule_set.family` |
//! | 略号、点、範囲 | letter, value, range of a step | `scoring_step` |
//! | ウエイト | weight | `scoring_weight` |
//! | 能力：業績の割合 | share | `scoring_share` |
//! | 困難度、達成度 | difficulty; attainment | `scoring_factor`, `scoring_cell` |
//! | 端数処理 | rounding | `scoring_rule_set` |
//! | 点数、点から決まる評価 | score; proposed grade | `score`, `score_deviation` |
//! | 総合（年度の点数）、その元 | points of the year, source | `year_score`, `year_score_source` |
//! | 公布、試算 | publish; simulation | |
//! | 試算で当てはめる評価 | trial | |
//! | 期首・中間・期末 | phase (of a year) | |
//! | 提出・取り下げ・差し戻し | submit, withdraw, send back | `passage` |
//! | 面談（期首・中間・期末・フィードバック） | interview; opening, midterm, closing, feedback | `interview` |
//! | 面談する人 | leader | the sheet's first evaluator, else the second |
//! | 面談と育成計画が共通の評価 | sheets together | `sheet_together_view` |
//! | 話すこと、議題 | agenda, point | `agenda_point` |
//! | 話したこと（本人と共有） | shared text, sending | `interview_sending` |
//! | 本人の確認（同意を意味しません） | confirmation of an interview | `interview_confirmation` |
//! | メモ（評価者だけが見る） | note | `interview_note` |
//! | 追記 | addendum | `interview_addendum` |
//! | 開庁日 | working day | |
//! | 育成方針、育成計画 | development plan, action, outcome | `development_plan`, `development_action` |
//! | 完了 | finished, closed | `sheet.closed_at` |
//! | 評価者の一括変更 | giving all sheets of an evaluator to another | `passage` |
//! | 代行（代わりに入力する） | on behalf | `passage` |
//! | 評価の調整、盤面、札 | calibration, board, card | `calibration_move` |
//! | 段階ごとの平均 | averages, standing of a group | |
//! | 資料（盤面の1人分）、未評価 | dossier, missing | |
//! | 対象者、対象外（開始の前） | people of a year, exclusion | `sheet`, `cycle_exclusion` |
//! | 調整の会議、出席した職員 | session, participant | `calibration_session`, `calibration_participant` |
//! | 確認・確定 | confirmation, confirm | `result` |
//! | 開示 | disclosure | `result.disclosed_at` |
//! | 祝日の取り込み、変わる日 | taking up, difference; what it touches | `holiday` |
//! | 暦、閉庁日、開庁日 | calendar, closed day, working day | `holiday`, `closed_day` |
//! | 業務目標（職種ごと） | fixed goal of a kind of work | `ability` of a short framework |
//! | 任用、任期、職種 | employment, term, kind of work | `employment`, `sheet.term`, `position` of a short framework |
//! | 会計年度任用職員の評価、様式 | short sheet, form, edition | `sheet` of a `cycle` of kind `short`, `framework` of kind `short` |
//! | 再度の任用に関する意見 | renewal | `renewal_opinion` |
//! | 条件付採用、延長 | probation, extension | `probation`, `probation_extension` |
//! | 特別評価 | the sheet of a probation | `sheet` of a `cycle` of kind `probation` |
//! | 正式採用についての意見、決定 | opinion, decision of a probation | `probation_opinion`, `probation_decision` |
//! | 苦情、案件 | complaint, case | `complaint` |
//! | 相談、申出書 | consultation, petition; both a plea | `complaint_plea` |
//! | 再説明 | reexplanation; asked, held | `reexplanation` |
//! | 相談員 | officer | |
//! | 聞き取り、評価者への質問と説明 | hearing, question and statement | `complaint_hearing`, `complaint_question` |
//! | 苦情処理委員会、委員 | committee, member | `complaint_member`, `complaint_session` |
//! | 決定、通知書、再評価 | decision, notice, re-evaluation | `complaint_decision`, `complaint_notice`, `reevaluation_order` |
//! | 成績区分、標準 | band, standard | `band`, `band_record` |
//! | 成績区分の決め方、その版 | scheme, edition | `band_scheme` |
//! | グループ（順位をつける集まり） | group | `band_group` |
//! | 割合、上限、枠 | share, cap, place | `band` |
//! | 順位、同順位 | rank, tie | |
//! | 区分をつける、決定、取り消し | place, decide, reopen | `band_placement`, `band_decision`, `band_reopening` |
//! | 持ち回り | passed round, rotation | |
//! | 給与のコード、成績率、昇給区分 | pay code, rate, raise class | `pay_edition`, `pay_code` |
//! | 点の積み上げ、到達点、到達 | accrual, threshold, reach | `accrual_rule` |
//! | 数える評価 | counts | `accrual_rule.counts` |
//! | 給与担当 | payroll, hat `payroll` | `hat` |
//! | 成績区分担当 | keeper of the bands, hat `band` | `hat` |
//! | 取り込み、その行 | import, row | `import`, `import_row` |
//! | 列の対応、取り込む項目 | mapping, target | `import_mapping` |
//! | 確認（新規・変更・同じ・問題・ファイルにない） | check, outcome (new, changed, same, wrong), missing | `import_row` |
//! | 変更前→変更後 | difference | `import_row`, `import_effect` |
//! | 元に戻す | undo | `import_effect` |
//! | 書き出し、ファイルの形、使う目的 | export; form of a file; purpose | `audit_entry.detail` |
//! | 一覧（探す・絞り込む・並べ替える） | listing | |
//! | 着眼点 | viewpoint | `ability.viewpoints` |
//! | 枠組みのファイル、取り込む前の変更点 | file of the framework, proposal | `framework_draft.proposal` |
//! | 資格 | qualification | `qualification` |
//! | ポータルを使う前の結果 | past result | `past_result` |
//! | 職員課 | HR, hat `hr` | `hat` |
//! | 処理、その状況 | job, run, progress | `job_run`, the library's schema `jobs` |
//! | 毎日の処理 | daily job | `daily_job` |
//! | 連絡（本人への） | message, letter | `message` |
//! | メール、送信待ち | mail, outbox | `mail` |
//! | 作業（期限のあるもの） | task | `task_list` |
//! | 期限の予告、催促、その文面 | reminder, request, wording | `reminder_rule`, `reminder_text`, `reminder_sent` |
//! | お知らせ、既読 | announcement, reading | `announcement`, `announcement_reading` |
//! | アカウントの状態、設定コード | standing, code | `account`, `setup_code` |
//! | 職とは別の権限、権限の点検 | hat, review of rights | `hat`, `rights_review` |
//! | 操作の記録 | audit book, entry | `audit_entry` |

pub mod audit;
pub mod calendar;
pub mod cli;
pub mod competency;
pub mod complaint;
pub mod config;
pub mod dashboard;
pub mod database;
pub mod demo;
pub mod evaluation;
pub mod exchange;
mod export;
mod help;
pub mod identity;
mod import;
pub mod jobs;
pub mod kit;
pub mod message;
pub mod organisation;
mod rights;
mod server;
pub mod staff;
pub mod transfer;

use axum::middleware::from_fn_with_state;
use kit::{App, Routes};

/// All rooms of the house, in one list.
pub fn routes() -> Routes {
    Routes::new()
        .merge(server::routes())
        .merge(identity::routes())
        .merge(organisation::routes())
        .merge(staff::routes())
        .merge(competency::routes())
        .merge(evaluation::routes())
        .merge(transfer::routes())
        .merge(calendar::routes())
        .merge(complaint::routes())
        .merge(dashboard::routes())
        .merge(message::routes())
        .merge(jobs::routes())
        .merge(exchange::routes())
        .merge(audit::routes())
        .merge(rights::routes())
        .merge(help::routes())
}

/// The work that goes on behind the pages, in one list.
pub fn handlers() -> jobs::Handlers {
    jobs::Handlers::new()
        .daily::<transfer::TakeEffect>(1)
        .daily::<evaluation::probation::Recount>(2)
        .daily::<jobs::Tidy>(3)
        .daily::<exchange::PurgeImports>(4)
        .add::<message::SendMail>()
        .daily::<message::MailAnnouncements>(7)
        .daily::<message::SendReminders>(8)
        .add::<exchange::CheckImport>()
        .add::<exchange::StoreImport>()
}

/// The whole portal, ready to answer.
pub fn app(app: App) -> axum::Router {
    let all = routes();
    let table = all.table().to_vec();
    let router = all.into_router();
    let router = router.layer(from_fn_with_state(app.clone(), identity::load_actor));
    kit::protect(router, &table, app)
}
