//! Whether a script that somebody wrote can be asked.

use std::collections::HashSet;

use super::{Form, Script};

/// Why a script can't be asked. It names questions and answers by their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ScriptFault {
    /// It has no title.
    #[error("the script has no title")]
    NoTitle,
    /// A question without a key or a text.
    #[error("question number {0} has no key or no text")]
    NothingAsked(usize),
    /// Two questions go by one key.
    #[error("two questions have the key `{0}`")]
    AskedTwice(String),
    /// A choice without answers, or with two of one key, or with one that has no key or text.
    #[error("the answers to question `{0}` can't be told apart, or there are none")]
    Choices(String),
    /// The least number is more than the most.
    #[error("no number is between the bounds of question `{0}`")]
    Bounds(String),
    /// A branch on an answer that the question does not offer.
    #[error("a branch of question `{0}` is on an answer that it does not offer")]
    BranchOn(String),
    /// A branch to no question, or to one that was asked before.
    #[error("a branch of question `{0}` leads to no question behind it")]
    BranchTo(String),
}

impl Script {
    /// Whether each question can be asked, each answer told from the others, and each branch
    /// followed; the first fault if not. A script without questions is an opening alone.
    pub fn check(&self) -> Result<(), ScriptFault> {
        if self.title.trim().is_empty() {
            return Err(ScriptFault::NoTitle);
        }
        let mut keys = HashSet::new();
        for (at, question) in self.questions.iter().enumerate() {
            if question.key.trim().is_empty() || question.text.trim().is_empty() {
                return Err(ScriptFault::NothingAsked(at + 1));
            }
            if !keys.insert(&question.key) {
                return Err(ScriptFault::AskedTwice(question.key.clone()));
            }
        }
        for (at, question) in self.questions.iter().enumerate() {
            let key = || question.key.clone();
            match &question.form {
                Form::Choice(choices) => {
                    let told: HashSet<&str> = choices
                        .iter()
                        .filter(|choice| !choice.text.trim().is_empty())
                        .map(|choice| choice.key.trim())
                        .filter(|key| !key.is_empty())
                        .collect();
                    if choices.is_empty() || told.len() < choices.len() {
                        return Err(ScriptFault::Choices(key()));
                    }
                    let offers = |on: &str| choices.iter().any(|choice| choice.key == on);
                    if !question.branches.iter().all(|branch| offers(&branch.on)) {
                        return Err(ScriptFault::BranchOn(key()));
                    }
                }
                Form::Number { min, max } if min > max => {
                    return Err(ScriptFault::Bounds(key()));
                }
                Form::Number { .. } | Form::Text => {}
            }
            let behind = |to: &String| self.questions[at + 1..].iter().any(|it| it.key == *to);
            let mut leads = question.branches.iter().filter_map(|it| it.to.as_ref());
            if !leads.all(behind) {
                return Err(ScriptFault::BranchTo(key()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn sound() -> Value {
        json!({"id": 1, "version": 1, "title": "Bridge", "questions": [
            {"key": "a", "text": "A?", "form": {"choice": [
                {"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}]},
             "branches": [{"on": "no", "to": "c"}, {"on": "yes", "to": null}]},
            {"key": "b", "text": "B?", "form": {"number": {"min": 1, "max": 1}}},
            {"key": "c", "text": "C?", "form": "text"},
        ]})
    }

    #[test]
    fn a_script_is_taken_or_its_first_fault_is_told() {
        let check = |script: Value| serde_json::from_value::<Script>(script).unwrap().check();
        assert_eq!(check(sound()), Ok(()));
        let of = |key: &str| key.to_owned();
        for (at, wrong, fault) in [
            ("/title", json!(" "), ScriptFault::NoTitle),
            ("/questions/1/text", json!(""), ScriptFault::NothingAsked(2)),
            ("/questions/1/key", json!(""), ScriptFault::NothingAsked(2)),
            (
                "/questions/2/key",
                json!("a"),
                ScriptFault::AskedTwice(of("a")),
            ),
            (
                "/questions/0/form/choice",
                json!([]),
                ScriptFault::Choices(of("a")),
            ),
            (
                "/questions/0/form/choice/1/key",
                json!("yes"),
                ScriptFault::Choices(of("a")),
            ),
            (
                "/questions/0/form/choice/1/text",
                json!(""),
                ScriptFault::Choices(of("a")),
            ),
            (
                "/questions/0/branches/0/on",
                json!("perhaps"),
                ScriptFault::BranchOn(of("a")),
            ),
            (
                "/questions/0/branches/0/to",
                json!("a"),
                ScriptFault::BranchTo(of("a")),
            ),
            (
                "/questions/0/branches/0/to",
                json!("d"),
                ScriptFault::BranchTo(of("a")),
            ),
            (
                "/questions/1/form/number/min",
                json!(2),
                ScriptFault::Bounds(of("b")),
            ),
        ] {
            let mut script = sound();
            *script.pointer_mut(at).unwrap() = wrong;
            assert_eq!(check(script), Err(fault), "{at}");
        }
    }
}
