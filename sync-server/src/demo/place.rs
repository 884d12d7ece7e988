//! Where the demo plays: its folder, its town, the turf that is walked.

use std::path::{Path, PathBuf};

use turfwalk_core::model::TurfId;

use crate::commands::{CommandError, Folder};
use crate::db::Db;
use crate::town;

/// Marks a folder as the demo's own, to be emptied at its next start.
const MARK: &str = "made-by-turfwalk-demo";
/// Seed of the town.
const SEED: u64 = 2012;

/// The demo's folder, emptied: `dir`, or one beside the platform's own data. A folder that holds
/// anything else is left alone.
pub(super) fn fresh(dir: Option<&Path>) -> Result<PathBuf, CommandError> {
    let path = match dir {
        Some(dir) => dir.to_owned(),
        None => Folder::default_path()?.with_file_name("turfwalk-demo"),
    };
    let said = |error: std::io::Error| {
        format!(
            "can't use the folder {}: {error}; name another with --dir",
            path.display()
        )
    };
    if path.exists() {
        let is_empty = std::fs::read_dir(&path).map_err(said)?.next().is_none();
        if !is_empty && !path.join(MARK).exists() {
            return Err(format!(
                "the folder {} holds something else, and the demo starts in an empty one; name another with --dir",
                path.display()
            )
            .into());
        }
        if !is_empty {
            std::fs::remove_dir_all(&path).map_err(said)?;
        }
    }
    std::fs::create_dir_all(&path).map_err(said)?;
    std::fs::write(
        path.join(MARK),
        "Emptied at each start of `turfwalk demo`.\n",
    )
    .map_err(said)?;
    Ok(path)
}

/// The made town as files, to be imported like any other.
pub(super) fn write_town(folder: &Folder) -> Result<(PathBuf, PathBuf), CommandError> {
    let town = town::generate(SEED);
    let (osm, voters) = (folder.path.join("town.osm"), folder.path.join("voters.csv"));
    std::fs::write(&osm, town.osm_xml)?;
    std::fs::write(&voters, town.voters_csv)?;
    Ok((osm, voters))
}

/// The turf that the phone walks: the first one with a building in it, so that the walk has all
/// kinds of stops; the first of all where there is none.
pub(super) fn turf_to_walk(db: &Db) -> Result<TurfId, CommandError> {
    let turfs = db.turfs()?;
    for (turf, _) in &turfs {
        if !db.turf_record(turf.id)?.buildings.is_empty() {
            return Ok(turf.id);
        }
    }
    Ok(turfs
        .first()
        .map(|(turf, _)| turf.id)
        .ok_or("the map has no door to walk to")?)
}

/// Prints the turf's walk list with an invite of its own, where this build can print.
pub(super) fn print(
    folder: &Folder,
    turf: TurfId,
    server: &str,
) -> Result<Option<PathBuf>, CommandError> {
    #[cfg(feature = "print")]
    {
        let paper = Default::default();
        let paths = crate::commands::print_turfs(folder, &[turf], Some(server), paper, None)?;
        Ok(paths.into_iter().next())
    }
    #[cfg(not(feature = "print"))]
    {
        let _ = (folder, turf, server);
        Ok(None)
    }
}
