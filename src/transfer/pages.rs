//! The list of orders, and one order with its lines.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    difference::difference,
    forms,
    kinds::State,
    picture::{self, Looker, Order},
    show::{self, LineView, PassageView},
    store::{self, Choices},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, Personnel},
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, ahead, month_day_weekday, slashed, wareki_day},
        field::{Field, filled},
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

/// The list.
pub const HERE: &str = "/hr/orders";
/// More orders than a city makes in years.
const MOST: i64 = 2000;
const FILE: &str = "/hr/orders/list.csv";

#[derive(Template)]
#[template(path = "transfer/list.html")]
struct ListPage {
    shell: Shell,
    list: Listing,
    coming: Vec<OrderView>,
    past: Vec<OrderView>,
    /// Orders whose day has come, for whoever lets them take effect.
    due: usize,
    /// 職員課 of the whole city.
    city: bool,
    form: String,
}

struct OrderView {
    href: String,
    name: String,
    effective: String,
    left: Option<Remaining>,
    announce: String,
    /// Nobody else sees it yet.
    secret: bool,
    state: State,
    lines: i64,
}

/// What orders are searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["状態", "発令日", "内示日", "名前"];

/// Orders as the address asks for them, all pages.
fn picked(filters: &Filters, orders: Vec<store::Summary>) -> (Listing, Vec<store::Summary>) {
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(0);
    let orders = list.pick(orders, fold, |order| {
        let days = [order.effective_on, order.announce_on];
        // the days also as they are written on the page
        let said = days.map(wareki_day).join(" ");
        let [effective, announce] = days.map(|day| day.to_string());
        vec![order.state.label().to_owned(), effective, announce, order.name.clone(), said]
    });
    (list, orders)
}

/// GET /hr/orders/list.csv
pub async fn csv(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("発令", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (_, orders) = picked(&filters, store::orders(&app.reader, &actor.scope, MOST).await?);
    let row = |order: store::Summary| {
        let (effective, announce) = (slashed(order.effective_on), slashed(order.announce_on));
        let (state, lines) = (order.state.label().to_owned(), order.lines.to_string());
        vec![order.name, effective, announce, state, lines]
    };
    let header = ["発令", "発令日", "内示日", "状態", "行"];
    let list = List::new("発令", &header, orders.into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

/// GET /hr/orders
pub async fn list(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let orders = store::orders(&app.reader, &actor.scope, MOST).await?;
    let waits = |o: &&store::Summary| o.state == State::Decided && o.effective_on <= today;
    let due = if actor.scope.city { orders.iter().filter(waits).count() } else { 0 };
    let view = |order: store::Summary| OrderView {
        href: format!("{HERE}/{}", order.id),
        effective: wareki_day(order.effective_on),
        left: ahead(order.effective_on, today).filter(|_| !order.state.over()),
        announce: month_day_weekday(order.announce_on),
        secret: order.announce_on > today,
        state: order.state,
        lines: order.lines,
        name: order.name,
    };
    let sorted = !filters.get("sort").is_empty();
    let (mut list, orders) = picked(&filters, orders);
    let over = |order: &store::Summary| order.state.over();
    let (past, coming): (Vec<_>, Vec<_>) = orders.into_iter().partition(over);
    let mut coming: Vec<OrderView> = coming.into_iter().map(view).collect();
    if !sorted {
        coming.reverse();
    }
    let past = list.cut(past);
    let page = ListPage {
        shell: frame(&app, &actor, "発令").saying(Notice::from_headers(&headers)),
        list,
        coming,
        past: past.into_iter().map(view).collect(),
        due,
        city: actor.scope.city,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// The frame of a page about orders.
pub fn frame(app: &App, actor: &Actor, title: impl Into<String>) -> Shell {
    let shell = actor.shell(app, title);
    // the other desks are for the whole city
    if actor.hats.hr { shell.at("/hr").under("/hr", "職員課の仕事") } else { shell.at(HERE) }
}

/// The frame of a page about one order.
pub fn framed(app: &App, actor: &Actor, title: impl Into<String>, order: &Order) -> Shell {
    let href = format!("{HERE}/{}", order.id);
    frame(app, actor, title).under(HERE, "発令").under(href, order.name.clone())
}

fn fields(answers: &Answers, mistakes: &Mistakes) -> Vec<Field> {
    filled(
        vec![
            Field::line("name", "発令の名前", "例：令和9年4月1日付 定期異動。60文字以内"),
            Field::line(
                "effective_on",
                "発令日",
                "新しい所属での最初の日。例：令和9年4月1日、2027/4/1。退職は、発令日の前日が最後の日になります。",
            ),
            Field::line(
                "announce_on",
                "内示日",
                "この日まで、職員課のほかにはだれにも見えません。例：令和9年3月18日",
            ),
        ],
        answers,
        mistakes,
    )
}

#[derive(Template)]
#[template(path = "transfer/new.html")]
struct NewPage {
    shell: Shell,
    fields: Vec<Field>,
    form: String,
}

fn new_page(app: &App, actor: &Actor, answers: &Answers, mistakes: &Mistakes) -> Page<NewPage> {
    Page(NewPage {
        shell: frame(app, actor, "発令を作る").under(HERE, "発令").with_mistakes(mistakes),
        fields: fields(answers, mistakes),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/orders/new: for the next 1 April.
pub async fn new(Personnel(actor): Personnel, Shared(app): Shared<App>) -> Result {
    let (day, told) = show::next_april(app.today());
    let mut answers = Answers::default();
    answers.put("name", format!("{}付 定期異動", crate::kit::date::wareki(day)));
    answers.put_day("effective_on", day);
    answers.put_day("announce_on", told);
    Ok(new_page(&app, &actor, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/orders/new
pub async fn create(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let new = match forms::order(&answers, app.today()) {
        Ok(new) => new,
        Err(mistakes) => return Ok(new_page(&app, &actor, &answers, &mistakes).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), "/hr/orders/new", HERE).await? {
        return Ok(see_other(&there));
    }
    let id = store::insert(&mut change, &new, &actor.scope).await?;
    let entry = Entry::new(Event::OrderMade, Subject::new("order", id)).detail(json!({
        "name": new.name, "effective_on": new.effective_on.to_string(),
        "announce_on": new.announce_on.to_string()
    }));
    change.commit(entry).await?;
    Ok(redirect(&format!("{HERE}/{id}"), Notice::OrderMade))
}

const HINT: &str = "例：010234、佐藤みなみ";
const HINT_OF_PART: &str = "例：010234、佐藤みなみ。この発令の範囲の職員だけです";

#[derive(Template)]
#[template(path = "transfer/order.html")]
struct OrderPage {
    shell: Shell,
    base: String,
    state: State,
    effective: String,
    left: Option<Remaining>,
    announce: String,
    secret: bool,
    lines: Vec<LineView>,
    /// The reader's to change; of others they see the lines of their part.
    writes: bool,
    /// For which part of the city it is.
    part: Option<String>,
    staff_hint: &'static str,
    /// What can be chosen and what was typed.
    fields: Vec<Field>,
    dating: bool,
    taking_back: Option<TakingBack>,
    choices: Choices,
    answers: Answers,
    errors: Mistakes,
    passages: Vec<PassageView>,
    form: String,
}

impl OrderPage {
    /// The reader changes it: it is theirs, and still prepared.
    fn editing(&self) -> bool {
        self.writes && self.state.prepared()
    }
}

/// Whether a decided order can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TakingBack {
    /// Its day is still to come.
    Ahead,
    /// Its day has come, and it cannot take effect as it stands.
    Stuck,
    /// Its day has come: it takes effect, at once by 職員課 of the whole city.
    Late { city: bool },
}

impl TakingBack {
    fn stuck(self) -> bool {
        self == Self::Stuck
    }

    fn late(self) -> bool {
        matches!(self, Self::Late { .. })
    }

    fn city(self) -> bool {
        self == Self::Late { city: true }
    }
}

/// What was sent and not accepted.
#[derive(Default)]
pub struct Again {
    pub answers: Answers,
    pub mistakes: Mistakes,
    /// The form of name and dates, not the one of a line.
    pub dating: bool,
}

/// An order, what can be chosen for it, whether it can be taken back. Looking is written up.
async fn looked_at(
    app: &App,
    actor: &Actor,
    id: i64,
) -> Result<(Order, Choices, Vec<LineView>, Option<TakingBack>)> {
    let order = picture::order(&app.reader, id, &actor.scope).await?;
    let decided = order.state == State::Decided;
    if decided && order.effective_on <= app.today() {
        let picture = picture::around(&Looker { app, actor }, order).await?;
        let stuck = difference(&picture).blocking() > 0;
        let lines = show::lines(&picture.order, |unit| picture.path(unit));
        let late = TakingBack::Late { city: actor.scope.city };
        let back = if stuck { TakingBack::Stuck } else { late };
        return Ok((picture.order, Choices::default(), lines, Some(back)));
    }
    let choices = store::choices(&app.reader, order.effective_on).await?;
    audit::viewed(app, actor, Event::OrderViewed, Subject::new("order", id), None).await?;
    let lines = show::lines(&order, |unit| choices.path(unit));
    Ok((order, choices, lines, decided.then_some(TakingBack::Ahead)))
}

/// The page of one order.
pub async fn page(app: &App, actor: &Actor, id: i64, again: Again) -> Result<Page<impl Template>> {
    let (order, choices, lines, taking_back) = looked_at(app, actor, id).await?;
    let today = app.today();
    let mut dated = Answers::default();
    if again.dating {
        dated = again.answers.clone();
    } else {
        dated.put("name", order.name.clone());
        dated.put_day("effective_on", order.effective_on);
        dated.put_day("announce_on", order.announce_on);
    }
    let none = Mistakes::default();
    let page = OrderPage {
        shell: frame(app, actor, order.name.clone())
            .under(HERE, "発令")
            .with_mistakes(&again.mistakes),
        base: format!("{HERE}/{id}"),
        state: order.state,
        effective: wareki_day(order.effective_on),
        left: ahead(order.effective_on, today).filter(|_| !order.state.over()),
        announce: wareki_day(order.announce_on),
        secret: order.announce_on > today,
        lines,
        taking_back: taking_back.filter(|_| order.sight.writes),
        writes: order.sight.writes,
        staff_hint: if order.part.is_some() { HINT_OF_PART } else { HINT },
        part: order.part.clone(),
        fields: fields(&dated, if again.dating { &again.mistakes } else { &none }),
        dating: again.dating,
        passages: show::passages(&order),
        choices,
        answers: if again.dating { Answers::default() } else { again.answers },
        errors: if again.dating { none } else { again.mistakes },
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page))
}

/// GET /hr/orders/{id}
pub async fn show(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    Ok(page(&app, &actor, id, Again::default()).await?.into_response())
}

/// What is decided is not changed any more.
pub const DECIDED: &str = "確定した発令は変えられません。発令日の前日までなら取り消せます。発令の後は、別の発令で直してください。";

/// POST /hr/orders/{id}: another name, other dates.
pub async fn save(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let new = match forms::order(&answers, app.today()) {
        Ok(new) => new,
        Err(mistakes) => {
            let again = Again { answers, mistakes, dating: true };
            return Ok(page(&app, &actor, id, again).await?.unprocessable());
        }
    };
    let here = format!("{HERE}/{id}");
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    if !store::hold(&mut change, id, &actor.scope).await?.state.prepared() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    store::update(&mut change, id, &new).await?;
    let entry = Entry::new(Event::OrderChanged, Subject::new("order", id)).detail(json!({
        "name": new.name, "effective_on": new.effective_on.to_string(),
        "announce_on": new.announce_on.to_string()
    }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::OrderSaved))
}
