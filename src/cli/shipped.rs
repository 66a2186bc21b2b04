//! The scenarios that ship, for `queuity new --from NAME`: they are a part of the command.

use crate::error::{nearest, visible};

/// A scenario that ships.
pub(crate) struct Shipped {
    /// Its name: that of its file, without the extension.
    pub(crate) name: &'static str,
    /// The file.
    pub(crate) text: &'static str,
}

impl Shipped {
    /// The title in it.
    pub(crate) fn title(&self) -> &'static str {
        let value = |line: &'static str| line.strip_prefix("title")?.trim_start().strip_prefix('=');
        self.text.lines().find_map(value).unwrap_or_default().trim().trim_matches('"')
    }
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        [$(Shipped { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".toml")) }),*]
    };
}

/// All of them, by name.
pub(crate) const ALL: [Shipped; 15] = shipped![
    "attend-support",
    "composite-postcode",
    "conservation",
    "covid-shock",
    "demo",
    "eating-disorders",
    "england-deprivation-gap",
    "england-full",
    "england-rtt-2026",
    "learning-disability",
    "ophthalmology-cataract",
    "orthopaedics-independent-sector",
    "trauma-orthopaedics",
    "wood-rtt-dynamics",
    "your-list",
];

/// The one of a name, with or without the extension; else what to say.
pub(crate) fn find(name: &str) -> Result<&'static Shipped, String> {
    let base = name.strip_suffix(".toml").unwrap_or(name);
    ALL.iter().find(|s| s.name == base).ok_or_else(|| {
        let near = nearest(base, ALL.iter().map(|s| s.name));
        let near = near.map_or("`queuity list scenarios` lists them".into(), |near| format!("did you mean `{near}`?"));
        format!("error: no scenario `{}` ships; {near}", visible(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_ships_with_a_title() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        files.sort();
        let named: Vec<String> = ALL.iter().map(|s| format!("{}.toml", s.name)).collect();
        assert_eq!(named, files);
        assert!(ALL.iter().all(|s| !s.title().is_empty() && !s.title().contains('"')));
    }

    #[test]
    fn a_name_is_found_or_the_nearest_told() {
        assert_eq!(find("demo").ok().map(|s| s.name), find("demo.toml").ok().map(|s| s.name));
        assert!(find("dmo").err().is_some_and(|e| e.contains("`demo`")));
        assert!(find("nothing like it").err().is_some_and(|e| e.contains("queuity list scenarios")));
    }
}
