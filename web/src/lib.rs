//! The doors that a page calls. Everything goes through the memory of the module, and nothing is imported, so nothing can leave it.
//!
//! A page asks for room ([`room`]), writes the text of a scenario there, calls [`compare`], and reads as many bytes as
//! [`answer_length`] says from [`answer_at`]: JSON, either `{"tables": {"summary.csv": "...", ...}}` or `{"problems": ["..."]}`.
//! Where a call ends in a trap, the answer holds why.

use std::sync::atomic::AtomicBool;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use queuity::report::{Registry, Table, contrasts, summary};
use queuity::scenario::Overrides;
use queuity::serde_json::{Map, Value, json};
use queuity::study::{Kit, Study};

/// The text that came in.
static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// What goes out.
static ANSWER: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(|| {
    // A panic is a trap here, which has no words: keep them for the page.
    std::panic::set_hook(Box::new(|panic| answer(&json!({ "problems": [panic.to_string()] }))));
    Mutex::new(Vec::new())
});

fn open(held: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(value: &Value) {
    *open(&ANSWER) = value.to_string().into_bytes();
}

/// Makes room for a text of so many bytes, and says where.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    let mut text = open(&TEXT);
    text.clear();
    text.resize(bytes, 0);
    text.as_mut_ptr()
}

/// Where the answer is.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answer_at() -> *const u8 {
    open(&ANSWER).as_ptr()
}

/// How many bytes the answer has.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn answer_length() -> usize {
    open(&ANSWER).len()
}

/// Runs the scenario that was written to [`room`] with so many replications (0: as it says), and compares its policies. Returns 0 where
/// there are tables, and 1 where there are problems.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C" fn compare(replications: u32) -> u32 {
    LazyLock::force(&ANSWER);
    let text = std::mem::take(&mut *open(&TEXT));
    let told = tables(&text, replications);
    answer(
        &told.as_ref().map_or_else(|problems| json!({ "problems": problems }), |tables| json!({ "tables": tables })),
    );
    u32::from(told.is_err())
}

fn tables(text: &[u8], replications: u32) -> Result<Map<String, Value>, Vec<String>> {
    let overrides =
        Overrides { replications: (replications > 0).then_some(u64::from(replications)), ..Overrides::default() };
    let study = Study::read(text, &Kit::shipped(), &overrides)
        .map_err(|invalid| invalid.problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    study.layout().map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let outcome = study.run(&|_| (), &AtomicBool::new(false)).map_err(|error| vec![error.to_string()])?;
    let comparison = study.compare(&outcome).map_err(|error| vec![error.to_string()])?;
    [summary(&comparison.summary), contrasts(&comparison.contrasts)].iter().map(as_csv).collect()
}

fn as_csv(table: &Table<'_>) -> Result<(String, Value), Vec<String>> {
    let mut bytes = Vec::new();
    let formats = Registry::shipped();
    let csv = formats.by_extension("csv").ok_or_else(|| vec!["there is no CSV".to_string()])?;
    csv.write(table, &mut bytes).map_err(|error| vec![error.to_string()])?;
    let text = String::from_utf8(bytes).map_err(|error| vec![error.to_string()])?;
    Ok((format!("{}.csv", table.name), text.into()))
}
