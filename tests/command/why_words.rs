//! What `queuity why` says of people who are seen again, whose case does not fit, and whose urgency changes.

use crate::command::{queuity, succeeds, write};

fn told(text: &str, patient: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", text);
    let said = succeeds(queuity(home.path(), &["why", "s.toml", "--patient", patient]));
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

const HEAD: &str = "queuity = 1\n[scenario]\nstart = 2026-01-05\nhorizon = \"8 weeks\"\nreplications = 1\n";

fn twice(stages: &str) -> String {
    format!(
        "{HEAD}[[service]]\nname = \"clinic\"\nreferrals = {{ per_week = 0 }}
         urgency = [{{ name = \"first\", share = 1, target = \"18 weeks\" }}, {{ name = \"second\", share = 0, target = \"3 weeks\" }}]
         waiting = {{ part = [{{ count = 3, from = \"20 days\", to = \"30 days\" }}], urgency = {{ first = 1 }} }}\n{stages}"
    )
}

/// The second visit is at the same stage, in the same class or another; nobody is sent home.
#[test]
fn who_is_seen_twice_is_to_come_again() {
    let visit = "[[service.stage]]\nname = \"visit\"\nslots = { per_session = 6, days = [\"mon\"], at = \"09:00\" }\n";
    let next = "next = [{ to = \"visit\", urgency = \"second\", share_by_urgency = { first = 1, second = 0 } }, { ends = \"treated\" }]\n";
    let said = told(&twice(&format!("{visit}{next}")), "today-0");
    assert!(said.contains("came; becomes urgency second; is to come again: back in the queue after"), "{said}");
    assert!(!said.contains("sent home") && said.contains("came, and was treated"), "{said}");
    // Seen after 29 days: the second class has 21.
    assert!(
        said.contains("first (to be seen within 18 weeks) at first, second (to be seen within 3 weeks) at the end"),
        "{said}"
    );
    assert!(said.contains("beyond the target"), "{said}");
}

/// The same through another stage, which takes time only.
#[test]
fn a_loop_through_another_stage_is_told_as_such() {
    let stages = "[[service.stage]]\nname = \"visit\"\nslots = { per_session = 6, days = [\"mon\"], at = \"09:00\" }
        next = [{ to = \"test\", urgency = \"second\", share_by_urgency = { first = 1, second = 0 } }, { ends = \"treated\" }]
        [[service.stage]]\nname = \"test\"\ntakes = \"3 days\"\nnext = [{ to = \"visit\" }]\n";
    let said = told(&twice(stages), "today-1");
    assert!(said.contains("is to come again: back in the queue for visit"), "{said}");
    assert!(!said.contains("sent home") && said.contains("becomes urgency second"), "{said}");
}

fn theatre(extra: &str) -> String {
    format!(
        "{HEAD}[[service]]\nname = \"theatre\"\nreferrals = {{ per_week = 0 }}
        urgency = [{{ name = \"long\", share = 0.4, target = \"18 weeks\" }}, {{ name = \"middle\", share = 0.3, target = \"18 weeks\" }}, {{ name = \"short\", share = 0.3, target = \"18 weeks\" }}]
        slots = {{ per_session = 100, days = [\"mon\"], at = \"09:00\" }}
        waiting = {{ part = [
          {{ count = 1, from = \"60 days\", to = \"60 days\", urgency = {{ long = 1 }} }},
          {{ count = 1, from = \"50 days\", to = \"50 days\", urgency = {{ middle = 1 }} }},
          {{ count = 1, from = \"40 days\", to = \"40 days\", urgency = {{ short = 1 }} }}] }}
        [service.levers.cases.time_by_urgency]
        long = {{ kind = \"constant\", value = \"70 minutes\" }}
        middle = {{ kind = \"constant\", value = \"60 minutes\" }}
        short = {{ kind = \"constant\", value = \"20 minutes\" }}\n{extra}"
    )
}

/// 100 minutes, and cases of 70, 60 and 20: the 60 do not fit behind the 70, the 20 do.
#[test]
fn a_case_that_did_not_fit_is_told_on_both_sides() {
    let middle = told(&theatre(""), "today-1");
    let passed = "2026-01-05 on the list when the run begins, referred on 2025-11-16; next after 50 days, but the case needs more time than was \
                  left of the session; keeps the place";
    assert!(middle.contains(passed), "{middle}");
    assert!(middle.contains("2026-01-12 called after 57 days: came, and was treated"), "{middle}");
    let short = told(&theatre(""), "today-2");
    assert!(
        short.contains(
            "2 people were ahead; 1 person who needs more time than was left of the session could not be taken, and this shorter case fitted."
        ),
        "{short}"
    );
    assert!(!told(&theatre(""), "today-0").contains("more time"));
    assert!(middle.contains("1 appointment."), "that was no appointment: {middle}");
}

/// Triage makes people urgent; before, the class at the end was nowhere and the target was that of the first class.
#[test]
fn urgency_is_told_at_first_and_at_the_end() {
    let text = format!(
        "{HEAD}[discipline]\nkind = \"strict\"\norder = [\"urgent\", \"routine\"]
        [[service]]\nname = \"clinic\"\nreferrals = {{ per_week = 0 }}
        urgency = [{{ name = \"urgent\", share = 0, target = \"1 week\" }}, {{ name = \"routine\", share = 1, target = \"18 weeks\" }}]
        waiting = {{ part = [{{ count = 3, from = \"20 days\", to = \"30 days\" }}], urgency = {{ routine = 1 }} }}
        [[service.stage]]\nname = \"triage\"\nslots = {{ per_session = 1, days = [\"mon\"], at = \"09:00\" }}
        next = [{{ to = \"treatment\", urgency = \"urgent\", share_by_urgency = {{ routine = 1, urgent = 1 }} }}]
        [[service.stage]]\nname = \"treatment\"\nslots = {{ per_session = 1, days = [\"mon\"], at = \"10:00\" }}
        waiting = {{ part = [{{ count = 4, from = \"70 days\", to = \"80 days\" }}], urgency = {{ routine = 1 }} }}\n"
    );
    let said = told(&text, "today-0");
    assert!(
        said.contains(
            "urgency: routine (to be seen within 18 weeks) at first, urgent (to be seen within 1 week) at the end"
        ),
        "{said}"
    );
    assert!(said.contains("came; becomes urgency urgent; joined the queue for treatment after"), "{said}");
    assert!(said.contains("29 days on the list, 22 days beyond the target"), "{said}");
    // Who changes nothing has one urgency, with two lists too.
    let plain = text.replace(", urgency = \"urgent\", share_by_urgency = { routine = 1, urgent = 1 }", "");
    let said = told(&plain, "today-0");
    assert!(
        said.contains("urgency: routine (to be seen within 18 weeks); referred on") && !said.contains("becomes"),
        "{said}"
    );
}

/// What somebody of a list is told, where there are two.
fn told_of(text: &str, service: &str, patient: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", text);
    let said = succeeds(queuity(home.path(), &["why", "s.toml", "--service", service, "--patient", patient]));
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Two lists; people of the first become urgent within hours, and are called as urgent later. The other list is told of its own.
#[test]
fn who_becomes_urgent_and_is_then_called_is_told_both() {
    let service = |name: &str, days: u32, session: &str, more: &str| {
        format!(
            "[[service]]\nname = \"{name}\"\nreferrals = {{ per_week = 0 }}\n\
             urgency = [{{ name = \"urgent\", share = 0, target = \"1 week\" }}, {{ name = \"routine\", share = 1, target = \"18 weeks\" }}]\n\
             waiting = {{ part = [{{ count = 2, from = \"{days} days\", to = \"{days} days\" }}] }}\n\
             slots = {{ per_session = 1, days = [\"{session}\"], at = \"09:00\" }}\n{more}"
        )
    };
    let text = format!(
        "{HEAD}[discipline]\nkind = \"strict\"\norder = [\"urgent\", \"routine\"]\n{}{}",
        service("eyes", 20, "thu", "course = { deterioration = { per_week = { routine = { urgent = 20 } } } }\n"),
        service("hips", 40, "fri", "")
    );
    for (patient, called) in
        [("today-0", "2026-01-08 called after 23 days"), ("today-1", "2026-01-15 called after 30 days")]
    {
        let said = told_of(&text, "eyes", patient);
        let urgency =
            "urgency: routine (to be seen within 18 weeks) at first, urgent (to be seen within 1 week) at the end";
        assert!(said.contains(urgency), "{said}");
        let (becomes, comes) = (said.find("becomes urgency urgent"), said.find(called));
        assert!(becomes.is_some() && becomes < comes, "{said}");
        assert_eq!(said.matches("becomes urgency").count(), 1, "{said}");
        assert!(
            said.contains("class 1 of 2. Ahead: nobody.") && said.contains("beyond the target; 1 appointment."),
            "{said}"
        );
    }
    for (patient, called) in
        [("today-0", "2026-01-09 called after 44 days"), ("today-1", "2026-01-16 called after 51 days")]
    {
        let said = told_of(&text, "hips", patient);
        assert!(said.contains("urgency: routine (to be seen within 18 weeks); referred on 2025-11-26"), "{said}");
        assert!(said.contains(called) && !said.contains("becomes") && said.contains("within the target"), "{said}");
        assert!(said.contains("class 2 of 2. Ahead: nobody."), "{said}");
    }
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "s.toml", &text);
    assert_eq!(queuity(home.path(), &["why", "s.toml", "--patient", "today-0"]).status.code(), Some(2));
}

/// People who cancel, among cases that do not fit: what fitted is told of the call that is cancelled too, a case that did not fit is no
/// appointment, and what is called is.
#[test]
fn who_cancels_behind_cases_that_did_not_fit_is_told_of_them() {
    let all: Vec<String> = (0..8)
        .map(|i| {
            let text = theatre("").replace("slots =", "cancels_appointment = 0.4\nslots =");
            let (head, tail) = text.split_once("waiting = { part = [").expect("a list");
            let (_, tail) = tail.split_once("}] }").expect("its end");
            let part = "waiting = { part = [{ count = 8, from = \"60 days\", to = \"60 days\", urgency = { long = 0.4, middle = 0.4, short = 0.2 } }] }";
            told(&format!("{head}{part}{tail}"), &format!("today-{i}"))
        })
        .collect();
    let (mut cancelled, mut passed) = (0, 0);
    for said in &all {
        let story = said.split("Why then").next().expect("a story");
        let cancels = story.matches("cancelled in time; the slot went to the next person").count();
        let past = story.matches("but the case needs more time than was left of the session; keeps the place").count();
        let appointments = story.matches("called after").count();
        assert_eq!(appointments, cancels + story.matches("came, and was treated").count(), "{said}");
        let told =
            if appointments == 1 { "1 appointment.".to_string() } else { format!("{appointments} appointments.") };
        assert!(story.ends_with(&format!("; {told} ")), "{said}");
        (cancelled, passed) = (cancelled + cancels, passed + past);
    }
    assert!(cancelled >= 3 && passed >= 5, "{all:#?}");
    // The last one cancels twice: behind four cases that did not fit, then behind three.
    for ahead in ["7 people were ahead; 4 people who need", "5 people were ahead; 3 people who need"] {
        assert!(
            all[7].contains(&format!("{ahead} more time than was left of the session could not be taken")),
            "{}",
            all[7]
        );
    }
}
