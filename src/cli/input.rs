//! Reads a scenario file: regular files and standard input only, of a bounded size.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::exit::Failure;

/// Larger files are no scenarios.
const MOST_BYTES: u64 = 16 << 20;

/// The bytes of a scenario.
#[derive(Debug)]
pub(crate) struct Input {
    /// What to call it in messages.
    pub(crate) name: String,
    /// Where it is, where it is a file.
    pub(crate) file: Option<PathBuf>,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
    /// Whether it came with the program, and is nobody's to mend.
    pub(crate) built_in: bool,
}

/// Reads a file, or standard input where the path is `-`.
pub(crate) fn read(path: &Path) -> Result<Input, Failure> {
    let name = if path == Path::new("-") { "standard input".to_string() } else { path.display().to_string() };
    let fail = |what: &str| Failure::File(format!("error: cannot read `{name}`: {what}"));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|e| fail(&e.to_string()))?;
    } else {
        let kind = fs::metadata(path).map_err(|e| {
            if e.kind() == std::io::ErrorKind::NotFound {
                fail("there is no such file; `queuity new FILE` writes one to start from")
            } else {
                fail(&e.to_string())
            }
        })?;
        if kind.is_dir() {
            return Err(fail("it is a folder, not a file"));
        }
        if !kind.is_file() {
            return Err(fail("it is a device or a pipe, not a regular file"));
        }
        let file = File::open(path).map_err(|e| fail(&e.to_string()))?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|e| fail(&e.to_string()))?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(fail("it is larger than 16 MiB; such a file is a short text"));
    }
    let file = (path != Path::new("-")).then(|| path.to_path_buf());
    Ok(Input { name, file, bytes, built_in: false })
}
