//! The command `queuity`. It prints results on standard output, progress and problems on standard error. Each kind of ending has its own
//! exit code.

mod against;
mod arguments;
mod check;
mod compare;
mod demo;
mod ends;
mod exit;
mod explain;
mod fit;
mod gaps;
mod guard;
mod headline;
mod import;
mod input;
mod limits;
mod list;
mod load;
mod numbers;
mod paper;
mod print;
mod progress;
mod real;
mod refused;
mod registries;
mod render;
mod report;
mod run_log;
mod score;
mod screen;
mod shipped;
mod show;
mod speed;
mod stop;
mod synth;
mod table;
mod verify;
mod why;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Verb};
use exit::Failure;
use registries::Door;
pub use registries::Registries;

/// Runs the command with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    main_with(&Registries::shipped())
}

/// The same with disciplines, measures and formats of the caller's own: all verbs know them.
#[must_use]
pub fn main_with(registries: &Registries) -> ExitCode {
    speed::begin();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results, not mistakes; clap prints each to its own stream.
            let code = if error.use_stderr() { 2 } else { 0 };
            return match error.print() {
                Ok(()) => ExitCode::from(code),
                Err(e) => Failure::from(e).exit(),
            };
        }
    };
    match exit::guarded(|| dispatch(&arguments, registries)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.to_string();
            if !text.is_empty() {
                let _ = writeln!(std::io::stderr(), "{text}");
            }
            failure.exit()
        }
    }
}

fn dispatch(arguments: &Arguments, registries: &Registries) -> Result<(), Failure> {
    let style = &arguments.output;
    let door = Door { output: style, registries };
    match &arguments.verb {
        Verb::Demo(demo) => demo::demo(demo, door),
        Verb::New(new) => load::new(new, style),
        Verb::Import(asked) => import::import(asked, style),
        Verb::Fit(asked) => fit::fit(asked, style),
        Verb::Check(check) => check::check(check, door),
        Verb::Run(run) => compare::run(run, door),
        Verb::Compare(compare) => compare::compare(compare, door),
        Verb::Synth(synth) => synth::synth(synth, door),
        Verb::Score(asked) => score::score(asked, style),
        Verb::Report(report) => report::report(report, style),
        Verb::Paper(asked) => paper::paper(asked, door),
        Verb::Verify(asked) => verify::verify(asked, door),
        Verb::Why(why) => why::why(why, door),
        Verb::Schema => list::schema(registries),
        Verb::List(list) => list::list(list, door),
        Verb::Explain(explain) => explain::explain(explain, style),
        Verb::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "queuity", &mut text);
            print::print(&text)
        }
    }
}
