//! `turfwalk print`: with a database its walk lists, with `--doors` a spreadsheet's walk.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::model::{TurfId, WalkList};
use turfwalk_print::{Join, Paper, WalkSheet, render_all};

use super::progress::{bar, wheel};
use super::{CommandError, Folder, invite, say};
use crate::db::{Deed, StoredDoor};
use crate::sheet::{self, TurfSheet, check_folder, paper_parser, write_pdf};
use crate::streets::Streets;

/// Arguments of `print`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: turfwalk print --turf 3 --out turf-3.pdf\n          \
    turfwalk print --doors doors.csv --streets town.osm.pbf --title \"Old Town\" --out walk.pdf"
)]
pub struct PrintCommand {
    /// A turf of the database; all of them if left out
    #[arg(long, value_name = "N", conflicts_with = "doors")]
    turf: Vec<u32>,
    /// Where `turfwalk serve` is reached by phones: puts a fresh invite on each cover
    #[arg(long, value_name = "URL", conflicts_with = "doors")]
    server: Option<String>,
    /// CSV with the columns id,number,street,unit,lat,lon, instead of the database
    #[arg(long, value_name = "CSV", requires = "streets", requires = "out")]
    doors: Option<PathBuf>,
    /// OpenStreetMap extract, with --doors
    #[arg(long, value_name = "OSM", requires = "doors")]
    streets: Option<PathBuf>,
    /// What stands on the cover, with --doors
    #[arg(long, requires = "doors")]
    title: Option<String>,
    /// a4 or letter
    #[arg(long, default_value = "a4", value_parser = paper_parser())]
    paper: Paper,
    /// The file to write; in the data folder's `prints` if left out
    #[arg(long, value_name = "FILE.pdf")]
    out: Option<PathBuf>,
}

impl PrintCommand {
    /// Prints.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        let (paper, out) = (self.paper, self.out);
        if let (Some(doors), Some(streets), Some(out)) = (self.doors, self.streets, out.clone()) {
            let wheel = wheel("Ordering and printing");
            let title = self.title;
            let report = sheet::plain(&sheet::PrintArgs {
                doors,
                streets,
                title,
                paper,
                out,
            })?;
            wheel.finish_and_clear();
            say!("{}", report.to_string().trim_end())?;
            return Ok(());
        }
        let turfs: Vec<TurfId> = self.turf.into_iter().map(TurfId).collect();
        let path = print_turfs(&folder()?, &turfs, self.server.as_deref(), paper, out)?;
        say!("{}", path.display())?;
        Ok(())
    }
}

/// Prints the walk lists of `turfs`, or of all if that is empty, into one file, and returns its
/// path. With `server`, each cover carries a fresh invite to its turf.
pub fn print_turfs(
    folder: &Folder,
    turfs: &[TurfId],
    server: Option<&str>,
    paper: Paper,
    out: Option<PathBuf>,
) -> Result<PathBuf, CommandError> {
    let lists: Vec<WalkList> = folder.db.walk_lists()?;
    if lists.is_empty() {
        return Err(
            "there is no walk list yet; run `turfwalk cut` and `turfwalk order` first".into(),
        );
    }
    let unknown = turfs
        .iter()
        .find(|turf| !lists.iter().any(|list| list.turf == **turf));
    if let Some(turf) = unknown {
        return Err(
            format!("there is no walk list of turf {turf}; leave --turf out to print all").into(),
        );
    }
    let lists: Vec<WalkList> = lists
        .into_iter()
        .filter(|l| turfs.is_empty() || turfs.contains(&l.turf))
        .collect();
    let out = match out {
        Some(out) => out,
        None => folder.inside("prints")?.join(match turfs {
            [turf] => format!("turf-{turf}.pdf"),
            _ => "turfs.pdf".into(),
        }),
    };
    check_folder(&out)?;
    let streets = Streets::load(&folder.db)?;
    let doors = folder.db.doors()?;
    // First: nothing is taken out that the log does not know of.
    let printed: Vec<String> = turfs.iter().map(|turf| format!("turf/{turf}")).collect();
    folder.note(
        Deed::Printed,
        &format!("lists/{} {}", lists.len(), printed.join(" ")),
    )?;
    let bar = bar("Printing", lists.len() as u64);
    let mut sheets = Vec::with_capacity(lists.len());
    for list in &lists {
        sheets.push(sheet_of(folder, list, &streets, &doors, server, paper)?);
        bar.inc(1);
    }
    let print = render_all(&sheets)?;
    bar.finish_and_clear();
    if !print.missing.is_empty() {
        let signs: String = print.missing.iter().collect();
        eprintln!("turfwalk: the print's fonts have no sign for: {signs}");
    }
    write_pdf(&out, &print.pdf)?;
    Ok(out)
}

fn sheet_of(
    folder: &Folder,
    list: &WalkList,
    streets: &Streets,
    doors: &[StoredDoor],
    server: Option<&str>,
    paper: Paper,
) -> Result<WalkSheet, CommandError> {
    let campaign = folder
        .db
        .campaign()?
        .ok_or("the campaign is missing from the database")?;
    let record = folder.db.turf_record(list.turf)?;
    let doors: Vec<StoredDoor> = doors
        .iter()
        .filter(|door| door.turf == Some(list.turf))
        .cloned()
        .collect();
    let join = match server {
        None => None,
        Some(server) => {
            let made = folder
                .db
                .invite(list.turf, Timestamp::now().as_millisecond())?;
            Some(Join {
                url: invite::link(server, invite::server_key(folder, server)?, &made)?,
                expires: invite::expiry(&made),
            })
        }
    };
    Ok(sheet::turf(&TurfSheet {
        campaign: &campaign,
        list,
        record: &record,
        doors: &doors,
        streets,
        join: join.as_ref(),
        paper,
    }))
}
