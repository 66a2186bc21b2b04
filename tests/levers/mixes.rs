//! The mix of urgencies by group: late referral, say.

use crate::levers::{events, model, tally, text};

const URGENCY: &str =
    "urgency = [{ name = \"P2\", share = 0.2, target = \"4 weeks\" }, { name = \"P4\", share = 0.8 }]\n";

fn service(referrals: &str, waiting: &str) -> String {
    let list = format!(
        "referrals = {{ per_week = 40{referrals} }}\nwaiting = {{ bands_weeks = [0, 10], count = [200, 100]{waiting} }}\n"
    );
    text(60, &format!("{URGENCY}{list}slots = {{ per_week = 40 }}\nmisses_appointment = 0.1\n"))
}

/// A mix that is the same for all groups is one mix, event by event.
#[test]
fn equal_mixes_are_one_mix() {
    let by = ", urgency_by_group = { group = { poor = { P2 = 0.2, P4 = 0.8 }, rich = { P2 = 0.2, P4 = 0.8 } } }";
    let (plain, equal) = (service("", ""), service(by, by));
    assert_eq!(events(&plain, 0), events(&equal, 0));
    let mix = |text: &str| model(text).services[0].referrals.as_ref().map(|r| r.mix.clone());
    assert_eq!(mix(&plain), mix(&equal));
}

/// Who is not named has the mix of all; who is, their own, among those referred and on today's list.
#[test]
fn each_group_has_its_mix() {
    let by = ", urgency_by_group = { group = { poor = { P2 = 0.5, P4 = 0.5 } } }";
    let t = tally(&service(by, by), 0);
    for (group, expected) in [(0, 0.5), (1, 0.2)] {
        let of = |urgency: usize| {
            let classes = t.classes.iter().enumerate().filter(|(c, _)| c / 4 == group && c % 2 == urgency);
            classes.filter_map(|(_, c)| c.as_deref()).fold((0, 0), |(a, b), c| (a + c.initial, b + c.referred))
        };
        let (urgent, other) = (of(0), of(1));
        for (urgent, other) in [(urgent.0, other.0), (urgent.1, other.1)] {
            let n = (urgent + other) as f64;
            let sd = (expected * (1.0 - expected) / n).sqrt();
            assert!((urgent as f64 / n - expected).abs() < 4.0 * sd, "{group}: {urgent} of {n}");
        }
    }
}

/// The same people are referred at the same times, in the same groups; only their urgency moves, and only in one group.
#[test]
fn a_mix_of_one_group_moves_nobody_else() {
    let by = ", urgency_by_group = { group = { poor = { P2 = 0.5, P4 = 0.5 } } }";
    let joined = |text: &str| {
        let of = events(text, 0).into_iter().filter(|e| matches!(e.2, crate::levers::Event::Joined(_)));
        of.map(|(at, class, who)| (at, format!("{who:?}"), class)).collect::<Vec<_>>()
    };
    let (plain, other) = (joined(&service("", "")), joined(&service(by, "")));
    assert_eq!(plain.len(), other.len());
    let mut moved = 0;
    for (a, b) in plain.iter().zip(&other) {
        assert_eq!((a.0, &a.1, a.2 / 2), (b.0, &b.1, b.2 / 2));
        if a.2 != b.2 {
            // From P4 to P2, the first of the two.
            assert!(a.2 / 4 == 0 && a.2 == b.2 + 1, "{a:?} {b:?}");
            moved += 1;
        }
    }
    assert!(moved > 100, "{moved}");
}

/// The levels under other names, and in another order where all that is given for them moves with them, give the figures of each
/// level within chance: a mix belongs to a level and not to a place.
#[test]
fn a_mix_follows_its_level() {
    let turned = |levels: &str, share: &str, poor: &str| {
        let by = format!(", urgency_by_group = {{ group = {{ {poor} = {{ P2 = 0.6, P4 = 0.4 }} }} }}");
        let text =
            service(&by, "").replace("[\"poor\", \"rich\"]\nshare = [0.5, 0.5]", &format!("{levels}\nshare = {share}"));
        let model = model(&text);
        let place = model.population.attributes[0].levels.iter().position(|l| l == poor).expect("a level");
        let t = tally(&text, 0);
        let of = |urgency: usize| {
            let classes = t.classes.iter().enumerate().filter(|(c, _)| c / 4 == place && c % 2 == urgency);
            classes.filter_map(|(_, c)| c.as_deref()).map(|c| c.referred).sum::<u64>() as f64
        };
        let n = of(0) + of(1);
        ((of(0) / n - 0.6) / (0.24 / n).sqrt(), n)
    };
    for (levels, share, poor) in [
        ("[\"poor\", \"rich\"]", "[0.3, 0.7]", "poor"),
        ("[\"rich\", \"poor\"]", "[0.7, 0.3]", "poor"),
        ("[\"a\", \"b\"]", "[0.7, 0.3]", "b"),
    ] {
        let (z, n) = turned(levels, share, poor);
        assert!(z.abs() < 4.0 && (500.0..950.0).contains(&n), "{levels}: {z} of {n}");
    }
}
