//! `turfwalk export`: what was recorded and put right, and doors to look at, as CSV for a spreadsheet.

mod people;
mod places;

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::model::{Channel, Outcome, Scope};

use super::folder::write_whole;
use super::report::counted;
use super::{CommandError, Folder, say};
use crate::db::{Deed, ExportRow};
use crate::streets::StreetsError;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: turfwalk export --out visits.csv --people put-right.csv\n          \
    turfwalk export --places look.csv"
)]
pub struct ExportCommand {
    /// The file of all attempts
    #[arg(long, value_name = "FILE", required_unless_present_any = ["people", "places"])]
    out: Option<PathBuf>,
    /// The file of who was added or is called otherwise than in the voter file, numbers,
    /// languages, who has moved or died
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// The file of doors that are on no street, or whose place needs a look, and why
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
}

impl ExportCommand {
    /// Writes the files and prints how many rows each has.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        // Noted first: nothing is taken out that the log does not know of.
        if let Some(out) = self.out {
            let rows = folder.db.export()?;
            folder.note(Deed::Exported, &format!("attempts/{}", rows.len()))?;
            write_whole(&out, &to_csv(&rows)?)?;
            say!("{} in {}", counted(rows.len(), "attempt"), out.display())?;
        }
        if let Some(out) = self.people {
            let known = folder.db.known_more()?;
            folder.note(Deed::Exported, &format!("people/{}", known.len()))?;
            write_whole(&out, &people::to_csv(&known)?)?;
            say!(
                "{} people and doors put right in {}",
                known.len(),
                out.display()
            )?;
        }
        if let Some(out) = self.places {
            if folder.db.street_map()?.is_none() {
                return Err(StreetsError::None.into());
            }
            let doubts = folder.db.doubtful_places()?;
            folder.note(Deed::Exported, &format!("places/{}", doubts.len()))?;
            write_whole(&out, &places::to_csv(&doubts)?)?;
            let doors = counted(doubts.len(), "door");
            say!("{doors} to look at in {}", out.display())?;
        }
        Ok(())
    }
}

const HEADER: [&str; 14] = [
    "attempt", "at", "channel", "outcome", "detail", "answers", "note", "person", "voter_id",
    "number", "street", "unit", "city", "postcode",
];

fn to_csv(rows: &[ExportRow]) -> Result<Vec<u8>, CommandError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEADER)?;
    for row in rows {
        csv.write_record(record(row).map(|cell| as_text(&cell)))?;
    }
    Ok(csv.into_inner().map_err(|error| error.to_string())?)
}

fn record(export: &ExportRow) -> [String; HEADER.len()] {
    let attempt = &export.row.attempt;
    let (detail, answers) = match &attempt.outcome {
        Outcome::Canvassed { answers, .. } => {
            let said = answers
                .iter()
                .map(|a| format!("{}={}", a.question, a.value));
            (String::new(), said.collect::<Vec<_>>().join("; "))
        }
        Outcome::Language { language } => (language.clone(), String::new()),
        Outcome::CallBack { when } => (when.clone(), String::new()),
        Outcome::Inaccessible { why } => (why.clone(), String::new()),
        Outcome::LiteratureDropped { count } => (count.to_string(), String::new()),
        Outcome::DoNotContact { scope } => {
            let scope = match scope {
                Scope::Person => "person",
                Scope::Household => "household",
                Scope::Door => "door",
            };
            (scope.to_owned(), String::new())
        }
        _ => Default::default(),
    };
    let door = export.door.as_ref();
    let of_door = |text: fn(&turfwalk_core::model::Door) -> &str| {
        door.map(text).unwrap_or_default().to_owned()
    };
    let (person, voter_id) = export.person.clone().unwrap_or_default();
    [
        export.row.op.to_string(),
        Timestamp::from_millisecond(attempt.at_ms)
            .map(|at| at.to_string())
            .unwrap_or_default(),
        word(attempt.channel),
        attempt.outcome.kind().to_owned(),
        detail,
        answers,
        attempt
            .note
            .as_ref()
            .map(|note| note.text.clone())
            .unwrap_or_default(),
        person,
        voter_id.unwrap_or_default(),
        of_door(|door| &door.number),
        export
            .building
            .clone()
            .unwrap_or_else(|| of_door(|door| &door.street)),
        of_door(|door| door.unit.as_deref().unwrap_or_default()),
        of_door(|door| &door.city),
        of_door(|door| &door.postcode),
    ]
}

/// A channel as the protocol calls it.
fn word(channel: Channel) -> String {
    let value = serde_json::to_value(channel).ok();
    let word = value.and_then(|value| value.as_str().map(str::to_owned));
    word.unwrap_or_default()
}

/// The cell as text, never as a formula: spreadsheets run what begins with one of these signs,
/// and an apostrophe before it keeps them from it (OWASP, "CSV Injection").
pub(in crate::commands) fn as_text(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_looks_like_a_formula_stays_text() {
        for (cell, text) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("Ann", "Ann"),
            ("12 1/2", "12 1/2"),
        ] {
            assert_eq!(as_text(cell), text);
        }
    }
}
