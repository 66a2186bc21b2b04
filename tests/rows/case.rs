//! Random scenarios, as text: small numbers that the text is made from.

use proptest::prelude::*;

/// One stage.
#[derive(Clone, Debug)]
struct Stage {
    capacity: u8,
    size: u8,
    misses: u8,
    cancels: u8,
    next: Vec<(u8, u8)>,
    /// Whether the last stage has no `next`.
    open: bool,
    joining: bool,
    rule: u8,
    lever: u8,
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    seed: u32,
    /// By service.
    stages: Vec<Vec<Stage>>,
    today: u8,
    per_week: u8,
    warm: bool,
    course: bool,
    changes: bool,
    removal: bool,
    rebook: u8,
    /// What the official clock does, and how many are unavailable at a call.
    clock: u8,
    away: u8,
    validations: Vec<u8>,
    scaled: bool,
    every: u8,
}

fn stage() -> impl Strategy<Value = Stage> {
    let next = prop::collection::vec((0_u8..4, 0_u8..4), 0..3);
    (0_u8..4, 1_u8..6, 0_u8..4, 0_u8..3, next, any::<bool>(), any::<bool>(), 0_u8..6, 0_u8..6).prop_map(
        |(capacity, size, misses, cancels, next, open, joining, rule, lever)| Stage {
            capacity,
            size,
            misses,
            cancels,
            next,
            open,
            joining,
            rule,
            lever,
        },
    )
}

pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let services = prop::collection::vec(prop::collection::vec(stage(), 1..4), 1..3);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let validations = prop::collection::vec(1_u8..90, 0..3);
    let after = (0_u8..4, 0_u8..5, 0_u8..3);
    (any::<u32>(), services, 0_u8..30, 1_u8..12, flags, after, validations, 0_u8..3).prop_map(
        |(seed, stages, today, per_week, (warm, course, changes, removal, scaled), after, validations, every)| Case {
            seed,
            stages,
            today,
            per_week,
            warm,
            course,
            changes,
            removal,
            rebook: after.0,
            clock: after.1,
            away: after.2,
            validations,
            scaled,
            every,
        },
    )
}

const RULES: [&str; 6] = [
    "{ kind = \"first come\" }",
    "{ kind = \"strict\" }",
    "{ kind = \"accumulating\", by_urgency = { urgent = 3 } }",
    "{ kind = \"longest list\", by = \"urgency\" }",
    "{ kind = \"random\" }",
    "{ kind = \"due date\" }",
];

impl Case {
    /// A count of people or slots of the scenario.
    fn count(&self, n: u8) -> u32 {
        u32::from(n) * if self.scaled { 100 } else { 1 }
    }

    pub(crate) fn text(&self) -> String {
        let audit = ["7 days", "1 day", "10 days"][usize::from(self.every)];
        let warm = if self.warm { "21 days" } else { "0 days" };
        let mut text = format!(
            "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"140 days\"\nwarm_up = \"{warm}\"\nseed = {}\naudit = \"{audit}\"\n\
             currency = \"GBP\"\n",
            self.seed
        );
        if self.scaled {
            text += "scale = 100\n";
        }
        text += "[[attribute]]\nname = \"a\"\nlevels = [\"poor\", \"middle\", \"rich\"]\nshare = [0.3, 0.4, 0.3]\n\
                 [[attribute]]\nname = \"b\"\nordered = false\nlevels = [\"north\", \"south\"]\n[discipline]\nkind = \"first come\"\n";
        for (number, stages) in self.stages.iter().enumerate() {
            self.service(&mut text, number, stages);
        }
        text
    }

    fn service(&self, text: &mut String, number: usize, stages: &[Stage]) {
        let (per_week, today) = (self.count(self.per_week), self.count(self.today));
        *text += &format!(
            "[[service]]\nname = \"s{number}\"\n\
             urgency = [{{ name = \"urgent\", share = 0.3, target = \"7 days\" }}, {{ name = \"soon\", share = 0.3, target = \"30 days\" }}, \
             {{ name = \"routine\", share = 0.4, target = \"60 days\" }}]\n\
             referrals = {{ per_week = {per_week} }}\n\
             waiting = {{ count = {today}, wait = {{ kind = \"uniform\", low = \"0 days\", high = \"90 days\" }} }}\n\
             after_missed = {{ rebook = 0.{}, after = \"3 days\" }}\n",
            5 + self.rebook
        );
        *text += [
            "",
            "official_clock = { missed = \"restarts\", cancelled = \"restarts\", most_restarts = 2 }\n",
            "official_clock = { missed = \"pauses\", unavailable = \"pauses\" }\n",
            "official_clock = { missed = \"restarts when back\", declined = \"restarts\", unavailable = \"restarts\" }\n",
            "official_clock = { missed = \"restarts\", unavailable = \"pauses\" }\n",
        ][usize::from(self.clock)];
        if self.removal {
            *text += "removal = { per_week = { default = 0.05, a = { poor = 0.1 } } }\n";
        }
        *text += "[service.harm.GP]\nper_week = { default = 0.1, a = { poor = 0.3 } }\nby_urgency = { urgent = 7, soon = 2 }\ncost = 11\n\
                  [service.costs]\nslot = 100\nmissed = 20\nfixed = 1000\n";
        if self.course {
            *text += "[service.course]\ndeath = { per_week = 0.02 }\nemergency = { per_week = 0.02 }\nprivate = { per_week = 0.05 }\n";
        }
        if self.changes {
            *text += "[service.course.deterioration.per_week]\nroutine = { urgent = 0.1, soon = 0.1 }\nsoon = { urgent = 0.1 }\n\
                      urgent = { routine = 0.1 }\n";
        }
        let asked = self.validations.iter().map(|day| {
            format!("{{ at = \"{day} days\", leaves = 0.2, by_mistake = {{ default = 0, a = {{ poor = 0.1 }} }} }}")
        });
        *text += &format!("[service.levers]\nvalidation = [{}]\n", asked.collect::<Vec<_>>().join(", "));
        for (n, stage) in stages.iter().enumerate() {
            self.stage(text, stages, n, stage);
        }
    }

    fn stage(&self, text: &mut String, stages: &[Stage], n: usize, stage: &Stage) {
        *text += &format!("[[service.stage]]\nname = \"p{n}\"\n");
        let slotted = stage.capacity % 4 < 2;
        let timed = stage.capacity % 4 == 3;
        *text += &match stage.capacity % 4 {
            0 => format!("slots = {{ per_week = {} }}\n", self.count(2 + 2 * stage.size)),
            1 => format!(
                "slots = {{ per_week = {}, days = [\"tue\"], lost_sessions = 0.1 }}\n",
                self.count(3 * stage.size)
            ),
            2 => format!(
                "servers = {{ count = {}, service = {{ kind = \"exponential\", mean = \"20 hours\" }} }}\n",
                self.count(1 + stage.size)
            ),
            _ => format!("takes = {{ kind = \"gamma\", mean = \"{} days\", cv = 0.5 }}\n", stage.size),
        };
        if !timed {
            *text += &format!("misses_appointment = 0.{}\n", stage.misses);
            *text += &format!(
                "discipline = {}\n",
                RULES[usize::from(if slotted && stage.lever == 5 && stage.rule == 4 { 0 } else { stage.rule })]
            );
            if slotted {
                *text += &format!("cancels_appointment = 0.{}\n", stage.cancels);
                *text += &format!(
                    "unavailable = {{ share = 0.{}, for = {{ kind = \"uniform\", low = \"0 days\", high = \"20 days\" }} }}\n",
                    self.away
                );
            }
        }
        if stage.joining {
            *text += "order_from = \"joining\"\n";
        }
        self.next(text, stages, n, stage);
        if slotted {
            *text += match stage.lever {
                1 => "[service.stage.levers]\nsupport = { reach = 0.5, misses_times = 0.5 }\n",
                2 => "[service.stage.levers]\nbooking = { ahead = \"2 weeks\" }\n",
                3 => "[service.stage.levers]\noverbooking = { predicted = 0.1 }\n",
                4 => {
                    "[service.stage.levers]\nsurge = { above = 30, per_week = 5, at_most = 10, review = \"2 weeks\", after = \"1 week\" }\n"
                }
                5 => {
                    "[[service.stage.levers.only_for]]\nslots = { per_week = 4, days = [\"sat\"] }\nfor = { a = [\"poor\"] }\n\
                      take_up = 0.5\noutside = true\n"
                }
                _ => "",
            };
        }
    }

    fn next(&self, text: &mut String, stages: &[Stage], n: usize, stage: &Stage) {
        let mut next: Vec<String> = Vec::new();
        // Never back without time passing, or a run would not end.
        for (to, kind) in &stage.next {
            let to = usize::from(*to) % stages.len();
            let more = match kind {
                0 => "",
                1 => ", clock_stops = \"treated\"",
                2 => ", clock_stops = \"discharged\"",
                _ => ", urgency = \"urgent\"",
            };
            next.push(format!("{{ to = \"p{to}\", share = 0.3, after = \"{} days\"{more} }}", 1 + kind));
        }
        let last = n + 1 == stages.len();
        match (last, stage.open) {
            (false, _) => next.push(format!("{{ to = \"p{}\" }}", n + 1)),
            (true, false) => next.push("{ ends = \"treated\" }".to_string()),
            (true, true) if next.is_empty() => return,
            (true, true) => next.push("{ ends = \"discharged\" }".to_string()),
        }
        *text += &format!("next = [{}]\n", next.join(", "));
    }
}
