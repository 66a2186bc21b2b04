//! Holds a result against what its scenario gives: some replications, or all, are run again, and every file is compared.
//!
//! A hash in the manifest shows that a file was changed, but not where; and it shows nothing where the hash was written again too. So the
//! figures themselves are made again. Of a sample of replications every figure of the file of replications follows, and from that file all others but
//! the weekly means between the opening and the close; of these it is known that whole numbers of people lie behind them. With all replications every
//! byte is made again. Of a table of people the rows of the runs made again are compared one by one.

mod against;
mod claim;
mod difference;
mod ends;
mod error;
mod found;
mod keys;
mod lists;
mod made;
mod people;
mod sample;
mod weeks;

pub use claim::{Claim, Verified};
pub use difference::Difference;
pub use error::VerifyError;
pub use lists::Lists;
