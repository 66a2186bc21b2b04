//! Results on standard output.

use std::io::Write;

use super::exit::Failure;

/// Writes a result to standard output, to its last byte.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}
