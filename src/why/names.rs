//! How people are named: the columns `source`, `week` and `index` of the patient table, joined. A person who was referred on from another
//! service keeps the name that they had where they first were, behind the name of that service.

use crate::error::nearest;
use crate::ids::{MAX_INDEX, MAX_ONWARD_WEEK, MAX_WEEK, PersonId, Source};
use crate::model::{Model, Root};

/// The name of a person at a service that nobody is referred on to: `today-12`, `referral-3-17` (week, index) or `extra-0`.
#[must_use]
pub fn name(id: PersonId) -> String {
    of_source(id.source(), id)
}

fn of_source(source: Source, id: PersonId) -> String {
    match source {
        Source::Referral => format!("referral-{}-{}", id.week(), id.index()),
        // Who was inside a stage at the start has a week that stands for the stage.
        Source::Today if id.week() > 0 => format!("today-{}-{}", id.week(), id.index()),
        source => format!("{}-{}", source.name(), id.index()),
    }
}

/// The name of a person at a service of a model: as above, or `eye clinic/referral-3-17` of somebody referred on from there; with `#2` behind
/// it on the second wait of a person who came back to a list, `#3` on the third.
#[must_use]
pub fn name_at(model: &Model, service: usize, id: PersonId) -> String {
    match model.services[service].root(id) {
        Some(root) => {
            let again = if root.again == 0 { String::new() } else { format!("#{}", u32::from(root.again) + 1) };
            format!("{}/{}{again}", model.services[root.service].name, of_source(root.source, id))
        }
        None => name(id),
    }
}

/// Who somebody at a service of one model is there in another one of the same services; none where nobody comes there that way.
pub(super) fn same(here: &Model, there: &Model, service: usize, id: PersonId) -> Option<PersonId> {
    match here.services[service].root(id) {
        Some(root) => onward(there, service, root, id),
        None => Some(id),
    }
}

fn onward(model: &Model, service: usize, root: Root, id: PersonId) -> Option<PersonId> {
    let link = model.services[service].spaces.roots.iter().position(|r| *r == root)?;
    (id.week() <= MAX_ONWARD_WEEK).then(|| PersonId::onward(link, id.week(), id.index()))
}

/// Reads a name at a service of a model.
///
/// # Errors
/// As [`parse`].
pub fn parse_at(model: &Model, service: usize, text: &str) -> Result<PersonId, String> {
    let (text, again) = match text.rsplit_once('#').map(|(name, times)| (name, times.trim().parse::<u8>())) {
        Some((name, Ok(times @ 2..))) => (name, times - 1),
        _ => (text, 0),
    };
    let named = |name: &str| model.services.iter().position(|s| s.name.eq_ignore_ascii_case(name.trim()));
    let Some((from, rest)) = text.rsplit_once('/').and_then(|(name, rest)| Some((named(name)?, rest))) else {
        return parse(text);
    };
    if from == service && again == 0 {
        return Err(format!("`{text}` names nobody: who was first on this list has the name `{}`", rest.trim()));
    }
    let id = parse(rest)?;
    let root = Root { service: from, source: id.source(), again };
    if !model.services[service].spaces.roots.contains(&root) {
        let (from, here) = (&model.services[from].name, &model.services[service].name);
        return Err(format!("`{text}` names nobody: under this policy `{from}` refers nobody on to `{here}`"));
    }
    onward(model, service, root, id).ok_or_else(|| format!("`{text}` names nobody: the number is larger than any"))
}

/// Reads a name. Between the parts may stand what people paste: `referral-3-17`, `referral 3 17`, `referral,3,17`. The week may be
/// left out where it is 0 by rule.
///
/// # Errors
/// What is wrong with it, as a sentence, with the nearest name where there is one.
pub fn parse(text: &str) -> Result<PersonId, String> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let wrong = |why: String| {
        format!(
            "`{text}` names nobody: {why}; a name is source, week and index of the table that `run --patients` writes, as in `referral-3-17` or `today-12`"
        )
    };
    let Some((&source, numbers)) = parts.split_first() else { return Err(wrong("it is empty".into())) };
    if source.eq_ignore_ascii_case(Source::Onward.name()) {
        let columns = "the columns root_service, root_source, week and index";
        return Err(wrong(format!(
            "a person who is referred on has the name of where they came from, {columns}, as in `eye clinic/referral-3-17`"
        )));
    }
    let Some(of) = Source::OWN.into_iter().find(|s| s.name().eq_ignore_ascii_case(source)) else {
        let near = nearest(source, Source::OWN.map(Source::name));
        let near = near.map(|n| format!(", did you mean `{}`?", [&[n], numbers].concat().join("-")));
        return Err(wrong(format!("there is no source `{source}`{}", near.unwrap_or_default())));
    };
    let numbers: Option<Vec<u64>> = numbers.iter().map(|n| n.parse().ok()).collect();
    let (week, index) = match (of, numbers.as_deref()) {
        (Source::Referral | Source::Today, Some(&[week, index])) => (week, index),
        (Source::Today, Some(&[index])) | (Source::Extra, Some(&[index] | &[0, index])) => (0, index),
        (Source::Referral, Some(&[_])) => return Err(wrong("a referral has a week and an index".into())),
        _ => return Err(wrong("whole numbers are expected after the source".into())),
    };
    match u32::try_from(index) {
        Ok(small) if small <= MAX_INDEX && week <= MAX_WEEK => Ok(PersonId::new(of, week, small)),
        _ => Err(wrong("the number is larger than any".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for text in ["today-12", "today-2-12", "referral-3-17", "extra-0"] {
            assert_eq!(name(parse(text).unwrap()), text);
        }
        for text in ["referral 3 17", "Referral,3,17", "referral/3/17"] {
            assert_eq!(parse(text), parse("referral-3-17"));
        }
        assert_eq!(parse("today,0,12"), parse("today-12"));
    }

    #[test]
    fn other_names_are_told_from_nobody() {
        for (text, words) in [
            ("", "empty"),
            ("referal-3-17", "did you mean `referral-3-17`?"),
            ("bob", "no source"),
            ("onward-3-17", "`eye clinic/referral-3-17`"),
            ("referral-17", "week and an index"),
            ("extra-1-2", "whole numbers"),
            ("referral-3-x", "whole numbers"),
            ("referral-3-99999999999", "larger"),
            ("referral-9999999-1", "larger"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.contains(words), "{text}: {said}");
        }
    }
}
