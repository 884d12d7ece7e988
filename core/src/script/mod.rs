//! Scripts: questions with branches, and which one comes next.

mod check;
mod draft;

use serde::{Deserialize, Serialize};

pub use check::ScriptFault;
pub use draft::Draft;

use crate::model::{Answer, ScriptId};

/// A versioned set of questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// Its id.
    pub id: ScriptId,
    /// Counts up with each change; an attempt names the version that it followed.
    pub version: u32,
    /// What people call it.
    pub title: String,
    /// What to say first.
    #[serde(default)]
    pub opening: String,
    /// In the order asked, but for branches.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Names it in answers and branches; unique within the script.
    pub key: String,
    /// As read aloud.
    pub text: String,
    /// What may be answered.
    pub form: Form,
    /// Where certain answers lead; any other leads to the next question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<Branch>,
}

/// What may be answered to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// One of these.
    Choice(Vec<Choice>),
    /// A whole number within these bounds, both included.
    Number {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// Free text.
    Text,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Names it in answers and branches.
    pub key: String,
    /// As shown.
    pub text: String,
}

/// Where an answer leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The answer's value.
    pub on: String,
    /// The question asked next; `None` ends the script.
    pub to: Option<String>,
}

impl Script {
    /// The question to ask after `answers`, or `None` when the script is through.
    ///
    /// Answers to questions that the path does not touch are passed over, so an answer that was
    /// changed earlier cannot strand the talk. A branch back to an earlier question ends it.
    pub fn next(&self, answers: &[Answer]) -> Option<&Question> {
        let mut index = 0;
        while let Some(question) = self.questions.get(index) {
            let Some(answer) = answers.iter().rev().find(|a| a.question == question.key) else {
                return Some(question);
            };
            index = match question.branches.iter().find(|b| b.on == answer.value) {
                None => index + 1,
                Some(Branch { to: None, .. }) => return None,
                Some(Branch { to: Some(key), .. }) => {
                    match self.questions.iter().position(|q| q.key == *key) {
                        Some(target) if target > index => target,
                        _ => return None,
                    }
                }
            };
        }
        None
    }

    /// Whether `answer` is one that its question allows.
    pub fn allows(&self, answer: &Answer) -> bool {
        let Some(question) = self.questions.iter().find(|q| q.key == answer.question) else {
            return false;
        };
        match &question.form {
            Form::Choice(choices) => choices.iter().any(|c| c.key == answer.value),
            Form::Number { min, max } => answer
                .value
                .parse::<i64>()
                .is_ok_and(|n| (*min..=*max).contains(&n)),
            Form::Text => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script() -> Script {
        let yes_no = || {
            Form::Choice(vec![
                Choice {
                    key: "yes".into(),
                    text: "Yes".into(),
                },
                Choice {
                    key: "no".into(),
                    text: "No".into(),
                },
            ])
        };
        let question = |key: &str, form, branches: &[(&str, Option<&str>)]| Question {
            key: key.into(),
            text: format!("{key}?"),
            form,
            branches: branches
                .iter()
                .map(|(on, to)| Branch {
                    on: (*on).into(),
                    to: to.map(Into::into),
                })
                .collect(),
        };
        Script {
            id: ScriptId(1),
            version: 1,
            title: "Bridge".into(),
            opening: String::new(),
            questions: vec![
                question("support", yes_no(), &[("no", Some("why"))]),
                question("sign", yes_no(), &[("yes", None), ("no", None)]),
                question("why", Form::Text, &[("loop", Some("support"))]),
                question("age", Form::Number { min: 18, max: 120 }, &[]),
            ],
        }
    }

    fn answers(pairs: &[(&str, &str)]) -> Vec<Answer> {
        pairs
            .iter()
            .map(|(q, v)| Answer {
                question: (*q).into(),
                value: (*v).into(),
            })
            .collect()
    }

    #[test]
    fn an_answer_decides_which_question_comes_next() {
        let script = script();
        for (given, next) in [
            (&[][..], Some("support")),
            (&[("support", "yes")], Some("sign")),
            (&[("support", "yes"), ("sign", "no")], None),
            (&[("support", "no")], Some("why")),
            (&[("support", "no"), ("why", "cost")], Some("age")),
            (&[("support", "no"), ("why", "loop")], None),
            // Changed one's mind: the later answer counts, the stranded one is passed over.
            (
                &[("support", "no"), ("why", "cost"), ("support", "yes")],
                Some("sign"),
            ),
        ] {
            assert_eq!(
                script.next(&answers(given)).map(|q| q.key.as_str()),
                next,
                "{given:?}"
            );
        }
    }

    #[test]
    fn only_what_a_question_offers_is_an_answer() {
        let script = script();
        for (question, value, allowed) in [
            ("support", "yes", true),
            ("support", "perhaps", false),
            ("why", "anything at all", true),
            ("age", "18", true),
            ("age", "17", false),
            ("age", "old", false),
            ("unasked", "yes", false),
        ] {
            let answer = Answer {
                question: question.into(),
                value: value.into(),
            };
            assert_eq!(script.allows(&answer), allowed, "{question} {value}");
        }
    }
}
