//! A half year with goals: Sato writes three, takes up her section's, Takahashi sees the whole team's
//! difficulties before he agrees; a change keeps the old words; at the end the goals are graded.

use axum::http::StatusCode;
use jinzai::evaluation::goal::tick;
use time::Duration;

use crate::{
    cycle_results::disclose,
    goals_of_units::publish,
    house::{ABE, House, KOBAYASHI, KUDO, NOBODY, Reply, SATO, SUZUKI, TAKAHASHI, Who},
};

/// Sato's sheet; Suzuki's, Watanabe's and Tanaka's follow.
const SHEET: &str = "/sheets/7";
const EDIT: &str = "/sheets/7/goals/edit";

/// The section where they work begins a half year with goals.
pub async fn half_year(house: &House) {
    house
        .plant(
            "insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                                opened_at, disclosure_scope)
             values (2026, 'performance', 'second_half', '令和8年度下半期 業績評価', 1,
                     daterange('2026-10-01', '2027-04-01'), '2026-10-01', '2026-11-01 00:00Z',
                     'items_and_comments');
             insert into cycle_step values
                 (2, 'goals', '2026-11-01', '2026-11-30'),
                 (2, 'goal_review', '2026-11-10', '2026-12-11'),
                 (2, 'self', '2027-02-01', '2027-02-26'), (2, 'first', '2027-03-01', '2027-03-10'),
                 (2, 'second', '2027-03-11', '2027-03-17'),
                 (2, 'confirmation', '2027-03-18', '2027-03-23'),
                 (2, 'disclosure', '2027-03-24', '2027-03-31');
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select 2, p, 1, c, 7, 6, 5, 'goal_setting', 3, 2, '2026-11-01 00:00Z'
             from (values (5, 'shuji'), (6, 'shuji'), (7, 'shunin'), (4, 'kakaricho')) v (p, c);
             insert into passage (sheet_id, place, action, to_state, at)
             select id, 1, 'open', 'goal_setting', state_since from sheet where cycle_id = 2",
        )
        .await;
}

/// The fields of a goal as a browser sends them.
pub fn goal(slot: u8, what: &str, weight: &str, difficulty: &str) -> Vec<(String, String)> {
    [
        ("what", what),
        ("level", "平均12分以内にする"),
        ("how", "来庁予約を試す"),
        ("kind", "work"),
        ("difficulty", difficulty),
        ("weight", weight),
        ("due", "令和9年2月26日"),
        ("ability", "2"),
    ]
    .map(|(part, value)| (format!("goal-{slot}-{part}"), value.to_owned()))
    .to_vec()
}

/// Sends a page's form again with these answers in place of its own.
pub async fn fill(
    house: &House,
    who: Who,
    path: &str,
    act: &str,
    own: &[(String, String)],
) -> Reply {
    let page = house.get(who, path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    let mut form: Vec<(String, String)> = page
        .attrs("main form [name]", "name")
        .into_iter()
        .filter(|name| name != "do" && !own.iter().any(|(mine, _)| mine == name))
        .map(|name| (name.clone(), page.value_of(&name).unwrap_or_default().trim().to_owned()))
        .collect();
    form.dedup();
    form.extend(own.iter().cloned());
    form.push(("do".to_owned(), act.to_owned()));
    let sent: Vec<(&str, &str)> = form.iter().map(|(a, b)| (&**a, &**b)).collect();
    house.post(who, path, &sent).await
}

/// Goes through a check page.
pub async fn confirm(house: &House, who: Who, path: &str) -> Reply {
    let check = house.get(who, path).await;
    assert_eq!(check.status, StatusCode::OK, "{path}: {}", check.html);
    let names = ["form", "version", "stamp"];
    let values = names.map(|name| check.value_of(name).unwrap());
    let form: Vec<(&str, &str)> =
        names.iter().zip(&values).map(|(name, value)| (*name, &**value)).collect();
    house.post(who, &check.attr("main form", "action").unwrap(), &form).await
}

const SATOS: &str = "select state from sheet where id = 7";

/// Three goals of Sato's, submitted.
pub async fn submitted(house: &House) {
    let mut goals = goal(1, "窓口の待ち時間を短くする", "40", "high");
    goals.extend(goal(2, "手順書を作る", "30", "normal"));
    goals.extend(goal(3, "案内文を書き換える", "30", "normal"));
    let checked = fill(house, SATO, EDIT, "check", &goals).await;
    assert_eq!(checked.location(), "/sheets/7/goals/check", "{}", checked.html);
    let done = confirm(house, SATO, "/sheets/7/goals/check").await;
    assert_eq!(done.location(), "/sheets/7/goals", "{}", done.html);
}

/// Takahashi agrees to what waits on Sato's sheet.
pub async fn agreed(house: &House, round: u8, own: &[(String, String)]) -> Reply {
    let review = "/sheets/7/goal-review";
    let mut answers: Vec<(String, String)> =
        (1..=3).map(|slot| (format!("r{round}-{slot}-verdict"), "agree".to_owned())).collect();
    answers.retain(|(name, _)| !own.iter().any(|(mine, _)| mine == name));
    answers.extend(own.iter().cloned());
    let checked = fill(house, TAKAHASHI, review, "check", &answers).await;
    if checked.status != StatusCode::SEE_OTHER {
        return checked;
    }
    confirm(house, TAKAHASHI, "/sheets/7/goal-review/check").await
}

#[tokio::test]
async fn sato_writes_three_goals_and_takes_up_her_sections() {
    let house = House::open().await;
    half_year(&house).await;
    let typed =
        [("what-1", "窓口の待ち時間を短くする"), ("level-1", "12分以内にする"), ("seen", "0")];
    publish(&house, TAKAHASHI, "/goals/organisation/6", &typed).await;
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("目標を提出する（令和8年度下半期 業績評価）"));
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.texts("form section h3").len(), 3, "three rows to begin with");
    assert!(page.html.contains("主事職に求める水準を超える"), "what a difficulty means is printed");
    let take = page.attr("button[value^=take-]", "value").unwrap();
    let taken = fill(&house, SATO, EDIT, &take, &[]).await;
    assert_eq!(taken.location(), "/sheets/7/goals/edit#g1");
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.value_of("goal-1-what").unwrap().trim(), "窓口の待ち時間を短くする");
    assert!(page.value_of("goal-1-unitgoal").is_some(), "and is tied to it");
    assert!(page.text("aside").contains("目標1と結びついています"));
    let mut goals = goal(1, "窓口の待ち時間を短くする", "40", "high");
    goals.extend(goal(2, "手順書を作る", "３０", "normal"));
    goals.extend(goal(3, "案内文を書き換える", "20", "easy"));
    goals.push(("goal-3-level".to_owned(), "案内文の改善に努める。".to_owned()));
    goals.retain(|(name, value)| name != "goal-3-level" || value.contains("努める"));
    let refused = fill(&house, SATO, EDIT, "check", &goals).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("ウエイトの合計が90です。あと10を割り当ててください"));
    assert!(refused.html.contains("このままでも提出できます"), "a hint does not block");
    assert_eq!(refused.value_of("goal-3-weight").unwrap(), "20", "as typed");
    goals.retain(|(name, _)| name != "goal-3-weight");
    goals.push(("goal-3-weight".to_owned(), "30".to_owned()));
    let checked = fill(&house, SATO, EDIT, "check", &goals).await;
    assert_eq!(checked.location(), "/sheets/7/goals/check", "{}", checked.html);
    let check = house.get(SATO, "/sheets/7/goals/check").await;
    assert!(check.html.contains("課：窓口の待ち時間を短くする"));
    assert_eq!(house.word(SATOS).await, "goal_setting", "looking submits nothing");
    let names = ["form", "version", "stamp"].map(|name| (name, check.value_of(name).unwrap()));
    let form: Vec<(&str, &str)> = names.iter().map(|(name, value)| (*name, &**value)).collect();
    let path = "/sheets/7/goals/submission";
    let (one, two) = tokio::join!(house.post(SATO, path, &form), house.post(SATO, path, &form));
    assert_eq!((one.location(), two.location()), ("/sheets/7/goals", "/sheets/7/goals"));
    assert_eq!(house.count("select count(*) from goal").await, 3, "once");
    assert_eq!(house.word(SATOS).await, "goal_review");
    assert!(house.book().await.contains(&"goal.submitted".to_owned()));
    let back = house.post(SATO, "/sheets/7/goals/withdrawal", &[]).await;
    assert_eq!(back.location(), EDIT, "not yet opened");
    assert_eq!(house.word(SATOS).await, "goal_setting");
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.value_of("goal-2-what").unwrap().trim(), "手順書を作る", "nothing is lost");
    house.close().await;
}

#[tokio::test]
async fn rows_are_added_moved_and_removed_without_a_script() {
    let house = House::open().await;
    half_year(&house).await;
    let own = [("goal-1-what".to_owned(), "最初".to_owned())];
    let added = fill(&house, SATO, EDIT, "add", &own).await;
    assert_eq!(added.location(), "/sheets/7/goals/edit#g4");
    fill(&house, SATO, EDIT, "remove-2", &[]).await;
    fill(&house, SATO, EDIT, "up-3", &[]).await;
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.attrs("form section[id^=g]", "id"), ["g3", "g1", "g4"]);
    assert_eq!(page.value_of("goal-1-what").unwrap().trim(), "最初");
    let version = page.value_of("version-goal-4-how").unwrap();
    let automatic = [
        ("field", "goal-4-how"),
        ("value", "試す"),
        ("version", &*version),
        ("field", "goal-2-what"),
        ("value", "外した行"),
        ("version", "0"),
    ];
    let saved = house.post(SATO, "/sheets/7/goals/draft", &automatic).await;
    assert!(saved.html.contains("goal-4-how") && !saved.html.contains("goal-2-what"));
    let other = [("goal-4-how", "別の窓"), ("version-goal-4-how", &*version), ("do", "save")];
    let told = house.post(SATO, EDIT, &other).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "two windows");
    assert!(told.html.contains("別の窓") && told.html.contains("試す"), "both texts stand");
    house.close().await;
}

#[tokio::test]
async fn takahashi_sees_the_team_decides_with_a_note_and_agrees() {
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("目標の確認を待っている人が1名います"));
    let page = house.get(TAKAHASHI, "/sheets/7/goal-review").await;
    let team = page.texts("table tbody th");
    assert_eq!(team.len(), 4, "the whole team: {team:?}");
    assert!(page.text("table").contains("本人が記入中"), "Suzuki has not submitted");
    assert!(!page.html.contains("鈴木さんの下書き"));
    assert_eq!(
        house.post(SATO, "/sheets/7/goals/withdrawal", &[]).await.status,
        StatusCode::CONFLICT,
        "Takahashi has opened them"
    );
    let easy = [("r1-3-difficulty".to_owned(), "easy".to_owned())];
    let refused = agreed(&house, 1, &easy).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("目標3の困難度が本人の申告と違います。理由を入力してください"));
    let noted =
        [easy[0].clone(), ("r1-3-note".to_owned(), "書き換えの見本がもうあります。".to_owned())];
    let done = agreed(&house, 1, &noted).await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "working");
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.html.contains("書き換えの見本がもうあります。"));
    assert!(read.text("#g3").contains("△ やさしい（本人の申告は ○ ふつう）"));
    for who in [KOBAYASHI, KUDO] {
        let read = house.get(who, "/sheets/7/goals").await;
        assert!(read.html.contains("手順書を作る"), "{who:?} reads");
    }
    let book = house.book().await;
    assert!(book.contains(&"goal.agreed".to_owned()) && book.contains(&"sheet.viewed".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn one_goal_to_mend_goes_back_and_the_others_stay_agreed_to() {
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    let mend = [
        ("r1-2-verdict".to_owned(), "mend".to_owned()),
        ("r1-2-comment".to_owned(), "できあがった状態を書いてください。".to_owned()),
    ];
    let done = agreed(&house, 1, &mend).await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "goal_setting");
    let page = house.get(SATO, EDIT).await;
    assert!(page.html.contains("目標2「手順書を作る」：できあがった状態を書いてください。"));
    let hidden = house.get(TAKAHASHI, "/sheets/7/goals").await;
    assert!(!hidden.html.contains("手順書を作る"), "being rewritten, it is Sato's alone");
    // the two others stay agreed to, for her and for Takahashi, unless she changes one
    let kept = |page: &Reply| ["#g1", "#g2", "#g3"].map(|g| page.text(g).contains("✓ 承認ずみ"));
    assert_eq!(kept(&page), [true, false, true]);
    assert_eq!(house.count("select count(*) from goal_agreement").await, 2);
    assert_eq!(house.count("select count(*) from goal_decision").await, 0, "the whole is not");
    let mended = [
        ("goal-2-level".to_owned(), "9月までに手順書を係の全員が使う".to_owned()),
        ("goal-3-how".to_owned(), "見本を3つ作る".to_owned()),
    ];
    fill(&house, SATO, EDIT, "check", &mended).await;
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    let page = house.get(SATO, "/sheets/7/goals").await;
    assert_eq!(kept(&page), [true, false, false]);
    let page = house.get(TAKAHASHI, "/sheets/7/goal-review").await;
    assert!(page.text("section[aria-labelledby=kp-h]").contains("窓口の待ち時間を短くする"));
    let asked = page.attrs("form [name$=verdict]", "name");
    assert!(asked.iter().all(|name| !name.starts_with("r2-1-")), "{asked:?}");
    let done = agreed(&house, 2, &[]).await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "working");
    assert_eq!(house.count("select count(*) from goal_decision").await, 3);
    house.close().await;
}

#[tokio::test]
async fn a_change_keeps_the_old_words_and_is_agreed_again() {
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    agreed(&house, 1, &[]).await;
    let change = |reason: &str| {
        vec![
            ("goal-1-level".to_owned(), "平均10分以内にする".to_owned()),
            ("reason".to_owned(), reason.to_owned()),
        ]
    };
    let refused = fill(&house, SATO, EDIT, "check", &change("短い")).await;
    assert!(refused.html.contains("理由は10文字以上で"));
    let reason = "機械が入り、もっと短くできるためです。";
    let checked = fill(&house, SATO, EDIT, "check", &change(reason)).await;
    assert_eq!(checked.location(), "/sheets/7/goals/check", "{}", checked.html);
    let check = house.get(SATO, "/sheets/7/goals/check").await;
    assert_eq!(check.texts("del"), ["平均12分以内にする"]);
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    assert_eq!(house.word(SATOS).await, "working", "the agreed goals go on");
    let waiting = house.get(SATO, EDIT).await;
    assert_eq!(waiting.status, StatusCode::CONFLICT, "one change at a time");
    let mend = [
        ("r2-1-verdict".to_owned(), "mend".to_owned()),
        ("r2-1-comment".to_owned(), "機械の結果を見てからにしましょう。".to_owned()),
    ];
    let done = agreed(&house, 2, &mend).await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.text("#g1").contains("平均12分以内にする"), "the old ones count");
    assert!(read.html.contains("機械の結果を見てからにしましょう。"));
    fill(&house, SATO, EDIT, "check", &change(reason)).await;
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    let done = agreed(&house, 3, &[]).await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.text("#g1").contains("平均10分以内にする"));
    assert!(read.text("#main details").contains("平均12分以内にする"), "the old words stay");
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in
        ["update goal set what = 'x'", "delete from goal_decision", "delete from goal_change"]
    {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn strangers_learn_nothing() {
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    let own = ["goals/edit", "goals/check"];
    let reviews = ["goal-review", "goal-review/check"];
    for page in own.iter().chain(&reviews).chain(&["goals"]) {
        let path = format!("{SHEET}/{page}");
        for who in [ABE, SUZUKI] {
            assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND, "{who:?} {path}");
        }
        assert_eq!(house.get(NOBODY, &path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    for page in reviews {
        let path = format!("{SHEET}/{page}");
        for who in [SATO, KOBAYASHI, KUDO] {
            assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND, "{who:?} {path}");
        }
    }
    for page in ["goals", "goals/edit", "goal-review"] {
        // the ability sheet has no goals
        for who in [SATO, TAKAHASHI] {
            let path = format!("/sheets/1/{page}");
            assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    for path in ["/sheets/7/goals/edit", "/sheets/7/goals", "/goals/team", "/sheets/7/goal-review"]
    {
        for who in [SATO, TAKAHASHI] {
            let (_, statements) = house.statements(who, path).await;
            assert!(statements <= 4, "{path} as {who:?}: {statements}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn in_february_the_goals_are_graded_to_the_end() {
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    agreed(&house, 1, &[]).await;
    assert_eq!(tick(&house.app).await.unwrap(), 0, "the day has not come");
    house.clock.advance(Duration::days(69));
    house.plant("update session set last_seen_at = '2027-02-01 1:00Z', expires_at = '2027-02-01 11:00Z'").await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    assert_eq!(tick(&house.app).await.unwrap(), 0, "once");
    assert_eq!(house.word(SATOS).await, "self_assessment");
    let own = "/sheets/7/self-assessment";
    let page = house.get(SATO, own).await;
    assert_eq!(
        page.texts("form section[data-ability] h3"),
        ["窓口の待ち時間を短くする", "手順書を作る", "案内文を書き換える"]
    );
    let words = |grade: &str, names: &[&str]| -> Vec<(String, String)> {
        let mut answers: Vec<(String, String)> = (1..=3)
            .flat_map(|slot| {
                [
                    (format!("grade--{slot}"), grade.to_owned()),
                    (format!("comment--{slot}"), "平均11分になりました。".to_owned()),
                ]
            })
            .collect();
        answers
            .extend(names.iter().map(|n| ((*n).to_owned(), "予定どおり進みました。".to_owned())));
        answers
    };
    let remarks = ["remark-done", "remark-not_done", "remark-next"];
    fill(&house, SATO, own, "check", &words("4", &remarks)).await;
    let done = confirm(&house, SATO, "/sheets/7/self-assessment/check").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    for (who, to) in [(TAKAHASHI, "second_review"), (KOBAYASHI, "confirmation")] {
        let mut answers = words("4", &["remark-to_person"]);
        answers.push(("overall".to_owned(), "4".to_owned()));
        let checked = fill(&house, who, "/sheets/7/review", "check", &answers).await;
        assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.html);
        confirm(&house, who, "/sheets/7/review/check").await;
        assert_eq!(house.word(SATOS).await, to);
    }
    assert_eq!(house.count("select count(*) from goal_opinion").await, 9);
    assert_eq!(house.count("select count(*) from opinion").await, 0);
    house.post(KUDO, "/hr/cycles/2/confirmation", &[("scope", "all")]).await;
    assert_eq!(house.word(SATOS).await, "confirmed");
    let early = house.get(SATO, SHEET).await;
    assert!(!early.html.contains("あなたの結果"), "not before disclosure");
    disclose(&house, 2).await;
    assert_eq!(house.word(SATOS).await, "disclosed");
    let result = house.get(SATO, SHEET).await;
    assert!(result.html.contains("あなたの結果"));
    assert_eq!(result.texts("td[data-l=結果]").len(), 3, "each goal with its result");
    house.close().await;
}
