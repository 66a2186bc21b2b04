//! The words of statuses. In all lists of words, capitals and signs make no difference.

/// Words of those who wait.
pub(super) const WAITING: [&str; 13] = [
    "waiting",
    "awaiting",
    "await",
    "waits",
    "active",
    "open",
    "incomplete",
    "current",
    "live",
    "ongoing",
    "pending",
    "outstanding",
    "waitlisted",
];
/// Words of those who wait, with or without a day for it.
pub(super) const BOOKED: [&str; 3] = ["booked", "scheduled", "listed"];
/// Words of those who were treated.
pub(super) const TREATED: [&str; 9] =
    ["treated", "admitted", "seen", "operated", "completed", "complete", "attended", "performed", "done"];
/// Words of treatments; people who are only seen, attend or are admitted may wait for one.
pub(super) const SURELY: [&str; 3] = ["treated", "operated", "performed"];
/// What is given in a treatment, and words of a treatment that has begun.
pub(super) const TREATMENTS: [&str; 6] = ["treatment", "surgery", "op", "operation", "procedure", "admission"];
pub(super) const BEGUN: [&str; 6] = ["started", "given", "commenced", "done", "performed", "completed"];
/// What is complete before a treatment, and is none.
pub(super) const FIRST_STEPS: [&str; 22] = [
    "poa",
    "preop",
    "op",
    "assessment",
    "preassessment",
    "triage",
    "vetting",
    "form",
    "forms",
    "consent",
    "diagnostics",
    "diagnostic",
    "prehab",
    "physio",
    "course",
    "programme",
    "opa",
    "scan",
    "validation",
    "referral",
    "booking",
    "registration",
];
/// Words of those who have left untreated.
pub(super) const REMOVED: [&str; 10] =
    ["removed", "delisted", "unlisted", "withdrawn", "withdrew", "discharged", "dnar", "lwbs", "removal", "deleted"];
/// The same of words that may be of an offer or of another list: people who wait all the same are named so, too.
pub(super) const REFUSED: [&str; 7] =
    ["cancelled", "canceled", "declined", "refused", "rejected", "transferred", "cancellation"];
/// Words of those who have died.
pub(super) const DIED: [&str; 5] = ["died", "dead", "deceased", "rip", "death"];
/// Words of those who have left in a way that is not said.
pub(super) const GONE: [&str; 12] = [
    "closed",
    "inactive",
    "ended",
    "off",
    "stopped",
    "ceased",
    "expired",
    "finished",
    "gone",
    "deactivated",
    "archived",
    "terminated",
];
/// What people are off, where that says that they have left.
pub(super) const OFF: [&str; 7] = ["list", "wl", "waiting", "the", "ptl", "pathway", "clock"];
/// What is closed, ended or stopped beside a wait.
pub(super) const NOT_THE_WAIT: [&str; 10] = [
    "smoking",
    "warfarin",
    "date",
    "mri",
    "reduction",
    "fracture",
    "medication",
    "anticoagulants",
    "drinking",
    "treatment",
];
/// Words of rows that are of nobody.
pub(super) const NOBODY: [&str; 9] =
    ["void", "voided", "duplicate", "duplicated", "error", "erroneous", "invalid", "mistake", "mistakenly"];
/// Words of mistakes, which may have been put right, and words that say so.
pub(super) const MISTAKES: [&str; 5] = ["error", "erroneous", "invalid", "mistake", "mistakenly"];
pub(super) const RIGHTED: [&str; 6] = ["corrected", "fixed", "resolved", "rectified", "amended", "cleared"];
/// Words that turn the meaning of one of the next words.
pub(super) const NOT: [&str; 5] = ["not", "no", "non", "never", "without"];
/// What may stand between such a word and one of a wait.
pub(super) const LIGHT: [&str; 20] = [
    "currently",
    "yet",
    "on",
    "the",
    "a",
    "an",
    "actively",
    "now",
    "still",
    "be",
    "been",
    "being",
    "waiting",
    "list",
    "wl",
    "rtt",
    "any",
    "longer",
    "added",
    "to",
];
/// Words that turn the meaning of a treatment that follows.
pub(super) const BEFORE: [&str; 2] = ["before", "prior"];
/// Words of those who are on the list again, whatever stands beside them.
pub(super) const AGAIN: [&str; 12] = [
    "reinstated",
    "relisted",
    "reopened",
    "resumed",
    "restarted",
    "rebooked",
    "rescheduled",
    "reactivated",
    "relist",
    "rebook",
    "redate",
    "reinstate",
];
/// Words of a wait that goes on, where something that is to come stands behind them.
pub(super) const STILL: [&str; 8] =
    ["awaiting", "await", "pending", "booked", "listed", "scheduled", "waitlisted", "outstanding"];
/// What is still to come after people were seen.
pub(super) const TO_COME: [&str; 8] =
    ["needs", "requires", "required", "requiring", "remains", "remain", "still", "for"];
/// What comes after treatment.
pub(super) const AFTERCARE: [&str; 12] = [
    "follow",
    "followup",
    "fu",
    "review",
    "aftercare",
    "letter",
    "typing",
    "outcome",
    "reporting",
    "validation",
    "coding",
    "outcomes",
];
/// A wait that stood still.
pub(super) const HOLDS: [&str; 8] =
    ["hold", "pause", "suspension", "suspended", "deferral", "paused", "unavailability", "unavailable"];
/// What people leave, or before what, so that "left" is no side of the body.
pub(super) const LEAVES: [&str; 9] =
    ["without", "before", "untreated", "list", "the", "hospital", "department", "clinic", "area"];
/// What may stand before "left" where nothing stands behind it.
pub(super) const WHO_LEFT: [&str; 15] = [
    "patient", "pt", "person", "client", "child", "family", "has", "have", "had", "already", "since", "now", "and",
    "they", "who",
];
/// What may be cancelled, offered or refused while a person goes on waiting.
pub(super) const EVENTS: [&str; 21] = [
    "operation",
    "op",
    "appointment",
    "appt",
    "procedure",
    "surgery",
    "admission",
    "tci",
    "theatre",
    "session",
    "clinic",
    "booking",
    "slot",
    "date",
    "offer",
    "offers",
    "first",
    "bed",
    "beds",
    "hospital",
    "day",
];
/// The same of what people refuse: who declines surgery has left.
pub(super) const OFFERS: [&str; 10] =
    ["date", "dates", "offer", "offers", "tci", "slot", "x1", "x2", "first", "provider"];
/// What is cancelled with the wait.
pub(super) const WHOLE: [&str; 6] = ["entry", "referral", "pathway", "request", "order", "episode"];
/// For want of what something is cancelled, and is to come again.
pub(super) const NO_ROOM: [&str; 6] = ["bed", "beds", "theatre", "date", "rebook", "redate"];
/// Why something is cancelled for good.
pub(super) const FOR_GOOD: [&str; 12] =
    ["needed", "required", "resolved", "moved", "want", "wants", "unfit", "gp", "improved", "wish", "elsewhere", "fit"];
/// Where people are moved to and go on waiting.
pub(super) const OTHER_LISTS: [&str; 9] = ["list", "lists", "wl", "ipwl", "ptl", "consultant", "this", "pooled", "in"];
/// Lists and pathways that "admitted" may be the kind of.
pub(super) const KINDS: [&str; 7] = ["pathway", "pathways", "ptl", "wl", "waiting", "list", "stage"];
