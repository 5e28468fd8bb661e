//! What the next page says about what was just done. The cookie carries a key, never text.

use axum::http::{HeaderMap, header};

use super::shell::NoticeView;

const COOKIE: &str = "notice";

macro_rules! notices {
    ($($variant:ident $key:literal $kind:literal $heading:literal $text:literal)*) => {
        /// One thing that was done, told once on the next page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Notice { $(#[doc = $heading] $variant),* }

        impl Notice {
            fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),* }
            }

            fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }

            /// What the page shows.
            pub fn view(self) -> NoticeView {
                match self {
                    $(Self::$variant => NoticeView {
                        kind: $kind, heading: $heading.to_owned(), text: $text.to_owned(),
                    }),*
                }
            }
        }
    };
}

notices! {
    SignedOut "signed-out" "ok" "ログアウトしました" "共用の端末では、ブラウザーの画面も閉じてください。"
    PasswordChanged "password-changed" "ok" "パスワードを変更しました" "次のログインから新しいパスワードを使います。ほかの端末からはログアウトしました。"
    SessionsEnded "sessions-ended" "ok" "ほかの端末からログアウトしました" "いま使っている端末だけがログインしたままです。"
    AccountCreated "account-created" "ok" "パスワードを決めました" "職員番号と、いま決めたパスワードでログインしてください。"
    FrameworkDrafted "framework-drafted" "ok" "下書きを作りました" "いまの枠組みを写しました。公布するまで、ほかの画面には出ません。"
    FrameworkDraftSaved "framework-draft-saved" "ok" "下書きを保存しました" "公布するまで、ほかの画面には出ません。"
    FrameworkFileVoid "framework-file-void" "warn" "ファイルは、まだ取り込んでいません" "確かめている間に下書きが変わりました。もう一度ファイルを選んでください。"
    FrameworkPublished "framework-published" "ok" "枠組みを公布しました" "施行日から使われます。開始済みの評価シートは、いままでの版のままです。"
    FrameworkDiscarded "framework-discarded" "ok" "下書きを捨てました" "使われている枠組みは変わっていません。"
    OthersSessionsEnded "others-sessions-ended" "ok" "すべての端末からログアウトさせました" "本人は、もう一度ログインすれば使えます。"
    AccountStopped "account-stopped" "ok" "アカウントを停止しました" "すぐにログアウトさせました。書いたものと記録は残っています。"
    AccountResumed "account-resumed" "ok" "アカウントを使えるようにしました" "いままでのパスワードでログインできます。"
    LettersMade "letters-made" "warn" "設定コードは、すでに発行されています" "コードは一度しか表示されません。印刷できていないときは、その人の画面からもう一度発行してください。"
    HatGiven "hat-given" "ok" "権限を渡しました" "今日から使えます。操作の記録に残りました。"
    HatEnded "hat-ended" "ok" "権限を取り消しました" "次の操作から使えなくなりました。"
    RightsReviewed "rights-reviewed" "ok" "権限の点検を記録しました" "次の点検のときに、この記録を読めます。"
    SessionEnded "session-ended" "ok" "その端末からログアウトしました" "次にその端末で開くと、ログインの画面になります。"
    DisplaySaved "display-saved" "ok" "表示の設定を保存しました" "すべての画面に使われます。"
    DraftSaved "draft-saved" "ok" "下書きを保存しました" "提出するまで、ほかの人には見えません。"
    SelfAssessmentWithdrawn "self-withdrawn" "ok" "自己評価を取り下げました" "書いた内容は残っています。直したら、もう一度提出してください。"
    FactNoted "fact-noted" "ok" "記録を保存しました" "だれが見られるかは、記録ごとに書いてあります。あとから変えられます。"
    FactChanged "fact-changed" "ok" "記録を直しました" "だれが見られるかは、記録ごとに書いてあります。"
    FactDeleted "fact-deleted" "ok" "記録を消しました" "共有していた記録は、相手の画面からも消えました。"
    ReviewSubmitted "review-submitted" "ok" "評価を提出しました" "次の担当者に届きました。次の担当者が開くまでは、取り下げて直せます。"
    ReviewWithdrawn "review-withdrawn" "ok" "評価を取り下げました" "書いた内容は残っています。直したら、もう一度提出してください。"
    InterviewArranged "interview-arranged" "ok" "面談の日を決めました" "本人のホームに表示されます。話すことは、2人とも足せます。"
    InterviewSaved "interview-saved" "ok" "面談の記録を保存しました" "本人には、送るまで見えません。"
    InterviewSent "interview-sent" "ok" "面談の記録を本人へ送りました" "本人のホームに、確認のお願いが表示されます。"
    InterviewConfirmed "interview-confirmed" "ok" "面談の記録を確認しました" "面談した人に伝わります。同意したという意味ではありません。"
    InterviewPointAdded "interview-point" "ok" "話すことを足しました" "本人と評価者が同じ一覧を見ます。"
    InterviewNoteSaved "interview-note" "ok" "メモを保存しました" "あなただけが見ます。"
    InterviewAdded "interview-added" "ok" "追記しました" "本人と評価者が見ます。書いた内容は消せません。"
    OutcomesSaved "outcomes-saved" "ok" "育成計画の結果を記録しました" "本人と評価者、職員課が見ます。"
    PlanSaved "plan-saved" "ok" "育成計画を保存しました" "本人、評価者、職員課が見ます。"
    SheetFinished "sheet-finished" "ok" "この評価は完了しました" "育成計画は、来年度の期首面談で振り返ります。"
    SentBack "sent-back" "ok" "差し戻しました" "理由と一緒に届きました。書かれた内容はすべて残っています。"
    SheetExtended "sheet-extended" "ok" "期限を延ばしました" "新しい期限が、本人と評価者の画面に表示されます。"
    SheetsHandedOver "sheets-handed-over" "ok" "評価者をまとめて変えました" "新しい評価者の「部下の評価」に表示されます。"
    SheetHandedOver "sheet-handed-over" "ok" "評価者を変えました" "新しい評価者の「部下の評価」に表示されます。"
    EnteredOnBehalf "entered-on-behalf" "ok" "代わりに入力して提出しました" "職員課が入力したことと理由は、経過に残りました。"
    SheetMoved "sheet-moved" "ok" "シートを動かしました" "理由は経過に残りました。"
    PurposeSaved "purpose-saved" "ok" "使いみちの文を保存しました" "職員には、この画面のとおりに見えます。"
    AssistanceTold "assistance-told" "ok" "評価者に伝えました" "最初の評価者が提出するまでは、書き直せます。"
    CyclesMade "cycles-made" "ok" "年度の評価を作りました" "それぞれの日程と対象者を確かめてから、開始してください。"
    CycleSaved "cycle-saved" "ok" "年度の設定を保存しました" "日程と対象者を確かめてください。"
    CycleWithoutRules "cycle-without-rules" "ok" "年度の設定を保存しました" "前の点数の決め方は合わなくなったため、点数を計算しない決め方に戻しました。必要なら選び直してください。"
    CycleDeleted "cycle-deleted" "ok" "年度を消しました" "消したことは、操作の記録に残っています。"
    ScoringVersioned "scoring-versioned" "ok" "点数の決め方を新しい版にしました" "評価者が提出したシートと確定したシートは、前の決め方のままです。"
    CycleOpened "cycle-opened" "ok" "評価を開始しました" "対象の職員のホームに、最初の段階が表示されます。"
    SheetsAdded "sheets-added" "ok" "シートを追加しました" "追加した人のホームに、最初の段階が表示されます。"
    GradeMoved "grade-moved" "ok" "評価を動かしました" "評価者がつけた評価は残っています。変更の一覧から元に戻せます。"
    GradeMoveUndone "grade-move-undone" "ok" "変更を元に戻しました" "戻したことも記録に残ります。"
    CalibrationRecorded "calibration-recorded" "ok" "会議の記録を加えました" "印刷すると、盤面と一緒に出力されます。"
    CalibrationClosed "calibration-closed" "ok" "評価の調整を終えました" "シートが確認に進みました。内容を確かめて確定してください。"
    BandSchemeSaved "band-scheme-saved" "ok" "成績区分の決め方を保存しました" "前の版は残っています。グループごとの枠が新しくなりました。"
    BandPlaced "band-placed" "ok" "区分を決めました" "理由は記録に残りました。確定した評価は変わりません。"
    BandTieDecided "band-tie-decided" "ok" "同じ順位の人の区分を決めました" "理由は記録に残りました。"
    BandsDecided "bands-decided" "ok" "グループの区分を決定しました" "給与担当がファイルを出せるようになりました。本人と評価者には見えません。"
    BandsReopened "bands-reopened" "ok" "決定を取り消しました" "前の決定は記録に残っています。直したら、もう一度決定してください。"
    PayCodesSaved "pay-codes-saved" "ok" "給与のコードを保存しました" "適用開始日から使われます。前の版は残っています。"
    AccrualRuleSaved "accrual-rule-saved" "ok" "積み上げの決め方を保存しました" "最初の年度から後の点に使われます。前の版は残っています。"
    UnitGoalsPublished "unit-goals-published" "ok" "目標を公開しました" "全職員がこの画面で読めます。"
    GoalsSubmitted "goals-submitted" "ok" "目標を提出しました" "評価者に届きました。評価者が開くまでは、取り下げて直せます。"
    GoalsWithdrawn "goals-withdrawn" "ok" "目標を取り下げました" "書いた内容は残っています。直したら、もう一度提出してください。"
    GoalsAgreed "goals-agreed" "ok" "目標を承認しました" "本人に、決まった困難度と伝えることが表示されます。"
    GoalChangeSubmitted "goal-change-submitted" "ok" "目標の変更を提出しました" "評価者が承認するまでは、いまの目標が続きます。"
    GoalChangeRefused "goal-change-refused" "ok" "目標の変更を差し戻しました" "本人に理由が表示されます。いまの目標が続きます。"
    MidtermSubmitted "midterm-submitted" "ok" "中間申告を提出しました" "評価者に届きました。評価者が開くまでは、取り下げて直せます。"
    MidtermWithdrawn "midterm-withdrawn" "ok" "中間申告を取り下げました" "書いた内容は残っています。直したら、もう一度提出してください。"
    MidtermAnswered "midterm-answered" "ok" "指導助言を提出しました" "本人の目標の画面に表示されます。期末に評価するとき、目標の横でも読めます。"
    GoalTemplateAdded "goal-template-added" "ok" "ひな形を加えました" "基準日が使い始める日以降の評価で、目標の設定の画面に表示されます。"
    GoalTemplateEnded "goal-template-ended" "ok" "ひな形を終えました" "このひな形で書いた目標は、そのまま残ります。"
    MailChosen "mail-chosen" "ok" "メールの設定を保存しました" "ポータルの「お知らせ」には、いつも表示されます。"
    MailRepeated "mail-repeated" "ok" "もう一度送ります" "この画面を開き直すと、送れたかどうかが分かります。"
    MailDropped "mail-dropped" "ok" "一覧から外しました" "同じ内容は、本人のポータルに届いています。"
    AnnouncementAdded "announcement-added" "ok" "お知らせを掲載しました" "掲載の最初の日から、対象の職員のホームに表示されます。"
    AnnouncementChanged "announcement-changed" "ok" "お知らせを直しました" "すでに読んだ人の既読は、そのまま残ります。"
    AnnouncementEnded "announcement-ended" "ok" "お知らせを取り下げました" "職員の画面からは消えました。内容と既読の人数は、この画面に残ります。"
    NewsRead "news-read" "ok" "既読にしました" "お知らせは、掲載の期間が終わるまで読めます。"
    RequestsSent "requests-sent" "ok" "催促を送りました" "本人の「お知らせ」に表示されます。メールアドレスのある人には、メールでも送ります。"
    ReminderRulesSaved "reminder-rules-saved" "ok" "知らせる日を保存しました" "次に送る分から使われます。"
    ReminderTextSaved "reminder-text-saved" "ok" "文を保存しました" "次に送る分から使われます。"
    JobRetried "job-retried" "ok" "もう一度行います" "この画面を開き直すと、進み具合が分かります。"
    JobStopped "job-stopped" "ok" "取りやめました" "処理中のものは、次の区切りで止まります。"
    ResultsConfirmed "results-confirmed" "ok" "評価を確定しました" "確定した評価は書き換えられません。本人にはまだ見えません。"
    ResultsDisclosed "results-disclosed" "ok" "結果を開示しました" "本人のホームに結果が表示されます。"
    ReexplanationAsked "reexplanation-asked" "ok" "再説明を求めました" "評価者のホームに、期限と一緒に表示されます。行われた日は、この画面に表示されます。"
    ReexplanationHeld "reexplanation-held" "ok" "再説明を記録しました" "本人の画面に、行った日が表示されます。"
    ComplaintReceived "complaint-received" "ok" "受け付けました" "職員課の相談員に届きました。進み具合は、この画面で確かめられます。"
    ComplaintSettled "complaint-settled" "ok" "相談を終えました" "記録は残ります。この画面で読めます。"
    ComplaintWithdrawn "complaint-withdrawn" "ok" "取り下げました" "記録は残ります。期限の中なら、もう一度申し出られます。"
    ComplaintAnswered "complaint-answered" "ok" "回答しました" "本人のホームに、回答と申出の期限が表示されます。"
    ComplaintTaken "complaint-taken" "ok" "担当になりました" "担当者として、一覧に表示されます。"
    HearingRecorded "hearing-recorded" "ok" "記録を足しました" "足した記録は、消したり書き換えたりできません。"
    StatementAsked "statement-asked" "ok" "質問を送りました" "評価者のホームに、質問と期限だけが表示されます。"
    StatementGiven "statement-given" "ok" "説明を送りました" "職員課の相談員と、苦情処理委員会の委員だけが読みます。"
    CommitteeChanged "committee-changed" "ok" "委員を変更しました" "委員は、委員である間だけ案件を見られます。"
    ComplaintReviewed "complaint-convened" "ok" "委員会に付しました" "委員のホームに案件が表示されます。"
    SessionRecorded "session-recorded" "ok" "委員会の記録を足しました" "足した記録は、消したり書き換えたりできません。"
    ComplaintDecided "complaint-decided" "ok" "決定を記録しました" "まだ本人と評価者には知らせていません。続けて通知してください。"
    ComplaintNotified "complaint-notified" "ok" "決定を通知しました" "本人と評価者のホームに、通知書が表示されます。"
    ComplaintRuleSaved "complaint-rule-saved" "ok" "期限の決まりを保存しました" "今日から後に開示される結果に使われます。"
    EmploymentsImported "employments-imported" "ok" "任用をまとめて登録しました" "続けて評価を開始すると、評価者の画面に表示されます。"
    EmploymentEntered "employment-entered" "ok" "任用を登録しました" "続けて評価を開始すると、評価者の画面に表示されます。"
    ShortFormsPublished "short-forms" "ok" "様式を登録しました" "使い始める日から後に始める年度に使われます。"
    ShortRuleSaved "short-rule" "ok" "決まりを保存しました" "今日から後に開始する評価に使われます。"
    ShortSheetsOpened "short-opened" "ok" "評価を開始しました" "任期の終わりが近づくと、評価者のホームに表示されます。"
    ShortReviewsSubmitted "short-submitted" "ok" "評価をまとめて提出しました" "次の担当者が開くまでは、1人ずつ取り下げて直せます。"
    ProbationBegun "probation-begun" "ok" "条件付採用の期間を始めました" "行うことの期限が決まり、本人と評価者の画面に表示されます。"
    ProbationTalked "probation-talked" "ok" "面談を記録しました" "本人と職員課も読みます。"
    ProbationOpinionGiven "probation-opinion" "ok" "意見を提出しました" "職員課が正式採用を決めるときに読みます。"
    ProbationAbsenceEntered "probation-absence" "ok" "働かなかった日を登録しました" "勤務した日数と終わりの日を数え直しました。"
    ProbationAbsenceStruck "probation-struck" "ok" "働かなかった日を取り消しました" "勤務した日数と終わりの日を数え直しました。"
    ProbationExtended "probation-extended" "ok" "期間を延長しました" "新しい終わりの日が、本人と評価者に表示されます。"
    ProbationDecided "probation-decided" "ok" "決定を記録しました" "本人と評価者の画面に表示されます。"
    ProbationRuleSaved "probation-rule" "ok" "決まりを保存しました" "今日から後に採用した人の期間に使われます。"
    ImportMended "import-mended" "ok" "値を直して確かめました" "まだ直す必要がある行があります。"
    ImportRight "import-right" "ok" "値を直して確かめました" "直す必要がある行はなくなりました。"
    ImportDiscarded "import-discarded" "ok" "取り込みをやめました" "何も変わっていません。直したファイルを選んでください。"
    ImportStored "import-stored" "ok" "取り込みました" "24時間以内なら、まとめて元に戻せます。"
    ImportUnchanged "import-unchanged" "ok" "すべて登録と同じでした" "何も変わっていません。"
    ImportHalted "import-halted" "ok" "前の画面に戻りました" "登録は、まだ何も変わっていません。内容を確かめて、もう一度進めてください。"
    ImportMoved "import-moved" "warn" "登録が変わっていたため、取り込みませんでした" "確認の後に、ほかの人が登録を変えました。もう一度確かめた結果を表示しています。"
    ImportUndone "import-undone" "ok" "取り込みを元に戻しました" "登録は、取り込む前と同じになりました。"
    OrderMade "order-made" "ok" "発令を作りました" "だれに何を発令するかを加えてください。内示日まで、職員課のほかにはだれにも見えません。"
    OrderSaved "order-saved" "ok" "発令を保存しました" "差分の画面で、変わることと足りないものを確かめてください。"
    OrderChecked "order-checked" "ok" "差分を確認しました" "内容が変わらないうちに、確定へ進めます。"
    OrderDecided "order-decided" "ok" "発令を確定しました" "発令日に、任命と評価者が変わります。発令日の前日までは取り消せます。"
    OrderDecidedLate "order-decided-late" "ok" "発令を確定しました" "発令日が来ているため、取り消せません。任命と評価者は、反映したときに変わります。"
    OrderDiscarded "order-discarded" "ok" "発令の下書きを捨てました" "任命も評価者も変わりません。経過は残ります。"
    OrderTakenBack "order-taken-back" "ok" "発令を取り消しました" "任命も評価者も変わりません。経過は残ります。"
    OrdersTookEffect "orders-effect" "ok" "発令日が来た発令を反映しました" "任命と評価者が変わり、前の評価者に引継ぎを頼みました。"
    NoOrderDue "no-order-due" "ok" "反映する発令はありません" "発令日が来て、まだ反映していない発令はありません。"
    OrderHeld "order-held" "warn" "反映できない発令があります" "組織や任命が変わり、足りないものが出ています。差分の画面で確かめてください。"
    HandoverSent "handover-sent" "ok" "引継ぎを提出しました" "いまの評価者が読みます。このシートは、もう開けません。"
    HandoverWaived "handover-waived" "ok" "引継ぎなしで進めることにしました" "前の評価者は、このシートを開けなくなりました。"
    HandoversAsked "handovers-asked" "ok" "引継ぎを頼みました" "休業に入る評価者のホームに表示されます。"
    OutsideOpinionSent "outside-opinion" "ok" "意見を提出しました" "評価者が読みます。本人には見えません。"
    TransferRuleSaved "transfer-rule" "ok" "異動したときの決まりを保存しました" "これから反映する発令に使われます。"
    HolidaysTakenUp "holidays" "ok" "祝日を取り込みました" "これから数える期限に使われます。"
    HolidaysKnown "holidays-known" "" "祝日は、すでにファイルのとおりです" "変わったものはありません。"
    CalendarSaved "calendar-saved" "ok" "閉庁日を保存しました" "これから数える期限に使われます。"
    DeputyNamed "deputy-named" "ok" "代理を決めました" "期間の間、代理の人の「部下の評価」に表示されます。"
    DeputyEnded "deputy-ended" "ok" "代理を終えました" "代理の人は、もうシートを開けません。代理の人が提出したものは残り、書きかけはほかの人には見えません。"
    DeputyProposed "deputy-proposed" "ok" "代理を提案しました" "職員課が決めるまで、代理の人は何も開けません。"
    DeputyProposalWithdrawn "deputy-proposal-withdrawn" "ok" "提案を取り下げました" "もう一度提案できます。"
    DeputyProposalDeclined "deputy-proposal-declined" "ok" "提案を見送りました" "理由は、評価者の「代理の提案」に表示されます。"
    RouteSaved "route-saved" "ok" "評価者の決め方を保存しました" "これから開始する評価に使われます。"
    ScaleMade "scale-made" "ok" "評価の段階を作りました" "年度の基本の設定と、点数の決め方の下書きで選べます。"
    ScaleRemoved "scale-removed" "ok" "評価の段階を消しました" "使っていた年度はありません。"
    ScoringCopied "scoring-copied" "ok" "下書きを作りました" "数字を変えて保存すると、計算例が新しくなります。公布するまで、どの年度にも使われません。"
    ScoringSaved "scoring-saved" "ok" "下書きを保存しました" "計算例と、元の決め方との違いが新しくなりました。"
    StaffSaved "staff-saved" "ok" "職員の記録を保存しました" "前の値は操作の記録に残っています。"
    StaffHired "staff-hired" "ok" "職員を登録しました" "最初の所属と職名も登録しました。これからの異動は発令で行います。"
    LeaveSaved "leave-saved" "ok" "休業・派遣を保存しました" "評価で実際に働いた期間を数えるときに使われます。"
    StaffFieldSaved "staff-field-saved" "ok" "追加の項目を変えました" "職員のページと一覧に使われます。"
    ReformSaved "reform-saved" "ok" "準備を保存しました" "「組織に反映する」を押すまで、組織は変わりません。"
    ReformApplied "reform-applied" "ok" "組織に反映しました" "変わる日から新しい組織になります。その前の日までなら取り消せます。"
    ReformUndone "reform-undone" "ok" "反映を取り消しました" "組織は反映する前に戻りました。変更の内容は残っています。"
    ScoringDiscarded "scoring-discarded" "ok" "下書きを捨てました" "公布した決め方は変わりません。"
    ScoringPublished "scoring-published" "ok" "公布しました" "開始していない年度で選べます。これからは変えられません。"
    ScoringChosen "scoring-chosen" "ok" "点数の決め方を選びました" "評価を開始すると、変えられなくなります。"
}

impl Notice {
    pub(super) fn cookie(self) -> String {
        format!("{COOKIE}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", self.key())
    }

    /// The notice a request brings from the page before.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
            .and_then(Self::from_key)
    }

    /// The header that makes the browser forget it again.
    pub(super) const FORGET: &'static str = "notice=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_travels_as_a_key() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; notice=sent-back".parse().unwrap());
        assert_eq!(Notice::from_headers(&headers), Some(Notice::SentBack));
        assert!(Notice::SentBack.cookie().starts_with("notice=sent-back;"));
        headers.insert(header::COOKIE, "notice=<script>".parse().unwrap());
        assert_eq!(Notice::from_headers(&headers), None);
    }
}
