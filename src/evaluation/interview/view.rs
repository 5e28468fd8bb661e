//! Who reads which part of an interview (evaluation.md 1.4, screens.md 4.6). Pure. A page is built
//! from what is left after this.

use crate::evaluation::{sheet::Head, view::Reader};

/// In which quality somebody meets an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Subject,
    /// The first evaluator, or the second where there is no first: arranges, leads and records.
    Leader,
    /// The sheet's other evaluator.
    Evaluator,
    Hr,
    Stranger,
}

/// One kind of thing an interview holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Day, way and how far it has come.
    Appointment,
    /// Hour and place.
    Whereabouts,
    /// Points, and what became of the last plan.
    Agenda,
    /// The shared text before it is sent.
    Draft,
    /// The shared text the person was sent, and what was added to it.
    Sent,
    /// What the person answered.
    Answer,
    /// An evaluator's note, the reader's own or another's.
    Note {
        own: bool,
    },
    Checklist,
    Plan,
}

/// Whether this reader may see this part.
pub fn may_see(role: Role, part: Part) -> bool {
    use Role::{Evaluator, Leader, Subject};
    match part {
        Part::Appointment | Part::Plan => role != Role::Stranger,
        Part::Whereabouts | Part::Agenda | Part::Sent | Part::Answer => {
            matches!(role, Subject | Leader | Evaluator)
        }
        Part::Draft | Part::Checklist => role == Leader,
        // each evaluator's note is that evaluator's alone
        Part::Note { own } => own && matches!(role, Leader | Evaluator),
    }
}

/// Who leads the interviews of a sheet, and who else is there.
pub fn role(head: &Head, reader: Reader) -> Role {
    match reader {
        Reader::Subject => Role::Subject,
        Reader::First => Role::Leader,
        Reader::Second if head.first.is_none() => Role::Leader,
        Reader::Second => Role::Evaluator,
        Reader::Hr => Role::Hr,
        // who calibrates has nothing to do with what two people talked about
        Reader::Calibrator | Reader::Former | Reader::Assistant | Reader::Stranger => {
            Role::Stranger
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn who_reads_what() {
        let parts = [
            ("日・方法・状態", Part::Appointment),
            ("時刻・場所", Part::Whereabouts),
            ("話すこと", Part::Agenda),
            ("話したこと（送る前）", Part::Draft),
            ("話したこと（送った後）と追記", Part::Sent),
            ("本人の確認とコメント", Part::Answer),
            ("自分のメモ", Part::Note { own: true }),
            ("ほかの評価者のメモ", Part::Note { own: false }),
            ("確認の一覧", Part::Checklist),
            ("育成計画", Part::Plan),
        ];
        let roles = [
            ("本人", Role::Subject),
            ("面談する人", Role::Leader),
            ("もう一人の評価者", Role::Evaluator),
            ("職員課", Role::Hr),
            ("ほか", Role::Stranger),
        ];
        let mut table = String::new();
        for (name, part) in parts {
            write!(table, "{name}:").unwrap();
            for (who, role) in roles {
                let mark = if may_see(role, part) { '○' } else { '・' };
                write!(table, " {who} {mark}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        日・方法・状態: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ○ ほか ・
        時刻・場所: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ・ ほか ・
        話すこと: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ・ ほか ・
        話したこと（送る前）: 本人 ・ 面談する人 ○ もう一人の評価者 ・ 職員課 ・ ほか ・
        話したこと（送った後）と追記: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ・ ほか ・
        本人の確認とコメント: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ・ ほか ・
        自分のメモ: 本人 ・ 面談する人 ○ もう一人の評価者 ○ 職員課 ・ ほか ・
        ほかの評価者のメモ: 本人 ・ 面談する人 ・ もう一人の評価者 ・ 職員課 ・ ほか ・
        確認の一覧: 本人 ・ 面談する人 ○ もう一人の評価者 ・ 職員課 ・ ほか ・
        育成計画: 本人 ○ 面談する人 ○ もう一人の評価者 ○ 職員課 ○ ほか ・
        ");
    }
}
