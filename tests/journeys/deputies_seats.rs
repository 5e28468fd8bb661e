//! 代理 on every page and in every seat: what a deputy writes is theirs alone until it is submitted; their
//! evaluator's people never stand among their own; 調整者, 確認者, short sheets and probation too.

use axum::http::StatusCode;
use sqlx::Executor;

use crate::{
    cycle::two_wait,
    deputies::{apart, named, submit, tanaka_stands_in},
    fiscal_year_staff::{filled, opened},
    goals,
    house::{ABE, House, KOBAYASHI, KUDO, MORI, SATO, TAKAHASHI, TANAKA},
    probation::begun,
    review_scores::{FIRST, fill, hidden, send},
};

const REVIEW: &str = "/sheets/1/review";
const GRID: &str = "/reviews/grid?for=3";
const TABLE: &str = "/reviews/table?for=3";

#[tokio::test]
async fn a_draft_is_its_writers_alone() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    let hers = [("grade-1", "5"), ("comment-1", "窓口の混雑を3割減らしました。")];
    assert_eq!(fill(&house, TAKAHASHI, &hers, "save").await.status, StatusCode::SEE_OTHER);
    let his = house.get(TANAKA, REVIEW).await;
    assert!(his.html.contains("高橋 恵子さんの書きかけの文章があります"), "{}", his.html);
    assert!(!his.html.contains("混雑を3割減らしました"), "{}", his.html);
    assert_ne!(his.value_of("grade-1").as_deref(), Some("5"));
    assert_eq!(his.value_of("version-grade-1").as_deref(), Some("0"), "he begins anew");
    assert_eq!(fill(&house, TANAKA, &FIRST, "save").await.status, StatusCode::SEE_OTHER);
    let after = house.get(TAKAHASHI, REVIEW).await;
    assert!(after.html.contains("代理の田中 一郎さんの書きかけの文章があります"));
    assert!(after.html.contains("混雑を3割減らしました") && !after.html.contains(FIRST[7].1));
    let writers = "select string_agg(writer_id || ':' || value, ' ' order by writer_id)
                   from draft where step = 'first' and field = 'grade-1'";
    assert_eq!(house.word(writers).await, "3:5 4:4", "each has their own");
    // what is not the writer's cannot even be taken for another's by its number
    let agenda = house.get(TANAKA, "/sheets/1/interviews").await;
    assert!(!agenda.html.contains("混雑を3割減らしました"));
    assert_eq!(submit(&house, TANAKA).await.location(), REVIEW);
    let sent = "select points::bigint from opinion where step = 'first' and ability_id = 1";
    assert_eq!(house.count(sent).await, 4, "his, not hers");
    house.close().await;
}

#[tokio::test]
async fn what_was_submitted_is_the_seats_when_it_comes_back() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    assert_eq!(fill(&house, TANAKA, &FIRST, "check").await.status, StatusCode::SEE_OTHER);
    assert_eq!(submit(&house, TANAKA).await.location(), REVIEW);
    let back = house.get(KOBAYASHI, "/sheets/1/return").await;
    let sent = hidden(&back, &["form", "version"]);
    let mut sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    sent.push(("reason", "根拠の事実をもう少し書いてください。"));
    let reply = house.post(KOBAYASHI, "/sheets/1/return", &sent).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
    house.plant("update deputy set valid = '[2026-11-01, 2026-11-24)'").await;
    let hers = house.get(TAKAHASHI, REVIEW).await;
    assert_eq!(hers.value_of("grade-1").as_deref(), Some("4"), "she goes on from what was sent");
    assert!(hers.html.contains(FIRST[7].1) && !hers.html.contains("書きかけの文章があります"));
    house.close().await;
}

#[tokio::test]
async fn grid_table_team_and_interviews_show_whom_he_stands_in_for_apart() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    house.plant("update sheet set state = 'first_review' where id in (2, 4)").await;
    let chip = "代理：高橋 恵子 課長（11月24日〜12月10日）";
    let inbox = house.get(TANAKA, "/reviews/deputy").await;
    for page in [GRID, TABLE] {
        assert!(inbox.attrs("a", "href").contains(&page.to_owned()), "{}", inbox.html);
        let shown = house.get(TANAKA, page).await;
        assert!(shown.html.contains(chip) && shown.html.contains("佐藤 みなみ"), "{}", shown.html);
        let (_, statements) = house.statements(TANAKA, page).await;
        assert!(statements <= 4, "{page}: {statements}");
        for who in [ABE, SATO, KUDO] {
            assert_eq!(house.get(who, page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    }
    let own = house.get(TANAKA, "/reviews/table?step=first").await;
    assert!(!own.html.contains("佐藤 みなみ"), "never among his own");
    // what he enters is his, and the sheet of his own is not among them
    let typed = [
        ("step", "first"),
        ("position", "shuji"),
        ("s1-grade-1", "4"),
        ("version-s1-grade-1", "0"),
        ("s4-grade-1", "5"),
        ("version-s4-grade-1", "0"),
    ];
    let saved = house.post(TANAKA, TABLE, &typed).await;
    assert_eq!(
        saved.location(),
        "/reviews/table?step=first&position=shuji&for=3",
        "{}",
        saved.html
    );
    let kept = "select string_agg(sheet_id || ' ' || writer_id || ' ' || value, ',') from draft
                where step = 'first'";
    assert_eq!(house.word(kept).await, "1 4 4");
    let hers = house.get(TAKAHASHI, "/reviews/table").await;
    assert_eq!(hers.value_of("version-s1-grade-1").as_deref(), Some("0"), "hers is empty");
    let book = "select detail ->> 'standing_in_for' from audit_entry
                where event = 'sheet.draft_saved' order by seq desc limit 1";
    assert_eq!(house.word(book).await, "3");
    let talks = house.get(TANAKA, "/interviews").await;
    let groups = talks.texts("section h2");
    assert!(groups.iter().any(|g| g.starts_with("代理：高橋 恵子")), "{groups:?}");
    assert!(talks.html.contains("佐藤 みなみ"));
    goals::half_year(&house).await;
    let team = house.get(TANAKA, "/goals/team").await;
    assert!(team.html.contains(chip), "{}", team.html);
    let names = team.texts("tbody th");
    assert!(!names.iter().any(|name| name.starts_with("田中")), "not his own: {names:?}");
    house.plant("update deputy set valid = '[2026-11-01, 2026-11-24)'").await;
    for page in [GRID, TABLE] {
        assert_eq!(house.get(TANAKA, page).await.status, StatusCode::NOT_FOUND, "over: {page}");
    }
    assert!(!house.get(TANAKA, "/goals/team").await.html.contains("代理："));
    assert!(!house.get(TANAKA, "/interviews").await.html.contains("佐藤 みなみ"));
    house.close().await;
}

#[tokio::test]
async fn abe_calibrates_and_confirms_for_mori() {
    const BOARD: &str = "/hr/cycles/1/calibration";
    const DESK: &str = "/hr/cycles/1/confirmation";
    let house = House::open().await;
    two_wait(&house).await;
    house
        .plant(
            "insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28');
             update sheet set state = 'calibration', calibrator_id = 1, confirmer_id = 1
             where id = 1",
        )
        .await;
    assert_eq!(house.get(ABE, BOARD).await.status, StatusCode::NOT_FOUND);
    assert_eq!(named(&house, "000001", "000031").await.status, StatusCode::SEE_OTHER);
    let inbox = house.get(ABE, "/reviews/deputy").await;
    assert!(inbox.html.contains("調整を待っている評価が1件"), "{}", inbox.html);
    let board = house.get(ABE, BOARD).await;
    assert!(board.html.contains("代理：森 康夫 副市長"), "{}", board.html);
    assert_eq!(board.texts(".pc > a"), ["佐藤 みなみ"]);
    let papers = format!("{BOARD}/people/1");
    assert_eq!(house.get(ABE, &papers).await.status, StatusCode::OK);
    assert_eq!(house.get(TAKAHASHI, &papers).await.status, StatusCode::NOT_FOUND);
    let why = "3課の合同窓口は市で初めての取組でした。";
    let card = [("sheet", "1"), ("to", "4"), ("seen", "0"), ("reason", why)];
    let moved = house.post(ABE, &format!("{BOARD}/moves"), &card).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.html);
    assert_eq!(house.word("select by_id || ' ' || for_id from calibration_move").await, "11 1");
    assert!(house.get(KUDO, BOARD).await.html.contains("阿部 隆（森 康夫の代理）"));
    house.plant("update sheet set state = 'confirmation' where id = 1").await;
    let inbox = house.get(ABE, "/reviews/deputy").await;
    assert!(inbox.html.contains("確認を待っている評価が1件"), "{}", inbox.html);
    let list = house.get(ABE, DESK).await;
    assert!(list.text("tbody").contains("佐藤") && !list.text("tbody").contains("小林"));
    let ticked = [("scope", "ticked"), ("sheet", "1")];
    assert_eq!(house.post(ABE, DESK, &ticked).await.status, StatusCode::SEE_OTHER);
    let pass = "select by_id || ' ' || for_id from passage where action = 'confirm'";
    assert_eq!(house.word(pass).await, "11 1");
    assert!(house.get(MORI, BOARD).await.status == StatusCode::OK, "the seat stays his");
    // an evaluator of the sheet does neither for anybody
    house.plant("update deputy set deputy_id = 3 where id = 1").await;
    assert_eq!(house.word("select deputy_refusal(1, 'calibrator', 3, '2026-11-24')").await, "seat");
    assert_eq!(house.get(TAKAHASHI, BOARD).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn a_deputy_enters_the_rows_of_short_sheets() {
    let house = House::open().await;
    opened(&house).await;
    named(&house, "000021", "000022").await;
    let here = "/reviews/short?for=3";
    let inbox = house.get(TANAKA, "/reviews/deputy").await;
    assert!(inbox.attrs("a", "href").contains(&here.to_owned()), "{}", inbox.html);
    let page = house.get(TANAKA, here).await;
    assert!(page.html.contains("木村 さくら") && page.html.contains("代理：高橋 恵子 課長"));
    assert!(!house.get(TANAKA, "/reviews/short").await.html.contains("木村 さくら"));
    let mut form = filled(&page);
    for (name, value) in &mut form {
        if name.starts_with("s7-grade") || name == "s7-overall" {
            "2".clone_into(value);
        } else if name == "s7-renewal" {
            "suitable".clone_into(value);
        }
    }
    form.push(("do".to_owned(), "check".to_owned()));
    let saved = send(&house, TANAKA, here, &form).await;
    assert_eq!(saved.location(), "/reviews/short/check?step=first&for=3", "{}", saved.html);
    let own = house.get(TAKAHASHI, "/reviews/short").await;
    assert_ne!(own.value_of("s7-overall").as_deref(), Some("2"), "his draft is not hers");
    let check = house.get(TANAKA, "/reviews/short/check?step=first&for=3").await;
    let sent = send(&house, TANAKA, "/reviews/short/submission?for=3", &filled(&check)).await;
    assert_eq!(sent.location(), "/reviews/short?step=first&for=3", "{}", sent.html);
    let wrote = "select concat_ws(' ', by_id, for_id) from submission where sheet_id = 7";
    assert_eq!(house.word(wrote).await, "4 3");
    for who in [ABE, SATO] {
        assert_eq!(house.get(who, here).await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn a_deputy_does_what_a_probation_asks_of_the_evaluator() {
    let house = House::open().await;
    begun(&house).await;
    let here = "/probations/1";
    assert_eq!(house.get(TANAKA, here).await.status, StatusCode::NOT_FOUND);
    named(&house, "000021", "000022").await;
    let inbox = house.get(TANAKA, "/reviews/deputy").await;
    assert!(inbox.html.contains("原 健さん（条件付採用）"), "{}", inbox.html);
    assert!(house.get(TANAKA, "/probations").await.html.contains("原 健（代理：高橋 恵子）"));
    assert!(house.get(TANAKA, here).await.html.contains("代理：高橋 恵子"));
    let opinion = [("verdict", "appoint"), ("reason", "仕事を安心して任せられます。")];
    let given = house.post(TANAKA, "/probations/1/opinion", &opinion).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.html);
    let wrote = "select concat_ws(' ', step, by_id, for_id) from probation_opinion";
    assert_eq!(house.word(wrote).await, "first 4 3");
    assert!(house.get(KUDO, here).await.html.contains("田中 一郎（高橋 恵子の代理）"));
    house.plant("update sheet set state = 'first_review' where id = 8").await;
    assert_eq!(house.get(TANAKA, "/sheets/8/review").await.status, StatusCode::OK);
    assert_eq!(house.get(ABE, here).await.status, StatusCode::NOT_FOUND);
    house.plant("update deputy set valid = '[2026-11-01, 2026-11-24)'").await;
    assert_eq!(house.get(TANAKA, here).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn takahashi_proposes_and_kudo_decides() {
    let house = House::open().await;
    let here = "/reviews/deputy/proposal";
    let wish = [
        ("junior", "yes"),
        ("evaluator", "000020"),
        ("deputy", "000022"),
        ("from", "令和8年11月24日"),
        ("until", "2026/12/10"),
        ("reason", "長期の研修のため"),
    ];
    let under = house.post(TAKAHASHI, here, &wish).await;
    assert_eq!(under.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(under.html.contains("高橋 恵子さんに評価される人です"), "{}", under.html);
    apart(&house).await;
    let junior = house.post(TAKAHASHI, here, &wish[1..]).await;
    assert_eq!(junior.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(junior.html.contains("あなたより下の職位の人に任せる"), "{}", junior.html);
    let wrong = house.post(TAKAHASHI, here, &[("deputy", "000021"), ("reason", "研修")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("評価者本人は代理になれません"), "{}", wrong.html);
    assert_eq!(wrong.value_of("reason").as_deref(), Some("研修"));
    assert_eq!(house.post(TAKAHASHI, here, &wish).await.location(), here);
    let own = "select evaluator_id || ' ' || deputy_id from deputy_proposal";
    assert_eq!(house.word(own).await, "3 4", "for herself, whatever the form said");
    let twice = house.post(TAKAHASHI, here, &wish).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.html);
    assert_eq!(house.get(TANAKA, "/reviews/deputy").await.status, StatusCode::NOT_FOUND, "not yet");
    assert!(house.get(KUDO, "/").await.html.contains("評価者からの代理の提案が1件あります"));
    let desk = house.get(KUDO, "/hr/deputies").await;
    let link = "/hr/deputies/proposals/1";
    assert!(desk.attrs("a", "href").contains(&link.to_owned()), "{}", desk.html);
    assert!(house.get(KUDO, link).await.html.contains("長期の研修のため"));
    for who in [TAKAHASHI, TANAKA, SATO] {
        assert_eq!(house.get(who, link).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.get(SATO, here).await.status, StatusCode::NOT_FOUND, "she evaluates nobody");
    let short = house.post(KUDO, link, &[("outcome", "declined"), ("answer", "短い")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "その期間は課長補佐に頼む予定です。";
    let declined = house.post(KUDO, link, &[("outcome", "declined"), ("answer", why)]).await;
    assert_eq!(declined.location(), "/hr/deputies", "{}", declined.html);
    assert!(house.get(TAKAHASHI, here).await.html.contains(why), "she reads why");
    assert_eq!(house.count("select count(*) from deputy").await, 0);
    house.post(TAKAHASHI, here, &wish).await;
    assert_eq!(house.post(TAKAHASHI, &format!("{here}/withdrawal"), &[]).await.location(), here);
    assert_eq!(house.get(KUDO, "/hr/deputies/proposals/3").await.status, StatusCode::NOT_FOUND);
    house.post(TAKAHASHI, here, &wish).await;
    let third = "/hr/deputies/proposals/4";
    let named = house.post(KUDO, third, &[("outcome", "named")]).await;
    assert_eq!(named.location(), "/hr/deputies", "{}", named.html);
    assert_eq!(house.word("select deputy_id || ' ' || named_by from deputy").await, "4 9");
    assert_eq!(house.get(TANAKA, "/reviews/deputy").await.status, StatusCode::OK);
    let again = house.post(KUDO, third, &[("outcome", "named")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "answered once");
    let told: Vec<String> =
        house.book().await.into_iter().filter(|event| event.starts_with("deputy.")).collect();
    let (made, answered) = ("deputy.proposed", "deputy.proposal_answered");
    assert_eq!(told[..6], [made, answered, made, answered, made, "deputy.named"], "{told:?}");
    house.close().await;
}

#[tokio::test]
async fn nobody_stands_in_for_who_evaluates_them_or_over_their_own_head() {
    let house = House::open().await;
    let desk = "/hr/deputies";
    let typed = |evaluator: &'static str, deputy: &'static str| {
        [
            ("evaluator", evaluator),
            ("deputy", deputy),
            ("from", "令和8年11月24日"),
            ("until", "2026/12/10"),
            ("reason", "入院のため"),
        ]
    };
    // 田中 is evaluated by 高橋 as 佐藤 is
    let same = house.post(KUDO, desk, &typed("000021", "000022")).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.html.contains("高橋 恵子さんに評価される人です"), "{}", same.html);
    assert_eq!(same.value_of("deputy").as_deref(), Some("000022"), "as typed");
    // 監物 works elsewhere; once he works in the section 高橋 leads, he would evaluate her for 小林
    let below = "update assignment set unit_id = 7 where staff_id = 12";
    house.plant(below).await;
    let under = house.post(KUDO, desk, &typed("000020", "000090")).await;
    assert_eq!(under.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(under.html.contains("評価される高橋 恵子さんの部下です"), "{}", under.html);
    let planted = house.db.execute(
        "insert into deputy (evaluator_id, deputy_id, valid, reason, named_by, named_at)
         values (2, 12, '[2026-12-10, 2026-12-20]', '出張', 9, now())",
    );
    assert!(planted.await.is_err(), "whichever way");
    // a lower position is asked about, once
    let ask = house.post(KUDO, desk, &typed("000020", "000031")).await;
    assert_eq!(ask.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ask.html.contains("課長職で、評価者（部長職）より下の職位です"), "{}", ask.html);
    assert_eq!(house.count("select count(*) from deputy").await, 0);
    let mut sure = typed("000020", "000031").to_vec();
    sure.push(("junior", "yes"));
    assert_eq!(house.post(KUDO, desk, &sure).await.location(), desk);
    // of the same position: without a word
    let done = house.post(KUDO, desk, &typed("000021", "000011")).await;
    assert_eq!(done.location(), desk, "{}", done.html);
    house.close().await;
}
