//! What the columns of lists of people are called.

/// Names of the day on which the clock started, the usual ones first; names of national data sets are among them.
pub(super) const STARTS: [&str; 24] = [
    "referral to treatment period start date",
    "rtt start date",
    "rtt clock start date",
    "rtt clock start",
    "clock start date",
    "date of clock start",
    "clock start",
    "referral request received date",
    "referral received date",
    "date referral received",
    "date of receipt of referral",
    "referral date",
    "date of referral",
    "referral dt",
    "referred date",
    "date referred",
    "referred on",
    "date added to waiting list",
    "date added to list",
    "date on waiting list",
    "date on list",
    "date added",
    "waiting list date",
    "decided to admit date",
];

/// Names that may be the day on which the clock started, and may be the beginning of a period.
pub(super) const WEAK: [&str; 4] = ["start date", "referral", "referred", "date received"];

/// Names of the day of treatment.
pub(super) const TREATED: [&str; 17] = [
    "referral to treatment period end date",
    "rtt end date",
    "rtt clock stop date",
    "rtt clock stop",
    "clock stop date",
    "date of clock stop",
    "clock stop",
    "treatment date",
    "date of treatment",
    "date treated",
    "treated date",
    "treated",
    "admission date",
    "date of admission",
    "date admitted",
    "date seen",
    "end date",
];

/// Names among these that may be the day of a first appointment, or of an admission that was cancelled.
pub(super) const WEAK_ENDS: [&str; 5] =
    ["admission date", "date of admission", "date admitted", "date seen", "end date"];

/// Names of the day on which people left untreated.
pub(super) const REMOVED: [&str; 13] = [
    "removal date",
    "removed date",
    "date removed",
    "date of removal",
    "waiting list removal date",
    "elective admission list removal date",
    "date removed from list",
    "date removed from waiting list",
    "removal",
    "removed",
    "date of death",
    "death date",
    "date died",
];

/// Names of what has become of people.
pub(super) const STATUS: [&str; 30] = [
    "status",
    "wl status",
    "wl entry status",
    "waiting list entry status",
    "ptl status",
    "patient status",
    "record status",
    "booking status",
    "appointment status",
    "attendance status",
    "admission status",
    "episode status",
    "referral status",
    "clock status",
    "outcome",
    "attendance outcome",
    "list status",
    "waiting list status",
    "pathway status",
    "rtt status",
    "rtt status code",
    "rtt period status",
    "referral to treatment period status",
    "current status",
    "entry status",
    "removal reason",
    "reason for removal",
    "removal reason code",
    "elective admission list removal reason",
    "reason removed",
];

/// Names of how many appointments people have missed.
pub(super) const MISSED: [&str; 26] = [
    "missed appointments",
    "appointments missed",
    "number of missed appointments",
    "times missed",
    "missed",
    "dna",
    "dnas",
    "number of dnas",
    "dna count",
    "dnas count",
    "total dnas",
    "did not attend",
    "did not attends",
    "fta",
    "ftas",
    "number of ftas",
    "fta count",
    "failed to attend",
    "wnb",
    "wnbs",
    "number of wnbs",
    "wnb count",
    "was not brought",
    "no shows",
    "number of no shows",
    "non attendances",
];

/// Names of the clinical class.
pub(super) const URGENCY: [&str; 11] = [
    "urgency",
    "urgency at referral",
    "clinical urgency",
    "priority",
    "clinical priority",
    "priority type",
    "priority type code",
    "priority code",
    "procedure priority code",
    "p code",
    "triage category",
];

/// Names of the day of a list, in its own rows.
pub(super) const LIST_DAYS: [&str; 16] = [
    "week ending date",
    "week ending",
    "month ending",
    "month end",
    "month end date",
    "census date",
    "snapshot date",
    "snapshot",
    "extract date",
    "date of extract",
    "report date",
    "reporting date",
    "list date",
    "date of list",
    "as at",
    "as at date",
];
