//! 評価の段階 beside the framework's: Kudo makes one of four steps, a year takes it, and rules for
//! points begin with its letters and points.

use axum::http::StatusCode;

use crate::{
    house::{House, KUDO, Reply, SATO, TAKAHASHI},
    scoring::{form_of, send, with},
    scoring_scale::national,
};

const LIST: &str = "/hr/scales";
const NEW: &str = "/hr/scales/new";
const BASIS: &str = "/hr/cycles/2/basis";

/// Word, letter, points and definition of four steps, from the highest.
const STEPS: [[&str; 4]; 4] = [
    ["特に優秀", "S", "4", "求められる役割を大きく超えて果たした"],
    ["優秀", "A", "３", "求められる役割を超えて果たした"],
    ["良好", "B", "2.5", "求められる役割を果たした"],
    ["要努力", "C", "1", "求められる役割を果たさなかった"],
];

fn typed(name: &str, from: &str) -> Vec<(String, String)> {
    let mut form =
        vec![("name".to_owned(), name.to_owned()), ("valid_from".to_owned(), from.to_owned())];
    for (step, row) in STEPS.iter().zip(1..) {
        for (part, value) in ["word", "letter", "value", "definition"].iter().zip(step) {
            form.push((format!("{part}-{row}"), (*value).to_owned()));
        }
    }
    form
}

async fn make(house: &House, form: &[(String, String)]) -> Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(KUDO, NEW, &form).await
}

#[tokio::test]
async fn kudo_makes_a_scale_of_four_and_a_year_takes_it() {
    let house = House::open().await;
    national(&house).await;
    for who in [SATO, TAKAHASHI] {
        assert_eq!(house.get(who, LIST).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.post(who, NEW, &[]).await.status, StatusCode::NOT_FOUND);
    }
    // every mistake beside its field, and what was typed stays
    let mut wrong = typed("国の6段階", "いつか");
    for (name, value) in [("letter-2", "S"), ("value-3", "3"), ("word-4", "")] {
        wrong.iter_mut().find(|(own, _)| own == name).unwrap().1 = value.to_owned();
    }
    let refused = make(&house, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["2段目の略号は、上の段階と同じ", "上の段階の点より小さく", "4段目の評語"]
    {
        assert!(refused.html.contains(words), "{words}: {}", refused.html);
    }
    assert_eq!(refused.value_of("definition-4").as_deref(), Some(STEPS[3][3]));
    let few = make(&house, &typed("2段階", "令和9年4月1日")[..10]).await;
    assert!(few.html.contains("3つから7つまで"), "{}", few.html);
    assert_eq!(house.count("select count(*) from scale").await, 1);
    let done = make(&house, &typed("4段階", "令和9年10月1日")).await;
    assert_eq!(done.location(), LIST, "{}", done.html);
    assert_eq!(house.book().await.last().map(String::as_str), Some("scale.made"));
    let taken = make(&house, &typed("国の6段階", "令和9年4月1日")).await;
    assert!(taken.html.contains("同じ名前の段階がすでに"), "{}", taken.html);
    let list = house.get(KUDO, LIST).await;
    assert!(list.html.contains("特に優秀") && list.html.contains("令和9年10月1日より前の年度"));
    // a year before that day does not take it
    let page = house.get(KUDO, BASIS).await;
    assert!(page.html.contains("4段階（要努力・良好・優秀・特に優秀）"), "{}", page.html);
    let early = [("scale", "2"), ("base_date", "令和9年4月2日")];
    let refused = send(&house, BASIS, &with(form_of(&page, BASIS), &early)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("基準日が令和9年10月1日より前の年度では"), "{}", refused.html);
    let early = "update cycle set scale_id = 2, base_date = '2027-09-30' where id = 2";
    let planted = sqlx::query(early).execute(&house.db).await.unwrap_err().to_string();
    assert!(planted.contains("may not be used"), "{planted}");
    let later = [("scale", "2"), ("base_date", "令和9年10月1日")];
    let taken = send(&house, BASIS, &with(form_of(&page, BASIS), &later)).await;
    assert_eq!(taken.location(), "/hr/cycles/2", "{}", taken.html);
    let grades = "select string_agg(word, ' ' order by points) from cycle_grade where cycle_id = 2";
    assert_eq!(house.word(grades).await, "要努力 良好 優秀 特に優秀");
    // rules for points begin with what the scale says
    let set = [("name", "4段階の数値化"), ("from", "usual-2")];
    let made = house.post(KUDO, "/hr/scoring", &set).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let steps = "select string_agg(concat_ws(' ', letter, trim_scale(value)), ', ' order by grade)
                 from scoring_step s join scoring_rule_set r on r.id = s.rule_set_id
                 where r.scale_id = 2";
    assert_eq!(house.word(steps).await, "C 1, B 2.5, A 3, S 4");
    // used: nobody takes it away or changes it
    let gone = house.post(KUDO, "/hr/scales/removal", &[("scale", "2")]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT, "{}", gone.html);
    for sql in [
        "update scale_step set word = '最高' where scale_id = 2 and points = 4",
        "delete from scale_step where scale_id = 2",
        "insert into scale (name) values ('空の段階')",
    ] {
        assert!(sqlx::query(sql).execute(&house.db).await.is_err(), "{sql}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_copy_begins_with_the_steps_and_goes_while_nothing_uses_it() {
    let house = House::open().await;
    let blank = house.get(KUDO, &format!("{NEW}?from=1")).await;
    assert_eq!(blank.value_of("word-1").as_deref(), Some("卓越して優秀"));
    assert_eq!(blank.value_of("letter-6").as_deref(), Some("E"));
    assert!(blank.html.contains("「国の6段階」を写しました"), "{}", blank.html);
    let mut form = form_of(&blank, NEW);
    for (name, value) in &mut form {
        match name.as_str() {
            "name" => "国の6段階（改）".clone_into(value),
            "valid_from" => "令和9年4月1日".clone_into(value),
            "word-6" => "劣る".clone_into(value),
            _ => {}
        }
    }
    let done = make(&house, &form).await;
    assert_eq!(done.location(), LIST, "{}", done.html);
    let twice = make(&house, &form).await;
    assert_eq!(twice.location(), LIST, "sent twice, made once");
    let kept = "select copied_from || ' ' || (select word from scale_step
                                              where scale_id = 2 and points = 1)
                from scale where id = 2";
    assert_eq!(house.word(kept).await, "1 劣る");
    let (_, statements) = house.statements(KUDO, LIST).await;
    assert!(statements <= 4, "{statements}");
    let list = house.get(KUDO, LIST).await;
    assert_eq!(list.attrs("[name=scale]", "value"), ["2"], "the national one stays");
    let national = house.post(KUDO, "/hr/scales/removal", &[("scale", "1")]).await;
    assert_eq!(national.status, StatusCode::CONFLICT);
    let gone = house.post(KUDO, "/hr/scales/removal", &[("scale", "2")]).await;
    assert_eq!(gone.location(), LIST, "{}", gone.html);
    assert_eq!(house.count("select count(*) from scale").await, 1);
    assert_eq!(house.book().await.last().map(String::as_str), Some("scale.removed"));
    house.close().await;
}
