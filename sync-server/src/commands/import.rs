//! `turfwalk import streets` and `turfwalk import voters`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::import_ops::OpsArgs;
use super::progress::{bar, wheel};
use super::{CommandError, Folder, say};
use crate::db::{DbError, Deed, ImportCount, NewDoor, NewPerson};
use crate::import::voters::{
    Entry, HeaderMap, Options, RejectsFile, VoterFileError, VoterReader, VoterRow,
};
use crate::streets::{self, OSM_ATTRIBUTION, StreetsCount, StreetsError};

/// What to read in.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Streets and house numbers from an OpenStreetMap extract
    #[command(after_help = "Example: turfwalk import streets helsinki.osm.pbf")]
    Streets(StreetsArgs),
    /// People from a voter file or a list of addresses
    #[command(
        after_help = "Examples: turfwalk import voters ncvoter32.txt\n          \
        turfwalk import voters members.csv --map id=Nr,last=Name,street=Weg,number=Haus"
    )]
    Voters(VotersArgs),
    /// What a phone that can't reach its server has sealed in a file
    Ops(OpsArgs),
}

/// Arguments of `import streets`.
#[derive(Debug, Args)]
pub struct StreetsArgs {
    /// The extract: .osm.pbf, .osm or .osm.gz
    file: PathBuf,
}

/// Arguments of `import voters`.
#[derive(Debug, Args)]
pub struct VotersArgs {
    /// The file: VAN export, North Carolina's voter file, OpenAddresses or a plain list
    file: PathBuf,
    /// Which column holds what, for other layouts: field=Column,field=Column
    #[arg(long, value_name = "MAP")]
    map: Option<HeaderMap>,
    /// Encoding, when the guess is wrong, such as windows-1250
    #[arg(long)]
    encoding: Option<String>,
}

/// What an import of voters came to.
#[derive(Clone, Debug)]
pub struct VotersCount {
    /// What the file turned out to be.
    pub format: String,
    /// New and changed.
    pub count: ImportCount,
    /// Rows that were not taken.
    pub rejected: u64,
    /// Where they are listed, if there are any.
    pub rejects: Option<PathBuf>,
    /// Doors, of all imports, that are on no street.
    pub unplaced: usize,
}

impl ImportCommand {
    /// Imports and prints what came of it.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        match self {
            Self::Ops(args) => args.run(folder)?,
            Self::Streets(args) => {
                let count = import_streets(folder, &args.file, OSM_ATTRIBUTION)?;
                say!(
                    "{} stretches of road, {} house numbers",
                    count.edges,
                    count.numbers
                )?;
                say!(
                    "{} new doors; {} doors are on no street, {} need a look",
                    count.doors.new_doors,
                    count.unplaced,
                    count.flagged
                )?;
            }
            Self::Voters(args) => {
                let options = Options {
                    map: args.map.unwrap_or_default(),
                    encoding: args.encoding,
                };
                let done = import_voters(folder, &args.file, &options)?;
                say!("Read as {}", done.format)?;
                say!(
                    "{} new people, {} changed, {} unchanged, {} new doors ({} of all doors on no street)",
                    done.count.new_people,
                    done.count.changed_people,
                    done.count.same_people,
                    done.count.new_doors,
                    done.unplaced
                )?;
                if done.count.erased_people > 0 {
                    say!(
                        "{} people were left out: they had themselves erased",
                        done.count.erased_people
                    )?;
                }
                if let Some(path) = done.rejects {
                    say!(
                        "{} rows were not taken; why stands in {}",
                        done.rejected,
                        path.display()
                    )?;
                }
                if !folder.db.turfs()?.is_empty() && done.count.new_doors > 0 {
                    say!("New doors are in no turf until the next `turfwalk cut`.")?;
                }
            }
        }
        Ok(())
    }
}

/// Streets and house numbers into the folder's database.
pub fn import_streets(
    folder: &Folder,
    file: &Path,
    attribution: &str,
) -> Result<StreetsCount, CommandError> {
    let bar = bar("Reading streets", 0);
    let count = streets::import(&folder.db, file, attribution, &mut |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    folder.note_done(Deed::Imported, &format!("stretches/{}", count.edges))?;
    Ok(count)
}

/// People and doors into the folder's database, in one transaction; bad rows into a rejects file.
pub fn import_voters(
    folder: &Folder,
    file: &Path,
    options: &Options,
) -> Result<VotersCount, CommandError> {
    let mut reader = VoterReader::open(file, options)?;
    let format = reader.format();
    let stem = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let mut rejects = RejectsFile::new(
        folder
            .inside("rejects")?
            .join(format!("{stem}.rejects.csv")),
    );
    let bar = bar("Reading people", reader.bytes_total().unwrap_or(0));
    let layout = format.layout.name();
    let mut unplaced = 0;
    let count = folder.db.import(|importer| -> Result<(), ImportError> {
        let mut rows = 0_u64;
        while let Some(entry) = reader.next() {
            match entry? {
                Entry::Reject(reject) => rejects.push(&reject)?,
                Entry::Row(row) => {
                    let door = importer.door(&door_of(&row))?;
                    if !row.is_door_only() {
                        importer.person(door, &person_of(&row, layout))?;
                    }
                }
            }
            rows += 1;
            if rows.is_multiple_of(4_096) {
                bar.set_position(reader.bytes_read());
            }
        }
        bar.finish_and_clear();
        rejects.seal()?;
        let wheel = wheel("Placing doors on the streets");
        (unplaced, _) = streets::place_doors(importer)?;
        wheel.finish_and_clear();
        Ok(())
    })?;
    let people = count.new_people + count.changed_people;
    folder.note_done(
        Deed::Imported,
        &format!("people/{people} doors/{}", count.new_doors),
    )?;
    let rejected = rejects.count();
    let rejects = rejects.finish().map_err(|error| {
        format!("everybody was imported, but the rejects file can't be put in its place: {error}")
    })?;
    let format = format!(
        "{}, {}, separated by {:?}",
        layout,
        format.encoding.name(),
        format.delimiter
    );
    Ok(VotersCount {
        format,
        count,
        rejected,
        rejects,
        unplaced,
    })
}

/// What ends an import; nothing has happened then.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error(transparent)]
    File(#[from] VoterFileError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Streets(#[from] StreetsError),
    #[error("the rejects file can't be written ({0}); free some space, nothing was imported")]
    Rejects(#[from] std::io::Error),
}

fn door_of(row: &VoterRow) -> NewDoor {
    let at = match (row.lat, row.lon) {
        (Some(lat), Some(lon)) => turfwalk_core::model::LatLon::from_degrees(lat, lon),
        _ => None,
    };
    NewDoor {
        number: row.number.clone(),
        street: row.street.clone(),
        unit: row.unit.clone(),
        city: row.city.clone(),
        postcode: row.zip.clone(),
        at,
    }
}

fn person_of(row: &VoterRow, layout: &str) -> NewPerson {
    let parts = [&row.first, &row.middle, &row.last, &row.suffix];
    let name: Vec<&str> = parts
        .iter()
        .map(|part| part.as_str())
        .filter(|p| !p.is_empty())
        .collect();
    NewPerson {
        source_key: format!("{layout}:{}", row.id),
        name: name.join(" "),
        party: row.party.clone(),
    }
}
