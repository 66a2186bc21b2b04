//! Folders of invented lists: their files held against the hashes in the manifest.

use std::path::Path;

use crate::report::rebuild::changed_at;
use crate::report::{Checked, RebuildError};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    /// The files that the manifest names, in order.
    pub files: Vec<String>,
    /// Those that are not as they were written, each with what is wrong with it.
    pub changed: Vec<(String, &'static str)>,
}

impl Lists {
    /// Holds the files of a folder against its manifest; none where the folder holds no invented lists.
    ///
    /// # Errors
    /// Where the folder holds nothing of queuity, or the manifest cannot be read.
    pub fn of(folder: &Path) -> Result<Option<Self>, RebuildError> {
        let held = Checked::of_any(folder)?;
        if !held.holds_lists() {
            return Ok(None);
        }
        let changed = held.files().iter().filter_map(|f| Some((f.name.clone(), changed_at(folder, f)?))).collect();
        Ok(Some(Self { files: held.files().iter().map(|f| f.name.clone()).collect(), changed }))
    }
}
