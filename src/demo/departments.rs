//! The departments a city of 110,000 has, with their sections and teams, and how many people
//! work in each team. The names are those many cities in Tokyo use; the numbers are believable,
//! not counted.

/// 部. `weight` of a team is how many people it has beside its head in the city of 640.
pub struct DepartmentPlan {
    pub name: &'static str,
    /// the title of its head
    pub head: Post,
    /// belongs to 教育委員会 and not to 市長部局
    pub education: bool,
    pub sections: &'static [SectionPlan],
    /// teams directly below a department that has no sections
    pub teams: &'static [TeamPlan],
}

/// 課.
pub struct SectionPlan {
    pub name: &'static str,
    /// what it was called before 1 April three years before the demo year
    pub former_name: Option<&'static str>,
    pub head: Post,
    pub teams: &'static [TeamPlan],
}

/// 係: name, members beside the head, and whether a 技能長 works there.
#[derive(Debug, Clone, Copy)]
pub struct TeamPlan {
    pub name: &'static str,
    pub weight: u32,
    pub technical: bool,
}

/// A title and the position it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    pub title: &'static str,
    pub position: &'static str,
}

const fn post(title: &'static str, position: &'static str) -> Post {
    Post { title, position }
}

const BUCHO: Post = post("部長", "bucho");
const KACHO: Post = post("課長", "kacho");

const fn team(name: &'static str, weight: u32) -> TeamPlan {
    TeamPlan { name, weight, technical: false }
}

const fn technical(name: &'static str, weight: u32) -> TeamPlan {
    TeamPlan { name, weight, technical: true }
}

const fn section(name: &'static str, teams: &'static [TeamPlan]) -> SectionPlan {
    SectionPlan { name, former_name: None, head: KACHO, teams }
}

const fn house(name: &'static str, head: &'static str, teams: &'static [TeamPlan]) -> SectionPlan {
    SectionPlan { name, former_name: None, head: post(head, "kacho"), teams }
}

const fn renamed(
    name: &'static str,
    former: &'static str,
    teams: &'static [TeamPlan],
) -> SectionPlan {
    SectionPlan { name, former_name: Some(former), head: KACHO, teams }
}

const fn department(
    name: &'static str,
    education: bool,
    sections: &'static [SectionPlan],
) -> DepartmentPlan {
    DepartmentPlan { name, head: BUCHO, education, sections, teams: &[] }
}

const fn office(name: &'static str, head: Post, teams: &'static [TeamPlan]) -> DepartmentPlan {
    DepartmentPlan { name, head, education: false, sections: &[], teams }
}

/// All departments in the order in which the city prints them. 監査委員事務局 is a department
/// whose head is a 課長, 会計課 and 議会事務局 have no sections: the tree is not regular.
#[rustfmt::skip]
pub const DEPARTMENTS: [DepartmentPlan; 13] = [
    department("企画部", false, &[
        section("企画政策課", &[team("政策係", 4), team("行政経営係", 3)]),
        section("財政課", &[team("財政第一係", 3), team("財政第二係", 3)]),
        section("広報課", &[team("広報係", 4), team("広聴相談係", 3)]),
        renamed("デジタル推進課", "情報システム課",
            &[team("情報システム係", 5), team("デジタル推進係", 4)]),
    ]),
    department("総務部", false, &[
        section("総務課", &[team("総務係", 4), team("文書法規係", 4)]),
        section("職員課", &[team("人事係", 4), team("人財育成係", 3), team("給与厚生係", 4)]),
        section("契約管財課", &[team("契約係", 4), team("管財係", 4), technical("車両係", 3)]),
        section("課税課", &[team("市民税係", 8), team("土地係", 5), team("家屋係", 5)]),
        section("納税課", &[team("管理係", 4), team("徴収係", 7)]),
        section("防災安全課", &[team("防災係", 4), team("地域安全係", 3)]),
    ]),
    department("市民部", false, &[
        section("市民課", &[team("庶務係", 3), team("窓口係", 11), team("戸籍係", 7),
            team("住民記録係", 6)]),
        section("保険年金課", &[team("国民健康保険係", 8), team("保険税係", 6),
            team("後期高齢者医療係", 5), team("年金係", 4)]),
        section("生活コミュニティ課", &[team("コミュニティ係", 4), team("市民活動支援係", 3)]),
        section("産業振興課", &[team("商工係", 4), team("農政係", 2), team("観光係", 3)]),
    ]),
    department("保健福祉部", false, &[
        section("福祉総務課", &[team("庶務係", 6), team("地域福祉係", 4)]),
        section("生活福祉課", &[team("管理係", 4), team("保護第一係", 7), team("保護第二係", 7),
            team("自立支援係", 4)]),
        section("障害福祉課", &[team("障害福祉係", 6), team("相談支援係", 5)]),
        section("介護福祉課", &[team("介護保険係", 6), team("介護認定係", 6),
            team("高齢者支援係", 5)]),
        section("健康課", &[team("健康推進係", 7), team("予防係", 6)]),
    ]),
    department("子ども家庭部", false, &[
        section("子ども子育て支援課", &[team("子育て支援係", 5), team("手当医療係", 5)]),
        section("保育課", &[team("入所係", 6), team("保育係", 12), team("施設支援係", 4)]),
        renamed("こども家庭センター", "子ども家庭支援センター",
            &[team("相談支援係", 7), team("母子保健係", 7)]),
        section("青少年課", &[team("児童青少年係", 4), team("学童クラブ係", 8)]),
    ]),
    department("環境部", false, &[
        section("環境課", &[team("計画推進係", 4), team("環境保全係", 4)]),
        section("水と緑推進課", &[technical("緑化推進係", 3), technical("公園係", 5)]),
        section("ごみ対策課", &[team("ごみ減量係", 4), technical("収集係", 8),
            technical("清掃センター係", 6)]),
    ]),
    department("都市計画部", false, &[
        section("都市計画課", &[team("計画係", 4), team("地域開発係", 4)]),
        section("交通対策課", &[team("交通計画係", 3), team("自転車対策係", 3)]),
        section("建築課", &[team("営繕係", 5), team("住宅係", 3)]),
        section("区画整理課", &[team("換地係", 3), team("補償工事係", 4)]),
    ]),
    department("都市整備部", false, &[
        section("管理課", &[team("管理係", 4), team("境界係", 4)]),
        section("建設課", &[technical("道路建設係", 5), technical("道路維持係", 7)]),
        section("下水道課", &[team("業務係", 4), team("工務係", 5), technical("維持係", 5)]),
    ]),
    office("会計課", post("会計管理者", "bucho"), &[team("出納係", 3), team("審査係", 2)]),
    office("議会事務局", post("事務局長", "bucho"), &[team("庶務係", 2), team("議事係", 2)]),
    office("監査委員事務局", post("事務局長", "kacho"), &[team("監査係", 2)]),
    department("学校教育部", true, &[
        section("教育総務課", &[team("庶務係", 3), team("施設係", 4)]),
        section("学務課", &[team("学務係", 4), team("保健係", 3)]),
        section("指導課", &[team("指導係", 4), team("教育支援係", 4)]),
        section("学校給食課", &[team("管理係", 3), technical("給食係", 8)]),
    ]),
    department("生涯学習部", true, &[
        section("社会教育課", &[team("社会教育係", 4), team("文化財係", 3)]),
        section("スポーツ振興課", &[team("スポーツ振興係", 4), technical("施設係", 3)]),
        house("市民図書館", "館長", &[team("管理係", 3), team("奉仕係", 6)]),
        house("公民館", "館長", &[team("事業係", 4)]),
    ]),
];

/// 市長部局 and 教育委員会, with the titles of those who head them.
pub const EXECUTIVES: [(&str, &str); 2] = [("市長部局", "副市長"), ("教育委員会", "教育長")];
