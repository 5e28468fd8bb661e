//! One-time codes: made to be read aloud and typed, too long to be guessed. Pure but for chance.

use rand::RngExt;

use crate::kit::text::half_width;

/// Crockford's letters: no I, L, O and U, which look like others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Groups of four; 7 × 4 × 5 bits are 140.
const GROUPS: usize = 7;

/// A fresh code: 「7KQ2-…」.
pub fn new() -> String {
    let bytes: [u8; GROUPS * 4] = rand::rng().random();
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| LETTERS.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The code as it was made, however it was typed: either width, small letters, without dashes.
pub fn plain(typed: &str) -> String {
    half_width(typed)
        .to_uppercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_long_and_readable() {
        let code = new();
        assert_eq!(code.len(), GROUPS * 5 - 1);
        assert!(code.split('-').all(|group| group.len() == 4));
        assert_eq!(plain(&code).len(), GROUPS * 4);
        assert_ne!(code, new());
    }

    #[test]
    fn a_code_may_be_typed_as_it_is_heard() {
        assert_eq!(plain(" ７ｋｑ２ーoil1 "), "7KQ20111");
        assert_eq!(plain("7KQ2-0111"), "7KQ20111");
    }
}
