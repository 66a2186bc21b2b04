//! What the columns of a file are.

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Lists with a capacity of their own: specialties, procedures.
    Service,
    /// What the row counts: who waits, who was treated, who was referred.
    Part,
    /// How people differ.
    Group,
    /// Places and other keys, over which counts are added up.
    Place,
    /// The day or month of the counts.
    Date,
    /// A band of waits, across.
    Band,
    /// The band of the row, down.
    Label,
    /// The count of the row.
    Count,
    /// All people of a row.
    Total,
    /// The day on which the clock of a person started.
    Start,
    /// The day on which they were treated.
    Treated,
    /// The day on which they left untreated.
    Removed,
    /// What has become of them.
    Status,
    /// How many appointments they have missed.
    Missed,
    /// How urgent they are.
    Urgency,
    /// Set aside.
    Aside,
}

impl Role {
    /// The roles that a mapping file may name.
    pub(super) const NAMED: [(&'static str, Role); 16] = [
        ("service", Role::Service),
        ("part", Role::Part),
        ("group", Role::Group),
        ("place", Role::Place),
        ("date", Role::Date),
        ("band", Role::Band),
        ("band of the row", Role::Label),
        ("count", Role::Count),
        ("total", Role::Total),
        ("start", Role::Start),
        ("treated", Role::Treated),
        ("removed", Role::Removed),
        ("status", Role::Status),
        ("missed", Role::Missed),
        ("urgency", Role::Urgency),
        ("aside", Role::Aside),
    ];

    /// By its name in a mapping file.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(n, _)| *n == name).map(|n| n.1)
    }

    /// Its name in a mapping file.
    pub(super) fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, r)| *r == self).map_or("aside", |n| n.0)
    }
}
