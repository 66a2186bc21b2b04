//! Numbers as they are written, exact in millionths.

use std::borrow::Cow;

use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::Error;

/// Parts of one in a [`Decimal`].
pub const MICRO: i64 = 1_000_000;

/// Largest size of a [`Decimal`].
const LARGEST: i64 = 1_000_000;

/// A number as written, exact in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i64);

impl Decimal {
    /// 0.
    pub const ZERO: Decimal = Decimal(0);
    /// 1.
    pub const ONE: Decimal = Decimal(MICRO);

    /// So many millionths.
    pub(super) const fn micros(micro: i64) -> Self {
        Self(micro)
    }

    /// The number in millionths.
    #[must_use]
    pub const fn micro(self) -> i64 {
        self.0
    }

    /// Reads decimal text exactly.
    ///
    /// # Errors
    /// Where it is not a number, has more than six decimals, or is beyond a million in size.
    pub fn parse(text: &str) -> Result<Self, String> {
        let not = || format!("`{text}` is not a number");
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, i64::from(exponent.parse::<i32>().map_err(|_| not())?)),
            None => (text, 0),
        };
        let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let mut places = 6 + exponent - decimals.len() as i64;
        let mut all = format!("{whole}{decimals}");
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return Err(not());
        }
        while places < 0 && all.ends_with('0') {
            all.pop();
            places += 1;
        }
        let all = all.trim_start_matches('0');
        if all.is_empty() {
            return Ok(Self::ZERO);
        }
        if places < 0 {
            return Err(format!("`{text}` has more than six decimals"));
        }
        if all.len() as i64 + places > 14 {
            return Err(format!("`{text}` is beyond {LARGEST}"));
        }
        let micro = all.parse::<i64>().map_err(|_| not())? * 10_i64.pow(places as u32) * sign;
        if micro.abs() > LARGEST * MICRO {
            return Err(format!("`{text}` is beyond {LARGEST}"));
        }
        Ok(Self(micro))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&serde_json::Number::deserialize(from)?.to_string()).map_err(D::Error::custom)
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
        json_schema!({ "type": "number", "format": "decimal" })
    }
}

/// What is wrong with the digits of a number, if anything.
pub(super) fn decimals(format: &str, text: &str) -> Result<(), (String, String)> {
    match format {
        "decimal" => Decimal::parse(text).map(|_| ()).map_err(|why| (why, String::new())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_read_exactly() {
        for (text, micro) in [
            ("0.2", 200_000),
            ("-1.5", -1_500_000),
            ("3", 3_000_000),
            ("1e-6", 1),
            ("2.50e1", 25_000_000),
            ("0.0000010", 1),
            ("1000000", 1_000_000_000_000),
            ("0e9", 0),
        ] {
            assert_eq!(Decimal::parse(text), Ok(Decimal(micro)), "{text}");
        }
        for text in
            ["0.0000001", "1e-7", "1000000.000001", "1e300", "1e2147483647", "1e-2147483648", "x", "", ".", "1e", "--1"]
        {
            assert!(Decimal::parse(text).is_err(), "{text}");
        }
    }
}
