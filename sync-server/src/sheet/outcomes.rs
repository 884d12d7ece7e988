//! What can be circled: one code of one or two letters for each outcome, the same on every sheet,
//! so that results typed back mean one thing.

use turfwalk_core::model::{Job, Outcome, Scope};
use turfwalk_print::Outcome as Circle;

use crate::words;

/// The code of an outcome.
pub fn code(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Canvassed { .. } => "T",
        Outcome::NotHome => "NH",
        Outcome::Refused => "R",
        Outcome::Hostile => "HO",
        Outcome::Moved => "M",
        Outcome::Deceased => "D",
        Outcome::Language { .. } => "L",
        Outcome::CallBack { .. } => "CB",
        Outcome::WrongPerson => "W",
        Outcome::AlreadyVoted => "V",
        Outcome::DoNotContact { .. } => "X",
        Outcome::LiteratureDropped { .. } => "F",
        Outcome::NoSolicitingSign => "NS",
        Outcome::NoJunkMail => "NJ",
        Outcome::Hazard => "!",
        Outcome::Vacant => "E",
        Outcome::NotFound => "?",
        Outcome::Demolished => "G",
        Outcome::Business => "B",
        Outcome::DoNotReturn => "NR",
        Outcome::Inaccessible { .. } => "I",
        Outcome::NoLetterboxes => "NL",
        Outcome::Partial => "P",
        Outcome::Skipped => "S",
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
        .map(|outcome| Circle {
            code: code(outcome).to_owned(),
            meaning: words::outcome(outcome).to_owned(),
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
        let codes: HashSet<&str> = all.iter().map(|outcome| code(outcome)).collect();
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
