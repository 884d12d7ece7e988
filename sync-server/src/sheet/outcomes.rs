//! What can be circled: one code of one or two letters for each outcome, the same on every sheet,
//! so that results typed back mean one thing.

use turfwalk_core::model::{Job, Outcome, Scope};
use turfwalk_print::Outcome as Circle;

/// The code of an outcome and what it means.
pub fn code(outcome: &Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Canvassed { .. } => ("T", "talked"),
        Outcome::NotHome => ("NH", "not home"),
        Outcome::Refused => ("R", "refused"),
        Outcome::Hostile => ("HO", "hostile"),
        Outcome::Moved => ("M", "moved away"),
        Outcome::Deceased => ("D", "deceased"),
        Outcome::Language { .. } => ("L", "other language"),
        Outcome::CallBack { .. } => ("CB", "come back later"),
        Outcome::WrongPerson => ("W", "wrong person"),
        Outcome::AlreadyVoted => ("V", "voted already"),
        Outcome::DoNotContact { .. } => ("X", "do not contact again"),
        Outcome::LiteratureDropped { .. } => ("F", "flyer left"),
        Outcome::NoSolicitingSign => ("NS", "sign: no soliciting"),
        Outcome::NoJunkMail => ("NJ", "sign: no junk mail"),
        Outcome::Hazard => ("!", "unsafe"),
        Outcome::Vacant => ("E", "nobody lives here"),
        Outcome::NotFound => ("?", "not found"),
        Outcome::Demolished => ("G", "building gone"),
        Outcome::Business => ("B", "shop or office"),
        Outcome::DoNotReturn => ("NR", "not again this election"),
        Outcome::Inaccessible { .. } => ("I", "no way in"),
        Outcome::NoLetterboxes => ("NL", "no letterbox"),
        Outcome::Partial => ("P", "some reached"),
        Outcome::Skipped => ("S", "skipped"),
    }
}

/// What is offered on a sheet for `job`, in the order printed; at most ten, as many as fit beside
/// a name. `named` tells a sheet of people from one of doors.
pub fn offered(job: Job, named: bool) -> Vec<Circle> {
    let talked = Outcome::Canvassed {
        script: None,
        answers: Vec::new(),
    };
    let language = Outcome::Language {
        language: String::new(),
    };
    let call_back = Outcome::CallBack {
        when: String::new(),
    };
    let leave_alone = Outcome::DoNotContact {
        scope: if named { Scope::Person } else { Scope::Door },
    };
    let inaccessible = Outcome::Inaccessible { why: String::new() };
    let flyer = Outcome::LiteratureDropped { count: 1 };
    let offered = match (job, named) {
        (Job::Flyer, _) => vec![
            flyer,
            Outcome::NoJunkMail,
            Outcome::NoLetterboxes,
            inaccessible,
            Outcome::Vacant,
            Outcome::NotFound,
            Outcome::Hazard,
            leave_alone,
        ],
        (_, true) => vec![
            talked,
            Outcome::NotHome,
            Outcome::Refused,
            call_back,
            language,
            Outcome::Moved,
            Outcome::WrongPerson,
            Outcome::Deceased,
            if job == Job::GetOutTheVote {
                Outcome::AlreadyVoted
            } else {
                inaccessible
            },
            leave_alone,
        ],
        (_, false) => vec![
            talked,
            Outcome::NotHome,
            Outcome::Refused,
            call_back,
            language,
            flyer,
            inaccessible,
            Outcome::Vacant,
            Outcome::NotFound,
            leave_alone,
        ],
    };
    offered
        .iter()
        .map(|outcome| {
            let (code, meaning) = code(outcome);
            Circle {
                code: code.to_owned(),
                meaning: meaning.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_outcome_has_a_code_of_its_own_that_fits_a_circle() {
        let plain = [
            "not_home",
            "refused",
            "hostile",
            "moved",
            "deceased",
            "wrong_person",
            "already_voted",
            "no_soliciting_sign",
            "no_junk_mail",
            "hazard",
            "vacant",
            "not_found",
            "demolished",
            "business",
            "do_not_return",
            "no_letterboxes",
            "partial",
            "skipped",
            "canvassed",
        ]
        .map(|kind| serde_json::json!({ "kind": kind }));
        let more = [
            serde_json::json!({ "kind": "language", "language": "fi" }),
            serde_json::json!({ "kind": "call_back", "when": "" }),
            serde_json::json!({ "kind": "do_not_contact", "scope": "person" }),
            serde_json::json!({ "kind": "literature_dropped", "count": 1 }),
            serde_json::json!({ "kind": "inaccessible", "why": "" }),
        ];
        let all: Vec<Outcome> = plain
            .into_iter()
            .chain(more)
            .map(|o| serde_json::from_value(o).unwrap())
            .collect();
        let codes: HashSet<&str> = all.iter().map(|outcome| code(outcome).0).collect();
        assert_eq!(codes.len(), all.len());
        assert!(codes.iter().all(|code| (1..=2).contains(&code.len())));
    }

    #[test]
    fn a_sheet_offers_no_more_than_fits_and_always_the_wish_to_be_left_alone() {
        for job in [Job::Canvass, Job::Flyer, Job::GetOutTheVote] {
            for named in [true, false] {
                let offered = offered(job, named);
                assert!(offered.len() <= 10);
                assert!(offered.iter().any(|outcome| outcome.code == "X"));
            }
        }
    }
}
