//! Where everybody in a group stands: the order's word, then people's, then what is decided.
//! Pure; the order's own rules are in `rules`.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{
    rules::{self, Band, Basis, Lot, Ranked, Seat},
    store::Person,
};

/// How somebody came into a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By the order alone.
    Rank,
    /// Chosen among equals at a boundary.
    Tie,
    /// Put there by people.
    Move,
    /// Not evaluated.
    Excluded,
}

impl How {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Tie => "tie",
            Self::Move => "move",
            Self::Excluded => "excluded",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rank => "順位",
            Self::Tie => "同順位から選択",
            Self::Move => "職員課の判断",
            Self::Excluded => "評価の対象外",
        }
    }

    fn from_code(code: &str) -> Self {
        let all = [Self::Rank, Self::Tie, Self::Move, Self::Excluded];
        all.into_iter().find(|how| how.code() == code).unwrap_or(Self::Rank)
    }
}

/// Where one person stands, in the order of the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    pub seat: Seat,
    /// None: undecided, or not confirmed so far.
    pub band: Option<usize>,
    pub how: How,
    /// The order would put the person elsewhere by now: a result was corrected afterwards.
    pub outdated: bool,
}

/// Equals at a boundary that nobody has decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    pub rank: usize,
    /// Places in the list of people.
    pub members: Vec<usize>,
    /// The bands they may come into, and how many of them each still holds.
    pub rooms: Vec<(usize, usize)>,
}

/// A group as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many are evaluated: what the shares are of.
    pub evaluated: usize,
    /// How many places each band has.
    pub places: Vec<usize>,
    /// How many evaluated people each band holds.
    pub used: Vec<usize>,
    pub stands: Vec<Stand>,
    pub ties: Vec<Tie>,
    pub basis: Basis,
}

fn place_of(bands: &[Band], mark: &str) -> Option<usize> {
    bands.iter().position(|band| band.mark == mark)
}

fn stand(bands: &[Band], person: &Person, seat: Seat) -> Stand {
    let by_people = person.placements.first().and_then(|newest| {
        let how = if newest.kind == "tie" { How::Tie } else { How::Move };
        Some((place_of(bands, &newest.mark)?, how))
    });
    let (band, how) = match (by_people, seat.lot) {
        (Some((band, how)), _) => (Some(band), how),
        (None, Lot::Band(band)) => (Some(band), How::Rank),
        (None, Lot::Excluded) => (Some(rules::standard(bands)), How::Excluded),
        (None, Lot::Tie(..) | Lot::Waiting) => (None, How::Rank),
    };
    match &person.decided {
        Some((mark, how)) => {
            let decided = place_of(bands, mark);
            let outdated = decided != band;
            Stand { seat, band: decided, how: How::from_code(how), outdated }
        }
        None => Stand { seat, band, how, outdated: false },
    }
}

/// Where everybody stands.
pub fn standing(bands: &[Band], people: &[Person]) -> Standing {
    let ranked: Vec<Ranked> = people
        .iter()
        .map(|p| Ranked { excluded: p.excluded, overall: p.overall, score: p.score })
        .collect();
    let evaluated = ranked.iter().filter(|one| !one.excluded).count();
    let places = rules::places(evaluated, bands);
    let seats = rules::seats(&ranked, &places);
    let stands: Vec<Stand> =
        people.iter().zip(&seats).map(|(person, seat)| stand(bands, person, *seat)).collect();
    let used = (0..bands.len())
        .map(|at| {
            let here = |(stand, one): &(&Stand, &Ranked)| !one.excluded && stand.band == Some(at);
            stands.iter().zip(&ranked).filter(here).count()
        })
        .collect();
    let ties = ties(&seats, &stands, &places);
    Standing { evaluated, used, ties, basis: rules::basis(&ranked), places, stands }
}

fn ties(seats: &[Seat], stands: &[Stand], places: &[usize]) -> Vec<Tie> {
    let mut ties: Vec<Tie> = Vec::new();
    for (at, (seat, stand)) in seats.iter().zip(stands).enumerate() {
        let (Some(rank), Lot::Tie(from, to), None) = (seat.rank, seat.lot, stand.band) else {
            continue;
        };
        if let Some(tie) = ties.iter_mut().find(|tie| tie.rank == rank) {
            tie.members.push(at);
            continue;
        }
        let taken = |band: usize| {
            let same = seats.iter().zip(stands).filter(|(s, _)| s.rank == Some(rank));
            same.filter(|(_, stand)| stand.band == Some(band)).count()
        };
        let rooms = (from..=to)
            .map(|band| (band, rules::room(seats, places, rank, band).saturating_sub(taken(band))));
        ties.push(Tie { rank, members: vec![at], rooms: rooms.collect() });
    }
    ties
}

impl Standing {
    /// What has to be done before the group can be decided, in whole sentences.
    pub fn obstacles(&self, bands: &[Band], people: &[Person]) -> Vec<String> {
        let mut told = Vec::new();
        let waiting = self.stands.iter().filter(|s| s.seat.lot == Lot::Waiting).count();
        if waiting > 0 {
            told.push(format!("評価が確定していない人が{waiting}名います"));
        }
        for tie in &self.ties {
            told.push(format!("{}位の{}名の区分が決まっていません", tie.rank, tie.members.len()));
        }
        if let Some((at, most, is)) = rules::over_cap(self.evaluated, bands, &self.used) {
            let band = bands.get(at);
            let label = band.map_or("", |band| band.label.as_str());
            let with = if band.is_some_and(|band| band.with_above) {
                "（上の区分と合わせて）"
            } else {
                ""
            };
            told.push(format!("{label}{with}の上限は{most}名ですが、{is}名います"));
        }
        let unexplained = self.unexplained(bands, people);
        if !unexplained.is_empty() {
            let names: Vec<&str> = unexplained.iter().map(|p| p.name.as_str()).collect();
            told.push(format!(
                "標準より下の区分になる理由が書かれていません：{}",
                names.join("、")
            ));
        }
        told
    }

    /// Those whom the order alone puts below the standard. Nobody is put there without a word.
    fn unexplained<'a>(&self, bands: &[Band], people: &'a [Person]) -> Vec<&'a Person> {
        let middle = rules::standard(bands);
        let below =
            |stand: &Stand| stand.how == How::Rank && stand.band.is_some_and(|band| band > middle);
        people.iter().zip(&self.stands).filter(|(_, s)| below(s)).map(|(p, _)| p).collect()
    }

    /// What was shown, as a short word: whoever decides decides on this and nothing else.
    pub fn digest(&self, bands: &[Band], people: &[Person]) -> String {
        let mut words = String::new();
        for (person, stand) in people.iter().zip(&self.stands) {
            let mark = stand.band.and_then(|at| bands.get(at)).map_or("", |b| b.mark.as_str());
            let _ = write!(words, "{} {mark} {};", person.sheet, stand.how.code());
        }
        let bytes = Sha256::digest(words.as_bytes());
        bytes.iter().take(8).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{
        super::store::{Past, Placement},
        *,
    };

    fn bands() -> Vec<Band> {
        [("上", 3000, false), ("標", 6000, true), ("下", 1000, false)]
            .map(|(mark, share, standard)| Band {
                mark: mark.to_owned(),
                label: format!("{mark}の区分"),
                share,
                cap: (mark == "上").then_some(3000),
                with_above: false,
                standard,
            })
            .into()
    }

    fn person(sheet: i64, overall: i16) -> Person {
        Person {
            sheet,
            subject: sheet,
            number: format!("0{sheet}"),
            name: format!("職員{sheet}"),
            section: "健康課".to_owned(),
            position: "主事職".to_owned(),
            excluded: false,
            exclusion: None,
            overall: Some(overall),
            score: None,
            mean: None,
            placements: Vec::new(),
            past: Vec::<Past>::new(),
            newest: 0,
            decided: None,
        }
    }

    fn placed(mark: &str, kind: &str) -> Placement {
        Placement {
            mark: mark.to_owned(),
            kind: kind.to_owned(),
            reason: "合同窓口を立ち上げたため。".to_owned(),
            by: "工藤 由美".to_owned(),
            at: datetime!(2027-01-20 1:00 UTC),
        }
    }

    /// Ten people: 5, 4, 4, 4, 3 … 3, 2.
    fn ten() -> Vec<Person> {
        let grades = [5, 4, 4, 4, 3, 3, 3, 3, 3, 2];
        grades.into_iter().zip(1..).map(|(grade, sheet)| person(sheet, grade)).collect()
    }

    #[test]
    fn nothing_is_decided_over_a_tie_nor_below_the_standard_without_a_word() {
        let mut people = ten();
        let now = standing(&bands(), &people);
        assert_eq!(now.places, [3, 6, 1]);
        assert_eq!(now.ties.len(), 1);
        assert_eq!(now.ties[0].members, [1, 2, 3]);
        assert_eq!(now.ties[0].rooms, [(0, 2), (1, 1)]);
        assert_eq!(
            now.obstacles(&bands(), &people),
            [
                "2位の3名の区分が決まっていません",
                "標準より下の区分になる理由が書かれていません：職員10",
            ]
        );
        people[1].placements.push(placed("上", "tie"));
        let now = standing(&bands(), &people);
        assert_eq!(now.ties[0].rooms, [(0, 1), (1, 1)], "one place of the two is left");
        people[2].placements.push(placed("上", "tie"));
        people[3].placements.push(placed("上", "move"));
        people[9].placements.push(placed("下", "move"));
        let now = standing(&bands(), &people);
        assert_eq!(now.used, [4, 5, 1]);
        assert_eq!(now.obstacles(&bands(), &people), ["上の区分の上限は3名ですが、4名います"]);
        // the newest word counts
        people[3].placements.insert(0, placed("標", "tie"));
        let before = now.digest(&bands(), &people);
        let now = standing(&bands(), &people);
        assert_eq!(now.obstacles(&bands(), &people), [""; 0]);
        assert_ne!(now.digest(&bands(), &people), before, "what is decided is what was shown");
    }

    #[test]
    fn whoever_was_not_evaluated_is_the_standard_and_outside_the_shares() {
        let mut people = ten();
        people.push(Person { excluded: true, overall: None, ..person(11, 3) });
        let now = standing(&bands(), &people);
        assert_eq!((now.evaluated, now.places.clone()), (10, vec![3, 6, 1]));
        let away = now.stands.last().unwrap();
        assert_eq!((away.band, away.how), (Some(1), How::Excluded));
    }

    #[test]
    fn a_decided_band_stays_when_a_result_is_corrected() {
        let mut people = ten();
        people[0].decided = Some(("標".to_owned(), "rank".to_owned()));
        people[4].decided = Some(("標".to_owned(), "rank".to_owned()));
        let now = standing(&bands(), &people);
        assert_eq!((now.stands[0].band, now.stands[0].outdated), (Some(1), true));
        assert_eq!((now.stands[4].band, now.stands[4].outdated), (Some(1), false));
    }

    #[test]
    fn a_band_that_is_no_more_counts_as_no_word() {
        let mut people = ten();
        people[0].placements.push(placed("特", "move"));
        let now = standing(&bands(), &people);
        assert_eq!((now.stands[0].band, now.stands[0].how), (Some(0), How::Rank));
    }
}
