//! Chance that is always the same: the same seed gives the same numbers on every machine,
//! so that the demo city never changes under a reader's hands. (splitmix64)

/// A stream of numbers.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream that belongs to one thing, whatever was drawn before it.
    pub fn of(seed: u64, things: &[u64]) -> Self {
        let mut own = Self::new(seed);
        for thing in things {
            own.0 = own.next() ^ thing.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        own
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 when there is nothing to choose from.
    pub fn below(&mut self, end: usize) -> usize {
        self.next().checked_rem(end as u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: i32, to: i32) -> i32 {
        let width = usize::try_from(to - from).unwrap_or(0) + 1;
        from + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True `percent` times of a hundred.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of these words.
    pub fn pick<T: Copy + Default>(&mut self, words: &[T]) -> T {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }

    /// About normal, mean 0 and standard deviation 100: how people differ.
    pub fn bell(&mut self) -> i32 {
        // twelve dice of 0..=99 have mean 594 and standard deviation 100
        (0..12).map(|_| self.between(0, 99)).sum::<i32>() - 594
    }

    /// Mixes the order of a list.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_first_numbers_are_those_of_the_published_algorithm() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn the_bell_is_centred_and_as_wide_as_it_says() {
        let mut random = Random::new(7);
        let drawn: Vec<i64> = (0..20_000).map(|_| i64::from(random.bell())).collect();
        let mean = drawn.iter().sum::<i64>() / 20_000;
        let variance = drawn.iter().map(|x| (x - mean) * (x - mean)).sum::<i64>() / 20_000;
        assert!(mean.abs() <= 3, "{mean}");
        assert!((9_000..11_000).contains(&variance), "{variance}");
    }
}
