//! Going from person to person without losing the place. Pure.

use crate::evaluation::{review::store::Peer, workflow::State};

/// A neighbour in the list of this evaluator's people.
pub struct Neighbour {
    pub href: String,
    pub name: String,
}

/// Where this person stands among the evaluator's people.
pub struct Place {
    pub previous: Option<Neighbour>,
    pub next: Option<Neighbour>,
    pub words: String,
}

/// Somebody else who waits for this evaluator, for going on after a submission.
pub fn onward(peers: &[Peer], sheet: i64, turn: State) -> Option<Neighbour> {
    let peer = peers.iter().find(|peer| peer.id != sheet && peer.state == turn)?;
    Some(Neighbour { href: format!("/sheets/{}/review", peer.id), name: peer.name.clone() })
}

/// Where this person stands among the evaluator's people, with the way to the neighbours. A chosen
/// position is kept; from somebody who can be scored now it goes to others who can.
pub fn place(peers: &[Peer], sheet: i64, position: &str, turn: Option<State>) -> Place {
    let chosen: Vec<&Peer> = peers
        .iter()
        .filter(|p| position.is_empty() || p.position == position)
        .filter(|p| turn.is_none_or(|state| p.state == state))
        .collect();
    let whom = if turn.is_some() { "いま評価できる" } else { "" };
    let query = if position.is_empty() { String::new() } else { format!("?position={position}") };
    let at = chosen.iter().position(|peer| peer.id == sheet);
    let neighbour = |place: Option<usize>| {
        let peer = chosen.get(place?)?;
        Some(Neighbour {
            href: format!("/sheets/{}/review{query}", peer.id),
            name: peer.name.clone(),
        })
    };
    Place {
        previous: neighbour(at.and_then(|at| at.checked_sub(1))),
        next: neighbour(at.map(|at| at + 1)),
        words: at
            .map_or_else(String::new, |at| format!("{whom}{}名中{}人目", chosen.len(), at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_keep_the_chosen_position() {
        let peer = |id, position: &str| Peer {
            id,
            state: if id == 2 { State::SelfAssessment } else { State::FirstReview },
            position: position.to_owned(),
            name: format!("職員{id}"),
        };
        let peers = [peer(1, "shuji"), peer(2, "shunin"), peer(3, "shuji")];
        let all = place(&peers, 2, "", None);
        assert_eq!(all.words, "3名中2人目");
        assert_eq!(all.previous.unwrap().href, "/sheets/1/review");
        let some = place(&peers, 1, "shuji", None);
        assert_eq!(some.words, "2名中1人目");
        assert!(some.previous.is_none());
        assert_eq!(some.next.unwrap().href, "/sheets/3/review?position=shuji");
        let now = place(&peers, 1, "", Some(State::FirstReview));
        assert_eq!(now.words, "いま評価できる2名中1人目");
        assert_eq!(now.next.unwrap().href, "/sheets/3/review", "2 has not come yet");
        assert_eq!(onward(&peers, 1, State::FirstReview).unwrap().name, "職員3");
        assert!(onward(&peers, 1, State::SecondReview).is_none());
    }
}
