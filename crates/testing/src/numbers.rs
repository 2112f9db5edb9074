//! Numbers that look random and are the same in every run.

/// A row of numbers.
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// The row that a seed gives.
    pub fn seeded(seed: u64) -> Numbers {
        Numbers(seed)
    }

    /// A number below a limit; zero if that is zero.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
