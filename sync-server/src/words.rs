//! What outcomes are called, in a word or two: on prints, and where it is told what is held of
//! somebody.

use turfwalk_core::model::Outcome;

/// The name of an outcome, without what else it says.
pub fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Canvassed { .. } => "talked",
        Outcome::NotHome => "not home",
        Outcome::Refused => "refused",
        Outcome::Hostile => "hostile",
        Outcome::Moved => "moved away",
        Outcome::Deceased => "deceased",
        Outcome::Language { .. } => "other language",
        Outcome::CallBack { .. } => "come back later",
        Outcome::WrongPerson => "wrong person",
        Outcome::AlreadyVoted => "voted already",
        Outcome::DoNotContact { .. } => "do not contact again",
        Outcome::LiteratureDropped { .. } => "flyer left",
        Outcome::NoSolicitingSign => "sign: no soliciting",
        Outcome::NoJunkMail => "sign: no junk mail",
        Outcome::Hazard => "unsafe",
        Outcome::Vacant => "nobody lives here",
        Outcome::NotFound => "not found",
        Outcome::Demolished => "building gone",
        Outcome::Business => "shop or office",
        Outcome::DoNotReturn => "not again this election",
        Outcome::Inaccessible { .. } => "no way in",
        Outcome::NoLetterboxes => "no letterbox",
        Outcome::Partial => "some reached",
        Outcome::Skipped => "skipped",
    }
}
