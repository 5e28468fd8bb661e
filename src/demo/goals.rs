//! The goals of the demo city: what its units publish in spring, and what its people write; `periods`
//! says in which evaluation and how far they have come.

use time::{Date, Duration, OffsetDateTime, Time, Weekday, macros::offset};

use super::{
    city::{City, april},
    random::Random,
    sheets::Subject,
};
use crate::evaluation::workflow::State;

/// What and to which level.
pub type Words = (&'static str, &'static str);

#[rustfmt::skip]
const CITY: [Words; 3] = [
    ("市民に伝わる窓口と、待たせない手続き", "年度末までに、申請の3割を電子で受け付ける。窓口の平均の待ち時間を15分以内にする"),
    ("災害に強いまちの備え", "全部署が業務継続の手順を見直し、訓練を年2回行う"),
    ("人が育つ職場", "全職員が年1回以上、育成の面談と研修を受ける"),
];

#[rustfmt::skip]
const DEPARTMENTS: [Words; 6] = [
    ("申請から決定までの日数を短くする", "主な申請の平均の日数を、前年度より2割短くする"),
    ("電子申請を広げる", "部の手続きのうち、電子で申請できるものを半分以上にする"),
    ("計画を予定どおり進める", "部の重点事業のすべてを、年度末までに計画どおり終える"),
    ("時間外勤務を減らす", "1人あたりの時間外勤務を、前年度より1割減らす"),
    ("災害のときの体制を整える", "応急対応の手順書を9月までに改め、訓練で確かめる"),
    ("内部の事務の誤りをなくす", "決裁の差し戻しを、前年度の半分以下にする"),
];

#[rustfmt::skip]
const SECTIONS: [Words; 8] = [
    ("窓口の待ち時間を短くする", "平均の待ち時間を18分から12分以内にする（毎月の集計で確かめる）"),
    ("事務の差し戻しを半分にする", "書類の差し戻しを月20件から10件以下にする"),
    ("手順書を整える", "主な事務10件の手順書を12月までに作り、課の全員が使う"),
    ("業務の分担を見直す", "繁忙期の応援の決まりを作り、担当が1人だけの事務をなくす"),
    ("市民への知らせ方を改める", "案内の文書20件をやさしい日本語に書き換える"),
    ("現場の安全を確かめる", "点検を月1回行い、見つけた危険は1週間以内に直す"),
    ("経費を見直す", "委託と購入の内容を見直し、予算の3％を節約する"),
    ("データを仕事に使う", "毎月の集計を自動にし、転記の作業をなくす"),
];

#[rustfmt::skip]
const TEAMS: [Words; 6] = [
    ("窓口の案内をやさしい日本語にする", "よく使う案内文15件を、12月までに書き換える"),
    ("引き継ぎで困らない係にする", "担当の事務すべてに手順書を付け、2人以上ができるようにする"),
    ("問い合わせを減らす", "よくある質問を40件まとめて公開し、電話を月100件以下にする"),
    ("期限を守る", "毎週月曜日に進み具合を確かめ、期限に遅れる事務をなくす"),
    ("受付の誤りをなくす", "受付の点検表を作り、書類の不足を月5件以下にする"),
    ("新しい職員を育てる", "3か月の育成の計画を作り、毎月1回の面談で確かめる"),
];

/// One edition of a unit's goals.
pub struct Edition {
    /// position in [`City::units`]; none for the city
    pub unit: Option<usize>,
    pub year: i32,
    pub number: i16,
    pub by: usize,
    pub at: OffsetDateTime,
    /// Number of the goal among all, and its words.
    pub goals: Vec<(usize, Words)>,
}

/// What the units published last year and this year, and how many goals that makes. A unit without
/// a head has published nothing.
pub fn editions(city: &City) -> (Vec<Edition>, usize) {
    let (mut editions, mut goals) = (Vec::new(), 0);
    for year in [city.fiscal_year - 1, city.fiscal_year] {
        let leaders = city.leaders_on((april(year) + Duration::days(19)).min(city.date));
        let mayor = city.units.iter().position(|u| u.level == "executive");
        if let Some(by) = mayor.and_then(|unit| leaders.get(&unit)) {
            editions.push(edition(None, year, *by, 6, number(&mut goals, &CITY, 0, 3)));
        }
        for (at, unit) in city.units.iter().enumerate() {
            let Some(by) = leaders.get(&at) else { continue };
            let mut random = Random::of(city.seed, &[70, at as u64, year.unsigned_abs().into()]);
            let (pool, count, day): (&[Words], _, _) = match unit.level {
                "department" => (&DEPARTMENTS, 2, 9),
                "section" => (&SECTIONS, 2 + random.below(2), 13),
                "team" => (&TEAMS, 1 + random.below(2), 19),
                _ => continue,
            };
            let from = if unit.name == "福祉総務課" { 0 } else { random.below(pool.len()) };
            let first = number(&mut goals, pool, from, count);
            let numbers = first.clone();
            editions.push(edition(Some(at), year, *by, day, first));
            if unit.name == "福祉総務課" {
                editions.push(mended(at, year, *by, numbers));
            }
        }
    }
    editions.retain(|edition| edition.at.date() <= city.date);
    (editions, goals)
}

fn number(next: &mut usize, pool: &[Words], from: usize, count: usize) -> Vec<(usize, Words)> {
    let chosen = pool.iter().cycle().skip(from).take(count.min(pool.len()));
    let first = *next;
    *next += count.min(pool.len());
    chosen.zip(first..).map(|(words, at)| (at, *words)).collect()
}

/// The day itself, or the Monday after it.
pub fn on_weekday(mut day: Date) -> Date {
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day += Duration::days(1);
    }
    day
}

fn morning(day: Date) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_offset(offset!(+9)) + Duration::minutes(9 * 60 + 20)
}

fn edition(
    unit: Option<usize>,
    year: i32,
    by: usize,
    day: i64,
    goals: Vec<(usize, Words)>,
) -> Edition {
    let at = morning(on_weekday(april(year) + Duration::days(day)));
    Edition { unit, year, number: 1, by, at, goals }
}

/// In June the section saw that it would be faster than it had thought.
fn mended(unit: usize, year: i32, by: usize, mut goals: Vec<(usize, Words)>) -> Edition {
    if let Some((_, words)) = goals.first_mut() {
        words.1 = "平均の待ち時間を18分から10分以内にする（毎月の集計で確かめる）";
    }
    let at = morning(on_weekday(april(year) + Duration::days(70)));
    Edition { unit: Some(unit), year, number: 2, by, at, goals }
}

/// One personal goal.
#[derive(Clone, Copy)]
pub struct Goal {
    pub kind: &'static str,
    pub what: &'static str,
    pub level: &'static str,
    pub how: &'static str,
    pub difficulty: &'static str,
    pub weight: i16,
    /// Days after the beginning of the period; none is left open.
    pub due: Option<i64>,
}

const fn goal(
    kind: &'static str,
    difficulty: &'static str,
    what: &'static str,
    level: &'static str,
    how: &'static str,
) -> Goal {
    Goal { kind, what, level, how, difficulty, weight: 0, due: None }
}

#[rustfmt::skip]
pub const GOALS: [Goal; 10] = [
    goal("work", "high", "窓口の待ち時間を短くする",
        "平均の待ち時間を18分から12分以内にする（毎月の集計で確かめる）。", "12月に来庁予約を試し、2月から本格的に行う。毎月末に係の会議で結果を伝える。"),
    goal("improvement", "normal", "給付事務の手順書を作る",
        "1月までに手順書を作り、2月から係の全員が使う。差し戻しを月20件から10件以下にする。", "担当者3名から聞き取り、差し戻しの多い順に書く。"),
    goal("improvement", "easy", "案内の文書をやさしい日本語に書き換える",
        "よく使う案内文15件を書き換え、来庁者10名に読んでもらって確かめる。", "国際交流担当と2回打ち合わせ、12月に5件、2月までに15件を終える。"),
    goal("work", "normal", "申請の受付から決定までの日数を短くする",
        "平均の日数を21日から16日以内にする。", "受付の点検表を作り、書類の不足をその場で確かめる。月ごとに日数を集計する。"),
    goal("growth", "normal", "制度の改正を係に説明できるようになる",
        "改正の要点を1枚にまとめ、係の勉強会を2回開く。", "11月に研修を受け、12月と2月に勉強会を開く。"),
    goal("improvement", "high", "毎月の集計を自動にする",
        "5種類の集計のうち4種類を自動にし、転記の作業をなくす。", "情報システム係に相談し、12月に1種類を試してから広げる。"),
    goal("people", "normal", "新しく来た職員の育成",
        "3月までに、窓口の事務10件を1人で行えるようにする。", "月1回の面談で、できたことと次に覚えることを一緒に確かめる。"),
    goal("work", "normal", "災害時の窓口の訓練を行う",
        "課の訓練を2回行い、気づいた点を手順書に反映する。", "防災課の資料をもとに、12月に机上の訓練、2月に実地の訓練を行う。"),
    goal("management", "high", "係の時間外勤務を減らす",
        "1人あたりの時間外勤務を、前年の同じ時期より1割減らす。", "毎週月曜日に仕事の量を確かめ、偏りがあれば分担を変える。"),
    goal("work", "easy", "問い合わせの多い質問をまとめる",
        "よくある質問を30件まとめ、係の全員が同じ答えを返せるようにする。", "電話の記録から多い順に書き出し、月10件ずつまとめる。"),
];

/// Goals of a half year that is over, from spring to autumn.
#[rustfmt::skip]
pub const PAST_GOALS: [Goal; 6] = [
    goal("work", "high", "申請の差し戻しを減らす",
        "書類の不足による差し戻しを、月20件から12件以下にする。", "6月に点検表を作り、7月から係の全員が受付で使う。"),
    goal("improvement", "normal", "引き継ぎの手順書を整える",
        "担当の事務8件の手順書を9月までに作り、2人以上ができるようにする。", "月に2件ずつ書き、係の会議で読み合わせる。"),
    goal("improvement", "easy", "案内の掲示を見やすくする",
        "窓口の掲示10か所を、8月までに書き換える。", "来庁者に読んでもらい、迷う所から直す。"),
    goal("work", "normal", "問い合わせへの回答をそろえる",
        "よくある質問20件の答えをまとめ、7月から係の全員が使う。", "電話の記録から多い順に書き出す。"),
    goal("growth", "normal", "新しい制度を説明できるようになる",
        "制度の要点を1枚にまとめ、係の勉強会で説明する。", "5月に研修を受け、8月に勉強会を開く。"),
    goal("people", "normal", "新しく来た職員の育成",
        "9月までに、窓口の事務8件を1人で行えるようにする。", "月1回の面談で、できたことを一緒に確かめる。"),
];

/// How the weights of so many goals are shared.
pub const WEIGHTS: [&[i16]; 4] =
    [&[40, 30, 30], &[50, 30, 20], &[40, 30, 20, 10], &[30, 30, 20, 20]];

/// How far somebody's goals have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing or something is written.
    Writing(usize),
    Submitted,
    Agreed,
    /// Agreed, and a change waits for an answer.
    Changing,
    /// So many of the goals are told about in the middle of the period.
    Reporting(usize),
    /// The midterm report waits for the evaluator.
    Reported,
    /// Advice was given; the work goes on.
    Advised,
    /// Assessed, confirmed and disclosed.
    Over,
}

impl Stage {
    /// How many rounds of goals were submitted.
    pub fn rounds(self) -> i16 {
        match self {
            Self::Writing(_) => 0,
            Self::Changing => 2,
            _ => 1,
        }
    }

    /// Whether they were agreed to.
    pub fn agreed(self) -> bool {
        !matches!(self, Self::Writing(_) | Self::Submitted)
    }

    /// Where the sheet is.
    pub fn state(self) -> State {
        match self {
            Self::Writing(_) => State::GoalSetting,
            Self::Submitted => State::GoalReview,
            Self::Agreed | Self::Changing => State::Working,
            Self::Reporting(_) => State::MidtermReport,
            Self::Reported => State::MidtermReview,
            Self::Advised => State::WorkingOn,
            Self::Over => State::Disclosed,
        }
    }
}

/// Somebody's goals.
pub struct Sheet {
    pub subject: Subject,
    pub stage: Stage,
    /// The evaluator has begun to answer.
    pub answering: bool,
    pub goals: Vec<Goal>,
    /// The difficulties as decided, and a note where one differs.
    pub decided: Vec<(&'static str, &'static str)>,
    pub submitted_at: OffsetDateTime,
    pub answered_at: OffsetDateTime,
    pub changed_at: OffsetDateTime,
    /// What happened after the goals were agreed, in order.
    pub later: Vec<OffsetDateTime>,
    /// Place of the ability it grows, by goal.
    pub abilities: Vec<i16>,
}

/// One goal of a round: sheet, round, number, words, place of its ability.
pub type GoalRow<'a> = (i64, i16, i16, &'a Goal, i16);

/// Every goal of every round that was submitted, by the number of its sheet.
pub fn every_goal<'a>(rows: &[(i64, &'a Sheet)]) -> Vec<GoalRow<'a>> {
    let mut goals = Vec::new();
    for (id, one) in rows {
        for round in 1..=one.stage.rounds() {
            for ((goal, ability), slot) in one.goals.iter().zip(&one.abilities).zip(1i16..) {
                goals.push((*id, round, slot, goal, *ability));
            }
        }
    }
    goals
}
