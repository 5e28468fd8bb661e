//! What happens on the demo city's sheets of results after the goals are agreed: the middle of the
//! period, and the way to a disclosed result.

use time::OffsetDateTime;

use super::{
    goals::{Sheet, Stage},
    periods::{attained, proposed},
    random::Random,
    store::Ids,
};
use crate::{audit::Change, kit::Result};

const ADVICE: [&str; 3] = [
    "前半は予定どおりでした。後半は、手順書を係の全員が使えるところまで進めてください。",
    "遅れている目標は、担当を1人増やします。毎週月曜日に一緒に確かめましょう。",
    "よく進んでいます。うまくいったやり方を、係の会議で紹介してください。",
];
const PROGRESS: [&str; 4] = [
    "半分まで終わりました。毎月末に結果を係の会議で伝えています。",
    "5件のうち3件を終えました。残りは1月に行います。",
    "試しに始め、利用した人の声を集めています。",
    "資料を作り、係の勉強会を1回開きました。",
];
const BEHIND: &str =
    "様式が変わって書き直しがあり、1か月ほど遅れています。1月に応援を受けて取り戻します。";
const DID: [&str; 4] = [
    "9月までに予定の件数を終え、係の全員が使っています。",
    "差し戻しが月20件から13件になりました。",
    "書き換えた掲示で、同じ質問が半分に減りました。",
    "勉強会を2回開き、係の3人が説明できるようになりました。",
];
const EXTRA: &str = "7月の大雨のとき、避難所の受付を2日間応援し、名簿の作り方を整えました。";
const LAST: &str =
    "差し戻しを減らす取組を、係に広げてくれました。これからは後輩の育成にも力を貸してください。";

/// Sheet, place, action, from, to, by whom, when.
type Pass = (i64, i16, &'static str, &'static str, &'static str, Option<i64>, OffsetDateTime);

/// Passes, submissions and what was written with them, row by row.
#[derive(Default)]
struct Rows {
    passages: Vec<Pass>,
    submissions: Vec<(i64, &'static str, i64, OffsetDateTime, Option<i16>)>,
    reports: Vec<(i64, i16, &'static str, &'static str, &'static str)>,
    advice: Vec<(i64, &'static str)>,
    opinions: Vec<(i64, &'static str, i16, i16, &'static str)>,
    remarks: Vec<(i64, &'static str, &'static str, &'static str)>,
    extras: Vec<(i64, &'static str)>,
    drafts: Vec<(i64, &'static str, i64, String, &'static str)>,
}

/// How a goal stands in the middle of the year.
fn standing(random: &mut Random) -> (&'static str, &'static str, &'static str) {
    let progress = random.pick(&PROGRESS);
    match random.below(10) {
        0..=1 => ("behind", progress, BEHIND),
        2..=3 => ("ahead", progress, ""),
        _ => ("on_track", progress, ""),
    }
}

impl Rows {
    fn middle(&mut self, (id, one): (i64, &Sheet), ids: &Ids, seed: u64) {
        let [begun, told, advised] = one.later[..] else { return };
        let person = ids.person(one.subject.person);
        let reviewer = one.subject.chain.first.or(one.subject.chain.second);
        let reviewer = ids.person(reviewer.unwrap_or(one.subject.person));
        let mut random = Random::of(seed, &[76, one.subject.person as u64]);
        self.passages.push((id, 4, "advance", "working", "midterm_report", None, begun));
        let slots = one.goals.iter().zip(1i16..).map(|(_, slot)| slot);
        if let Stage::Reporting(count) = one.stage {
            for slot in slots.take(count) {
                let (standing, progress, note) = standing(&mut random);
                for (part, value) in
                    [("standing", standing), ("progress", progress), ("note", note)]
                {
                    let field = format!("midterm-{slot}-{part}");
                    self.drafts.push((id, "midterm", person, field, value));
                }
            }
            return;
        }
        for slot in slots {
            let (standing, progress, note) = standing(&mut random);
            self.reports.push((id, slot, standing, progress, note));
        }
        self.submissions.push((id, "midterm", person, told, None));
        let (report, review) = ("midterm_report", "midterm_review");
        self.passages.push((id, 5, "submit", report, review, Some(person), told));
        let advice = random.pick(&ADVICE);
        if one.stage == Stage::Advised {
            self.submissions.push((id, review, reviewer, advised, None));
            self.passages.push((id, 6, "submit", review, "working_on", Some(reviewer), advised));
            self.advice.push((id, advice));
        } else {
            // written, and not sent yet
            self.drafts.push((id, review, reviewer, "advice".to_owned(), advice));
        }
    }

    fn over(&mut self, (id, one): (i64, &Sheet), ids: &Ids, (seed, officer): (u64, i64)) {
        let [begun, own_at, first_at, second_at, confirmed, disclosed] = one.later[..] else {
            return;
        };
        let mut random = Random::of(seed, &[77, one.subject.person as u64]);
        let person = ids.person(one.subject.person);
        self.passages.push((id, 4, "advance", "working", "self_assessment", None, begun));
        let chain = [
            (Some(one.subject.person), "self", "self_assessment", own_at),
            (one.subject.chain.first, "first", "first_review", first_at),
            (one.subject.chain.second, "second", "second_review", second_at),
        ];
        let steps: Vec<_> = chain.into_iter().filter(|step| step.0.is_some()).collect();
        let mut place = 5;
        for (at, (who, step, state, when)) in steps.iter().enumerate() {
            let by = ids.person(who.unwrap_or_default());
            let to = steps.get(at + 1).map_or("confirmation", |next| next.2);
            self.passages.push((id, place, "submit", state, to, Some(by), *when));
            place += 1;
            let mut given = Vec::new();
            for ((goal, decided), slot) in one.goals.iter().zip(&one.decided).zip(1i16..) {
                let grade = attained(seed, one.subject.person, slot, *step != "self");
                let words = random.pick(&DID);
                self.opinions.push((id, step, slot, grade, words));
                given.push((goal.weight, grade, decided.0));
            }
            let overall = (*step != "self").then(|| proposed(&given));
            self.submissions.push((id, step, by, *when, overall));
            if *step == "self" {
                self.remarks.push((
                    id,
                    step,
                    "done",
                    "差し戻しを減らし、手順書を係で使えるようにしました。",
                ));
                self.remarks.push((id, step, "not_done", "掲示の書き換えは、2か所が残りました。"));
                self.remarks.push((id, step, "next", "これからは、電子申請の案内に取り組みます。"));
            } else {
                self.remarks.push((id, step, "to_person", LAST));
            }
        }
        if random.chance(35) {
            self.extras.push((id, EXTRA));
        }
        let by = if officer == person { None } else { Some(officer) };
        self.passages.push((id, place, "confirm", "confirmation", "confirmed", by, confirmed));
        self.passages.push((id, place + 1, "disclose", "confirmed", "disclosed", by, disclosed));
    }
}

/// The middle of a year, on the sheets whose goals are agreed.
pub async fn insert_middle(
    change: &mut Change,
    sheets: &[(i64, &Sheet)],
    ids: &Ids,
    seed: u64,
) -> Result<()> {
    let mut rows = Rows::default();
    for sheet in sheets {
        rows.middle(*sheet, ids, seed);
    }
    insert(change, &rows).await?;
    insert_midterm(change, &rows).await
}

/// The way of a period that is over to its disclosed results.
pub async fn insert_over(
    change: &mut Change,
    sheets: &[(i64, &Sheet)],
    ids: &Ids,
    by: (u64, i64),
) -> Result<()> {
    let mut rows = Rows::default();
    for sheet in sheets {
        rows.over(*sheet, ids, by);
    }
    insert(change, &rows).await?;
    insert_opinions(change, &rows).await?;
    insert_results(change, &rows).await
}

/// Passes, submissions and drafts.
async fn insert(change: &mut Change, rows: &Rows) -> Result<()> {
    let (passages, drafts, submissions) = (&rows.passages, &rows.drafts, &rows.submissions);
    let now = change.now();
    sqlx::query!(
        "with passes as (
             insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
             select * from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[],
                                  $6::bigint[], $7::timestamptz[])),
         drafts as (
             insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
             select s, t, f, v, b, $13, b
             from unnest($8::bigint[], $9::text[], $10::bigint[], $11::text[], $12::text[])
                  as row (s, t, b, f, v))
         insert into submission (sheet_id, step, round, by_id, at, overall)
         select s, t, 1, b, a, o
         from unnest($14::bigint[], $15::text[], $16::bigint[], $17::timestamptz[], $18::smallint[])
              as row (s, t, b, a, o)",
        &passages.iter().map(|r| r.0).collect::<Vec<_>>(),
        &passages.iter().map(|r| r.1).collect::<Vec<_>>(),
        &passages.iter().map(|r| r.2.to_owned()).collect::<Vec<_>>(),
        &passages.iter().map(|r| r.3.to_owned()).collect::<Vec<_>>(),
        &passages.iter().map(|r| r.4.to_owned()).collect::<Vec<_>>(),
        &passages.iter().map(|r| r.5).collect::<Vec<_>>() as &[Option<i64>],
        &passages.iter().map(|r| r.6).collect::<Vec<_>>(),
        &drafts.iter().map(|r| r.0).collect::<Vec<_>>(),
        &drafts.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>(),
        &drafts.iter().map(|r| r.2).collect::<Vec<_>>(),
        &drafts.iter().map(|r| r.3.clone()).collect::<Vec<_>>(),
        &drafts.iter().map(|r| r.4.to_owned()).collect::<Vec<_>>(),
        now,
        &submissions.iter().map(|r| r.0).collect::<Vec<_>>(),
        &submissions.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>(),
        &submissions.iter().map(|r| r.2).collect::<Vec<_>>(),
        &submissions.iter().map(|r| r.3).collect::<Vec<_>>(),
        &submissions.iter().map(|r| r.4).collect::<Vec<_>>() as &[Option<i16>]
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_midterm(change: &mut Change, rows: &Rows) -> Result<()> {
    let (reports, advice) = (&rows.reports, &rows.advice);
    sqlx::query!(
        "with advice as (
             insert into midterm_advice (sheet_id, round, body)
             select s, 1, b from unnest($6::bigint[], $7::text[]) as row (s, b))
         insert into midterm_report (sheet_id, round, goals_round, slot, standing, progress, note)
         select s, 1, 1, t, d, p, n
         from unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[])
              as row (s, t, d, p, n)",
        &reports.iter().map(|r| r.0).collect::<Vec<_>>(),
        &reports.iter().map(|r| r.1).collect::<Vec<_>>(),
        &reports.iter().map(|r| r.2.to_owned()).collect::<Vec<_>>(),
        &reports.iter().map(|r| r.3.to_owned()).collect::<Vec<_>>(),
        &reports.iter().map(|r| r.4.to_owned()).collect::<Vec<_>>(),
        &advice.iter().map(|r| r.0).collect::<Vec<_>>(),
        &advice.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn insert_opinions(change: &mut Change, rows: &Rows) -> Result<()> {
    let (opinions, remarks, extras) = (&rows.opinions, &rows.remarks, &rows.extras);
    sqlx::query!(
        "with remarks as (
             insert into remark (sheet_id, step, round, kind, body)
             select s, t, 1, k, b
             from unnest($6::bigint[], $7::text[], $8::text[], $9::text[]) as row (s, t, k, b)),
         extras as (
             insert into extra_work (sheet_id, step, round, body)
             select s, 'self', 1, b from unnest($10::bigint[], $11::text[]) as row (s, b))
         insert into goal_opinion (sheet_id, step, round, goals_round, slot, points, comment)
         select s, t, 1, 1, l, p, c
         from unnest($1::bigint[], $2::text[], $3::smallint[], $4::smallint[], $5::text[])
              as row (s, t, l, p, c)",
        &opinions.iter().map(|r| r.0).collect::<Vec<_>>(),
        &opinions.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>(),
        &opinions.iter().map(|r| r.2).collect::<Vec<_>>(),
        &opinions.iter().map(|r| r.3).collect::<Vec<_>>(),
        &opinions.iter().map(|r| r.4.to_owned()).collect::<Vec<_>>(),
        &remarks.iter().map(|r| r.0).collect::<Vec<_>>(),
        &remarks.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>(),
        &remarks.iter().map(|r| r.2.to_owned()).collect::<Vec<_>>(),
        &remarks.iter().map(|r| r.3.to_owned()).collect::<Vec<_>>(),
        &extras.iter().map(|r| r.0).collect::<Vec<_>>(),
        &extras.iter().map(|r| r.1.to_owned()).collect::<Vec<_>>()
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Results as the last evaluator's overall grade, disclosed; each finished with a plan.
async fn insert_results(change: &mut Change, rows: &Rows) -> Result<()> {
    let sheets: Vec<i64> =
        rows.passages.iter().filter(|r| r.2 == "disclose").map(|r| r.0).collect();
    sqlx::query!(
        "with last as (
             select s.id, s.cycle_id, s.subject_id, s.department_id, s.section_id, s.position_code,
                    s.framework_id, coalesce(s.first_evaluator_id, s.second_evaluator_id) as leader,
                    b.overall, c.by_id, c.at as confirmed_at, d.at as disclosed_at
             from sheet s
             join submission b on b.sheet_id = s.id and b.step = case
                  when s.second_evaluator_id is null then 'first' else 'second' end
             join passage c on c.sheet_id = s.id and c.action = 'confirm'
             join passage d on d.sheet_id = s.id and d.action = 'disclose'
             where s.id = any($1)),
         plans as (
             insert into development_plan (sheet_id, written_by, written_at)
             select id, leader, disclosed_at + interval '6 days' from last),
         actions as (
             insert into development_action (sheet_id, place, ability_id, ways, body, look_on)
             select l.id, 1, a.id, array['ojt'], '次の目標に取り組みながら、月1回の面談で確かめる。',
                    (l.disclosed_at + interval '120 days')::date
             from last l join ability a on a.framework_id = l.framework_id
                  and a.position_code = l.position_code and a.place = 1),
         closed as (
             update sheet s set closed_at = l.disclosed_at + interval '6 days'
             from last l where l.id = s.id)
         insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                             position_code, overall, confirmed_by, confirmed_at, disclosed_at, round)
         select id, 1, cycle_id, subject_id, department_id, section_id, position_code, overall,
                by_id, confirmed_at, disclosed_at, 1 from last",
        &sheets
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
