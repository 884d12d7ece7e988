//! `turfwalk audit`: who saw, took out and changed what.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{CommandError, Folder, say};
use crate::db::{AuditFilter, AuditRow};

/// Arguments of `audit`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk audit --since 2026-11-01 --user Olga --csv")]
pub struct AuditCommand {
    /// From this day on, or from a moment such as 2026-11-01T08:00:00Z
    #[arg(long, value_name = "DAY", value_parser = since)]
    since: Option<Timestamp>,
    /// Only what this user did
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// As CSV for a spreadsheet
    #[arg(long)]
    csv: bool,
}

/// A day as this machine's clock has it, or an exact moment.
fn since(text: &str) -> Result<Timestamp, String> {
    let day = |text: &str| {
        let day: Date = text.parse().ok()?;
        Some(day.to_zoned(TimeZone::system()).ok()?.timestamp())
    };
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| day(text))
        .ok_or_else(|| "not a day; give one such as 2026-11-01".to_owned())
}

const HEADER: [&str; 7] = ["at", "via", "user", "device", "address", "did", "about"];

impl AuditCommand {
    /// Prints the log, oldest first.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let organizer = match &self.user {
            Some(name) => {
                let found = folder.db.user_named(name)?;
                let (user, _) = found
                    .ok_or("there is no user of this name; `turfwalk user list` has them all")?;
                Some(user.id)
            }
            None => None,
        };
        let rows = folder.db.audit(&AuditFilter {
            since_ms: self.since.map(Timestamp::as_millisecond),
            organizer,
            most: None,
        })?;
        if self.csv {
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(HEADER)?;
            for row in &rows {
                csv.write_record(record(row).map(|cell| super::export::as_text(&cell)))?;
            }
            let bytes = csv.into_inner().map_err(|error| error.to_string())?;
            say!("{}", String::from_utf8(bytes)?.trim_end())?;
        } else {
            for row in &rows {
                say!("{}", record(row).join("\t"))?;
            }
        }
        Ok(())
    }
}

fn record(row: &AuditRow) -> [String; HEADER.len()] {
    [
        Timestamp::from_millisecond(row.at_ms)
            .map(|at| at.to_string())
            .unwrap_or_default(),
        row.via.clone(),
        row.organizer
            .as_ref()
            .map_or_else(String::new, |(id, name)| format!("{id} {name}")),
        row.device
            .map(|device| device.to_string())
            .unwrap_or_default(),
        row.address.clone().unwrap_or_default(),
        row.did.clone(),
        row.about.clone(),
    ]
}
