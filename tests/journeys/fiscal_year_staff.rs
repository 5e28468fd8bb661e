//! 会計年度任用職員: 工藤 of 職員課 sets the forms, takes the appointments down and opens the sheets; 高橋
//! evaluates everybody of her section on one page; 木村 reads the result of her term.

use axum::http::StatusCode;
use sqlx::Connection;

use crate::{
    cycle_results::disclose,
    house::{ABE, House, KENMOTSU, KUDO, Reply, SATO, TAKAHASHI, Who},
};

/// 木村, 清水 and 星 work in 庶務係; only 木村 has a computer.
const KIMURA: Who = Who(14);
const PEOPLE: &str = "
    insert into staff (number, family_name, given_name, family_kana, given_kana, employment,
                       hired_on, search)
    values ('020101', '木村', 'さくら', 'きむら', 'さくら', 'fiscal_year', '2026-04-01', '020101木村さくら'),
           ('020102', '清水', '豊', 'しみず', 'ゆたか', 'fiscal_year', '2026-04-01', '020102清水豊'),
           ('020103', '星', '光', 'ほし', 'ひかる', 'fiscal_year', '2026-04-01', '020103星光');
    insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
    select s.id, 7, null, '会計年度任用職員', 'main', false, daterange('2026-04-01', '2027-04-01')
    from staff s where s.employment = 'fiscal_year';
    insert into account (staff_id, password_hash) select 14, password_hash from account limit 1;
    insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at, origin,
                         user_agent)
    values (sha256(convert_to('token-14', 'UTF8')), 14, '2026-11-24 1:00Z', '2026-11-24 1:00Z',
            '2026-11-24 11:00Z', 'test', 'test')";

/// The fields of a page's form, as a browser would send them.
pub fn filled(page: &Reply) -> Vec<(String, String)> {
    let names = page.attrs("main [name]", "name");
    let mut sent: Vec<(String, String)> = Vec::new();
    for name in names {
        if name != "do" && !sent.iter().any(|(own, _)| *own == name) {
            let value = page.value_of(&name).unwrap_or_default();
            sent.push((name, value));
        }
    }
    sent
}

async fn send(house: &House, who: Who, path: &str, form: &[(String, String)]) -> Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(who, path, &form).await
}

fn set(form: &mut Vec<(String, String)>, name: &str, value: &str) {
    match form.iter_mut().find(|(own, _)| own == name) {
        Some(field) => value.clone_into(&mut field.1),
        None => form.push((name.to_owned(), value.to_owned())),
    }
}

/// The usual forms are registered as they stand on the page.
pub async fn with_forms(house: &House) {
    let page = house.get(KUDO, "/hr/short-sheets/forms/new").await;
    let mut form = filled(&page);
    // every kind is a field of the same name
    form.retain(|(name, _)| name != "kind");
    form.extend(page.attrs("[name='kind']", "value").into_iter().map(|c| ("kind".to_owned(), c)));
    let done = send(house, KUDO, "/hr/short-sheets/forms/new", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

async fn appoint(house: &House, number: &str, until: &str, hours: &str) -> Reply {
    let form = [
        ("number", number),
        ("work", "office"),
        ("from", "令和8年4月1日"),
        ("until", until),
        ("hours", hours),
    ];
    house.post(KUDO, "/hr/short-sheets/employment", &form).await
}

/// Forms, three appointments, and their sheets: 1 to 6 are of the house, 7 木村, 8 清水, 9 星.
pub async fn opened(house: &House) {
    house.plant(PEOPLE).await;
    with_forms(house).await;
    for (number, until, hours) in [
        ("020101", "令和8年12月31日", "30時間"),
        ("020102", "令和8年12月31日", "30時間"),
        ("020103", "令和8年12月31日", "12時間"),
    ] {
        let done = appoint(house, number, until, hours).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    let ask = house.get(KUDO, "/hr/short-sheets/opening").await;
    assert!(ask.html.contains("評価する人2名、対象外1名"), "{}", ask.html);
    let form = filled(&ask);
    for _ in 0..2 {
        let done = send(house, KUDO, "/hr/short-sheets/opening", &form).await;
        assert_eq!(done.location(), "/hr/short-sheets?year=2026", "{}", done.html);
    }
    assert_eq!(house.count("select count(*) from sheet where term is not null").await, 3);
    // the same list under a filter, on the page and as a file
    let all = house.get(KUDO, "/hr/short-sheets?sort=-1").await;
    let states = all.attrs("#only option", "value");
    let out = states.iter().find(|state| state.starts_with("対象外")).unwrap();
    let only = form_urlencoded::byte_serialize(out.as_bytes()).collect::<String>();
    let page = house.get(KUDO, &format!("/hr/short-sheets?only={only}")).await;
    assert!(page.html.contains("任用した人（1名）"), "{}", page.html);
    let file = house.file(KUDO, &format!("/hr/short-sheets/opinions.csv?only={only}")).await;
    assert_eq!(file.html.lines().count(), 2, "{}", file.html);
}

#[tokio::test]
async fn hr_takes_appointments_down_and_is_told_every_mistake() {
    let house = House::open().await;
    house.plant(PEOPLE).await;
    let empty = house.get(KUDO, "/hr/short-sheets").await;
    assert!(empty.html.contains("様式がまだありません"), "{}", empty.html);
    with_forms(&house).await;
    let wrong = appoint(&house, "010234", "令和9年4月30日", "たくさん").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("年度の3月31日まで") && wrong.html.contains("15時間30分"));
    assert_eq!(wrong.value_of("number").unwrap(), "010234");
    let regular = appoint(&house, "010234", "令和9年3月31日", "30").await;
    assert!(regular.html.contains("会計年度任用職員として登録されていません"));
    appoint(&house, "０２０１０１", "令和8年12月31日", "30").await;
    let again = appoint(&house, "020101", "令和9年3月31日", "30").await;
    assert!(again.html.contains("重なる任用"), "{}", again.html);
    // a kind of work nobody made a form for
    house.plant("update employment set work_code = 'pilot'").await;
    let ask = house.get(KUDO, "/hr/short-sheets/opening").await;
    assert!(ask.html.contains("この職種の様式がありません"), "{}", ask.html);
    assert_eq!(house.get(SATO, "/hr/short-sheets").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn whose_appointment_nobody_entered_is_listed_at_the_desk() {
    let house = House::open().await;
    house.plant(PEOPLE).await;
    with_forms(&house).await;
    let card = "[aria-labelledby='no-h']";
    let desk = house.get(KUDO, "/hr/short-sheets").await;
    assert!(desk.text(card).contains("任用が登録されていない人（3名）"), "{}", desk.html);
    let href = "/hr/short-sheets/employment?number=020101";
    assert!(desk.attrs("a", "href").contains(&href.to_owned()), "{}", desk.html);
    assert_eq!(house.get(KUDO, href).await.value_of("number").unwrap(), "020101");
    appoint(&house, "020101", "令和8年12月31日", "30").await;
    // 清水 left before the year began
    house
        .plant("update staff set left_on = '2026-03-31', hired_on = '2025-04-01' where id = 15")
        .await;
    let desk = house.get(KUDO, "/hr/short-sheets").await;
    let listed = desk.text(card);
    assert!(listed.contains("（1名）") && listed.contains("星 光"), "{listed}");
    // what is over is not entered afterwards
    let past = house.get(KUDO, "/hr/short-sheets?year=2025").await;
    assert!(!past.html.contains("任用が登録されていない人"), "{}", past.html);
    house.close().await;
}

#[tokio::test]
async fn the_desk_leads_to_the_bands_and_to_the_pay_who_gives_them_on() {
    let house = House::open().await;
    opened(&house).await;
    let desk = house.get(KUDO, "/hr/short-sheets").await;
    let cycle = house.word("select id::text from cycle where kind = 'short'").await;
    let bands = format!("/hr/cycles/{cycle}/bands");
    assert!(desk.attrs("main a", "href").contains(&bands), "{}", desk.html);
    assert!(!desk.attrs("main a", "href").contains(&"/payroll".to_owned()), "not hers");
    house.plant("insert into hat values (9, 'payroll', daterange('2021-04-01', null))").await;
    let desk = house.get(KUDO, "/hr/short-sheets").await;
    for href in [bands.as_str(), "/payroll"] {
        assert!(desk.attrs("main a", "href").contains(&href.to_owned()), "{}", desk.html);
        assert_eq!(house.get(KUDO, href).await.status, StatusCode::OK, "{href}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_list_of_appointments_is_checked_and_entered_whole() {
    let house = House::open().await;
    house.plant(PEOPLE).await;
    with_forms(&house).await;
    let here = "/hr/short-sheets/employment/import";
    let page = house.get(KUDO, here).await;
    assert!(page.html.contains("事務、保育・学童、学校支援"), "{}", page.html);
    let head = "職員番号\t職種\t任期の始まり\t任期の終わり\t週の勤務時間\n";
    let wrong =
        format!("{head}020101\t事務\tR8.4.1\tR9.4.30\t30\n010234\t飛行士\tいつか\tR9.3.31\t30\n");
    let check = format!("{here}/check");
    let told = house.post(KUDO, &check, &[("rows", &wrong)]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rows = told.texts("[aria-labelledby='pr-h'] tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].starts_with("2行目") && rows[0].contains("年度の3月31日まで"), "{rows:?}");
    assert!(told.value_of("rows").unwrap().contains("飛行士"), "what was pasted is kept");
    let people = format!("{head}010234\t事務\tR8.4.1\tR9.3.31\t30\n");
    let told = house.post(KUDO, &check, &[("rows", &people)]).await;
    assert!(told.html.contains("会計年度任用職員として登録されていません"), "{}", told.html);
    let right = format!(
        "{head}020101\t事務\tR8.4.1\tR9.3.31\t30\n020102\t学校支援\t2026/4/1\t2026/9/30\t15時間30分\n"
    );
    let ask = house.post(KUDO, &check, &[("rows", &right)]).await;
    assert!(ask.html.contains("まだ登録していません"), "{}", ask.html);
    assert!(ask.html.contains("清水 豊（020102）") && ask.html.contains("週15時間30分"));
    assert_eq!(house.count("select count(*) from employment").await, 0);
    let form = filled(&ask);
    for _ in 0..2 {
        let done = send(&house, KUDO, here, &form).await;
        assert_eq!(done.location(), "/hr/short-sheets?year=2026", "{}", done.html);
    }
    assert_eq!(house.count("select count(*) from employment").await, 2, "once");
    let again = house.post(KUDO, &check, &[("rows", &right)]).await;
    assert!(again.html.contains("令和8年4月1日から令和9年3月31日までの任用がもう登録"));
    assert!(house.book().await.contains(&"short.employments_imported".to_owned()));
    assert_eq!(house.get(SATO, here).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_goals_of_a_kind_of_work_are_set_by_kudo() {
    let house = House::open().await;
    with_forms(&house).await;
    let path = "/hr/short-sheets/forms/new";
    let page = house.get(KUDO, path).await;
    assert!(page.value_of("goals-office").unwrap().contains("窓口と電話の応対｜"), "{}", page.html);
    let edition = |goals: &str| {
        let mut form = filled(&page);
        form.retain(|(name, _)| name != "kind");
        form.extend(
            page.attrs("[name='kind']", "value").into_iter().map(|c| ("kind".to_owned(), c)),
        );
        set(&mut form, "goals-office", goals);
        form
    };
    let many = edition("一｜1件\n二｜2件\n三｜3件");
    let told = send(&house, KUDO, path, &many).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.html.contains("業務目標は2つまでにしてください（いまは3つです）"));
    assert!(told.value_of("goals-office").unwrap().contains("三｜3件"), "as typed");
    let same = send(&house, KUDO, path, &edition("規律性｜守る。")).await;
    assert!(same.html.contains("「規律性」は、項目にもあります"), "{}", same.html);
    let done = send(&house, KUDO, path, &edition("書類の確認｜間違いを月1件以下にする。")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let goals = "select string_agg(a.name, ' ' order by lower(f.valid)) from ability a
                 join framework f on f.id = a.framework_id
                 where a.fixed_goal and a.position_code = 'office'";
    assert_eq!(house.word(goals).await, "窓口と電話の応対 書類の確認", "the older edition stays");
    house.close().await;
}

#[tokio::test]
async fn takahashi_evaluates_everybody_on_one_page() {
    let house = House::open().await;
    opened(&house).await;
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("会計年度任用職員2名を評価する"), "{}", home.html);
    let page = house.get(TAKAHASHI, "/reviews/short").await;
    assert_eq!(page.texts(".sh tbody th b"), ["木村 さくら", "清水 豊"], "{}", page.html);
    let items = page.attrs(".sh select", "name");
    let grades: Vec<&String> = items.iter().filter(|n| n.starts_with("s7-grade-")).collect();
    assert_eq!(grades.len(), 7, "six items, and the goal of the kind of work");
    assert!(page.texts(".sh thead th").contains(&"業務目標窓口と電話の応対".to_owned()));
    let mut form = filled(&page);
    for name in &grades {
        set(&mut form, name, "２");
    }
    set(&mut form, "s7-overall", "3");
    set(&mut form, "s8-overall", "1");
    set(&mut form, "do", "check");
    // nobody is complete: everything that is missing is said beside its field
    let wrong = send(&house, TAKAHASHI, "/reviews/short", &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("木村 さくらさん：いちばん上か下"), "{}", wrong.html);
    assert!(wrong.html.contains("清水 豊さん：「規律性」の評価を選んでください"));
    let mut form = filled(&wrong);
    set(&mut form, "s7-remark-to_person", "窓口の混む時期に、進んで受付を手伝ってくれました。");
    set(&mut form, "s7-renewal", "conditional");
    set(&mut form, "s7-renewal_reason", "短い");
    set(&mut form, "do", "check");
    let short = send(&house, TAKAHASHI, "/reviews/short", &form).await;
    assert!(short.html.contains("10文字以上で入力"), "{}", short.html);
    let mut form = filled(&short);
    set(&mut form, "s7-renewal_reason", "午後の勤務ができるかを確かめてください。");
    set(&mut form, "do", "check");
    let next = send(&house, TAKAHASHI, "/reviews/short", &form).await;
    assert_eq!(next.location(), "/reviews/short/check?step=first", "{}", next.html);
    let check = house.get(TAKAHASHI, "/reviews/short/check?step=first").await;
    assert!(check.html.contains("提出する人（1名）") && check.html.contains("清水 豊"));
    let form = filled(&check);
    for _ in 0..2 {
        let done = send(&house, TAKAHASHI, "/reviews/short/submission", &form).await;
        assert_eq!(done.location(), "/reviews/short?step=first", "{}", done.html);
    }
    assert_eq!(house.word("select state from sheet where id = 7").await, "confirmation");
    assert_eq!(house.count("select count(*) from renewal_opinion").await, 1);
    // the half row of 清水 is kept
    let page = house.get(TAKAHASHI, "/reviews/short").await;
    assert_eq!(page.value_of("s8-overall").as_deref(), Some("1"), "{}", page.html);
    // taken back, mended, submitted again: the first round stays
    let back = house.post(TAKAHASHI, "/reviews/short/7/withdrawal", &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.html);
    let mut form = filled(&house.get(TAKAHASHI, "/reviews/short").await);
    set(&mut form, "s7-renewal", "suitable");
    set(&mut form, "do", "check");
    send(&house, TAKAHASHI, "/reviews/short", &form).await;
    let check = house.get(TAKAHASHI, "/reviews/short/check").await;
    send(&house, TAKAHASHI, "/reviews/short/submission", &filled(&check)).await;
    let rounds = "select string_agg(verdict, ' ' order by round) from renewal_opinion";
    assert_eq!(house.word(rounds).await, "conditional suitable");
    let book = house.book().await;
    for event in ["short.opened", "short.submitted", "short.viewed", "sheet.review_withdrawn"] {
        assert!(book.contains(&event.to_owned()), "{event}");
    }
    house.close().await;
}

/// 木村's row, complete and submitted.
async fn submitted(house: &House) {
    opened(house).await;
    house
        .plant(
            "insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
             select 7, 'first', 'grade-' || a.id, '2', 3, now(), 3 from sheet s
             join ability a on a.framework_id = s.framework_id and a.position_code = s.position_code
             where s.id = 7;
             insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
             values (7, 'first', 'overall', '2', 3, now(), 3),
                    (7, 'first', 'renewal', 'unsuitable', 3, now(), 3),
                    (7, 'first', 'renewal_reason', '来年度は仕事の量が減る見込みです。', 3, now(), 3)",
        )
        .await;
    let check = house.get(TAKAHASHI, "/reviews/short/check").await;
    send(house, TAKAHASHI, "/reviews/short/submission", &filled(&check)).await;
}

#[tokio::test]
async fn kimura_reads_her_result_but_not_the_opinion() {
    let house = House::open().await;
    submitted(&house).await;
    let mine = house.get(KIMURA, "/sheets/7").await;
    assert!(mine.html.contains("令和8年4月1日から令和8年12月31日まで"), "{}", mine.html);
    assert!(!mine.html.contains("できた"), "nothing before the disclosure: {}", mine.html);
    let cycle = house.word("select id::text from cycle where kind = 'short'").await;
    assert_eq!(cycle, "2");
    let list = house.get(KUDO, "/hr/cycles/2/confirmation").await;
    assert!(list.html.contains("木村 さくら") && list.html.contains("できた"), "{}", list.html);
    let confirm = [("scope", "ticked"), ("sheet", "7")];
    house.post(KUDO, "/hr/cycles/2/confirmation", &confirm).await;
    let done = disclose(&house, 2).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let desk = house.get(KUDO, house.get(KUDO, "/hr/cycles/2").await.location()).await;
    assert!(desk.html.contains("望ましくない") && desk.html.contains("開示済み"), "{}", desk.html);
    let mine = house.get(KIMURA, "/sheets/7").await;
    assert!(mine.html.contains("あなたの結果") && mine.html.contains("規律性"), "{}", mine.html);
    assert!(!mine.html.contains("望ましくない") && !mine.html.contains("仕事の量が減る"));
    assert!(!mine.html.contains("面談と育成計画"), "no plan follows a short sheet");
    let complain = house.get(KIMURA, "/sheets/7/complaint").await;
    assert_eq!(complain.status, StatusCode::OK, "{}", complain.html);
    let list = house.get(KIMURA, "/evaluations").await;
    assert!(list.html.contains("令和8年度 会計年度任用職員の評価"), "{}", list.html);
    house.close().await;
}

#[tokio::test]
async fn short_sheets_stay_out_of_the_other_lists() {
    let house = House::open().await;
    submitted(&house).await;
    for (who, path) in [
        (TAKAHASHI, "/reviews"),
        (TAKAHASHI, "/interviews"),
        (KUDO, "/hr/progress"),
        (KUDO, "/hr/cycles/1"),
        (KUDO, "/framework"),
        (KUDO, "/hr/routes"),
    ] {
        let page = house.get(who, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for word in ["木村 さくら", "清水 豊", "技能・労務"] {
            assert!(!page.html.contains(word), "{path} shows {word}");
        }
    }
    // the page for one person does not know the opinion: these sheets have none
    assert_eq!(house.get(TAKAHASHI, "/sheets/8/review").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(ABE, "/sheets/8").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(KENMOTSU, "/hr/short-sheets").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn kudo_sends_a_row_back_and_a_result_is_corrected_as_a_new_version() {
    let house = House::open().await;
    submitted(&house).await;
    let ask = house.get(KUDO, "/sheets/7/return").await;
    let version = ask.value_of("version").unwrap();
    let form = [("reason", "再度の任用の理由を詳しく書いてください。"), ("version", &*version)];
    house.post(KUDO, "/sheets/7/return", &form).await;
    let page = house.get(TAKAHASHI, "/reviews/short").await;
    assert!(page.html.contains("差し戻しの理由：再度の任用の理由を詳しく"), "{}", page.html);
    let check = house.get(TAKAHASHI, "/reviews/short/check").await;
    send(&house, TAKAHASHI, "/reviews/short/submission", &filled(&check)).await;
    house.post(KUDO, "/hr/cycles/2/confirmation", &[("scope", "ticked"), ("sheet", "7")]).await;
    let version = house.word("select version::text from sheet where id = 7").await;
    let form = [
        ("act", "correct"),
        ("move-reason", "任期の間の休みを数えていませんでした。"),
        ("version", &*version),
    ];
    let moved = house.post(KUDO, "/sheets/7/office/move", &form).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.html);
    let check = house.get(TAKAHASHI, "/reviews/short/check").await;
    send(&house, TAKAHASHI, "/reviews/short/submission", &filled(&check)).await;
    house.post(KUDO, "/hr/cycles/2/confirmation", &[("scope", "ticked"), ("sheet", "7")]).await;
    assert_eq!(house.count("select count(*) from result where sheet_id = 7").await, 2);
    house.close().await;
}

#[tokio::test]
async fn two_windows_never_overwrite_each_other() {
    let house = House::open().await;
    opened(&house).await;
    let page = house.get(TAKAHASHI, "/reviews/short").await;
    let (mut one, mut two) = (filled(&page), filled(&page));
    set(&mut one, "s7-overall", "3");
    set(&mut two, "s7-overall", "1");
    send(&house, TAKAHASHI, "/reviews/short", &one).await;
    let clash = send(&house, TAKAHASHI, "/reviews/short", &two).await;
    assert_eq!(clash.status, StatusCode::CONFLICT, "{}", clash.html);
    assert!(clash.html.contains("木村 さくらさんの行：高橋 恵子さんが別の画面で「3」"));
    assert_eq!(clash.value_of("s7-overall").as_deref(), Some("1"), "what was typed is kept");
    house.close().await;
}

#[tokio::test]
async fn thirty_people_are_one_page_and_thirty_pages_of_paper() {
    let house = House::open().await;
    opened(&house).await;
    house
        .plant(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on)
             select 'X' || n, '職員', n::text, 'しょくいん', n::text, 'fiscal_year', '2026-04-01'
             from generate_series(1, 28) n;
             insert into assignment (staff_id, unit_id, post, kind, leads, valid)
             select id, 7, '会計年度任用職員', 'main', false, daterange('2026-04-01', null)
             from staff where number like 'X%';
             insert into employment (staff_id, kind, valid, weekly_minutes, work_code, at)
             select id, 'fiscal_year', daterange('2026-04-01', '2027-01-01'), 1800, 'office', now()
             from staff where number like 'X%'",
        )
        .await;
    let ask = house.get(KUDO, "/hr/short-sheets/opening").await;
    send(&house, KUDO, "/hr/short-sheets/opening", &filled(&ask)).await;
    let (status, statements) = house.statements(TAKAHASHI, "/reviews/short").await;
    assert_eq!((status, statements <= 4), (StatusCode::OK, true), "{statements} statements");
    let page = house.get(TAKAHASHI, "/reviews/short").await;
    assert_eq!(page.texts(".sh tbody tr").len(), 30);
    let mut form = filled(&page);
    for (name, value) in &mut form {
        if name.contains("-grade-") || name.ends_with("-overall") {
            if !name.starts_with("version") {
                "2".clone_into(value);
            }
        } else if name.ends_with("-renewal") && !name.starts_with("version") {
            "suitable".clone_into(value);
        }
    }
    set(&mut form, "do", "check");
    let next = send(&house, TAKAHASHI, "/reviews/short", &form).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER, "{}", next.html);
    let check = house.get(TAKAHASHI, "/reviews/short/check").await;
    assert!(check.html.contains("30名分を提出する"), "{}", check.html);
    let paper = house.get(TAKAHASHI, "/reviews/short/paper").await;
    assert_eq!(paper.texts("article h2").len(), 30);
    assert!(paper.html.contains("来庁者と電話を5分以上待たせず"), "with the goal and its level");
    let mut form = filled(&check);
    form.retain(|(name, _)| name != "sheet");
    let sheets = check.attrs("[name='sheet']", "value");
    form.extend(sheets.into_iter().map(|id| ("sheet".to_owned(), id)));
    send(&house, TAKAHASHI, "/reviews/short/submission", &form).await;
    let done = "select count(*) from sheet where state = 'confirmation' and term is not null";
    assert_eq!(house.count(done).await, 30);
    house.close().await;
}

#[tokio::test]
async fn the_rule_is_dated_and_the_database_refuses_too() {
    let house = House::open().await;
    house.plant(PEOPLE).await;
    let page = house.get(KUDO, "/hr/short-sheets/rules").await;
    assert_eq!(page.value_of("least_hours").as_deref(), Some("15時間30分"), "{}", page.html);
    let form = [
        ("months", "6"),
        ("short_term", "excluded"),
        ("least_hours", "20"),
        ("few_hours", "brief"),
        ("first", "team"),
        ("second", "section"),
        ("opens", "45"),
        ("due", "10"),
        ("scope", "overall"),
    ];
    let done = house.post(KUDO, "/hr/short-sheets/rules", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(house.count("select count(*) from short_rule").await, 2, "the old one stays");
    with_forms(&house).await;
    appoint(&house, "020101", "令和8年12月31日", "19").await;
    let ask = house.get(KUDO, "/hr/short-sheets/opening").await;
    assert!(ask.html.contains("総合の項目だけ"), "{}", ask.html);
    send(&house, KUDO, "/hr/short-sheets/opening", &filled(&ask)).await;
    let route = "select concat_ws(' ', first_evaluator_id, second_evaluator_id) from sheet
                 where id = 7";
    assert_eq!(house.word(route).await, "4 3", "係長, then 課長");
    let scope = "select disclosure_scope from cycle where kind = 'short'";
    assert_eq!(house.word(scope).await, "overall", "as the rule says");
    let mut app = sqlx::PgConnection::connect_with(house.app_options()).await.unwrap();
    for wrong in [
        "update renewal_opinion set verdict = 'suitable'",
        "delete from sheet_window",
        "insert into employment (staff_id, kind, valid, at)
         values (14, 'fiscal_year', daterange('2027-04-01', '2028-04-01'), now())",
        "insert into employment (staff_id, kind, valid, weekly_minutes, work_code, at)
         values (14, 'fiscal_year', daterange('2026-05-01', '2026-06-01'), 1800, 'office', now())",
    ] {
        assert!(sqlx::query(wrong).execute(&mut app).await.is_err(), "{wrong}");
    }
    app.close().await.unwrap();
    house.close().await;
}
