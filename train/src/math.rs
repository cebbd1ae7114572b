//! Arithmetic that gives the same bits on every machine: no library of the platform is asked.

/// Numbers that look random and are always the same (a linear congruence, its high bits).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 32) as u32
    }

    /// From 0 up to but not 1.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.next()) / 4294967296.0
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.unit() * limit as f64) as usize
    }
}

/// e to the power of `x`, for `x` up to 0 and a little above.
pub fn exp(x: f64) -> f64 {
    if x < -700.0 {
        return 0.0;
    }
    // Halved until the series is short, then squared back.
    let small = x / 1024.0;
    let mut series = 1.0 + small * (1.0 + small / 2.0 * (1.0 + small / 3.0 * (1.0 + small / 4.0)));
    for _ in 0..10 {
        series *= series;
    }
    series
}

/// `x` to the power 0.6, for `x` of 1 and more, by Newton's steps on y^5 = x^3.
pub fn flatten(x: f64) -> f64 {
    let cube = x * x * x;
    let mut y = x;
    for _ in 0..200 {
        let fourth = y * y * y * y;
        let better = y - (y * fourth - cube) / (5.0 * fourth);
        if better == y {
            break;
        }
        y = better;
    }
    y
}
