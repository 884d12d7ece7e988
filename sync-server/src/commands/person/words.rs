//! What is held of somebody, in plain words.

use turfwalk_core::model::{
    Attempt, Basis, Change, Channel, Outcome, Scope, Subject, Suppression, Why,
};

use crate::words;

/// What was recorded: how, what came of it, and what else was written down.
pub(super) fn attempt(attempt: &Attempt) -> String {
    let mut said = format!(
        "{}: {}",
        by(attempt.channel),
        words::outcome(&attempt.outcome)
    );
    let more = match &attempt.outcome {
        Outcome::Canvassed { answers, .. } => answers
            .iter()
            .map(|answer| format!("{} = {}", answer.question, answer.value))
            .collect::<Vec<_>>()
            .join("; "),
        Outcome::Language { language } => language.clone(),
        Outcome::CallBack { when } => when.clone(),
        Outcome::Inaccessible { why } => why.clone(),
        Outcome::LiteratureDropped { count } => count.to_string(),
        Outcome::DoNotContact { scope } => match scope {
            Scope::Person => "this person",
            Scope::Household => "all who live here now",
            Scope::Door => "this door, whoever lives there",
        }
        .to_owned(),
        _ => String::new(),
    };
    if !more.is_empty() {
        said = format!("{said} ({more})");
    }
    match &attempt.note {
        None => said,
        Some(note) => {
            let basis = match note.basis {
                Basis::Said => "as they said it",
                Basis::Inferred => "inferred by the canvasser",
            };
            format!("{said}, note, {basis}: {}", note.text)
        }
    }
}

/// Who is to be left alone, by which ways, and why.
pub(super) fn wish(wish: &Suppression) -> String {
    let who = match &wish.subject {
        Subject::Person(_) => "this person".to_owned(),
        Subject::Household(_) => "all who live at their door now".to_owned(),
        Subject::Door(_) => "their door, whoever lives there".to_owned(),
        Subject::Number(number) => format!("the number {number}"),
    };
    let ways = match &wish.channels[..] {
        [] => "not to be contacted at all".to_owned(),
        some => {
            let ways: Vec<&str> = some.iter().map(|channel| by(*channel)).collect();
            format!("not to be contacted {}", ways.join(", "))
        }
    };
    let why = match wish.why {
        Why::Asked => "asked for it",
        Why::Hostile => "was hostile",
        Why::Sign => "a sign says so",
        Why::Deceased => "has died",
        Why::Listed => "an imported list says so",
    };
    format!("{who}: {ways}; {why}")
}

/// What a canvasser put right.
pub(super) fn change(change: &Change) -> String {
    match change {
        Change::Name(name) => format!("name is {name}"),
        Change::MovedAway(true) => "has moved away".to_owned(),
        Change::MovedAway(false) => "has not moved away".to_owned(),
        Change::Deceased => "has died".to_owned(),
        Change::Language(language) => format!("speaks {language}"),
        Change::AddPhone(number) => format!("has the number {number}"),
        Change::RemovePhone(number) => format!("no longer has the number {number}"),
    }
}

fn by(channel: Channel) -> &'static str {
    match channel {
        Channel::Door => "at the door",
        Channel::Phone => "by telephone",
        Channel::Flyer => "by flyer",
        Channel::Registration => "to register",
        Channel::Event => "at an event",
    }
}
