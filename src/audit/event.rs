//! What can stand in the audit book.

use serde_json::Value;

use crate::kit::StaffId;

macro_rules! events {
    ($($variant:ident $code:literal $label:literal)*) => {
        /// A thing that happened. The label is what the book shows (体言止め).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Event { $(#[doc = $label] $variant),* }

        impl Event {
            /// Every event, for the filter of the book.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the database.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The words on the page.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// Reads the word of the database.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

events! {
    SignedIn "session.began" "ログイン"
    SignInFailed "session.refused" "ログインの失敗"
    SignedOut "session.ended" "ログアウト"
    SessionsEnded "session.ended_elsewhere" "ほかの端末のログアウト"
    PasswordChanged "account.password_changed" "パスワードの変更"
    DisplayChanged "account.display_changed" "表示の設定の変更"
    SetupCodeIssued "account.code_issued" "設定コードの発行"
    SetupRefused "account.code_refused" "設定コードの誤り"
    AccountCreated "account.created" "アカウントの作成"
    SetupCodesIssued "account.codes_issued" "設定コードの一括発行"
    AccountStopped "account.stopped" "アカウントの停止"
    AccountResumed "account.resumed" "アカウントの停止の取りやめ"
    HatGiven "rights.given" "権限の付与"
    HatEnded "rights.ended" "権限の取り消し"
    RightsReviewed "rights.reviewed" "権限の点検"
    DemoLoaded "demo.loaded" "デモの市の読み込み"
    StaffImported "staff.imported" "職員の取り込み"
    SearchRefolded "staff.refolded" "検索用の読みの更新"
    StaffHired "staff.hired" "職員の登録"
    StaffRenamed "staff.renamed" "職員の氏名の変更"
    StaffChanged "staff.changed" "職員の基本の項目の変更"
    StaffLeft "staff.left" "退職の日の登録"
    LeaveChanged "staff.leave" "休業・派遣の登録"
    QualificationChanged "staff.qualification" "資格の登録"
    EmploymentChanged "staff.employment" "任用の登録"
    EmploymentRenewed "staff.employment_renewed" "始まった任用の反映"
    StaffFieldChanged "staff.field" "追加の項目の変更"
    StaffFieldsWritten "staff.fields_written" "追加の項目の記入"
    PersonViewed "staff.viewed" "職員の記録の閲覧"
    StaffListed "staff.listed" "職員の一覧の閲覧"
    ReformPrepared "organisation.prepared" "機構改革の準備"
    ReformApplied "organisation.applied" "機構改革の反映"
    ReformUndone "organisation.undone" "機構改革の取り消し"
    OrganisationImported "organisation.imported" "組織の取り込み"
    ImportUploaded "import.uploaded" "取り込むファイルの受付"
    ImportChecked "import.checked" "取り込むファイルの確認"
    ImportMended "import.mended" "取り込むファイルの値の訂正"
    ImportDiscarded "import.discarded" "取り込みの取りやめ"
    ImportQueued "import.queued" "取り込みの処理の受付"
    ImportHalted "import.halted" "止まった取り込みのやり直し"
    ImportsPurged "import.purged" "取り込んだファイルの行の消去"
    ImportStored "import.stored" "ファイルの取り込み"
    ImportUndone "import.undone" "取り込みの取り消し"
    FrameworkInstalled "framework.installed" "評価の枠組みの登録"
    FrameworkDrafted "framework.drafted" "枠組みの下書きの変更"
    FrameworkPublished "framework.published" "枠組みの公布"
    FrameworkDiscarded "framework.discarded" "枠組みの下書きの破棄"
    CycleSaved "cycle.saved" "年度の設定の変更"
    CycleBasisChanged "cycle.basis_changed" "年度の基本の設定の変更"
    CycleDeleted "cycle.deleted" "年度の削除"
    CycleOpened "cycle.opened" "評価の開始"
    SheetsAdded "cycle.sheets_added" "シートの追加"
    CycleRehearsed "cycle.rehearsed" "評価のリハーサル"
    UnitGoalsPublished "goal.unit_published" "組織の目標の公開"
    GoalsSubmitted "goal.submitted" "目標の提出"
    GoalsWithdrawn "goal.withdrawn" "目標の取り下げ"
    GoalsAgreed "goal.agreed" "目標の承認"
    GoalChangeSubmitted "goal.change_submitted" "目標の変更の提出"
    GoalChangeRefused "goal.change_refused" "目標の変更の差し戻し"
    MidtermSubmitted "goal.midterm_submitted" "中間申告の提出"
    MidtermWithdrawn "goal.midterm_withdrawn" "中間申告の取り下げ"
    MidtermAnswered "goal.midterm_answered" "中間面談の指導助言の提出"
    GoalTemplateAdded "goal.template_added" "目標のひな形の追加"
    GoalTemplateEnded "goal.template_ended" "目標のひな形の終了"
    GoalTeamViewed "goal.team_viewed" "部下の目標の閲覧"
    SheetsAdvanced "sheet.advanced" "次の段階への移行"
    RouteRuleChanged "route.rule_changed" "評価者の決め方の変更"
    RouteOverridden "route.overridden" "評価者の個別の指定"
    DeputyNamed "deputy.named" "評価者の代理の指定"
    DeputyEnded "deputy.ended" "評価者の代理の終了"
    DeputyProposed "deputy.proposed" "評価者の代理の提案"
    DeputyProposalAnswered "deputy.proposal_answered" "評価者の代理の提案への答え、取り下げ"
    DeputySheetsListed "deputy.listed" "代理で評価する人の一覧の閲覧"
    ScaleMade "scale.made" "評価の段階の作成"
    ScaleRemoved "scale.removed" "評価の段階の削除"
    ScoringChanged "scoring.changed" "点数の決め方の下書きの変更"
    ScoringPublished "scoring.published" "点数の決め方の公布"
    ScoringChosen "scoring.chosen" "年度の点数の決め方の選択"
    ScoringVersioned "scoring.versioned" "始まった年度の点数の決め方の変更"
    ScoringSimulated "scoring.simulated" "点数の試算の閲覧"
    DraftSaved "sheet.draft_saved" "下書きの保存"
    SelfAssessmentSubmitted "sheet.self_submitted" "自己評価の提出"
    SelfAssessmentWithdrawn "sheet.self_withdrawn" "自己評価の取り下げ"
    FactNoted "fact.noted" "期中メモの記入"
    FactChanged "fact.changed" "期中メモの変更"
    FactDeleted "fact.deleted" "期中メモの削除"
    FactsViewed "fact.viewed" "期中メモの閲覧"
    ReviewSubmitted "sheet.review_submitted" "評価の提出"
    ReviewWithdrawn "sheet.review_withdrawn" "評価の取り下げ"
    InterviewArranged "interview.arranged" "面談の予定"
    InterviewRecorded "interview.recorded" "面談の記録の保存"
    InterviewPointAdded "interview.point_added" "面談の議題の追加"
    InterviewSent "interview.sent" "面談の記録の送付"
    InterviewConfirmed "interview.confirmed" "面談の記録の確認"
    InterviewAdded "interview.added" "面談の記録への追記"
    PlanWritten "plan.written" "育成計画の保存"
    PlanLookedAt "plan.looked_at" "育成計画の結果の記録"
    InterviewViewed "interview.viewed" "面談の記録の閲覧"
    InterviewsListed "interview.listed" "面談の一覧の閲覧"
    SheetSentBack "sheet.sent_back" "差し戻し"
    SheetExtended "sheet.extended" "期限の延長"
    SheetHandedOver "sheet.handed_over" "評価者の変更"
    AssistanceTold "assistance.told" "評価補助者による情報提供"
    SheetMoved "sheet.moved" "職員課によるシートの操作"
    SheetsHandedOver "sheets.handed_over" "評価者の一括変更"
    SheetsExtended "sheets.extended" "期限の一括延長"
    GradeMoved "calibration.moved" "評価の調整"
    GradeMoveUndone "calibration.undone" "評価の調整の取り消し"
    CalibrationRecorded "calibration.recorded" "調整会議の記録"
    CalibrationClosed "calibration.closed" "評価の調整の終了"
    BandSchemeSaved "band.scheme_saved" "成績区分の決め方の変更"
    BandPlaced "band.placed" "成績区分の変更"
    BandTieDecided "band.tie_decided" "同じ順位の人の成績区分の選択"
    BandsDecided "band.decided" "成績区分の決定"
    BandsReopened "band.reopened" "成績区分の決定の取り消し"
    BandsViewed "band.viewed" "成績区分の閲覧"
    PayCodesSaved "payroll.codes_saved" "給与のコードの変更"
    PayExported "payroll.exported" "給与に渡すファイルの出力"
    PayLeftOutViewed "payroll.left_out" "給与のファイルに入らない人の一覧の閲覧"
    AccrualRuleSaved "accrual.rule_saved" "点の積み上げの決め方の変更"
    AccrualViewed "accrual.viewed" "点の積み上げの閲覧"
    ResultsConfirmed "results.confirmed" "評価の確定"
    ResultsDisclosed "results.disclosed" "結果の開示"
    ReexplanationAsked "reexplanation.asked" "再説明の求め"
    ReexplanationHeld "reexplanation.held" "再説明の記録"
    ReexplanationViewed "reexplanation.viewed" "再説明の求めの閲覧"
    ComplaintConsulted "complaint.consulted" "苦情の相談の受付"
    ComplaintFiled "complaint.filed" "苦情の申出の受付"
    ComplaintAnswered "complaint.answered" "苦情の相談への回答"
    ComplaintSettled "complaint.settled" "苦情の相談の終了"
    ComplaintWithdrawn "complaint.withdrawn" "苦情の取り下げ"
    ComplaintTaken "complaint.taken" "苦情の担当の変更"
    HearingRecorded "complaint.heard" "苦情の聞き取りの記録"
    StatementAsked "complaint.asked" "評価者への質問"
    StatementGiven "complaint.stated" "評価者の説明"
    CommitteeChanged "complaint.committee_changed" "苦情処理委員の変更"
    ComplaintReviewed "complaint.convened" "苦情処理委員会への付議"
    SessionRecorded "complaint.session" "苦情処理委員会の記録"
    ComplaintDecided "complaint.decided" "苦情についての決定"
    ComplaintNotified "complaint.notified" "苦情についての決定の通知"
    ComplaintRuleChanged "complaint.rule_changed" "苦情の期限の設定の変更"
    ComplaintViewed "complaint.viewed" "苦情の案件の閲覧"
    ComplaintFileViewed "complaint.file_viewed" "苦情の案件の資料の閲覧"
    ComplaintListed "complaint.listed" "苦情の案件の一覧の閲覧"
    QuestionViewed "complaint.question_viewed" "評価者への質問の閲覧"
    EmploymentEntered "short.employed" "会計年度任用職員の任用の登録"
    EmploymentsImported "short.employments_imported" "会計年度任用職員の任用の一括登録"
    ShortFormsPublished "short.forms_published" "会計年度任用職員の様式の登録"
    ShortRuleChanged "short.rule_changed" "会計年度任用職員の評価の決まりの変更"
    ShortSheetsOpened "short.opened" "会計年度任用職員の評価の開始"
    ShortReviewsSubmitted "short.submitted" "会計年度任用職員の評価の提出"
    ShortReviewsViewed "short.viewed" "会計年度任用職員の評価の閲覧"
    ShortSheetsListed "short.listed" "会計年度任用職員の評価の一覧の閲覧"
    ProbationBegun "probation.begun" "条件付採用の登録"
    ProbationTalked "probation.talked" "条件付採用の面談の記録"
    ProbationOpinionGiven "probation.opinion" "正式採用についての意見"
    ProbationAbsenceEntered "probation.absence" "働かなかった日の登録"
    ProbationAbsenceStruck "probation.absence_struck" "働かなかった日の取り消し"
    ProbationRecounted "probation.recounted" "条件付採用の日数の数え直し"
    ProbationExtended "probation.extended" "条件付採用の期間の延長"
    ProbationDecided "probation.decided" "正式採用の決定"
    ProbationRuleChanged "probation.rule_changed" "条件付採用の決まりの変更"
    ProbationViewed "probation.viewed" "条件付採用の閲覧"
    ProbationsListed "probation.listed" "条件付採用の一覧の閲覧"
    OrderMade "order.made" "発令の作成"
    OrderChanged "order.changed" "発令の内容の変更"
    OrderChecked "order.checked" "発令の差分の確認"
    OrderDecided "order.decided" "発令の確定"
    OrderDiscarded "order.discarded" "発令の下書きを捨てた"
    OrderTakenBack "order.taken_back" "発令の取り消し"
    OrdersTookEffect "order.took_effect" "発令による任命と評価者の変更"
    OrderViewed "order.viewed" "発令の閲覧"
    HandoverWritten "handover.written" "引継ぎの提出"
    HandoverWaived "handover.waived" "引継ぎなしで進める決定"
    HandoverAsked "handover.asked" "引継ぎの依頼"
    HandoverViewed "handover.viewed" "引継ぎの画面の閲覧"
    OutsideOpinionGiven "handover.opinion" "兼務先・派遣先の意見の提出"
    TransferRuleChanged "handover.rule_changed" "異動したときの決まりの変更"
    ClosedDaysChanged "calendar.closed_days_changed" "閉庁日の変更"
    HolidaysImported "calendar.holidays_imported" "祝日の取り込み"
    MailChosen "account.mail_chosen" "受け取るメールの設定の変更"
    MailRepeated "mail.repeated" "メールの再送"
    MailDropped "mail.dropped" "送れなかったメールの確認"
    AnnouncementAdded "announcement.added" "お知らせの掲載"
    AnnouncementChanged "announcement.changed" "お知らせの変更"
    AnnouncementEnded "announcement.ended" "お知らせの取り下げ"
    AnnouncementsMailed "announcement.mailed" "お知らせのメールの送信"
    NewsRead "announcement.read" "お知らせの既読"
    RemindersSent "reminder.sent" "期限の予告と催促の送信"
    ReminderDayClosed "reminder.day_closed" "その日の期限の予告の終了"
    RequestsSent "reminder.requested" "職員課からの催促の送信"
    ReminderRulesSaved "reminder.rules_saved" "知らせる日の変更"
    ReminderTextSaved "reminder.text_saved" "催促の文の変更"
    ReminderPreviewed "reminder.previewed" "催促の文の見本の閲覧"
    DailyJobQueued "job.daily" "毎日の処理の受け付け"
    JobRetried "job.retried" "処理のやり直し"
    JobStopped "job.stopped" "処理の取りやめ"
    SheetViewed "sheet.viewed" "評価シートの閲覧"
    HistoryViewed "sheet.history_viewed" "評価シートの履歴の閲覧"
    QueueViewed "review.queue_viewed" "部下の評価の閲覧"
    GridViewed "review.grid_viewed" "項目ごとの評価の閲覧"
    ConfirmationViewed "results.waiting_viewed" "確定を待つ評価の閲覧"
    CalibrationViewed "calibration.viewed" "評価の調整の閲覧"
    DossierViewed "calibration.person_viewed" "調整の資料の閲覧"
    ReportViewed "report.viewed" "部署レポートの閲覧"
    ListExported "list.exported" "一覧のファイル出力"
    AuditViewed "audit.viewed" "操作の記録の閲覧"
}

/// Looks at somebody's record.
pub const VIEWS: &[Event] = &[
    Event::ReminderPreviewed,
    Event::PersonViewed,
    Event::GoalTeamViewed,
    Event::SheetViewed,
    Event::HistoryViewed,
    Event::DossierViewed,
    Event::InterviewViewed,
    Event::QueueViewed,
    Event::DeputySheetsListed,
    Event::GridViewed,
    Event::FactsViewed,
    Event::ReportViewed,
    Event::AuditViewed,
    Event::ReexplanationViewed,
    Event::ComplaintViewed,
    Event::ComplaintFileViewed,
    Event::ComplaintListed,
    Event::QuestionViewed,
    Event::ShortReviewsViewed,
    Event::ShortSheetsListed,
    Event::ProbationViewed,
    Event::ProbationsListed,
    Event::PayLeftOutViewed,
    Event::HandoverViewed,
];

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: &'static str,
    pub id: Option<i64>,
}

impl Subject {
    /// Nothing in particular: the installation itself.
    pub const HOUSE: Self = Self { kind: "house", id: None };

    pub fn new(kind: &'static str, id: i64) -> Self {
        Self { kind, id: Some(id) }
    }

    pub fn sheet(id: i64) -> Self {
        Self::new("sheet", id)
    }

    pub fn staff(id: StaffId) -> Self {
        Self::new("staff", id.0)
    }
}

/// One entry before it is written.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) event: Event,
    pub(super) subject: Subject,
    pub(super) staff: Option<StaffId>,
    pub(super) detail: Value,
}

impl Entry {
    pub fn new(event: Event, subject: Subject) -> Self {
        Self { event, subject, staff: None, detail: Value::Object(serde_json::Map::new()) }
    }

    /// Whose record it is.
    #[must_use]
    pub fn about(mut self, staff: StaffId) -> Self {
        self.staff = Some(staff);
        self
    }

    /// Old and new values.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_back_from_its_code() {
        for event in Event::ALL {
            assert_eq!(Event::from_code(event.code()), Some(*event));
        }
    }
}
