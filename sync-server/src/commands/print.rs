//! `turfwalk print`: with a database its walk lists, with `--doors` a spreadsheet's walk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
    /// The file to write; in the data folder's `prints` if left out. Thousands of doors make several,
    /// which are numbered
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
        for path in print_turfs(&folder()?, &turfs, self.server.as_deref(), paper, out)? {
            say!("{}", path.display())?;
        }
        Ok(())
    }
}

/// So many doors are printed into one file: some 400 pages, which take a gigabyte to set.
const DOORS_A_FILE: usize = 3_000;

/// Prints the walk lists of `turfs`, or of all if that is empty, into one file, or where there are
/// many into several that are numbered, and returns their paths. With `server`, each cover carries a
/// fresh invite to its turf.
pub fn print_turfs(
    folder: &Folder,
    turfs: &[TurfId],
    server: Option<&str>,
    paper: Paper,
    out: Option<PathBuf>,
) -> Result<Vec<PathBuf>, CommandError> {
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
    let doors_of = |list: &WalkList| list.stops.iter().map(|stop| stop.doors.len()).sum();
    let files = files(&lists, doors_of);
    let mut missing = BTreeSet::new();
    let mut paths = Vec::with_capacity(files.len());
    for (number, lists) in (1..).zip(&files) {
        let sheet = |list| sheet_of(folder, list, &streets, &doors, server, paper);
        let sheets = lists.iter().map(sheet).collect::<Result<Vec<_>, _>>()?;
        let print = render_all(&sheets)?;
        missing.extend(print.missing);
        let path = match files.len() {
            1 => out.clone(),
            _ => numbered(&out, number),
        };
        write_pdf(&path, &print.pdf)?;
        paths.push(path);
        bar.inc(lists.len() as u64);
    }
    bar.finish_and_clear();
    if !missing.is_empty() {
        let signs: String = missing.iter().collect();
        eprintln!("turfwalk: the print's fonts have no sign for: {signs}");
    }
    Ok(paths)
}

/// What is printed together of lists with so many doors each, in their order.
fn files<T>(lists: &[T], doors: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let mut held = lists.first().map_or(0, &doors);
    let fits = |_: &T, next: &T| {
        held += doors(next);
        let fits = held <= DOORS_A_FILE;
        if !fits {
            held = doors(next);
        }
        fits
    };
    lists.chunk_by(fits).collect()
}

/// `turfs-2.pdf` for `turfs.pdf` and 2.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{number}.pdf"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lists_make_several_files_in_their_order() {
        let doors = [1_000, 1_500, 500, 1, 4_000, 2_999, 1];
        let told: Vec<&[usize]> = files(&doors, |doors| *doors);
        let parts: [&[usize]; 4] = [&[1_000, 1_500, 500], &[1], &[4_000], &[2_999, 1]];
        assert_eq!(told, parts);
        assert!(files(&[0; 0], |doors| *doors).is_empty());
        let path = numbered(Path::new("out/all turfs.pdf"), 2);
        assert_eq!(path, Path::new("out/all turfs-2.pdf"));
    }
}
