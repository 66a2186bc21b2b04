//! The profiles that ship: one file and one line each.

/// A profile that ships.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    /// Its name.
    pub name: &'static str,
    /// One line for lists.
    pub summary: &'static str,
    /// The file.
    pub text: &'static str,
}

/// The profiles, in the order of the list.
pub const PROFILES: [Shipped; 4] = [
    Shipped {
        name: "light",
        summary: "a well-kept list: a few values missing, mistyped or entered twice",
        text: include_str!("profiles/light.toml"),
    },
    Shipped {
        name: "typical",
        summary: "what an extract usually has: every kind of fault, each in one to a few of a hundred",
        text: include_str!("profiles/typical.toml"),
    },
    Shipped {
        name: "by group",
        summary: "faults that fall on some groups more: who is worse off is also worse recorded",
        text: include_str!("profiles/by-group.toml"),
    },
    Shipped {
        name: "migration",
        summary: "some sites have moved to a new system: dates of the wrong kind, default codes, waits that never end",
        text: include_str!("profiles/migration.toml"),
    },
];
