//! Brings the demo city into an empty database: one transaction, one entry in the audit book.

use std::collections::{HashMap, HashSet};

use time::{Date, Duration, Time, macros::offset};

use super::{
    appointed, bands,
    calendar::{Hours, Year},
    cast,
    city::{City, FOUNDED, USUAL, april},
    complaints,
    evaluation_store::{self, Drawer},
    fact_store,
    facts::Notebook,
    goal_store, goals, imports,
    minds::Minds,
    people,
    periods::Period,
    result_store, scenes,
    sheets::{Abilities, Desk, Sheet, Subject as Person},
    store::{self, Ids},
    talk_store::{self, Pair},
    talks::{Agreed, Part, Planner},
    transfers,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    competency,
    evaluation::{
        scoring,
        workflow::{State, Step},
    },
    identity::password,
    kit::{App, AppError, Result, date::fiscal_label},
};

/// The password of every sign-in of the demo city. It is no secret; the demo is not for
/// anybody's real data.
pub const PASSWORD: &str = "jinzai-demo-2026";

/// Which city.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// About how many people.
    pub staff: usize,
    /// The day the city is built for.
    pub date: Date,
    pub seed: u64,
}

impl LoadOptions {
    /// The usual city on a day.
    pub const fn on(date: Date) -> Self {
        Self { staff: USUAL, date, seed: 1 }
    }
}

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub units: usize,
    /// everybody who works or worked here
    pub people: usize,
    /// those who can sign in
    pub accounts: usize,
    pub sheets: usize,
}

/// Whether anybody works in this database yet.
pub async fn is_inhabited(app: &App) -> Result<bool> {
    store::is_inhabited(&app.reader).await
}

/// Whether the database holds a demo city.
pub async fn is_loaded(app: &App) -> Result<bool> {
    store::is_loaded(&app.reader).await
}

/// Loads the usual city of today, or waits until another process has done so.
pub async fn load_once(app: &App) -> Result<()> {
    let Err(error) = load(app, LoadOptions::on(app.today())).await else { return Ok(()) };
    if matches!(error, AppError::Refused(_)) {
        for _ in 0..300 {
            if is_inhabited(app).await? {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
    }
    Err(error)
}

/// Builds the city and stores it. Refused when somebody works here already.
pub async fn load(app: &App, options: LoadOptions) -> Result<Summary> {
    let city = City::build(options.seed, options.date, options.staff);
    let hash = password::hash(app, PASSWORD).await?;
    let mut change = Change::begin(app, Author::cli()).await?;
    if !store::claim(&mut change).await? {
        return Err(AppError::Refused("別の処理がデモの市を読み込んでいます。".to_owned()));
    }
    if store::is_inhabited(change.conn()).await? {
        return Err(AppError::Refused(
            "職員がすでに登録されています。デモの市は、空のデータベースにだけ読み込めます。"
                .to_owned(),
        ));
    }
    let ids = store::insert_city(&mut change, &city).await?;
    store::insert_accounts(&mut change, &city, &ids, &hash).await?;
    let sheets = load_years(&mut change, &city, &ids).await?;
    complaints::load(&mut change, options.date).await?;
    appointed::load(&mut change, options.date).await?;
    appointed::load_probations(&mut change, options.date).await?;
    bands::load_rules(&mut change, &city).await?;
    store::insert_news(&mut change, options.date, &["010234".to_owned()]).await?;
    imports::load(app, &mut change, city.fiscal_year).await?;
    people::load(&mut change, options.date).await?;
    transfers::load(&mut change, options.date).await?;
    transfers::name_deputy(&mut change, options.date).await?;
    let summary = Summary {
        units: city.units.len(),
        people: city.people.len(),
        accounts: city.people.iter().filter(|p| p.left_on.is_none()).count(),
        sheets,
    };
    let settings = [
        ("city.name", "昭島市".to_owned()),
        ("city.contact", "総務部 職員課 人財育成係（内線 2345）".to_owned()),
        ("demo", format!("{} {} {}", options.staff, options.date, options.seed)),
    ];
    store::insert_settings(&mut change, &settings).await?;
    let detail = serde_json::json!({
        "staff": options.staff, "date": options.date.to_string(), "seed": options.seed,
        "units": summary.units, "people": summary.people, "sheets": summary.sheets,
    });
    change.commit(Entry::new(Event::DemoLoaded, Subject::HOUSE).detail(detail)).await?;
    Ok(summary)
}

/// Up to this many people, every past year has its sheets with all their texts.
const FULL_PAST: usize = 2_000;
/// Sheets that are written at once.
const BUNDLE: usize = 400;

/// What every year of the city is written with.
struct Loader<'a> {
    city: &'a City,
    ids: &'a Ids,
    framework: i64,
    abilities: Abilities,
    /// The rules of the trial: those of last year's evaluations and of the half year that is over.
    rules: Option<i64>,
}

/// The framework, five past years and the running one. How many sheets.
async fn load_years(change: &mut Change, city: &City, ids: &Ids) -> Result<usize> {
    // the policy is of 令和3年; the first of the six years is judged by it as well
    let policy_since = april(2021.min(city.fiscal_year - 5));
    let framework = competency::install(change, policy_since).await?;
    let abilities = evaluation_store::abilities(change, framework).await?;
    evaluation_store::insert_rules(change, april(FOUNDED)).await?;
    goal_store::insert_editions(change, &goals::editions(city), ids).await?;
    let rules = load_rules(change, city, ids).await?;
    let loader = Loader { city, ids, framework, abilities, rules };
    let mut count = 0;
    for back in (0..=5).rev() {
        let (cycle, sheets) = loader.year(change, back).await?;
        count += sheets.len();
        if back == 1 && loader.scores(back) {
            count += loader.last_year(change, cycle, &sheets).await?;
        }
    }
    count += load_goals(change, &loader).await?;
    // 職員課 thinks about points for next year; the ability evaluation of this one judges without any
    let next = city.fiscal_year + 1;
    let (year, next) = (fiscal_label(i16::try_from(next).unwrap_or(i16::MAX)), april(next));
    scoring::draft_usual(change, &format!("{year} 数値化の案"), next, None).await?;
    Ok(count)
}

/// The usual rules, published before last year began.
async fn load_rules(change: &mut Change, city: &City, ids: &Ids) -> Result<Option<i64>> {
    let from = april(city.fiscal_year - 1);
    let rules = scoring::draft_usual(change, RULES, from, None).await?;
    let at = from.with_time(Time::MIDNIGHT).assume_offset(offset!(+9)) + Duration::hours(9);
    store::publish(change, rules, (ids.person(officer(city, from)), at)).await?;
    Ok(rules)
}

impl Loader<'_> {
    /// Whether a year computes points: the last one, in a city whose sheets are all there.
    fn scores(&self, back: i32) -> bool {
        back == 1 && self.city.people.len() <= FULL_PAST
    }

    /// One year of 能力評価. Which it is, and the sheets by person.
    async fn year(&self, change: &mut Change, back: i32) -> Result<(i64, HashMap<i64, i64>)> {
        let (city, ids) = (self.city, self.ids);
        let year = Year::new(city.date, back);
        let rules = self.rules.filter(|_| self.scores(back));
        let cycle = evaluation_store::insert_cycle(change, &year, self.framework, rules).await?;
        let results_only = back > 1 && city.people.len() > FULL_PAST;
        let drawer = Drawer { cycle, framework: self.framework, ids, results_only };
        let subjects = scenes::subjects(city, &year);
        let scenes = scenes::scenes(city, &year, &subjects);
        let desk = Desk {
            year: &year,
            hours: Hours::of(&year),
            abilities: &self.abilities,
            minds: Minds { seed: city.seed },
            scored: self.scores(back),
            officer: officer(city, year.until),
        };
        if year.open {
            let notebook = self.notebook(&year);
            fact_store::insert_facts(change, ids, &notebook.facts(&subjects)).await?;
        }
        let planner = Planner { seed: city.seed, year: &year, back, today: city.date };
        let mut made = HashMap::new();
        let mut work = subjects.into_iter().zip(scenes).peekable();
        while work.peek().is_some() {
            let bundle = work.by_ref().take(BUNDLE);
            let mut sheets: Vec<_> = bundle.map(|(s, scene)| desk.write(s, scene)).collect();
            for sheet in &mut sheets {
                planner.waive(sheet);
            }
            let numbers = evaluation_store::insert_sheets(change, &drawer, &sheets).await?;
            let pairs = pairs(city, &drawer, &planner, &self.abilities, &sheets, &numbers);
            talk_store::insert(change, &pairs).await?;
            made.extend(numbers);
        }
        if year.open {
            evaluation_store::seat_assistants(change, cycle).await?;
        } else {
            // where the year computes any
            scoring::keep(change, cycle, &made.values().copied().collect::<Vec<_>>()).await?;
            bands::load_year(change, city, &year, cycle).await?;
        }
        Ok((cycle, made))
    }

    fn notebook<'a>(&'a self, year: &'a Year) -> Notebook<'a> {
        let city = self.city;
        Notebook {
            seed: city.seed,
            year,
            abilities: &self.abilities,
            star: city.people.iter().position(|person| person.number == cast::STAFF),
            one_in: if city.people.len() > FULL_PAST { 10 } else { 1 },
        }
    }

    /// The sheets of results of those who take part in a period.
    fn sheets(&self, period: &Period, fits: impl Fn(&Person) -> bool) -> Vec<goals::Sheet> {
        let subjects = scenes::subjects(self.city, &period.people());
        subjects.into_iter().filter(fits).map(|s| period.sheet(self.city, s)).collect()
    }

    fn named(&self, at: Option<usize>, name: &str) -> bool {
        at.and_then(|at| self.city.units.get(at)).is_some_and(|unit| unit.name == name)
    }

    /// Last year's 業績評価 over the whole year, and what it makes together with the abilities: 総合
    /// of everybody. How many sheets.
    async fn last_year(
        &self,
        change: &mut Change,
        abilities: i64,
        sheets: &HashMap<i64, i64>,
    ) -> Result<usize> {
        let (city, ids) = (self.city, self.ids);
        let period = Period::last_year(city.date, city.fiscal_year);
        let by = ids.person(officer(city, period.base_date()));
        let cycle = goal_store::insert_period(change, &period, self.framework, self.rules).await?;
        let done = self.sheets(&period, |s| {
            self.named(s.section, FIRST_OF_ALL) || self.named(Some(s.department), OVER_A_YEAR)
        });
        let place = (cycle, self.framework);
        let rows = goal_store::insert_sheets(change, place, &period, &done, ids).await?;
        result_store::insert_over(change, &rows, ids, (city.seed.wrapping_add(1), by)).await?;
        scoring::keep(change, cycle, &rows.iter().map(|row| row.0).collect::<Vec<_>>()).await?;
        let own: HashSet<i64> = done.iter().map(|s| ids.person(s.subject.person)).collect();
        let others = sheets.iter().filter(|(person, _)| !own.contains(person));
        let others: Vec<i64> = others.map(|(_, sheet)| *sheet).collect();
        scoring::keep_year(change, abilities, &others).await?;
        Ok(done.len())
    }
}

/// Where a 業績評価 is tried first: by half years, and over a year. The sign-ins work there.
const BY_HALVES: &str = "保健福祉部";
const OVER_A_YEAR: &str = "総務部";
/// It began earlier than the rest of its department.
const FIRST_OF_ALL: &str = "福祉総務課";

/// Results of work in parts of the city: a half year that is over, a year in its middle, a half
/// year that begins. How many sheets.
async fn load_goals(change: &mut Change, loader: &Loader<'_>) -> Result<usize> {
    let Loader { city, ids, framework, rules, .. } = *loader;
    let over = Period::over(city.date, city.fiscal_year);
    let by = ids.person(officer(city, over.base_date()));
    store::insert_templates(change, april(city.fiscal_year), by).await?;
    let cycle = goal_store::insert_period(change, &over, framework, rules).await?;
    let done = loader.sheets(&over, |s| loader.named(s.section, FIRST_OF_ALL));
    let rows = goal_store::insert_sheets(change, (cycle, framework), &over, &done, ids).await?;
    result_store::insert_over(change, &rows, ids, (city.seed, by)).await?;
    scoring::keep(change, cycle, &rows.iter().map(|row| row.0).collect::<Vec<_>>()).await?;

    let middle = Period::middle(city.date, city.fiscal_year);
    let cycle = goal_store::insert_period(change, &middle, framework, None).await?;
    let told = loader.sheets(&middle, |s| loader.named(Some(s.department), OVER_A_YEAR));
    let rows = goal_store::insert_sheets(change, (cycle, framework), &middle, &told, ids).await?;
    result_store::insert_middle(change, &rows, ids, city.seed).await?;

    let half = Period::beginning(city.date, city.fiscal_year);
    let cycle = goal_store::insert_period(change, &half, framework, None).await?;
    let begun = loader.sheets(&half, |s| loader.named(Some(s.department), BY_HALVES));
    goal_store::insert_sheets(change, (cycle, framework), &half, &begun, ids).await?;
    Ok(done.len() + told.len() + begun.len())
}

/// The rules of the trial.
const RULES: &str = "数値化の試行";

/// What the people of these sheets agreed on with those who lead their interviews.
fn pairs(
    city: &City,
    drawer: &Drawer<'_>,
    planner: &Planner<'_>,
    abilities: &Abilities,
    sheets: &[Sheet],
    numbers: &HashMap<i64, i64>,
) -> Vec<Pair> {
    let number = |at: usize| city.people.get(at).map(|p| p.number.as_str());
    let mut turn = 0;
    let of = |sheet: &Sheet| {
        let subject = drawer.ids.person(sheet.subject.person);
        let chain = &sheet.subject.chain;
        let leader = chain.first.or(chain.second)?;
        let whose = number(sheet.subject.person);
        let reviewed_now = sheet.state == State::FirstReview
            && sheet.submissions.iter().all(|s| s.step == Step::Own)
            && number(leader) == Some(cast::MANAGER);
        turn += usize::from(reviewed_now);
        let part = Part {
            own: whose == Some(cast::STAFF),
            unfinished: whose.is_some_and(|number| cast::UNFINISHED.contains(&number)),
            turn: reviewed_now.then_some(turn),
        };
        let known = abilities.get(sheet.subject.position).map_or(&[][..], Vec::as_slice);
        Some(Pair {
            sheet: *numbers.get(&subject)?,
            subject,
            leader: drawer.ids.person(leader),
            agreed: if drawer.results_only {
                Agreed::taken_over(sheet)
            } else {
                planner.of(sheet, known, part)
            },
        })
    };
    sheets.iter().filter_map(of).collect()
}

/// The head of 職員課 on a day, who confirms and discloses.
fn officer(city: &City, day: Date) -> usize {
    let section = city.units.iter().position(|unit| unit.name == "職員課");
    let leaders = city.leaders_on(day);
    section.and_then(|unit| leaders.get(&unit).copied()).unwrap_or_default()
}
