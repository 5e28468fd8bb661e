//! 代わりに入力する: Sato and Takahashi work outdoors without a screen. Kudo enters their papers, from
//! the goals of the half year to what was done beside them.

use axum::http::StatusCode;
use jinzai::evaluation::goal::tick;
use time::Duration;

use crate::{
    goals::{fill, goal, half_year, submitted},
    house::{ABE, House, KUDO, Reply, SATO, TAKAHASHI},
};

const PAPER: &str = "/sheets/7/office/behalf";
const WHY: &str = "10月5日に紙で受け取りました。";
const SATOS: &str = "select state from sheet where id = 7";

/// Kudo enters a paper with its reason.
async fn entered(house: &House, own: &[(String, String)]) -> Reply {
    let mut answers = own.to_vec();
    answers.push(("reason".to_owned(), WHY.to_owned()));
    fill(house, KUDO, PAPER, "enter", &answers).await
}

fn pairs(own: &[(&str, &str)]) -> Vec<(String, String)> {
    own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn later(house: &House, days: i64) {
    house.clock.advance(Duration::days(days));
    house
        .plant("update session set last_seen_at = '2027-03-01 1:00Z', expires_at = '2027-04-01'")
        .await;
}

#[tokio::test]
async fn kudo_enters_the_goals_and_their_agreement() {
    let house = House::open().await;
    half_year(&house).await;
    let begun = [("field", "goal-1-what"), ("value", "書きかけの目標"), ("version", "0")];
    house.post(SATO, "/sheets/7/goals/draft", &begun).await;
    let page = house.get(KUDO, PAPER).await;
    assert!(page.html.contains("佐藤 みなみさんの目標の設定を代わりに入力する"), "{}", page.html);
    assert!(!page.html.contains("書きかけの目標"), "a draft is Sato's alone");
    assert_eq!(page.texts("details.dis summary").len(), 5, "room for eight");
    let mut goals = goal(1, "窓口の待ち時間を短くする", "40", "high");
    goals.extend(goal(4, "手順書を作る", "50", "normal"));
    let refused = entered(&house, &goals).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("ウエイトの合計が90です。あと10を割り当ててください"));
    assert_eq!(refused.value_of("goal-4-what").unwrap().trim(), "手順書を作る", "as typed");
    assert_eq!(refused.texts("details.dis summary").len(), 4, "what is filled is open");
    goals.retain(|(name, _)| name != "goal-4-weight");
    goals.push(("goal-4-weight".to_owned(), "60".to_owned()));
    let done = entered(&house, &goals).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "goal_review");
    let history = house.get(SATO, "/sheets/7/history").await;
    assert!(
        history.html.contains("目標の設定を職員課が代わりに入力") && history.html.contains(WHY)
    );
    assert!(house.get(SATO, "/sheets/7/goals").await.html.contains("手順書を作る"));
    // taken back, it reads as it was handed in
    house.post(SATO, "/sheets/7/goals/withdrawal", &[]).await;
    let edit = house.get(SATO, "/sheets/7/goals/edit").await;
    assert_eq!(edit.value_of("goal-1-what").unwrap().trim(), "窓口の待ち時間を短くする");
    assert_eq!(edit.attrs("form section[id^=g]", "id"), ["g1", "g4"]);
    assert_eq!(entered(&house, &goals).await.location(), "/sheets/7/history");
    let agree = house.get(KUDO, PAPER).await;
    assert!(agree.html.contains("高橋 恵子"), "whose step it is: {}", agree.html);
    assert_eq!(agree.value_of("r2-1-difficulty").unwrap(), "high", "as Sato says");
    let easy = pairs(&[("r2-4-difficulty", "easy")]);
    let refused = entered(&house, &easy).await;
    assert!(refused.html.contains("目標2の困難度が本人の申告と違います。理由を入力してください"));
    let noted = pairs(&[("r2-4-difficulty", "easy"), ("r2-4-note", "見本がもうあります。")]);
    assert_eq!(entered(&house, &noted).await.location(), "/sheets/7/history");
    assert_eq!(house.word(SATOS).await, "working");
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.html.contains("見本がもうあります。"), "{}", read.html);
    let history = house.get(TAKAHASHI, "/sheets/7/history").await;
    assert!(history.html.contains("目標の確認を職員課が代わりに入力"), "{}", history.html);
    assert_eq!(house.get(KUDO, PAPER).await.status, StatusCode::CONFLICT, "nothing to write");
    for who in [SATO, TAKAHASHI, ABE] {
        assert_eq!(house.get(who, PAPER).await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn kudo_enters_the_midterm_and_what_was_done_beside_the_goals() {
    let house = House::open().await;
    half_year(&house).await;
    house
        .plant(
            "insert into cycle_step values (2, 'midterm', '2026-12-14', '2026-12-18'),
                                           (2, 'midterm_review', '2026-12-15', '2026-12-25');
             update cycle set extra_work_graded = true where id = 2",
        )
        .await;
    submitted(&house).await;
    assert_eq!(entered(&house, &[]).await.location(), "/sheets/7/history", "agreed as claimed");
    later(&house, 20).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    let mut told: Vec<(String, String)> = (1..=3)
        .flat_map(|slot| {
            [
                (format!("midterm-{slot}-standing"), "behind".to_owned()),
                (format!("midterm-{slot}-progress"), "平均14分になりました。".to_owned()),
            ]
        })
        .collect();
    let refused = entered(&house, &told).await;
    assert!(refused.html.contains("目標1は予定より遅れています。"), "the same rules as for her");
    told.extend((1..=3).map(|s| (format!("midterm-{s}-note"), "1月に終えます。".to_owned())));
    assert_eq!(entered(&house, &told).await.location(), "/sheets/7/history");
    assert_eq!(house.word(SATOS).await, "midterm_review");
    let short = entered(&house, &pairs(&[("advice", "短い")])).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said =
        pairs(&[("advice", "応援を頼んで、1月中に終えましょう。"), ("word-2", "順調です。")]);
    assert_eq!(entered(&house, &said).await.location(), "/sheets/7/history");
    assert_eq!(house.word(SATOS).await, "working_on");
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.html.contains("応援を頼んで") && read.html.contains("順調です。"));
    later(&house, 49).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    let mut own: Vec<(String, String)> =
        (1..=3).map(|slot| (format!("grade--{slot}"), "3".to_owned())).collect();
    for name in ["remark-done", "remark-not_done", "remark-next"] {
        own.push((name.to_owned(), "予定どおり進みました。".to_owned()));
    }
    own.push(("extra-work".to_owned(), "台風の避難所を3日支えました。".to_owned()));
    own.push(("grade-extra".to_owned(), "4".to_owned()));
    let done = entered(&house, &own).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    let mut first: Vec<(String, String)> =
        (1..=3).map(|slot| (format!("grade--{slot}"), "3".to_owned())).collect();
    first.extend(pairs(&[("overall", "3"), ("remark-to_person", "よく努めました。")]));
    let refused = entered(&house, &first).await;
    assert!(refused.html.contains("「目標以外の取組」の評価を1つ選んでください"));
    assert!(refused.html.contains("台風の避難所を3日支えました。"), "what Sato wrote stands there");
    first.extend(pairs(&[("grade-extra", "4"), ("comment-extra", "全員が助かりました。")]));
    assert_eq!(entered(&house, &first).await.location(), "/sheets/7/history");
    let kept = "select string_agg(step || ' ' || points, ', ' order by step desc) from extra_work";
    assert_eq!(house.word(kept).await, "self 4, first 4");
    let passes = "select count(*) from passage where sheet_id = 7 and action = 'on_behalf'
                  and reason like '10月5日%' and by_id = 9";
    assert_eq!(house.count(passes).await, 5);
    house.close().await;
}

#[tokio::test]
async fn kudo_enters_a_change_of_agreed_goals_and_its_answer() {
    const CHANGE: &str = "/sheets/7/office/goal-change";
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    assert_eq!(house.get(KUDO, CHANGE).await.status, StatusCode::CONFLICT, "nothing is agreed yet");
    assert_eq!(entered(&house, &[]).await.location(), "/sheets/7/history", "agreed as claimed");
    for who in [SATO, TAKAHASHI, ABE] {
        assert_eq!(house.get(who, CHANGE).await.status, StatusCode::NOT_FOUND);
    }
    let office = house.get(KUDO, "/sheets/7/office").await;
    assert!(office.html.contains("目標の変更を代わりに入力する"), "{}", office.html);
    let page = house.get(KUDO, CHANGE).await;
    assert_eq!(page.value_of("goal-1-level").unwrap().trim(), "平均12分以内にする", "as agreed");
    // the same, and a change without its reasons
    let same = pairs(&[("change-reason", WHY), ("reason", WHY)]);
    let refused = fill(&house, KUDO, CHANGE, "enter", &same).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("いまの目標と同じです"), "{}", refused.html);
    let bare = pairs(&[("goal-1-level", "平均10分以内にする"), ("goal-2-weight", "20")]);
    let refused = fill(&house, KUDO, CHANGE, "enter", &bare).await;
    assert_eq!(refused.attrs(".es a", "href").len(), 3, "{:?}", refused.attrs(".es a", "href"));
    assert_eq!(refused.value_of("goal-2-weight").unwrap(), "20", "as typed");
    let change = pairs(&[
        ("goal-1-level", "平均10分以内にする"),
        ("change-reason", "機械が入り、もっと短くできるためです。"),
        ("reason", WHY),
    ]);
    let done = fill(&house, KUDO, CHANGE, "enter", &change).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "working", "the agreed goals go on");
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.text("#g1").contains("平均12分以内にする"), "until it is agreed to");
    let history = house.get(SATO, "/sheets/7/history").await;
    assert!(history.html.contains("目標の変更を職員課が代わりに入力"), "{}", history.html);
    // Takahashi finds it like any other; her paper comes too
    let team = house.get(TAKAHASHI, "/").await;
    assert!(team.html.contains("変更"), "{}", team.html);
    let answer = house.get(KUDO, CHANGE).await;
    assert!(answer.html.contains("機械が入り"), "why Sato changes it: {}", answer.html);
    assert!(answer.html.contains("高橋 恵子"), "whose answer it is");
    let own = pairs(&[("reason", WHY)]);
    let bare = fill(&house, KUDO, CHANGE, "enter", &own).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY, "never agreed to unasked");
    assert!(bare.html.contains("承認するか、直してもらうかを選んで"), "{}", bare.html);
    let own = pairs(&[("r2-1-verdict", "agree"), ("reason", WHY)]);
    let done = fill(&house, KUDO, CHANGE, "enter", &own).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.text("#g1").contains("平均10分以内にする"), "{}", read.html);
    assert!(read.html.contains("平均12分以内にする"), "the old words stay");
    let passes = "select string_agg(action || ' ' || from_state || ' ' || to_state, ', '
                                    order by place)
                  from passage where sheet_id = 7 and action like 'goal_change%'";
    assert_eq!(
        house.word(passes).await,
        "goal_change working working, goal_change_answer working working"
    );
    let book = house.book().await;
    assert!(book.contains(&"goal.change_submitted".to_owned()));
    let (_, statements) = house.statements(KUDO, CHANGE).await;
    assert!(statements <= 4, "{statements}");
    house.close().await;
}

#[tokio::test]
async fn kudo_enters_that_takahashi_refused_a_change() {
    const CHANGE: &str = "/sheets/7/office/goal-change";
    let house = House::open().await;
    half_year(&house).await;
    submitted(&house).await;
    entered(&house, &[]).await;
    let change = pairs(&[
        ("goal-1-level", "平均20分以内にする"),
        ("change-reason", "人が減り、もとの長さでは終わらないためです。"),
        ("reason", WHY),
    ]);
    let done = fill(&house, KUDO, CHANGE, "enter", &change).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    let page = house.get(KUDO, CHANGE).await;
    assert!(page.html.contains("変更は本人に差し戻り"), "what happens then: {}", page.html);
    assert!(!page.html.contains("すべての目標を承認する紙だけ"), "{}", page.html);
    // without a reason it is not refused, on paper neither
    let short = pairs(&[("r2-1-verdict", "mend"), ("r2-1-comment", "だめ"), ("reason", WHY)]);
    let wrong = fill(&house, KUDO, CHANGE, "enter", &short).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value_of("r2-1-comment").unwrap().trim(), "だめ", "as typed");
    let words = "人は10月に補うので、もとの水準のままで進めてください。";
    let refusal = pairs(&[("r2-1-verdict", "mend"), ("r2-1-comment", words), ("reason", WHY)]);
    house.plant("truncate audit_entry").await;
    let done = fill(&house, KUDO, CHANGE, "enter", &refusal).await;
    assert_eq!(done.location(), "/sheets/7/history", "{}", done.html);
    assert!(house.book().await.contains(&"goal.change_refused".to_owned()));
    assert_eq!(house.word(SATOS).await, "working", "the sheet stays where it is");
    let read = house.get(SATO, "/sheets/7/goals").await;
    assert!(read.text("#g1").contains("平均12分以内にする"), "the agreed goals go on");
    assert!(read.html.contains(words), "and Sato reads why: {}", read.html);
    let by = "職員課の工藤 由美さんが、評価者の紙から入力";
    assert!(read.html.contains(by), "{}", read.html);
    // it is answered: Sato may ask again, and Takahashi has nothing to do
    let waits = "select count(*) from task_list('2026-11-24') where kind = 'goal_change'";
    assert_eq!(house.count(waits).await, 0);
    let again = house.get(KUDO, CHANGE).await;
    assert!(again.html.contains("目標を変える理由"), "another change: {}", again.html);
    house.close().await;
}
