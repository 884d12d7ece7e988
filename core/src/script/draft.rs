//! A conversation half done, kept as it is typed.

use serde::{Deserialize, Serialize};

use super::Script;
use crate::model::{Answer, Target};

/// Answers that have not been recorded yet. It carries the script as begun: one that changes
/// meanwhile changes nothing here, and the attempt names the version that was followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// With whom, or where.
    pub target: Target,
    /// The script as begun.
    pub script: Script,
    /// Answered so far, in order.
    pub answers: Vec<Answer>,
    /// What stands in the field of the present question.
    #[serde(default)]
    pub typing: String,
    /// What stands in the field of the note.
    #[serde(default)]
    pub note: String,
}
