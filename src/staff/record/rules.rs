//! Who sees what of a person. Pure.

/// What the reader is to the person, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// the person
    Own,
    /// 職員課, for a part of the city the person belongs to
    Keeper,
    /// leads a unit the person's main post is in today
    Superior,
    /// works in the same city
    Colleague,
}

impl Relation {
    #[cfg(test)]
    pub const ALL: [Self; 4] = [Self::Own, Self::Keeper, Self::Superior, Self::Colleague];

    /// What the page says about why it is seen.
    pub fn why(self) -> &'static str {
        match self {
            Self::Own => "自分の記録として見ています。",
            Self::Keeper => "職員課として見ています。閲覧は記録され、本人も見られます。",
            Self::Superior => {
                "上司として見ています。閲覧は記録され、本人も見られます。生年月日・級・追加の項目は職員課だけが見ます。"
            }
            Self::Colleague => "庁内の名簿として、氏名・所属・職名だけを表示しています。",
        }
    }

    /// Whether a part of the record is for this reader.
    pub fn sees(self, part: Part) -> bool {
        match part {
            Part::Post => true,
            Part::Basics | Part::Career | Part::Leave | Part::Qualification => {
                self != Self::Colleague
            }
            Part::Particulars | Part::Employment | Part::Names | Part::Fields | Part::Proof => {
                matches!(self, Self::Own | Self::Keeper)
            }
            Part::Notes | Part::Future | Part::Left => self == Self::Keeper,
        }
    }
}

/// A part of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// name, unit, title
    Post,
    /// number, position, 職種, 雇用区分, day of appointment
    Basics,
    /// birth, sex, name of the 戸籍, 級
    Particulars,
    /// posts of before
    Career,
    /// 休業・派遣: kind and time
    Leave,
    /// 資格: name and time
    Qualification,
    /// by what a 資格 was seen
    Proof,
    /// what 職員課 noted of them
    Notes,
    /// 任用 and its grounds
    Employment,
    /// names of before
    Names,
    /// extra fields
    Fields,
    /// what begins on a later day
    Future,
    /// that there is a record of somebody who has left or is still to come
    Left,
}

#[cfg(test)]
impl Part {
    pub const ALL: [Self; 13] = [
        Self::Post,
        Self::Basics,
        Self::Particulars,
        Self::Career,
        Self::Leave,
        Self::Qualification,
        Self::Proof,
        Self::Notes,
        Self::Employment,
        Self::Names,
        Self::Fields,
        Self::Future,
        Self::Left,
    ];
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn who_sees_what() {
        let mut table = String::new();
        for part in Part::ALL {
            write!(table, "{:13}", format!("{part:?}")).unwrap();
            for relation in Relation::ALL {
                let mark =
                    if relation.sees(part) { format!("{relation:?}") } else { "-".to_owned() };
                write!(table, " {mark:9}").unwrap();
            }
            table = table.trim_end().to_owned() + "\n";
        }
        insta::assert_snapshot!(table, @"
        Post          Own       Keeper    Superior  Colleague
        Basics        Own       Keeper    Superior  -
        Particulars   Own       Keeper    -         -
        Career        Own       Keeper    Superior  -
        Leave         Own       Keeper    Superior  -
        Qualification Own       Keeper    Superior  -
        Proof         Own       Keeper    -         -
        Notes         -         Keeper    -         -
        Employment    Own       Keeper    -         -
        Names         Own       Keeper    -         -
        Fields        Own       Keeper    -         -
        Future        -         Keeper    -         -
        Left          -         Keeper    -         -
        ");
    }
}
