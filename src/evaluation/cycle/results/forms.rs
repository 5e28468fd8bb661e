//! Which sheets HR means: the filters of the list, the ticked ones, and the moment it was asked.

use time::OffsetDateTime;

use crate::kit::Answers;

/// Which sheets: these, or all that fit the filters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    pub ids: Option<Vec<i64>>,
    pub department: Option<i64>,
    pub position: Option<String>,
    /// Number, name or reading, as typed.
    pub words: String,
    /// The order of the list.
    pub order: Order,
    /// Only those that already waited then: what came later, or came back changed, was not seen.
    pub asked: Option<OffsetDateTime>,
}

/// The order of the list of waiting sheets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As the city is built.
    #[default]
    Unit,
    Name,
    Position,
    /// Who has waited longest comes first.
    Waiting,
    /// Who came last comes first.
    Newest,
}

impl Order {
    /// Every order, the usual one first.
    pub const ALL: [Self; 5] =
        [Self::Unit, Self::Name, Self::Position, Self::Waiting, Self::Newest];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unit => "",
            Self::Name => "name",
            Self::Position => "position",
            Self::Waiting => "waiting",
            Self::Newest => "newest",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unit => "部署の順",
            Self::Name => "氏名の五十音順",
            Self::Position => "職位の順",
            Self::Waiting => "待ち始めの早い順",
            Self::Newest => "待ち始めの遅い順",
        }
    }
}

/// What the list is narrowed to.
pub fn filters(answers: &Answers) -> Chosen {
    let position = answers.get("position");
    Chosen {
        department: answers.get("department").parse().ok(),
        position: (!position.is_empty()).then(|| position.to_owned()),
        words: answers.get("words").chars().take(80).collect(),
        order: Order::ALL
            .into_iter()
            .find(|order| order.code() == answers.get("sort"))
            .unwrap_or_default(),
        ..Chosen::default()
    }
}

/// The sheets a form names: those ticked, or all that fit the filters.
pub fn named(answers: &Answers) -> Chosen {
    let asked = moment(answers.get("asked"));
    if answers.get("scope") == "all" {
        return Chosen { asked, ..filters(answers) };
    }
    let ids = answers.all("sheet").filter_map(|id| id.parse().ok()).collect();
    Chosen { ids: Some(ids), asked, ..Chosen::default() }
}

/// The filters as they stand in an address.
pub fn query(chosen: &Chosen) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    out.append_pair("department", &chosen.department.map(|id| id.to_string()).unwrap_or_default())
        .append_pair("position", chosen.position.as_deref().unwrap_or_default())
        .append_pair("words", &chosen.words);
    if chosen.order != Order::Unit {
        out.append_pair("sort", chosen.order.code());
    }
    out.finish()
}

/// A moment in a hidden field, in millionths of a second like the database's.
pub fn stamp(at: OffsetDateTime) -> String {
    (at.unix_timestamp_nanos() / 1000).to_string()
}

/// Reads a moment back.
pub fn moment(typed: &str) -> Option<OffsetDateTime> {
    let nanos = typed.parse::<i128>().ok()?.checked_mul(1000)?;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_moment_survives_the_page() {
        let at = datetime!(2026-11-24 1:02:03.456789 UTC);
        assert_eq!(moment(&stamp(at)), Some(at));
        assert_eq!(moment("きのう"), None);
        assert_eq!(moment("999999999999999999999999999999999999999"), None);
    }

    #[test]
    fn ticked_sheets_stand_alone_and_all_means_all_that_fit() {
        let answers = Answers::from([
            ("scope", "ticked"),
            ("sheet", "1"),
            ("sheet", "x"),
            ("sheet", "7"),
            ("department", "5"),
        ]);
        let chosen = named(&answers);
        assert_eq!((chosen.ids, chosen.department), (Some(vec![1, 7]), None));
        let answers = Answers::from([("scope", "all"), ("department", "5"), ("words", "佐藤 &")]);
        let chosen = named(&answers);
        assert_eq!((&chosen.ids, chosen.department), (&None, Some(5)));
        assert_eq!(query(&chosen), "department=5&position=&words=%E4%BD%90%E8%97%A4+%26");
        for order in Order::ALL {
            let asked = filters(&Answers::from([("sort", order.code())]));
            assert_eq!(asked.order, order, "an address keeps it");
        }
        assert_eq!(filters(&Answers::from([("sort", "x")])).order, Order::Unit);
        let none = named(&Answers::default());
        assert_eq!(none.ids, Some(Vec::new()), "nothing ticked is nothing, not all");
    }
}
