//! `queuity verify`: a result held against what its scenario gives.

use serde_json::json;

use super::arguments::{Output, Verify};
use super::exit::Failure;
use super::print::print;
use super::registries::Door;
use super::render::Rendered;
use super::stop::{self, By};
use super::{compare, guard, input, load, progress, report, table};
use crate::experiment::{Halt, Progress};
use crate::forecast::Ways;
use crate::report::verify::{Claim, Difference, Lists, Verified, VerifyError};

/// Differences that are told on a terminal.
const MOST: usize = 30;

/// Runs a result again, in part or whole, and says where its files differ.
pub(crate) fn verify(asked: &Verify, door: Door<'_>) -> Result<(), Failure> {
    let output = door.output;
    if let Some(found) = Lists::of(&asked.folder).map_err(report::failure)? {
        return lists(asked, &found, output);
    }
    let claim = Claim::read(&asked.folder, &door.registries.kit).map_err(|error| failed(error, door))?;
    let study = claim.study();
    let file = asked.folder.join("scenario.toml");
    let input = input::read(&file)?;
    let layout = study.layout().map_err(|problems| load::invalid(&input, &problems, output))?;
    let estimate = guard::estimate(study, &layout, &study.forecast());
    let mut plan = claim.plan(asked.all);
    plan.threads = compare::threads(asked.threads, output);
    let replications = plan.wanted() / (plan.variants.len().max(1) as u64);
    let ways = Ways { threads: plan.threads, replications, more: claim.more(asked.all), files: false, people: None };
    guard::admit(&estimate, &ways, &asked.limits, (None, None), (&input, output))?;
    plan.layout = Some(layout);
    stop::begin(asked.limits.max_time);
    plan.halt = Some(Halt(&stop::halted));
    let bar = progress::bar(plan.wanted(), output.quiet);
    let advance = |p: Progress| bar.set_position(p.done);
    let found = claim.check(&plan, &door.registries.formats, &advance, stop::flag());
    bar.finish_and_clear();
    let found = found.map_err(|error| failed(error, door))?;
    if output.json {
        print(format!("{:#}\n", as_json(&found)).as_bytes())?;
    }
    let place = asked.folder.display();
    if found.differences.is_empty() {
        let text = format!(
            "Every file of `{place}` is what its scenario gives: {} were held against {}.\n{}",
            counted(found.files.len() as u64, "file", "files"),
            again(&found),
            aside(&found)
        );
        if output.json {
            return Ok(());
        }
        let lines: Vec<String> = text.lines().map(|line| table::wrap(line, table::width())).collect();
        return print(format!("{}\n", lines.join("\n")).as_bytes());
    }
    if output.json {
        return Err(Failure::Mismatch(format!("error: `{place}` is not what its scenario gives")));
    }
    Err(Failure::Mismatch(told(&found, &format!("`{place}`"))))
}

/// Says whether invented lists are as they were written.
fn lists(asked: &Verify, found: &Lists, output: &Output) -> Result<(), Failure> {
    let place = asked.folder.display();
    if output.json {
        let one = |(file, what): &(String, &str)| json!({ "file": file, "found": what });
        let told = json!({
            "kind": "lists",
            "same": found.changed.is_empty(),
            "files": found.files,
            "differences": found.changed.iter().map(one).collect::<Vec<_>>(),
        });
        print(format!("{told:#}\n").as_bytes())?;
    }
    if !found.changed.is_empty() {
        let lines: String = found.changed.iter().map(|(file, what)| format!("\n  `{file}` {what}")).collect();
        return Err(Failure::Mismatch(format!(
            "error: the invented lists in `{place}` are not as `queuity synth` wrote them:{lines}\nMake them again, or take the files from where they came."
        )));
    }
    if output.json {
        return Ok(());
    }
    let text = format!(
        "The invented lists in `{place}` are as `queuity synth` wrote them: {} were held against the hashes in manifest.json.\nNothing was made \
         again: the same command with the same version gives the same bytes.",
        counted(found.files.len() as u64, "file", "files"),
    );
    let lines: Vec<String> = text.lines().map(|line| table::wrap(line, table::width())).collect();
    print(format!("{}\n", lines.join("\n")).as_bytes())
}

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// What was run again: `replications 1, 12 and 37 of 40 of each policy (9 of 120 runs)`.
fn again(found: &Verified) -> String {
    let runs = found.again.len() as u64 * found.variants;
    let all = found.replications * found.variants;
    if runs == all {
        return format!("all of its {}, run again", counted(all, "run", "runs"));
    }
    let numbers: Vec<String> = found.again.iter().map(|r| (r + 1).to_string()).collect();
    let (last, others) =
        numbers.split_last().map_or((String::new(), String::new()), |(l, o)| (l.clone(), o.join(", ")));
    format!("{runs} of {all} runs, run again (replications {others} and {last} of {})", found.replications)
}

fn aside(found: &Verified) -> String {
    found.aside.iter().map(|line| format!("* {line}\n")).collect()
}

/// All that differs, in words.
fn told(found: &Verified, place: &str) -> String {
    let mut text = format!("error: {place} is not what its scenario gives ({}):\n", again(found));
    for difference in found.differences.iter().take(MOST) {
        text.push_str(&format!("  {difference}\n"));
    }
    let more = found.differences.len().saturating_sub(MOST) as u64 + found.more;
    if more > 0 {
        text.push_str(&format!("  and {}\n", counted(more, "other difference", "other differences")));
    }
    if found.differences.iter().any(|d| d.row.is_some() || d.column.is_some()) {
        text.push_str("Where nearly everything differs, the scenario or its seed may have been changed. ");
    }
    text.push_str("Run the scenario again, or take the files from where they came.\n");
    text.push_str(&aside(found));
    text
}

fn as_json(found: &Verified) -> serde_json::Value {
    let one = |d: &Difference| {
        json!({
            "file": d.file,
            "row": d.row,
            "column": d.column,
            "of": d.of,
            "found": d.found,
            "expected": d.expected,
        })
    };
    json!({
        "same": found.differences.is_empty(),
        "files": found.files,
        "replications_run_again": found.again,
        "replications": found.replications,
        "policies": found.variants,
        "differences": found.differences.iter().map(one).collect::<Vec<_>>(),
        "more_differences": found.more,
        "left_aside": found.aside,
    })
}

fn failed(error: VerifyError, door: Door<'_>) -> Failure {
    let text = format!("error: {error}");
    match error {
        VerifyError::Result(error) => report::failure(error),
        VerifyError::Scenario { path, problems } => {
            let name = path.display().to_string();
            Rendered { name: &name, text: &problems.text, output: door.output }.failure(&problems.problems)
        }
        VerifyError::Partial { .. } => Failure::Partial(text),
        VerifyError::OtherVersion { .. } | VerifyError::Compare(_) => Failure::Invalid(text),
        VerifyError::Plan(_) => Failure::Refused(text),
        VerifyError::Read { .. } => Failure::File(text),
        VerifyError::Stopped { .. } if stop::by() == Some(By::User) => Failure::Interrupted(text),
        VerifyError::Stopped { .. } => Failure::Partial(text),
    }
}
