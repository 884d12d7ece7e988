//! The short table at the end.

use std::fmt;
use std::path::{Path, PathBuf};

use super::phone::Day;
use crate::commands::{CommandError, WalkTotalsReport};
use crate::db::Db;

/// What came of it all.
#[derive(Debug)]
pub(super) struct Table {
    walked: WalkTotalsReport,
    day: Day,
    done: u32,
    attempts: u32,
    pdf: Option<PathBuf>,
}

impl Table {
    /// Reads what the server now holds; ends the demo where that is not what the phone recorded.
    pub(super) fn of(
        db: &Db,
        walked: WalkTotalsReport,
        day: &Day,
        pdf: Option<&Path>,
    ) -> Result<Self, CommandError> {
        let safe: u64 = db.devices()?.iter().map(|device| device.safe).sum();
        if safe != day.on_phone || day.safe != day.on_phone {
            return Err(format!(
                "the receipts don't agree: {} on the phone, {} said to be safe, {safe} on the server",
                day.on_phone, day.safe
            )
            .into());
        }
        let progress = db.progress()?;
        Ok(Self {
            walked,
            day: *day,
            done: progress.iter().map(|turf| turf.done).sum(),
            attempts: progress.iter().map(|turf| turf.attempts).sum(),
            pdf: pdf.map(Path::to_owned),
        })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let walked = &self.walked;
        let less = |other: u64| match other {
            0 => String::new(),
            other => {
                let percent = 100.0 - walked.metres as f64 * 100.0 / other as f64;
                format!("  ({percent:.0} % less walking)")
            }
        };
        writeln!(f, "doors               {:>9}", walked.doors)?;
        writeln!(f, "turfs               {:>9}", walked.turfs)?;
        writeln!(f, "metres walked       {:>9}", walked.metres)?;
        writeln!(
            f,
            "  in A–Z order      {:>9}{}",
            walked.a_to_z_m,
            less(walked.a_to_z_m)
        )?;
        writeln!(
            f,
            "  nearest door next {:>9}{}",
            walked.nearest_m,
            less(walked.nearest_m)
        )?;
        writeln!(f, "doors done          {:>9}", self.done)?;
        writeln!(f, "attempts            {:>9}", self.attempts)?;
        writeln!(
            f,
            "killed after        {:>9}  records, {} found on the phone",
            self.day.promised, self.day.found
        )?;
        if self.day.refused > 0 {
            writeln!(f, "refused             {:>9}", self.day.refused)?;
        }
        writeln!(
            f,
            "{} on phone, {} safe on server",
            self.day.on_phone, self.day.safe
        )?;
        match &self.pdf {
            Some(path) => writeln!(f, "walk list           {}", path.display()),
            None => writeln!(
                f,
                "walk list           not printed: this build has no `print`"
            ),
        }
    }
}
