//! Rows are made piece by piece, and of the people asked for alone; neither is seen in them.

use std::io;

use queuity::compile;
use queuity::discipline::Registry;
use queuity::experiment::{Alone, Threads, Workers};
use queuity::synth::layout::LAYOUTS;
use queuity::synth::mess::{PROFILES, Profile};
use queuity::synth::table::Row;
use queuity::synth::{Ask, Extract, Population, Sink, Site, Synth};

/// Two lists that refer on to each other, so that people have several pathways; everything draws luck.
const COUPLED: &str = r#"
queuity = 1
[scenario]
start = 2026-02-02
horizon = "12 weeks"
[[attribute]]
name = "sex"
levels = ["female", "male"]
[[service]]
name = "eyes"
referrals = { per_week = 15 }
removal = { per_week = 0.02 }
[[service.stage]]
name = "clinic"
slots = { per_week = 15, days = ["tue"], lost_sessions = 0.1 }
next = [{ ends = "discharged", share = 0.5, refers_to = "surgery", after = "1 week" }, { ends = "treated" }]
[[service]]
name = "surgery"
slots = { per_week = 6, days = ["thu"] }
misses_appointment = { default = 0.1 }
"#;

/// The rows of each table, and the most that came at once.
#[derive(Default)]
struct Taken(Vec<Vec<String>>, usize);

impl Sink for Taken {
    fn rows(&mut self, table: usize, rows: &[Row<'_>]) -> io::Result<()> {
        self.0.resize(self.0.len().max(table + 1), Vec::new());
        self.0[table].extend(rows.iter().map(|row| format!("{:?}", row.cells)));
        self.1 = self.1.max(rows.len());
        Ok(())
    }
}

#[test]
fn rows_made_piece_by_piece_are_those_made_at_once() {
    let scenario = compile::load(COUPLED, &Registry::shipped()).expect("a scenario");
    let profile = PROFILES.iter().find(|p| p.name == "typical").expect("a profile");
    let profile = Profile::parse(profile.text).expect("a profile");
    let ask = Ask { rows: Some(400), population: Population::All, as_of: None, from: None, variant: None };
    for layout in LAYOUTS {
        let made = |pieces_of: u64, workers: &dyn Workers| {
            let synth = Synth::new(&scenario, &ask, layout).expect("lists").spoil(&profile).expect("faults");
            let mut taken = Taken::default();
            let made = synth.in_pieces_of(pieces_of).make(workers, &mut taken, &|_, _| {}, &|| false).expect("rows");
            (taken, made)
        };
        let (whole, counted) = made(u64::MAX, &Alone);
        assert!(counted.sites > 1 && whole.0[0].len() > 3, "{}", layout.name());
        for pieces_of in [1, 7, 64] {
            let (pieces, again) = made(pieces_of, &Alone);
            assert_eq!((&pieces.0, &again), (&whole.0, &counted), "{} in pieces of {pieces_of}", layout.name());
            assert!(pieces_of > 7 || pieces.1 < whole.1 || layout.name() == "rtt", "{}", layout.name());
        }
        assert_eq!(made(5, &Threads::new(3)).0.0, whole.0, "{}", layout.name());
    }
}

#[test]
fn a_site_with_the_people_asked_for_alone_is_the_whole_one_without_the_others() {
    let scenario = compile::load(COUPLED, &Registry::shipped()).expect("a scenario");
    for population in [Population::Waiting, Population::Referred, Population::All] {
        let ask = Ask { rows: None, population, as_of: None, from: None, variant: None };
        let extract = Extract::new(&scenario, &ask).expect("fits");
        for number in 0..3 {
            let mut all = Site::run(&extract.model, number, &|| false).expect("runs");
            let had = all.pathways();
            all.keep(&extract);
            assert_eq!(all, Site::of(&extract, number, &|| false).expect("runs"));
            assert!(had > 0 && (population != Population::Waiting || all.pathways() < had));
        }
    }
}
