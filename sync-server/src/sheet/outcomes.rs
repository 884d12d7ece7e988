//! What can be circled: one code of one or two letters for each outcome, the same on every sheet,
//! so that results typed back mean one thing.

use turfwalk_core::model::{Job, Outcome as Result, Scope};
use turfwalk_print::Outcome;

/// The code of an outcome and what it means.
pub fn code(outcome: &Result) -> (&'static str, &'static str) {
    match outcome {
        Result::Canvassed { .. } => ("T", "talked"),
        Result::NotHome => ("NH", "not home"),
        Result::Refused => ("R", "refused"),
        Result::Hostile => ("HO", "hostile"),
        Result::Moved => ("M", "moved away"),
        Result::Deceased => ("D", "deceased"),
        Result::Language { .. } => ("L", "other language"),
        Result::CallBack { .. } => ("CB", "come back later"),
        Result::WrongPerson => ("W", "wrong person"),
        Result::AlreadyVoted => ("V", "voted already"),
        Result::DoNotContact { .. } => ("X", "do not contact again"),
        Result::LiteratureDropped { .. } => ("F", "flyer left"),
        Result::NoSolicitingSign => ("NS", "sign: no soliciting"),
        Result::NoJunkMail => ("NJ", "sign: no junk mail"),
        Result::Hazard => ("!", "unsafe"),
        Result::Vacant => ("E", "nobody lives here"),
        Result::NotFound => ("?", "not found"),
        Result::Demolished => ("G", "building gone"),
        Result::Business => ("B", "shop or office"),
        Result::DoNotReturn => ("NR", "not again this election"),
        Result::Inaccessible { .. } => ("I", "no way in"),
        Result::NoLetterboxes => ("NL", "no letterbox"),
        Result::Partial => ("P", "some reached"),
        Result::Skipped => ("S", "skipped"),
    }
}

/// What is offered on a sheet for `job`, in the order printed; at most ten, as many as fit beside
/// a name. `named` tells a sheet of people from one of doors.
pub fn offered(job: Job, named: bool) -> Vec<Outcome> {
    let talked = Result::Canvassed {
        script: None,
        answers: Vec::new(),
    };
    let language = Result::Language {
        language: String::new(),
    };
    let call_back = Result::CallBack {
        when: String::new(),
    };
    let leave_alone = Result::DoNotContact {
        scope: if named { Scope::Person } else { Scope::Door },
    };
    let inaccessible = Result::Inaccessible { why: String::new() };
    let flyer = Result::LiteratureDropped { count: 1 };
    let offered = match (job, named) {
        (Job::Flyer, _) => vec![
            flyer,
            Result::NoJunkMail,
            Result::NoLetterboxes,
            inaccessible,
            Result::Vacant,
            Result::NotFound,
            Result::Hazard,
            leave_alone,
        ],
        (_, true) => vec![
            talked,
            Result::NotHome,
            Result::Refused,
            call_back,
            language,
            Result::Moved,
            Result::WrongPerson,
            Result::Deceased,
            if job == Job::GetOutTheVote {
                Result::AlreadyVoted
            } else {
                inaccessible
            },
            leave_alone,
        ],
        (_, false) => vec![
            talked,
            Result::NotHome,
            Result::Refused,
            call_back,
            language,
            flyer,
            inaccessible,
            Result::Vacant,
            Result::NotFound,
            leave_alone,
        ],
    };
    offered
        .iter()
        .map(|outcome| {
            let (code, meaning) = code(outcome);
            Outcome {
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
        let all: Vec<Result> = plain
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
