//! What the reader of a simulation asks for: year, comparison, whom to show, and in which order.

use serde::Deserialize;

use super::rules::{Against, Outcome};
use crate::kit::Answers;

/// What the rules are tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 能力評価
    Ability,
    /// 業績評価
    Performance,
    /// 総合: the points of both over a fiscal year
    Year,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Ability, Self::Performance, Self::Year];

    pub fn code(self) -> &'static str {
        match self {
            Self::Ability => "ability",
            Self::Performance => "performance",
            Self::Year => "year",
        }
    }
}

/// An evaluation by its key, or a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Trial {
    pub kind: Kind,
    pub key: i64,
}

impl Trial {
    /// As it stands in addresses: 「performance-3」.
    pub fn read(text: &str) -> Option<Self> {
        let (kind, key) = text.split_once('-')?;
        let kind = Kind::ALL.into_iter().find(|own| own.code() == kind)?;
        Some(Self { kind, key: key.parse().ok()? })
    }

    pub fn code(self) -> String {
        format!("{}-{}", self.kind.code(), self.key)
    }
}

/// Columns a list can be ordered by: word in the address, and on the page.
pub const SORTS: [(&str, &str); 4] =
    [("change", "変化"), ("name", "氏名"), ("department", "所属"), ("points", "点")];

/// The words of the address, read.
#[derive(Clone, Debug)]
pub struct Asked {
    pub on: Option<Trial>,
    pub against: Against,
    /// Also those whose grade stays.
    pub all: bool,
    /// Only those who go from here to there.
    pub from: Option<i16>,
    pub to: Option<i16>,
    pub department: Option<i64>,
    pub words: String,
    pub sort: &'static str,
    pub down: bool,
    pub page: i64,
}

impl Asked {
    /// Reads them; whatever makes no sense is as if it was not there.
    pub fn read(typed: &Answers, comparable: bool) -> Self {
        let sort = typed.get("sort");
        let (down, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
        let against = match typed.get("against") {
            "" | "before" if comparable => Against::Before,
            _ => Against::Result,
        };
        Self {
            on: Trial::read(typed.get("on")),
            against,
            all: typed.get("show") == "all",
            from: typed.get("from").parse().ok(),
            to: typed.get("to").parse().ok(),
            department: typed.get("department").parse().ok(),
            words: typed.get("words").chars().take(100).collect(),
            sort: SORTS.iter().find(|(own, _)| *own == name).map_or("change", |(own, _)| own),
            down,
            page: typed.get("page").parse().unwrap_or(1).clamp(1, 100_000),
        }
    }

    /// Whether a class is among those asked for.
    pub fn wants(&self, outcome: &Outcome) -> bool {
        let cell = self.from.is_some() || self.to.is_some();
        let fits = |asked: Option<i16>, has: Option<i16>| asked.is_none() || asked == has;
        let named = fits(self.from, outcome.old) && fits(self.to, outcome.new);
        named && (self.all || cell || outcome.changes())
    }

    /// The address of the same list, but for some words of it.
    pub fn query(&self, but: &[(&str, &str)]) -> String {
        let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
        let sign = if self.down { "-" } else { "" };
        let fields = [
            ("on", self.on.map(Trial::code).unwrap_or_default()),
            ("against", if self.against == Against::Before { "before" } else { "result" }.into()),
            ("show", if self.all { "all" } else { "" }.to_owned()),
            ("from", number(self.from.map(i64::from))),
            ("to", number(self.to.map(i64::from))),
            ("department", number(self.department)),
            ("words", self.words.clone()),
            ("sort", format!("{sign}{}", self.sort)),
        ];
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            let value = but.iter().find(|(own, _)| own == name).map_or(value.as_str(), |(_, v)| v);
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        if let Some((_, page)) = but.iter().find(|(own, _)| *own == "page") {
            out.append_pair("page", page);
        }
        out.finish()
    }

    /// Whether the list is narrowed at all.
    pub fn filtered(&self) -> bool {
        let cell = self.from.is_some() || self.to.is_some();
        cell || self.department.is_some() || !self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_the_same() {
        let typed = Answers::parse(
            "on=year-2025&against=result&from=3&to=4&words=%E4%BD%90%E8%97%A4&sort=-name&page=2"
                .as_bytes(),
        )
        .unwrap();
        let asked = Asked::read(&typed, true);
        assert_eq!((asked.sort, asked.down, asked.page), ("name", true, 2));
        assert_eq!(
            asked.query(&[("to", "")]),
            "on=year-2025&against=result&from=3&words=%E4%BD%90%E8%97%A4&sort=-name"
        );
        let odd = Answers::parse(b"on=ability-x&sort=salary&page=0&against=before").unwrap();
        let odd = Asked::read(&odd, false);
        assert_eq!((odd.on, odd.sort, odd.page), (None, "change", 1));
        assert_eq!(odd.against, Against::Result, "there is nothing before");
    }
}
