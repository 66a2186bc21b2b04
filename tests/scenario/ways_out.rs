//! Pathways that people go round in: refused where a person who can come never leaves the list.

use queuity::compile;

use crate::scenario::registry;

/// The codes of what is wrong with a clinic and a theatre; P4 are sent from one to the other and back.
fn codes(urgency: &str, clinic: &str, more: &str) -> Vec<&'static str> {
    let text = format!(
        "queuity = 1\n[scenario]\nhorizon = \"40 weeks\"\n[discipline]\nkind = \"first come\"\n[[service]]\nname = \"s\"\n\
         referrals = {{ per_week = 20 }}\nurgency = [{urgency}]\n{more}\
         [[service.stage]]\nname = \"clinic\"\nslots = {{ every = \"1 week\", count = 30 }}\n{clinic}\n\
         [[service.stage]]\nname = \"theatre\"\nslots = {{ every = \"1 week\", count = 30 }}\n\
         next = [{{ to = \"clinic\", share_by_urgency = {{ P4 = 1 }} }}, {{ ends = \"treated\" }}]\n"
    );
    match compile::load(&text, &registry()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|p| p.code).collect(),
    }
}

const BOTH: &str = "{ name = \"P2\", share = 0.2 }, { name = \"P4\", share = 0.8 }";
const ON: &str = "next = [{ to = \"theatre\" }]";

#[test]
fn a_class_that_never_leaves_is_refused() {
    assert_eq!(codes(BOTH, ON, ""), ["Q0424"]);
}

#[test]
fn a_class_that_becomes_another_leaves_with_it() {
    let course = |from: &str, to: &str| {
        format!("course = {{ deterioration = {{ per_week = {{ {from} = {{ {to} = 0.1 }} }} }} }}\n")
    };
    assert!(codes(BOTH, ON, &course("P4", "P2")).is_empty());
    // The other way round helps nobody.
    assert_eq!(codes(BOTH, ON, &course("P2", "P4")), ["Q0424"]);
    // Nor does dying on the list.
    assert_eq!(codes(BOTH, ON, "course = { death = { per_week = 0.1 } }\n"), ["Q0424"]);
}

#[test]
fn only_those_who_can_come_must_be_able_to_leave() {
    let only_urgent = "{ name = \"P2\", share = 1 }, { name = \"P4\", share = 0 }";
    assert!(codes(only_urgent, ON, "").is_empty());
    // At the clinic the P4 are treated, so none of them comes to the theatre.
    let treated = "next = [{ ends = \"treated\", share_by_urgency = { P4 = 1 } }, { to = \"theatre\" }]";
    assert!(codes(BOTH, treated, "").is_empty());
    // Unless they wait there already, are referred by name, or become P4 on the way.
    let waiting = "waiting = { bands_weeks = [0, 6], count = [5], urgency = { P4 = 1 } }\n";
    assert_eq!(codes(only_urgent, ON, waiting), ["Q0424"]);
    assert!(codes(only_urgent, ON, &waiting.replace("[5]", "[0]")).is_empty());
    assert_eq!(codes(only_urgent, ON, "extra = [{ at = \"3 weeks\", urgency = \"P4\" }]\n"), ["Q0424"]);
    let becomes = "course = { deterioration = { per_week = { P2 = { P4 = 0.1 } } } }\n";
    assert_eq!(codes(only_urgent, ON, becomes), ["Q0424"]);
}

#[test]
fn people_who_are_referred_on_must_be_able_to_leave_too() {
    // Nobody comes to the list but from elsewhere, and there only the rich are referred on.
    let clinic = |rich: &str, share: &str| {
        format!(
            "queuity = 1\n[scenario]\nhorizon = \"40 weeks\"\n[[attribute]]\nname = \"a\"\nlevels = [\"poor\", \"rich\"]\n\
             share = [{share}]\n[[service]]\nname = \"before\"\nreferrals = {{ per_week = 5 }}\n[[service.stage]]\nname = \"seen\"\n\
             slots = {{ every = \"1 week\", count = 9 }}\nnext = [{{ ends = \"treated\", refers_to = \"list\", after = \"1 week\" }}]\n\
             [[service]]\nname = \"list\"\n[[service.stage]]\nname = \"clinic\"\nslots = {{ every = \"1 week\", count = 9 }}\n\
             next = [{{ to = \"clinic\", share = {{ default = 1, a = {{ rich = {rich} }} }}, after = \"1 day\" }}, {{ ends = \"treated\" }}]\n"
        )
    };
    let codes = |text: &str| match compile::load(text, &registry()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|p| p.code).collect(),
    };
    assert_eq!(codes(&clinic("0.5", "0.5, 0.5")), ["Q0424"]);
    assert!(codes(&clinic("0.5", "0, 1")).is_empty());
    assert_eq!(codes(&clinic("1", "0, 1")), ["Q0424"]);
}
