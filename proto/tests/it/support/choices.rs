//! The choices of a simulation.

/// The choices, in the order of use. When it is empty, the benign choice is made.
pub struct Choices(std::vec::IntoIter<u16>);

impl Choices {
    pub fn new(choices: Vec<u16>) -> Self {
        Self(choices.into_iter())
    }

    /// Returns a number below `n`; 0 is the benign choice.
    pub fn pick(&mut self, n: u16) -> u16 {
        self.0.next().map_or(0, |number| number % n)
    }

    /// Returns `true` rarely.
    pub fn one_in(&mut self, n: u16) -> bool {
        self.pick(n) == n - 1
    }

    /// Returns a delay in ms: mostly short, rarely long.
    pub fn delay(&mut self) -> u64 {
        match self.pick(24) {
            23 => u64::from(self.pick(20)) * 1_000,
            n => u64::from(n) * 20,
        }
    }
}

/// Returns 299 choices, the same for the same seed.
pub fn seeded(seed: u32) -> Vec<u16> {
    let choice = |n: u32| {
        (seed
            .wrapping_mul(2_654_435_761)
            .wrapping_add(n * n * 40_503)
            >> 7) as u16
    };
    (1..300).map(choice).collect()
}
