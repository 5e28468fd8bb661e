//! Who was hired and has no probation yet: one list, and one act to begin all of them, each under the
//! rule of the day of hiring. Nobody's probation depends on somebody typing a number.

use std::collections::hash_map::{Entry as Slot, HashMap};

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    desk::HERE,
    opening::{Beginning, begin_by, kind_of, seats},
    store::{self, Pending},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        form_page::FormPage,
        route::{self, Map},
    },
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, StaffId,
        date::wareki,
        field::{Field, filled},
        redirect, see_other,
    },
};

const ADDRESS: &str = "/hr/probations/pending";

impl Pending {
    /// 「辻 恵（020201・会計年度任用職員・令和8年11月2日採用）」
    fn words(&self) -> String {
        format!(
            "{}（{}・{}・{}採用）",
            self.who.name,
            self.number,
            kind_of(&self.who).label(),
            wareki(self.who.since)
        )
    }
}

/// How many there are, for the list of probations.
pub(super) async fn count(app: &App, actor: &Actor) -> Result<usize> {
    Ok(store::pending(&app.reader, app.today(), actor.id).await?.len())
}

/// The lead and the button, for so many people of whom so many can begin.
fn words(people: usize, ready: usize) -> (String, &'static str) {
    match (people, ready) {
        (0, _) => ("採用されて、条件付採用が登録されていない人はいません。".to_owned(), ""),
        (_, 0) => (
            format!(
                "条件付採用がまだ登録されていない人が{people}名います。いま始められる人はいません。下の理由を直してください。"
            ),
            "",
        ),
        _ => (
            format!(
                "採用されて、条件付採用がまだ登録されていない人が{people}名います。まだ始めていません。確かめて、いちばん下のボタンを押してください。"
            ),
            "選んだ人の期間を始める",
        ),
    }
}

fn page(
    app: &App,
    actor: &Actor,
    map: &Map,
    people: &[Pending],
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let problem = |one: &Pending| seats(map, &one.who, one.reviewed).err();
    let ready = |one: &&Pending| problem(one).is_none();
    let options: Vec<_> =
        people.iter().filter(ready).map(|one| (one.who.staff.0.to_string(), one.words())).collect();
    let (lead, button) = words(people.len(), options.len());
    let fields = vec![Field::ticks(
        "staff",
        "期間を始める人",
        "条件付採用にならない人（ほかの市から引き続き採用した人など）は、外します。",
        options,
    )];
    Page(FormPage {
        shell: actor
            .shell(app, "条件付採用が登録されていない人")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, "条件付採用")
            .with_mistakes(mistakes),
        lead,
        seen_by: "本人、評価者、職員課が見ます。",
        facts: people
            .iter()
            .filter_map(|one| Some((one.words(), format!("始められません：{}", problem(one)?))))
            .collect(),
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "それぞれの採用の日の決まりで、面談、評価、意見の期限が決まります。".to_owned(),
            "評価者が、評価者の決め方から決まり、特別評価のシートが開きます。".to_owned(),
            "始まっている年度の能力評価は、「条件付採用（特別評価を行う）」として対象外になります。"
                .to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: ADDRESS.to_owned(),
        button,
        back: HERE.to_owned(),
    })
}

/// GET /hr/probations/pending: everybody is ticked who can begin.
pub async fn show(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    let today = app.today();
    let people = store::pending(&app.reader, today, actor.id).await?;
    let map = route::map(&app.reader, today).await?;
    audit::viewed(&app, &actor, Event::ProbationsListed, Subject::HOUSE, None).await?;
    let mut answers = Answers::default();
    for one in &people {
        answers.put("staff", one.who.staff.0.to_string());
    }
    Ok(page(&app, &actor, &map, &people, &answers, &Mistakes::default()).into_response())
}

fn entry((id, staff, starts_on): (i64, StaffId, Date)) -> Entry {
    Entry::new(Event::ProbationBegun, Subject::new("probation", id))
        .about(staff)
        .detail(json!({ "starts_on": starts_on.to_string() }))
}

/// POST /hr/probations/pending: begins those who are ticked, all or none.
pub async fn begin_all(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let today = app.today();
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), ADDRESS, HERE).await? {
        return Ok(see_other(&there));
    }
    let people = store::pending(change.conn(), today, actor.id).await?;
    let map = route::map(change.conn(), today).await?;
    let ticked: Vec<&Pending> = people
        .iter()
        .filter(|one| answers.all("staff").any(|id| id == one.who.staff.0.to_string()))
        .collect();
    let mut wrong = Mistakes::default();
    if ticked.is_empty() {
        wrong.add("staff", "期間を始める人を選んでください");
    }
    let mut rules = HashMap::new();
    let mut begun = Vec::new();
    for one in ticked {
        let (who, starts_on) = (&one.who, one.who.since);
        let key = (kind_of(who).code(), starts_on);
        let rule = match rules.entry(key) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => {
                new.insert(store::rule(change.conn(), kind_of(who), starts_on).await?)
            }
        };
        let beginning = Beginning { who, starts_on, today };
        match begin_by(&mut change, &beginning, rule, &map).await? {
            Ok(id) => begun.push((id, who.staff, starts_on)),
            Err(what) => wrong.add("staff", format!("{}さん：{what}", who.name)),
        }
    }
    if !wrong.is_empty() {
        drop(change);
        return Ok(page(&app, &actor, &map, &people, &answers, &wrong).unprocessable());
    }
    let mut entries: Vec<Entry> = begun.into_iter().map(entry).collect();
    let Some(last) = entries.pop() else { return Ok(see_other(HERE)) };
    for entry in &entries {
        change.enter(entry).await?;
    }
    change.commit(last).await?;
    Ok(redirect(HERE, Notice::ProbationBegun))
}
