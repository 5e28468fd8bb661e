//! The file of evidence: a complaint about a 業績評価 shows the goals with what came of them, one about
//! a 能力評価 the abilities; every text that was submitted stands there.

use crate::{
    complaint::{convened, file, wait},
    goals::{agreed, half_year, submitted},
    house::{House, KUDO, MORI, SATO, TAKAHASHI},
};

const FILE: &str = "/hr/complaints/1/evidence";

/// Sato's half year ends: her goals were told about, graded and disclosed.
async fn graded(house: &House) {
    half_year(house).await;
    submitted(house).await;
    let easy = [
        ("r1-3-difficulty".to_owned(), "easy".to_owned()),
        ("r1-3-note".to_owned(), "見本がもうあります。".to_owned()),
    ];
    agreed(house, 1, &easy).await;
    house
        .plant(
            "insert into submission (sheet_id, step, round, by_id, at, overall) values
                 (7, 'midterm', 1, 5, '2026-11-20', null),
                 (7, 'midterm_review', 1, 3, '2026-11-20', null),
                 (7, 'self', 1, 5, '2026-11-21', null), (7, 'first', 1, 3, '2026-11-22', 3),
                 (7, 'second', 1, 2, '2026-11-23', 4);
             insert into midterm_report (sheet_id, round, goals_round, slot, standing, progress,
                                         note) values
                 (7, 1, 1, 2, 'behind', '半分まで書きました。', '応援が要ります。');
             insert into midterm_advice (sheet_id, round, slot, body)
             values (7, 1, null, '応援を頼みましょう。');
             insert into goal_opinion (sheet_id, step, round, goals_round, slot, points, comment) values
                 (7, 'self', 1, 1, 1, 5, '平均11分になりました。'), (7, 'first', 1, 1, 1, 3, ''),
                 (7, 'second', 1, 1, 1, 4, '利用者の声も良いです。');
             insert into remark values
                 (7, 'self', 1, 'done', '窓口が早くなりました。'),
                 (7, 'self', 1, 'to_supervisor', '機械を増やしてください。'),
                 (7, 'second', 1, 'to_person', 'よく努めました。');
             insert into extra_work (sheet_id, step, round, body, points)
             values (7, 'self', 1, '避難所を3日支えました。', 4);
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                 section_id, position_code, overall, confirmed_by, confirmed_at, disclosed_at,
                 round)
             values (7, 1, 2, 5, 5, 6, 'shuji', 4, 9, '2026-11-23', '2026-11-24 00:30Z', 1);
             update sheet set state = 'disclosed', state_since = '2026-11-24 00:30Z' where id = 7",
        )
        .await;
    wait(house, 0).await;
}

#[tokio::test]
async fn of_a_half_year_the_goals_stand_there_with_everything_said() {
    let house = House::open().await;
    graded(&house).await;
    file(&house, SATO, 7).await;
    let page = house.get(KUDO, FILE).await;
    let heads = page.texts("section[aria-labelledby=op-h] th[scope=row]");
    assert_eq!(heads.len(), 3, "{}", page.html);
    assert!(heads[0].starts_with("窓口の待ち時間を短くするどの水準まで：平均12分以内にする"));
    assert!(heads[0].contains("ウエイト40・困難度 ◎ 高い"), "{}", heads[0]);
    assert!(heads[2].contains("△ やさしい"), "as it was decided: {}", heads[2]);
    let cells = page.texts("section[aria-labelledby=op-h] tbody tr:first-child td");
    assert_eq!(cells[0], format!("5 {}平均11分になりました。", word(&house, 5).await));
    assert_eq!(cells[3], format!("4 {}", word(&house, 4).await), "what was confirmed");
    let texts = page.texts("section[aria-labelledby=op-h] dt").join(" ");
    assert_eq!(
        texts,
        "自己評価：できたこと 自己評価：上司に伝えたいこと 自己評価：目標以外の取組（4 期待以上） 二次評価：本人に伝えること"
    );
    let middle = page.text("section[aria-labelledby=mi-h]");
    for words in ["手順書を作る", "予定より遅れている", "応援が要ります。", "応援を頼みましょう。"]
    {
        assert!(middle.contains(words), "{words}: {middle}");
    }
    assert!(page.text("section[aria-labelledby=su-h]").contains("目標の確認（1回目）"));
    assert!(!page.html.contains("業務知識"), "no ability");
    let (_, statements) = house.statements(KUDO, FILE).await;
    assert!(statements <= 4, "{statements}");
    assert!(house.book().await.contains(&"complaint.file_viewed".to_owned()));
    for stranger in [SATO, TAKAHASHI, MORI] {
        assert_eq!(house.get(stranger, FILE).await.status, 404, "{stranger:?}");
    }
    house.close().await;
}

/// The word of a grade of the year.
async fn word(house: &House, points: i16) -> String {
    sqlx::query_scalar("select word from cycle_grade where cycle_id = 2 and points = $1")
        .bind(points)
        .fetch_one(&house.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn of_a_year_the_abilities_stand_there() {
    let house = House::open().await;
    convened(&house).await;
    let page = house.get(MORI, FILE).await;
    let heads = page.texts("section[aria-labelledby=op-h] thead th");
    assert_eq!(heads, ["能力", "一次評価", "確定した評価"]);
    assert!(page.html.contains("指導の記録がない。"));

    house.close().await;
}
