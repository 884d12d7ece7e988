//! What a command says on the output stream: a line for people, or one line of JSON.
//!
//! The stream may be a full disk or a pipe that nobody reads any more (`| head`), and neither is
//! a reason to panic: the work is done by then.

use std::fmt::{Arguments, Display};
use std::io::{self, Write};

use serde::Serialize;

use super::CommandError;

/// Why a command's words did not come out.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Whoever read has had enough: no error.
    #[error("nobody reads the output")]
    Closed,
    /// It can't be written.
    #[error(
        "the output can't be written ({0}): what was asked for is done, only its report is \
         missing; send the output elsewhere"
    )]
    Failed(#[source] io::Error),
}

/// Writes a line, at once.
pub(crate) fn line(text: Arguments<'_>) -> Result<(), ReportError> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => ReportError::Closed,
            _ => ReportError::Failed(error),
        })
}

/// `println!` that returns its error.
macro_rules! say {
    ($($text:tt)*) => { $crate::commands::report::line(format_args!($($text)*)) };
}
pub(crate) use say;

/// So many of something, as `1 door` or `2 doors`.
pub(super) fn counted(n: usize, of: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {of}{s}")
}

/// A report for people, or as one line of JSON.
pub(super) fn report<R: Display + Serialize>(report: &R, json: bool) -> Result<(), CommandError> {
    let text = if json {
        serde_json::to_string(report)?
    } else {
        report.to_string()
    };
    Ok(say!("{}", text.trim_end())?)
}
