//! Kudo of 職員課 copies a set of rules, tries it on a past year, publishes it, and a year names it.

use axum::http::StatusCode;
use scraper::{Html, Selector};

use crate::{
    cycle::two_wait,
    house::{ABE, House, KUDO, Reply, SATO},
};

pub const LIST: &str = "/hr/scoring";
pub const SET: &str = "/hr/scoring/2";
const TRIAL: &str = "/hr/scoring/2/simulation";

/// Everything a page's form holds, as its reader would send it.
pub fn form_of(page: &Reply, action: &str) -> Vec<(String, String)> {
    let document = Html::parse_document(&page.html);
    let css = format!("form[action='{action}'] [name]");
    let fields = Selector::parse(&css).unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    document
        .select(&fields)
        .filter(|f| f.value().attr("type") != Some("radio") || f.value().attr("checked").is_some())
        .map(|field| {
            let name = field.value().attr("name").unwrap().to_owned();
            let value = match field.value().name() {
                "select" => field.select(&chosen).next().and_then(|o| o.value().attr("value")),
                _ => field.value().attr("value"),
            };
            (name, value.unwrap_or_default().to_owned())
        })
        .collect()
}

/// The same form with some answers instead.
pub fn with(mut form: Vec<(String, String)>, other: &[(&str, &str)]) -> Vec<(String, String)> {
    for (name, value) in other {
        form.retain(|(own, _)| own != name);
        form.push(((*name).to_owned(), (*value).to_owned()));
    }
    form
}

pub async fn send(house: &House, path: &str, form: &[(String, String)]) -> Reply {
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(KUDO, path, &form).await
}

/// A 数値化 draft with the usual settings, as set 2.
pub async fn usual(house: &House) {
    let sent = [("name", "令和9年度 数値化"), ("from", "usual")];
    let reply = house.post(KUDO, LIST, &sent).await;
    assert_eq!(reply.location(), SET, "{}", reply.html);
}

/// Changes the draft.
pub async fn change(house: &House, other: &[(&str, &str)]) -> Reply {
    let page = house.get(KUDO, SET).await;
    send(house, SET, &with(form_of(&page, SET), other)).await
}

/// Publishes the draft, as its page asks.
pub async fn publish(house: &House) -> Reply {
    let path = "/hr/scoring/2/publication";
    let ask = house.get(KUDO, path).await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.html);
    send(house, path, &form_of(&ask, path)).await
}

#[tokio::test]
async fn kudo_makes_a_draft_and_reads_what_its_numbers_mean() {
    let house = House::open().await;
    let list = house.get(KUDO, LIST).await;
    assert!(list.html.contains("評語付与（点数を計算しない）"));
    assert!(list.html.contains("1年度・シート6件"), "{}", list.html);
    let nameless = house.post(KUDO, LIST, &[("name", ""), ("from", "usual")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "あ".repeat(63);
    let long = house.post(KUDO, LIST, &[("name", &long), ("from", "usual")]).await;
    assert!(long.html.contains("いまは63文字です。3文字減らしてください"));
    usual(&house).await;
    let taken = house.post(KUDO, LIST, &[("name", "令和9年度 数値化"), ("from", "1")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = house.get(KUDO, SET).await;
    let words = page.texts(".wk dd");
    assert_eq!(
        words,
        [
            "7÷2×20＝70",
            "（40×4×1.2＋30×3＋30×5×0.8）÷5＝80.4",
            "70×50％＋80.4×50％＝75.2",
            "75.2は75以上90未満なのでA（期待以上）"
        ],
        "係長 of the house has two abilities"
    );
    // numbers in either width; the example follows
    let saved = change(&house, &[("low-4", "７６"), ("high-3", "７６．０")]).await;
    assert_eq!(saved.location(), SET, "{}", saved.html);
    let page = house.get(KUDO, SET).await;
    assert_eq!(page.value_of("low-4").unwrap(), "76");
    assert!(page.texts(".wk dd").last().unwrap().contains("55以上76未満なのでB"));
    assert!(house.get(KUDO, "/hr/scoring/2?example=shuji").await.html.contains("計算例（主事職）"));
    assert_eq!(house.book().await, ["scoring.changed", "scoring.changed"]);
    let written = "select detail->'changed'->0->>2 from audit_entry order by seq desc limit 1";
    assert_eq!(house.word(written).await, "76以上90未満", "old and new value");
    house.close().await;
}

#[tokio::test]
async fn every_mistake_of_a_draft_is_told_at_once_and_nothing_typed_is_lost() {
    let house = House::open().await;
    usual(&house).await;
    let wrong = [
        ("low-3", "60"),
        ("ability-shuji", "55"),
        ("weight-1", "0"),
        ("weight-2", "0"),
        ("weight-3", "0"),
        ("factor-high", "いち"),
        ("valid_from", "きのう"),
        ("value-5", "3"),
        ("mode", "random"),
        ("cap", "0"),
    ];
    let page = change(&house, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "55と60の間の点が、どの評価にも入りません。Cの終わりかBの始まりを直してください",
        "主事職の割合の合計を100にしてください（いまは95です）",
        "主事職のウエイトがすべて0です",
        "困難度◎（高い）の倍率を0から10までの数字で",
        "Sの点は、Aの点より大きくしてください",
        "端数の扱いを、示された中から選んでください",
        "業績の点の上限は0より大きくするか",
    ] {
        assert!(page.html.contains(sentence), "{sentence}: {}", page.html);
    }
    assert_eq!(page.texts(".es li").len(), 8);
    for (name, value) in &wrong[..8] {
        assert_eq!(page.value_of(name).as_deref(), Some(*value), "{name}");
    }
    assert!(page.attr("#low-3", "aria-invalid").is_some());
    let stored = "select count(*) from scoring_weight where rule_set_id = 2 and weight = 0";
    assert_eq!(house.count(stored).await, 0, "nothing was saved");
    house.close().await;
}

#[tokio::test]
async fn two_windows_and_two_clicks() {
    let house = House::open().await;
    usual(&house).await;
    let page = house.get(KUDO, SET).await;
    let form = form_of(&page, SET);
    let one = with(form.clone(), &[("cap", "110")]);
    assert_eq!(send(&house, SET, &one).await.location(), SET);
    assert_eq!(send(&house, SET, &one).await.location(), SET, "sent twice, one effect");
    assert_eq!(house.count("select version::bigint from scoring_rule_set where id = 2").await, 2);
    let mut other = with(form, &[("cap", "120")]);
    other.retain(|(name, _)| name != "form");
    let late = send(&house, SET, &other).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("ほかの人が先に変えました"));
    assert_eq!(late.value_of("cap").unwrap(), "120", "what was typed stays");
    // a draft nobody wants is thrown away, once
    let page = house.get(KUDO, SET).await;
    let away = form_of(&page, "/hr/scoring/2/discarding");
    for _ in 0..2 {
        let reply = send(&house, "/hr/scoring/2/discarding", &away).await;
        assert_eq!(reply.location(), LIST, "{}", reply.html);
    }
    assert_eq!(house.get(KUDO, SET).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.count("select count(*) from scoring_step").await, 0);
    house.close().await;
}

/// Sato's 3, 3, 3 and Kobayashi's 4, 4 are confirmed.
async fn two_confirmed(house: &House) {
    two_wait(house).await;
    house.post(KUDO, "/hr/cycles/1/confirmation", &[("scope", "all")]).await;
    assert_eq!(house.count("select count(*) from result").await, 2);
}

#[tokio::test]
async fn kudo_tries_other_ranges_on_a_year_and_reads_who_changes() {
    let house = House::open().await;
    two_confirmed(&house).await;
    usual(&house).await;
    let same = house.get(KUDO, TRIAL).await;
    assert!(same.html.contains("2名のうち、評価が変わる人はいません。"), "{}", same.html);
    change(&house, &[("low-4", "80.1"), ("high-3", "80.1")]).await;
    let everything = "select md5(concat((select string_agg(t::text, '') from result t),
        (select string_agg(t::text, '') from score t), (select string_agg(t::text, '') from sheet t),
        (select string_agg(t::text, '') from scoring_rule_set t)))";
    let before = house.word(everything).await;
    let page = house.get(KUDO, TRIAL).await;
    assert!(page.html.contains("2名のうち1名の評価が変わります（上がる人0名、下がる人1名）。"));
    assert_eq!(page.texts("#people tbody th"), ["小林 哲也000020"]);
    let row = page.texts("#people tbody td");
    assert_eq!(row, ["保健福祉部", "部長職", "A 期待以上", "B 期待どおり", "80.0", "1段階下がる"]);
    // all, one cell of the matrix, a word, a department, and a file
    for (query, names) in [
        ("show=all&sort=name", vec!["小林 哲也000020", "佐藤 みなみ010234"]),
        ("show=all&sort=-name", vec!["佐藤 みなみ010234", "小林 哲也000020"]),
        ("show=all&sort=points", vec!["佐藤 みなみ010234", "小林 哲也000020"]),
        ("from=3&to=3", vec!["佐藤 みなみ010234"]),
        ("show=all&words=%E3%81%95%E3%81%A8%E3%81%86", vec!["佐藤 みなみ010234"]),
        ("show=all&department=8", vec![]),
        ("words=%25", vec![]),
    ] {
        let page = house.get(KUDO, &format!("{TRIAL}?{query}")).await;
        assert_eq!(page.texts("#people tbody th"), names, "{query}");
    }
    let file = house.file(KUDO, "/hr/scoring/2/simulation/people.csv?show=all&sort=name").await;
    let lines: Vec<&str> = file.html.lines().collect();
    assert!(lines[0].contains("職員番号,氏名,部署,職位,いまの評価,試算の評価,試算の点,変化"));
    assert_eq!(
        lines[1],
        "000020,小林 哲也,保健福祉部,部長職,A 期待以上,B 期待どおり,80.0,1段階下がる"
    );
    assert_eq!(house.word(everything).await, before, "nothing was written");
    let book = house.book().await;
    assert!(book.iter().filter(|e| *e == "scoring.simulated").count() > 1);
    assert_eq!(book.last().unwrap(), "list.exported");
    for who in [SATO, ABE] {
        for path in [TRIAL, "/hr/scoring/2/simulation/people.csv", SET, LIST] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let (_, statements) = house.statements(KUDO, TRIAL).await;
    assert!(statements <= 4, "{statements}");
    house.close().await;
}

#[tokio::test]
async fn a_copy_is_held_against_what_it_was_copied_from() {
    let house = House::open().await;
    two_confirmed(&house).await;
    usual(&house).await;
    publish(&house).await;
    let reply = house.post(KUDO, LIST, &[("name", "見直し案"), ("from", "2")]).await;
    assert_eq!(reply.location(), "/hr/scoring/3");
    let page = house.get(KUDO, "/hr/scoring/3").await;
    assert!(page.html.contains("と同じです。"), "{}", page.html);
    let form = with(
        form_of(&page, "/hr/scoring/3"),
        &[("weight-1", "5"), ("low-5", "79"), ("high-4", "79")],
    );
    assert_eq!(send(&house, "/hr/scoring/3", &form).await.location(), "/hr/scoring/3");
    let page = house.get(KUDO, "/hr/scoring/3").await;
    let told = page.texts("[aria-labelledby='df-h'] tbody tr");
    assert_eq!(
        told,
        [
            "「模範」の範囲90以上79以上",
            "「期待以上」の範囲75以上90未満75以上79未満",
            "主事職「責任感・公正性」のウエイト15"
        ]
    );
    let trial = house.get(KUDO, "/hr/scoring/3/simulation").await;
    assert!(
        trial.html.contains("縦は元の決め方「令和9年度 数値化」で計算した評価"),
        "{}",
        trial.html
    );
    assert!(trial.html.contains("2名のうち1名の評価が変わります（上がる人1名、下がる人0名）。"));
    house.close().await;
}

#[tokio::test]
async fn a_published_set_never_changes_and_a_year_names_it_before_it_opens() {
    let house = House::open().await;
    usual(&house).await;
    change(&house, &[("valid_from", "令和9年4月1日")]).await;
    new_year(&house).await;
    let choose = "/hr/cycles/2/scoring";
    let early = house.get(KUDO, choose).await;
    assert_eq!(early.attrs("input[name=set]", "value"), ["1"], "a draft cannot be chosen");
    let ask = house.get(KUDO, "/hr/scoring/2/publication").await;
    assert!(ask.html.contains("シート6件は、いまの決め方のまま"), "{}", ask.html);
    assert!(ask.html.contains("開始していない年度で選べます：令和9年度 能力評価"));
    assert!(ask.html.contains("職位のある12名分"));
    let form = form_of(&ask, "/hr/scoring/2/publication");
    // the draft changed after it was looked at
    change(&house, &[("cap", "110")]).await;
    let stale = send(&house, "/hr/scoring/2/publication", &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(publish(&house).await.location(), SET);
    let shut = send(&house, SET, &[]).await;
    assert_eq!(shut.status, StatusCode::CONFLICT);
    for sql in [
        "update scoring_rule_set set cap = 1 where id = 2",
        "delete from scoring_weight where rule_set_id = 2",
        "update scoring_step set value = 1 where rule_set_id = 2 and grade = 1",
        "update cycle set scoring_rule_set_id = 2 where id = 1",
    ] {
        let done = sqlx::query(sql).execute(&house.db).await;
        assert!(done.is_err(), "the database refuses too: {sql}");
    }
    let page = house.get(KUDO, choose).await;
    let wrong = with(form_of(&page, choose), &[("set", "77")]);
    assert_eq!(send(&house, choose, &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = with(form_of(&page, choose), &[("set", "2")]);
    assert_eq!(send(&house, choose, &right).await.location(), "/hr/cycles/2");
    assert_eq!(send(&house, choose, &right).await.location(), "/hr/cycles/2", "twice, one effect");
    let mut late = right.clone();
    late.retain(|(name, _)| name != "form");
    assert_eq!(send(&house, choose, &late).await.status, StatusCode::CONFLICT, "stale version");
    let opening = house.get(KUDO, "/hr/cycles/2/opening").await;
    assert!(opening.html.contains("点数の決め方は「令和9年度 数値化」です。"));
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    assert_eq!(house.get(KUDO, choose).await.status, StatusCode::CONFLICT);
    assert!(house.get(KUDO, SET).await.html.contains("シート12件"));
    let chosen = house.book().await;
    assert_eq!(chosen.iter().filter(|event| *event == "scoring.chosen").count(), 1);
    house.close().await;
}

/// The next year, not yet open.
async fn new_year(house: &House) {
    let page = house.get(KUDO, "/hr/cycles/new").await;
    let reply = send(house, "/hr/cycles/new", &form_of(&page, "/hr/cycles/new")).await;
    assert_eq!(reply.location(), "/hr/cycles/2", "{}", reply.html);
}
