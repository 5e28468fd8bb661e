//! だれが何を見られるか: the table of routes, by the matters people know. It is made from the list the
//! router itself is made of, and every line of that list is tried as every kind of person in a
//! test, so the page cannot promise something else. Pure.

use std::collections::BTreeMap;

use super::places::place;
use crate::kit::Route;

/// A matter, and what the addresses of its pages have in common. The first that fits counts.
const AREAS: &[(&str, &[&str])] = &[
    ("アカウントと権限", &["/accounts"]),
    ("引継ぎ", &["/handover"]),
    ("評価シートを職員課が動かす", &["/office", "/hr/evaluators"]),
    ("評価補助者の情報提供", &["/assistance"]),
    ("目標", &["/goals", "/goal-review", "goal-templates", "/extra-work"]),
    ("中間申告と指導助言", &["/midterm"]),
    ("面談", &["/interviews"]),
    ("育成計画", &["/plan"]),
    ("期中メモ", &["/facts"]),
    ("苦情の相談と申出", &["complaint", "/reexplanation", "/statements", "/notices/{id}"]),
    ("自己評価", &["/self-assessment"]),
    ("評価の調整", &["/calibration"]),
    ("成績区分", &["/bands"]),
    ("給与への受け渡し", &["/payroll"]),
    ("会計年度任用職員の評価", &["short"]),
    ("条件付採用", &["probation"]),
    ("評価者の代理", &["/hr/deputies", "/reviews/deputy"]),
    ("一次評価と二次評価", &["/reviews", "/review", "/return"]),
    ("評価シートと経過", &["/sheets/{id}", "/evaluations"]),
    ("部署レポート", &["/reports"]),
    ("確定", &["/confirmation"]),
    ("評価者の決め方", &["/routes"]),
    ("点数の決め方と積み上げ", &["scoring", "scales", "accrual"]),
    ("評価はこう使われます", &["/purpose"]),
    ("年度と日程、開示、進捗", &["/hr/cycles", "/hr/progress", "/hr/calendar"]),
    ("兼務先・派遣先の意見", &["/outside-opinions"]),
    ("職員をさがす", &["/people"]),
    ("職員の登録", &["/hr/staff"]),
    ("組織と機構改革", &["/hr/units", "/hr/reforms"]),
    ("発令と異動", &["/hr/orders"]),
    ("取り込みと書き出し", &["/hr/imports", "/hr/exports"]),
    ("お知らせ", &["/announcements"]),
    ("催促とメール", &["/hr/reminders", "/hr/mails"]),
    ("処理の状況", &["/jobs"]),
    ("枠組みの編集", &["/hr/framework"]),
    ("求められる能力", &["/framework"]),
    ("操作の記録", &["/audit"]),
    ("自分の設定と、自分を見た人の記録", &["/account"]),
    ("だれが何を見られるか", &["/rights"]),
    ("職員課の仕事の一覧", &["/hr"]),
];

/// Sign-in, help and what machines ask: for everybody, and no record of anybody.
const COMMON: [&str; 11] = [
    "/login",
    "/logout",
    "/setup",
    "/session",
    "/help",
    "/accessibility",
    "/privacy",
    "/static",
    "/healthz",
    "/readyz",
    "/csp-report",
];

/// The guards' words, in the words of the page.
#[rustfmt::skip]
const PEOPLE: &[(&str, &str)] = &[
    ("anyone", "だれでも"),
    ("anyone signed in", "ログインした人（自分のもの）"),
    ("anyone signed in, each as much as they may see", "ログインした人（見てよい範囲だけ）"),
    ("a former evaluator of the sheet until the handover is done", "前の評価者（引継ぎが済むまで）"),
    ("the head of the unit that is asked, or HR for a place outside", "意見を頼まれた部署の長、職員課（庁外の分）"),
    ("anyone signed in, also with a first password", "ログインした人（自分のもの）"),
    ("HR", "職員課"),
    ("HR, each for its part", "職員課（受け持ちの範囲）"),
    ("HR, but not about themselves", "職員課（自分のことを除く）"),
    ("HR that keeps the bands", "成績区分担当（職員課のうち）"),
    ("HR that keeps the bands, outside the group", "成績区分担当（そのグループに入らない人）"),
    ("HR without a part in the sheet", "職員課（そのシートの本人や評価者でない人）"),
    ("HR, and calibrators or their deputies for their part of the city", "職員課、調整者と代理（受け持ちの範囲）"),
    ("HR, and confirmers or their deputies for the sheets that name them", "職員課、確認者と代理（受け持ちのシート）"),
    ("impartial HR", "職員課（その案件に関わらない人）"),
    ("impartial HR and the complaint's committee", "職員課（その案件に関わらない人）、苦情処理委員"),
    ("the complaint's person", "申し出た本人"),
    ("the complaint's person and impartial HR", "申し出た本人、職員課（その案件に関わらない人）"),
    ("the complaint's person, impartial HR and its committee", "申し出た本人、職員課（その案件に関わらない人）、苦情処理委員"),
    ("the notice's recipient, impartial HR and the committee", "通知を受けた本人、職員課（その案件に関わらない人）、苦情処理委員"),
    ("the person whose result was disclosed", "結果を開示された本人"),
    ("the evaluator who explains the result again", "再説明を求められた評価者"),
    ("the evaluator who was asked", "質問を受けた評価者"),
    ("evaluators", "評価者と代理（受け持ちの人）"),
    ("evaluators, for themselves or for whom they stand in", "評価者と代理（受け持ちの人）"),
    ("the sheet's evaluators", "そのシートの評価者（代理を含む）"),
    ("the sheet's first evaluator, or the second where there is no first", "一次評価者（いなければ二次評価者）"),
    ("the sheet's assistant", "そのシートの評価補助者"),
    ("the sheet's subject", "本人"),
    ("the sheet's subject, its evaluators, who calibrates or confirms it, and HR", "本人、評価者、調整者、確認者、職員課（見える時期は表の下のとおり）"),
    ("the sheet's evaluators, who calibrates or confirms it, and HR", "評価者、調整者、確認者、職員課"),
    ("the evaluator who answers the sheet's goals", "目標を確認する評価者"),
    ("the unit's head and HR", "その部署の長、職員課"),
    ("the department's head and HR", "その部の長、職員課"),
    ("heads of department and HR", "部の長、職員課"),
    ("the fact's writer", "書いた人"),
    ("the interview's leader", "面談をする評価者"),
    ("the interview's subject", "面談を受ける本人"),
    ("the interview's evaluators", "その面談の評価者"),
    ("the interview's subject and evaluators", "面談を受ける本人、評価者"),
    ("the probation's evaluators", "条件付採用の評価者（代理を含む）"),
    ("the person on probation, the evaluators and HR", "本人、条件付採用の評価者、職員課"),
    ("the short sheet's evaluators", "会計年度任用職員の評価者（代理を含む）"),
    ("payroll", "給与担当"),
    ("auditors and HR", "監査、職員課"),
    ("administrators", "システム管理者"),
    ("administrators and HR", "システム管理者、職員課"),
    ("administrators and auditors", "システム管理者、監査"),
    ("administrators, but not about themselves", "システム管理者（自分のことを除く）"),
];

/// One matter: who reads its pages, who changes something there.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    pub area: &'static str,
    pub readers: Vec<Line>,
    pub writers: Vec<Line>,
}

/// Some people, and which pages of the matter are theirs; empty where all of it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub who: &'static str,
    pub what: String,
}

fn area(path: &str) -> Option<&'static str> {
    let fits = |words: &&[&str]| words.iter().any(|word| path.contains(word));
    AREAS.iter().find(|(_, words)| fits(words)).map(|(name, _)| *name)
}

fn common(path: &str) -> bool {
    path == "/" || COMMON.iter().any(|word| path.starts_with(word))
}

fn people(who: &str) -> Option<&'static str> {
    PEOPLE.iter().find(|(own, _)| *own == who).map(|(_, words)| *words)
}

/// The table of all matters, in the order people look for them.
pub fn rows(routes: &[Route]) -> Vec<Row> {
    let of = |name: &str, method: &str| -> Vec<Line> {
        let mut lines: BTreeMap<&'static str, Vec<&'static str>> = BTreeMap::new();
        let own = routes
            .iter()
            .filter(|route| route.method == method && !common(route.path))
            .filter(|route| area(route.path) == Some(name));
        for route in own {
            let Some(who) = people(route.who) else { continue };
            let what = lines.entry(who).or_default();
            what.extend(place(route.path).filter(|place| !what.contains(place)));
        }
        let alone = lines.len() == 1;
        let line = |(who, what): (_, Vec<_>)| Line {
            who,
            what: if alone { String::new() } else { what.join("、") },
        };
        lines.into_iter().map(line).collect()
    };
    AREAS
        .iter()
        .map(|&(area, _)| Row { area, readers: of(area, "GET"), writers: of(area, "POST") })
        .filter(|row| !row.readers.is_empty() || !row.writers.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_belongs_to_a_matter_and_every_guard_has_its_words() {
        let routes = crate::routes();
        let mut missing = BTreeSet::new();
        for route in routes.table() {
            if !common(route.path) && area(route.path).is_none() {
                missing.insert(format!("no matter for {}", route.path));
            }
            if people(route.who).is_none() {
                missing.insert(format!("no words for {}", route.who));
            }
        }
        assert!(missing.is_empty(), "add them to AREAS and PEOPLE: {missing:#?}");
    }

    #[test]
    fn every_matter_has_pages() {
        let rows = rows(crate::routes().table());
        assert_eq!(rows.len(), AREAS.len(), "a matter without a page is left over");
        let accounts = rows.iter().find(|row| row.area == "アカウントと権限").unwrap();
        let said: Vec<_> = accounts.readers.iter().map(|l| (l.who, l.what.as_str())).collect();
        assert_eq!(
            said,
            [
                ("システム管理者", "一覧と設定コードの文書、1人のアカウントと権限"),
                ("システム管理者、監査", "権限の点検"),
            ]
        );
    }

    #[test]
    fn every_line_of_several_says_which_pages_are_meant() {
        let mut bare = Vec::new();
        let mut told = BTreeSet::new();
        for row in rows(crate::routes().table()) {
            for (side, lines) in [("reads", row.readers), ("writes", row.writers)] {
                for line in lines.iter().filter(|_| lines.len() > 1) {
                    if line.what.is_empty() {
                        bare.push(format!("{} {side}: {}", row.area, line.who));
                    }
                    assert!(told.insert((row.area, side, line.who)), "{line:?}");
                }
            }
        }
        assert!(bare.is_empty(), "add their pages to PLACES: {bare:#?}");
    }
}
