//! Colours of the Government Analysis Function, and how well one is seen on another.

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// The page.
pub const WHITE: Colour = Colour(255, 255, 255);
/// Words.
pub const INK: Colour = Colour(11, 12, 12);
/// Words that matter less.
pub const MUTED: Colour = Colour(80, 90, 95);
/// Axes and zero lines.
pub const AXIS: Colour = Colour(80, 90, 95);
/// Marks that stand back.
pub const GREY: Colour = Colour(133, 140, 144);
/// Lines behind the marks; they carry no meaning of their own.
pub const GRID: Colour = Colour(222, 225, 227);
/// Marks and their words, the first two for a pair: burnt orange and dark blue, then dark pink and a darkened turquoise, all with at
/// least 4.5 to 1 on white.
pub const SERIES: [Colour; 4] = [Colour(199, 80, 0), Colour(18, 67, 109), Colour(128, 22, 80), Colour(24, 117, 110)];

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Colour {
    /// Mixed with white; 0 is white.
    #[must_use]
    pub fn tint(self, share: f64) -> Self {
        let mix = |x: u8| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let mixed = (255.0 - (255.0 - f64::from(x)) * share).round().clamp(0.0, 255.0) as u8;
            mixed
        };
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    // The last bit of a power may differ between machines; every contrast that decides something is further from its limit.
    #[allow(clippy::disallowed_methods)]
    fn luminance(self) -> f64 {
        let part = |x: u8| {
            let s = f64::from(x) / 255.0;
            if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }
}

/// Contrast of two colours, from 1 to 21 (WCAG 2.2).
#[must_use]
pub fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_contrasts() {
        assert!((contrast(WHITE, Colour(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!((contrast(SERIES[0], WHITE) - 4.59).abs() < 0.01);
        assert!((contrast(SERIES[1], WHITE) - 10.3).abs() < 0.1);
    }

    #[test]
    fn words_and_marks_can_be_seen_on_white() {
        for colour in SERIES.into_iter().chain([INK, MUTED]) {
            assert!(contrast(colour, WHITE) >= 4.5, "{colour}");
        }
        assert!(contrast(GREY, WHITE) >= 3.0 && contrast(AXIS, WHITE) >= 3.0);
    }
}
