//! Named lists that are the same for everybody: made by one command, and frozen by a hash of their tables.

/// The version of all of them: it rises when a byte of one of them changes.
pub const VERSION: u32 = 2;

/// The scenario that they are made of.
pub const SCENARIO: &str = include_str!("../../scenarios/demo.toml");

/// A benchmark list.
#[derive(Clone, Copy, Debug)]
pub struct Benchmark {
    /// Its name.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// Pathways.
    pub rows: u64,
    /// The profile of faults, where there is one.
    pub mess: Option<&'static str>,
    /// The inequity, where there is one.
    pub inject: Option<&'static str>,
    /// SHA-256 of the lines "hash, two blanks, name" of its CSV tables, sorted by name, as `sha256sum *.csv` prints them.
    pub sha256: &'static str,
}

/// The day of all of them, and who they are about: everybody who was on the list by then.
pub const AS_OF: &str = "2026-12-31";

/// The inequity of those that have one.
const UNEQUAL: &str = "missed appointments: deprivation=most deprived, x3";

/// The benchmark lists, in the order of the list.
pub const BENCHMARKS: [Benchmark; 5] = [
    Benchmark {
        name: "small clean",
        summary: "1,000 pathways of one list, without faults: to try a dashboard in a minute",
        rows: 1_000,
        mess: None,
        inject: None,
        sha256: "525e2383d0cce5a8e2dde9c453b0066c19aa24ebf49116528634c7989a82aa9b",
    },
    Benchmark {
        name: "large clean",
        summary: "100,000 pathways of many sites, without faults: to see whether it is fast",
        rows: 100_000,
        mess: None,
        inject: None,
        sha256: "60f24973e42dbfd8caa501b5c7cf2f1663142ef173c4f8274e606db2289a1c23",
    },
    Benchmark {
        name: "messy",
        summary: "10,000 pathways with every kind of fault, each in one to a few of a hundred",
        rows: 10_000,
        mess: Some("typical"),
        inject: None,
        sha256: "5f83b5a4f30cf86f0a6e8615c1e0b46a5ab9ac195d1218c183a582098213d232",
    },
    Benchmark {
        name: "unequal",
        summary: "10,000 pathways where the odds of a missed appointment of the most deprived are three times what they were",
        rows: 10_000,
        mess: None,
        inject: Some(UNEQUAL),
        sha256: "43f7254560aa4ffc0de4974d66333f320fd3565806cdec762ba56b38566a02eb",
    },
    Benchmark {
        name: "unequal and messy",
        summary: "the same with faults that fall on the most deprived more",
        rows: 10_000,
        mess: Some("by group"),
        inject: Some(UNEQUAL),
        sha256: "e4cc523797b5184d7624b7482ec2408fa9ca5442070575d6d3e4c162e660c0b0",
    },
];

/// The benchmark of a name.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Benchmark> {
    BENCHMARKS.iter().find(|b| b.name == name)
}
