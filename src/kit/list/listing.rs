//! A list that was read whole, on its page: searched, narrowed, sorted, counted, cut into pages.
//! For lists of a few thousand lines; longer ones are cut by the database. Pure.

use std::borrow::Cow;

use crate::kit::Filters;

/// Lines a page.
const SIZE: usize = 50;

/// What is asked of a list, and what came of it.
pub struct Listing {
    /// The address of the page.
    pub here: Cow<'static, str>,
    /// The address of the file; empty where there is none.
    pub file: Cow<'static, str>,
    /// What lines are called when they are counted: 「名」, 「件」.
    pub unit: &'static str,
    pub words: String,
    /// What is chosen of the column that narrows, and what there is to choose from.
    pub only: String,
    pub choices: Vec<String>,
    /// Of `total` lines that were read, `found` are asked for.
    pub total: usize,
    pub found: usize,
    pub page: usize,
    pub pages: usize,
    columns: &'static [&'static str],
    narrowing: Option<usize>,
    /// The lines were read by the words already.
    searched: bool,
    sort: Option<(usize, bool)>,
    /// Other words of the page's address, which stay.
    kept: Vec<(&'static str, String)>,
}

/// One way to sort: its word in the address, its words on the page, whether it is chosen.
pub struct Sorting {
    pub code: String,
    pub label: String,
    pub on: bool,
}

impl Listing {
    /// Reads an address. Every line has a key for each of the `columns`, in their order.
    pub fn read(
        filters: &Filters,
        (here, file): (impl Into<Cow<'static, str>>, impl Into<Cow<'static, str>>),
        unit: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        let asked = filters.get("sort");
        let (asked, down) = asked.strip_prefix('-').map_or((asked, false), |asked| (asked, true));
        let column = asked.parse::<usize>().ok().filter(|at| *at < columns.len());
        Self {
            here: here.into(),
            file: file.into(),
            unit,
            words: filters.get("words").chars().take(80).collect(),
            only: filters.get("only").chars().take(80).collect(),
            choices: Vec::new(),
            total: 0,
            found: 0,
            page: filters.get("page").parse().unwrap_or(1).clamp(1, 100_000),
            pages: 1,
            columns,
            narrowing: None,
            searched: false,
            sort: column.map(|column| (column, down)),
            kept: Vec::new(),
        }
    }

    /// Lets the reader narrow the list to one value of a column.
    #[must_use]
    pub fn narrowed_by(mut self, column: usize) -> Self {
        self.narrowing = Some(column);
        self
    }

    /// The database looked for the words.
    #[must_use]
    pub fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Keeps a word of the page's own address.
    #[must_use]
    pub fn keeping(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.kept.push((name, value.into()));
        self
    }

    /// The lines that are asked for, in the order that is asked for. What is searched is everything
    /// in the keys, made alike by `fold`; without an order the lines stay as they came.
    pub fn pick<T>(
        &mut self,
        lines: Vec<T>,
        fold: fn(&str) -> String,
        keys: impl Fn(&T) -> Vec<String>,
    ) -> Vec<T> {
        self.total = lines.len();
        let mut keyed: Vec<(Vec<String>, T)> =
            lines.into_iter().map(|line| (keys(&line), line)).collect();
        if let Some(column) = self.narrowing {
            let mut values: Vec<String> =
                keyed.iter().filter_map(|(keys, _)| keys.get(column).cloned()).collect();
            values.sort();
            values.dedup();
            values.retain(|value| !value.is_empty());
            self.choices = values;
            if !self.only.is_empty() {
                keyed.retain(|(keys, _)| keys.get(column) == Some(&self.only));
            }
        }
        let words = if self.searched { "" } else { self.words.as_str() };
        let words: Vec<String> = words.split_whitespace().map(fold).collect();
        // without words nothing is made alike: a city has thousands of lines
        keyed.retain(|(keys, _)| {
            if words.is_empty() {
                return true;
            }
            let all = keys.iter().map(|key| fold(key)).collect::<Vec<_>>().join("\n");
            words.iter().all(|word| all.contains(word.as_str()))
        });
        if let Some((column, down)) = self.sort {
            keyed.sort_by(|(one, _), (other, _)| {
                let order = one.get(column).cmp(&other.get(column));
                if down { order.reverse() } else { order }
            });
        }
        self.found = keyed.len();
        keyed.into_iter().map(|(_, line)| line).collect()
    }

    /// The lines of the page that is asked for; the last one, if there are not so many.
    pub fn cut<T>(&mut self, lines: Vec<T>) -> Vec<T> {
        self.pages = lines.len().div_ceil(SIZE).max(1);
        self.page = self.page.min(self.pages);
        lines.into_iter().skip((self.page - 1) * SIZE).take(SIZE).collect()
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        !self.words.is_empty() || !self.only.is_empty()
    }

    /// The ways to sort, both directions of every column.
    pub fn sortings(&self) -> Vec<Sorting> {
        let way = |(at, name): (usize, &&'static str), down: bool| Sorting {
            code: format!("{}{at}", if down { "-" } else { "" }),
            label: format!("{name}（{}）", if down { "降順" } else { "昇順" }),
            on: self.sort == Some((at, down)),
        };
        let columns = self.columns.iter().enumerate();
        columns.flat_map(|column| [way(column, false), way(column, true)]).collect()
    }

    /// What the form of the page keeps beside its own fields.
    pub fn hidden(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kept.iter().map(|(name, value)| (*name, value.as_str()))
    }

    fn query(&self, page: usize) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.hidden() {
            out.append_pair(name, value);
        }
        for (name, value) in [("words", &self.words), ("only", &self.only)] {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        if let Some((column, down)) = self.sort {
            out.append_pair("sort", &format!("{}{column}", if down { "-" } else { "" }));
        }
        if page > 1 {
            out.append_pair("page", &page.to_string());
        }
        out.finish()
    }

    /// The address of a page of the list as it is.
    pub fn href(&self, page: &usize) -> String {
        address(&self.here, &self.query(*page))
    }

    /// Whether the reader asked for an order of their own.
    pub fn is_sorted(&self) -> bool {
        self.sort.is_some()
    }

    /// The address of the file of all its pages.
    pub fn file_href(&self) -> String {
        address(&self.file, &self.query(1))
    }
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Answers;

    const COLUMNS: &[&str] = &["氏名", "状態"];

    fn read(query: &str) -> Listing {
        let filters = Filters(Answers::parse(query.as_bytes()).unwrap());
        Listing::read(&filters, ("/list", "/list.csv"), "名", COLUMNS).narrowed_by(1)
    }

    fn picked(listing: &mut Listing) -> Vec<&'static str> {
        let people = vec![("佐藤", "済み"), ("鈴木", "まだ"), ("高橋", "済み")];
        let keys = |(name, state): &(&str, &str)| vec![(*name).to_owned(), (*state).to_owned()];
        let fold = |text: &str| text.replace('髙', "高");
        listing.pick(people, fold, keys).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_list_is_searched_narrowed_and_sorted() {
        let of = |query: &str| picked(&mut read(query)).join(" ");
        assert_eq!(of(""), "佐藤 鈴木 高橋", "as it came");
        assert_eq!(of("sort=-0"), "高橋 鈴木 佐藤");
        assert_eq!(of("sort=1"), "鈴木 佐藤 高橋");
        assert_eq!(of("only=%E6%B8%88%E3%81%BF"), "佐藤 高橋");
        assert_eq!(of("words=%E9%AB%99+%E6%B8%88"), "高橋", "every word, in any column");
        assert_eq!(of("sort=9&page=x&sort=-"), "佐藤 鈴木 高橋", "nonsense says nothing");
    }

    #[test]
    fn it_is_counted_and_cut_and_its_address_says_so() {
        let mut listing = read("only=%E6%B8%88%E3%81%BF&sort=-0&page=7").keeping("year", "2026");
        let lines = picked(&mut listing);
        assert_eq!((listing.total, listing.found), (3, 2));
        assert_eq!(listing.choices, ["まだ", "済み"]);
        assert_eq!(listing.cut(lines), ["高橋", "佐藤"], "the last page there is");
        let query = "year=2026&only=%E6%B8%88%E3%81%BF&sort=-0";
        assert_eq!(listing.href(&2), format!("/list?{query}&page=2"));
        assert_eq!(listing.file_href(), format!("/list.csv?{query}"));
        let many: Vec<usize> = (0..120).collect();
        let mut long = read("page=3");
        let all = long.pick(many, str::to_owned, |n| vec![n.to_string(), String::new()]);
        assert_eq!((long.cut(all).len(), long.pages), (20, 3));
    }
}
