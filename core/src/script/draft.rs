//! A conversation half done, kept as it is typed.

use serde::{Deserialize, Serialize};

use super::Script;
use crate::model::{Answer, Basis, Note, Target};

/// Answers and remarks that have not been recorded yet. It carries the script as begun: one that
/// changes meanwhile changes nothing here, and the attempt names the version that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// With whom, or where.
    pub target: Target,
    /// The script as begun; none where only a remark was written.
    #[serde(default)]
    pub script: Option<Script>,
    /// Answered so far, in order.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// What stands in the field of the present question.
    #[serde(default)]
    pub typing: String,
    /// What stands in the field of the note.
    #[serde(default)]
    pub note: String,
    /// How the note is known.
    #[serde(default)]
    pub basis: Basis,
}

impl Draft {
    /// Nothing yet.
    pub fn blank(target: Target) -> Self {
        Self {
            target,
            script: None,
            answers: Vec::new(),
            typing: String::new(),
            note: String::new(),
            basis: Basis::Said,
        }
    }

    /// The note, if one was written.
    pub fn remark(&self) -> Option<Note> {
        let text = self.note.trim();
        (!text.is_empty()).then(|| Note {
            text: text.to_owned(),
            basis: self.basis,
        })
    }

    /// Whether there is nothing in it to be kept.
    pub fn is_blank(&self) -> bool {
        self.script.is_none() && self.note.trim().is_empty()
    }
}
