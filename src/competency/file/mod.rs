//! The framework as one table: every ability with its element, position, order and words, and what
//! stands beside the matrix. A file that is written and read again changes nothing. Pure.

mod read;
mod words;
mod write;

pub use read::{Used, read};
pub use write::list;

use crate::kit::table::Column;

const KIND: &str = "種類";
const POSITION: &str = "職位";
const ELEMENT: &str = "要素";
const ROW: &str = "表の行";
const PLACE: &str = "順";
const NAME: &str = "名前";
const TEXT: &str = "定義・説明";
const VIEWPOINTS: &str = "着眼点";
const IMAGE: &str = "職員像";
const SURE: &str = "対応の確認";
const CODE: &str = "記号";

const HEADER: [&str; 11] =
    [KIND, POSITION, ELEMENT, ROW, PLACE, NAME, TEXT, VIEWPOINTS, IMAGE, SURE, CODE];

/// The columns of a file. A plain table of abilities needs only the first of them.
pub const COLUMNS: [Column; 11] = [
    Column { name: KIND, optional: true },
    Column { name: POSITION, optional: true },
    Column { name: ELEMENT, optional: true },
    Column { name: ROW, optional: true },
    Column { name: PLACE, optional: false },
    Column { name: NAME, optional: false },
    Column { name: TEXT, optional: false },
    Column { name: VIEWPOINTS, optional: true },
    Column { name: IMAGE, optional: true },
    Column { name: SURE, optional: true },
    Column { name: CODE, optional: true },
];

/// What each column holds, for the page.
pub const HINTS: [(&str, &str); 11] = [
    (KIND, "能力、要素、役割、職員像、行動規範、段階のどれか。空欄は、能力です"),
    (POSITION, "能力と役割の行に書きます。例：主任職"),
    (ELEMENT, "能力の行に書きます。例：業務遂行"),
    (ROW, "能力の行。要素の中の何行目に並べるか。空欄は、空いている行に入ります"),
    (PLACE, "並び順の数。能力は職位の中の順、段階は点数です"),
    (NAME, "能力、要素、職員像、行動規範、段階の名前。役割の行は空欄です"),
    (TEXT, "能力の定義、役割の文、職員像の説明、行動規範の内容（1行に1つ）、段階の意味"),
    (VIEWPOINTS, "能力の行。評価するときに見るところを、セルの中の1行に1つずつ、5つまで"),
    (IMAGE, "行動規範の行。対応する職員像の名前か、その順の数"),
    (SURE, "行動規範の行。「確認済み」か「確認中」"),
    (CODE, "能力の行。書き出したままにします。新しい能力は空欄です"),
];

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Ability,
    Element,
    Role,
    Image,
    Norm,
    Grade,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Ability, Self::Element, Self::Role, Self::Image, Self::Norm, Self::Grade];

    fn label(self) -> &'static str {
        match self {
            Self::Ability => "能力",
            Self::Element => "要素",
            Self::Role => "役割",
            Self::Image => "職員像",
            Self::Norm => "行動規範",
            Self::Grade => "段階",
        }
    }
}

/// Words of [`SURE`].
const CONFIRMED: &str = "確認済み";
const OPEN: &str = "確認中";

#[cfg(test)]
mod tests;
