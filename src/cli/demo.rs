//! `queuity demo`: a whole comparison with no file, no network and nothing to read first.

use std::path::Path;

use super::arguments::Demo;
use super::exit::Failure;
use super::input::Input;
use super::print::print;
use super::registries::Door;
use super::{compare, load};

/// The scenario of the demo.
const SCENARIO: &str = include_str!("../../scenarios/demo.toml");

/// Compares three policies on the built-in list.
pub(crate) fn demo(demo: &Demo, door: Door<'_>) -> Result<(), Failure> {
    let input = Input { name: "the demo".into(), file: None, bytes: SCENARIO.as_bytes().to_vec(), built_in: true };
    let study = load::load(&input, Some(&demo.settings), door)?;
    compare::simulate(&input, &study, demo.out.as_deref(), None, &demo.settings, door)?;
    if door.output.json || door.output.quiet {
        return Ok(());
    }
    let next = match &demo.out {
        Some(out) => {
            let file = Path::new(out).join("scenario.toml");
            format!("Edit {} and compare again: queuity compare {} --out DIR\n", file.display(), file.display())
        }
        None => {
            "All figures of the demo are invented. Next: queuity new my-list.toml, or queuity demo --out DIR\n".into()
        }
    };
    print(format!("\n{next}Repeat exactly: queuity demo --seed {}\n", study.scenario().settings.seed).as_bytes())
}
