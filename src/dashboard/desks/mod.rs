//! 職員課の仕事: every desk of 職員課 on one page, grouped as the work is. A new desk adds its line
//! here; the main menu keeps only what is opened every day.

mod pages;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/hr", pages::show)
}

/// A group of desks under one heading.
struct Group {
    heading: &'static str,
    desks: &'static [Desk],
}

/// One line: where it leads, its name, and what is done there.
struct Desk {
    href: &'static str,
    label: &'static str,
    what: &'static str,
}

const fn desk(href: &'static str, label: &'static str, what: &'static str) -> Desk {
    Desk { href, label, what }
}

/// Everything 職員課 does in the portal.
const GROUPS: &[Group] = &[
    Group {
        heading: "職員と組織",
        desks: &[
            desk("/hr/staff", "職員の一覧", "職員を探し、記録を直し、ファイルにします。"),
            desk("/hr/units", "組織", "組織をどの日でも見ます。"),
            desk("/hr/reforms", "機構改革", "組織の変更を先に準備し、反映します。"),
            desk("/hr/staff/fields", "追加の項目", "職員の記録に、市の項目を加えます。"),
        ],
    },
    Group {
        heading: "評価の年度",
        desks: &[
            desk("/hr/cycles", "年度と日程", "年度を作り、開始し、確定して開示します。"),
            desk("/hr/progress", "評価の進捗", "どこで止まっているかを見ます。"),
            desk("/hr/interviews", "面談の実施", "面談が行われたかを部署ごとに見ます。"),
            desk("/hr/complaints", "苦情相談", "相談と申出を受け、通知まで進めます。"),
        ],
    },
    Group {
        heading: "ファイル",
        desks: &[
            desk("/hr/imports", "取り込み", "人事システムなどのファイルから登録します。"),
            desk("/hr/exports", "書き出し", "組織、職員、任命をファイルに出します。"),
        ],
    },
    Group {
        heading: "人の動き",
        desks: &[
            desk("/hr/orders", "発令", "異動や退職を用意し、変わることを確かめて確定します。"),
            desk("/hr/handovers", "引継ぎと意見", "異動の後に済んでいないことを見ます。"),
        ],
    },
    Group {
        heading: "ほかの評価",
        desks: &[
            desk("/hr/short-sheets", "会計年度任用職員", "任期ごとの短い評価を行います。"),
            desk("/hr/probations", "条件付採用", "正式採用までの日程と意見を見ます。"),
        ],
    },
    Group {
        heading: "お知らせと処理",
        desks: &[
            desk("/hr/announcements", "お知らせの掲載", "対象と期間を決めて、職員に知らせます。"),
            desk("/hr/reminders", "期限の予告と催促", "知らせる日と文面を決めます。"),
            desk("/hr/mails", "メールの送信", "送れなかったメールを確かめて、送り直します。"),
            desk("/jobs", "処理の状況", "取り込みやメールなど、裏で動く処理を見ます。"),
        ],
    },
    Group {
        heading: "評価の決まり",
        desks: &[
            desk("/hr/framework", "枠組みの編集", "能力、役割、職員像、行動規範を改めます。"),
            desk(
                "/hr/deputies",
                "評価者の代理",
                "評価できない評価者の代わりを、期間を決めて置きます。",
            ),
            desk(
                "/hr/evaluators",
                "評価者の一括変更",
                "評価者が続けられないときに、シートをまとめて渡します。",
            ),
            desk("/hr/routes", "評価者の決め方", "だれがだれを評価するかを決めます。"),
            desk("/hr/scoring", "点数の決め方", "評価から点数を出す決まりを編集します。"),
            desk("/hr/scales", "評価の段階", "枠組みの段階のほかに、3から7段階の評語を作ります。"),
            desk("/hr/accrual", "点の積み上げ", "年度をまたぐ点の決まりを編集します。"),
            desk("/hr/goal-templates", "目標のひな形", "職位ごとの目標のひな形を用意します。"),
            desk("/hr/calendar", "閉庁日の暦", "祝日と市の閉庁日を確かめます。"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_desk_leads_to_a_page_once() {
        let routes = crate::routes();
        let pages: Vec<_> =
            routes.table().iter().filter(|r| r.method == "GET").map(|r| r.path).collect();
        let mut seen = std::collections::BTreeSet::new();
        for desk in GROUPS.iter().flat_map(|group| group.desks) {
            assert!(pages.contains(&desk.href), "{} is no page", desk.href);
            assert!(seen.insert(desk.href), "{} stands twice", desk.href);
        }
    }
}
