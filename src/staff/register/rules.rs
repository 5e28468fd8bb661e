//! What is asked of the list: the words of its address, and the address of what is asked. Pure.

use std::fmt::Write;

use time::Date;

use crate::kit::{
    Answers, Mistakes,
    date::{self, wareki},
    text,
};

/// Who of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// in office on the day, also those who are on leave
    #[default]
    Working,
    /// in office, but not at the desk
    Away,
    Left,
    /// appointed for a later day
    Coming,
    All,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Working, Self::Away, Self::Left, Self::Coming, Self::All];

    /// The word in the address and in the statement.
    pub fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Away => "away",
            Self::Left => "left",
            Self::Coming => "coming",
            Self::All => "all",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Working => "在職中",
            Self::Away => "休業・派遣中",
            Self::Left => "退職した人",
            Self::Coming => "これから採用される人",
            Self::All => "すべて",
        }
    }
}

/// How it stands with the time of a 資格.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    /// it holds on the day
    #[default]
    Valid,
    /// it runs out soon
    Soon,
    Expired,
}

impl Expiry {
    pub const ALL: [Self; 3] = [Self::Valid, Self::Soon, Self::Expired];

    /// The word in the address and in the statement.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Soon => "soon",
            Self::Expired => "expired",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Valid => "有効",
            Self::Soon => "90日以内に期限",
            Self::Expired => "期限切れ",
        }
    }
}

/// By what the list is in order, or what is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    #[default]
    Kana,
    Number,
    Unit,
    Position,
    Employment,
    Hired,
}

impl Column {
    pub const ALL: [Self; 6] =
        [Self::Kana, Self::Number, Self::Unit, Self::Position, Self::Employment, Self::Hired];

    /// The word in the address and in the statement.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kana => "kana",
            Self::Number => "number",
            Self::Unit => "unit",
            Self::Position => "position",
            Self::Employment => "employment",
            Self::Hired => "hired",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Kana => "ふりがな",
            Self::Number => "職員番号",
            Self::Unit => "所属",
            Self::Position => "職位",
            Self::Employment => "任用",
            Self::Hired => "採用日",
        }
    }
}

/// What can be counted: code and words.
pub const COUNTED: [(&str, &str); 10] = [
    ("department", "部"),
    ("position", "職位"),
    ("employment", "任用"),
    ("basis", "任用の種類"),
    ("occupation", "職種"),
    ("qualification", "資格"),
    ("grade", "級"),
    ("authority", "任命権者"),
    ("age", "年齢"),
    ("sex", "性別"),
];

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub words: String,
    pub day: Date,
    /// The day as it was typed.
    pub day_words: String,
    pub unit_words: String,
    pub unit: Option<i64>,
    pub position: String,
    pub employment: String,
    pub occupation: String,
    pub authority: String,
    /// a part of the name of a 資格
    pub qualification: String,
    pub expiry: Expiry,
    pub state: State,
    /// an extra field and what must stand in it; without a value: that anything does
    pub field: Option<i64>,
    pub value: String,
    /// one of [`COUNTED`], or `field-` and the key of an extra field
    pub count: String,
    pub sort: Column,
    pub down: bool,
    pub page: i64,
}

impl Asked {
    /// Reads the words of an address. A day that cannot be read is a mistake, and today instead;
    /// anything else that means nothing is as if it had not been said.
    pub fn read(words: &Answers, today: Date) -> (Self, Mistakes) {
        let mut mistakes = Mistakes::default();
        let day = match words.get("day") {
            "" => Some(today),
            typed => mistakes.note("day", date::named("時点の日", typed)),
        };
        let sort = words.get("sort");
        let (sort, down) = sort.strip_prefix('-').map_or((sort, false), |sort| (sort, true));
        let code = |name: &str| -> String {
            let typed = words.get(name);
            let plain =
                |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
            if typed.len() <= 40 && typed.bytes().all(plain) {
                typed.to_owned()
            } else {
                String::new()
            }
        };
        let words_of = |name: &str| text::normalise(words.get(name)).chars().take(60).collect();
        let asked = Self {
            words: words_of("words"),
            day: day.unwrap_or(today),
            day_words: if day.is_some() { words_of("day") } else { String::new() },
            unit_words: words_of("place"),
            unit: words.get("unit").parse().ok(),
            position: code("position"),
            employment: code("employment"),
            occupation: code("occupation"),
            authority: code("authority"),
            qualification: words_of("qualification"),
            expiry: of(&Expiry::ALL, Expiry::code, words.get("expiry")),
            state: of(&State::ALL, State::code, words.get("state")),
            field: words.get("field").parse().ok(),
            value: words_of("value"),
            count: code("count"),
            sort: of(&Column::ALL, Column::code, sort),
            down,
            page: words.get("page").parse().unwrap_or(1).clamp(1, 100_000),
        };
        (asked, mistakes)
    }

    /// The words of the address that asks this, in the order of the page. What says nothing is
    /// left out.
    pub fn query(&self, today: Date) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        };
        put("words", &self.words);
        if self.day != today {
            put("day", &self.day_words);
        }
        put("place", &self.unit_words);
        put("unit", &number(self.unit));
        put("position", &self.position);
        put("employment", &self.employment);
        put("occupation", &self.occupation);
        put("authority", &self.authority);
        put("qualification", &self.qualification);
        if self.expiry != Expiry::Valid {
            put("expiry", self.expiry.code());
        }
        if self.state != State::Working {
            put("state", self.state.code());
        }
        put("field", &number(self.field));
        put("value", &self.value);
        put("count", &self.count);
        let mut sort = String::new();
        if self.down || self.sort != Column::Kana {
            let _ = write!(sort, "{}{}", if self.down { "-" } else { "" }, self.sort.code());
        }
        put("sort", &sort);
        if self.page > 1 {
            put("page", &self.page.to_string());
        }
        out.finish()
    }

    /// In the other order, if it is in this one already; from the first page.
    pub fn sorted(&self, by: Column) -> Self {
        Self { down: self.sort == by && !self.down, sort: by, page: 1, ..self.clone() }
    }

    /// The same list, another page.
    pub fn paged(&self, page: i64) -> Self {
        Self { page, ..self.clone() }
    }

    /// Whether anything narrows the list, beside its day.
    pub fn is_narrowed(&self) -> bool {
        let said = [
            &self.words,
            &self.unit_words,
            &self.position,
            &self.employment,
            &self.occupation,
            &self.authority,
            &self.qualification,
            &self.value,
        ];
        said.iter().any(|word| !word.is_empty())
            || self.unit.is_some()
            || self.field.is_some()
            || self.state != State::Working
            || self.expiry != Expiry::Valid
    }

    /// 「令和8年11月24日時点」
    pub fn as_of(&self) -> String {
        format!("{}時点", wareki(self.day))
    }
}

fn number(id: Option<i64>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

fn of<T: Copy + Default>(all: &[T], code: impl Fn(T) -> &'static str, typed: &str) -> T {
    all.iter().copied().find(|one| code(*one) == typed).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    fn read(query: &str) -> (Asked, Mistakes) {
        Asked::read(&Answers::parse(query.as_bytes()).unwrap(), TODAY)
    }

    #[test]
    fn an_address_says_what_it_was_read_from() {
        let asked = [
            "",
            "words=%E9%AB%99%E6%A9%8B",
            "day=2020-04-01&place=%E7%A6%8F%E7%A5%89&unit=5&position=shuji&employment=regular",
            "occupation=clerk&authority=education&state=left",
            "qualification=%E7%A4%BE%E4%BC%9A&expiry=soon",
            "field=3&value=%E3%81%82&count=field-3",
            "day=R8.4.1&sort=-kana",
            "sort=-kana",
            "sort=-hired&page=4",
        ];
        for query in asked {
            assert_eq!(read(query).0.query(TODAY), query);
        }
    }

    #[test]
    fn nonsense_says_nothing_but_a_wrong_day_is_told() {
        let query =
            "unit=x&state=%00&sort=x&page=-5&position=%27or%201&field=1e9&count=%F0%9F%98%80";
        assert_eq!(read(query), read(""));
        assert_eq!(read("day=R8.2.30").1.iter().next().unwrap().0, "day");
        assert_eq!(read("day=R8.4.1").0.as_of(), "令和8年4月1日時点");
    }

    #[test]
    fn a_heading_turns_the_order_round_and_begins_at_the_first_page() {
        let asked = read("page=3&words=a").0;
        let once = asked.sorted(Column::Kana);
        assert!(once.down && once.page == 1 && once.words == "a");
        assert!(!once.sorted(Column::Kana).down);
        assert!(!once.sorted(Column::Unit).down);
        assert!(asked.is_narrowed() && !read("count=age&day=R2.4.1").0.is_narrowed());
    }
}
