//! The command `queuity`.

use std::process::ExitCode;

fn main() -> ExitCode {
    queuity::cli::main()
}
