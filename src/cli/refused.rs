//! How the command ends where lists are not made.

use super::exit::Failure;
use super::stop;
use crate::synth::Refused;

/// The failure that a refusal is.
pub(super) fn refused(refused: Refused) -> Failure {
    let text = format!("error: {refused}");
    match refused {
        Refused::Ask(_) => Failure::Usage(text),
        Refused::Stopped { .. } => Failure::Refused(text),
        Refused::Sink(_) => Failure::File(text),
        Refused::Interrupted if stop::by() == Some(stop::By::TimeLimit) => {
            Failure::Refused("error: the time limit is reached; nothing was written".to_string())
        }
        Refused::Interrupted => Failure::Interrupted(text),
    }
}
