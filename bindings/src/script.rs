//! Scripts: questions with branches, and which one comes next.

use turfwalk_core::model::{Answer, Basis, ScriptId, Target};
use turfwalk_core::script::{Branch, Choice, Draft, Form, Question, Script};

#[uniffi::remote(Record)]
pub struct Script {
    pub id: ScriptId,
    pub version: u32,
    pub title: String,
    pub opening: String,
    pub questions: Vec<Question>,
}

#[uniffi::remote(Record)]
pub struct Draft {
    pub target: Target,
    pub script: Option<Script>,
    pub answers: Vec<Answer>,
    pub typing: String,
    pub note: String,
    pub basis: Basis,
}

#[uniffi::remote(Record)]
pub struct Question {
    pub key: String,
    pub text: String,
    pub form: Form,
    pub branches: Vec<Branch>,
}

#[uniffi::remote(Enum)]
pub enum Form {
    Choice(Vec<Choice>),
    Number { min: i64, max: i64 },
    Text,
}

#[uniffi::remote(Record)]
pub struct Choice {
    pub key: String,
    pub text: String,
}

#[uniffi::remote(Record)]
pub struct Branch {
    pub on: String,
    pub to: Option<String>,
}

/// The question to ask after `answers`; none when the script is through.
#[uniffi::export]
#[must_use]
pub fn next_question(script: &Script, answers: &[Answer]) -> Option<Question> {
    script.next(answers).cloned()
}

/// Whether `answer` is one that its question allows.
#[uniffi::export]
#[must_use]
pub fn answer_allowed(script: &Script, answer: &Answer) -> bool {
    script.allows(answer)
}
