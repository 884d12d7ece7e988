//! `turfwalk import streets` and `turfwalk import voters`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::import_ops::OpsArgs;
use super::progress::{bar, wheel};
use super::report::counted;
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
        turfwalk import voters members.csv --map id=Nr,last=Name,street=Weg,number=Haus\n          \
        turfwalk import voters tenants.csv --list tenants"
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
    /// Which column holds what, for other layouts: field=Column,field=Column. The fields are
    /// id, first, middle, last, suffix, name, number, half, street_prefix, street, street_type,
    /// street_suffix, unit_type, unit, address, city, state, zip, lat, lon, party, age, phone,
    /// status, protected, no_contact (anything but a no: to be left alone) and id_area
    #[arg(long, value_name = "MAP")]
    map: Option<HeaderMap>,
    /// A name for the list, where several that number their people from 1 are imported
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
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
    /// Names of the columns that nothing was taken from.
    pub unread_columns: Vec<String>,
    /// Whether the file gives its people ids.
    pub has_ids: bool,
    /// Rows that were not taken.
    pub rejected: u64,
    /// Rows of people who are not to be contacted.
    pub no_contact: u64,
    /// Where they are listed, if there are any.
    pub rejects: Option<PathBuf>,
    /// Doors, of all imports, that are on no street.
    pub unplaced: usize,
    /// Doors, of all imports, whose place is in doubt.
    pub flagged: usize,
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
                    "{}; of all doors {} on no street, {} in doubt",
                    counted(count.doors.new_doors as usize, "new door"),
                    count.unplaced,
                    count.flagged
                )?;
                say_what_to_look_at(folder, count.unplaced + count.flagged)?;
            }
            Self::Voters(args) => {
                let options = Options {
                    map: args.map.unwrap_or_default(),
                    encoding: args.encoding,
                };
                let done = import_voters(folder, &args.file, &options, args.list.as_deref())?;
                say!("Read as {}", done.format)?;
                if !done.unread_columns.is_empty() {
                    say!("Columns not read: {}", done.unread_columns.join(", "))?;
                }
                if !done.has_ids {
                    say!("It has no ids: people are told apart by name and address")?;
                }
                say!(
                    "{} new people, {} changed, {} unchanged, {} new doors (of all doors {} on no street, {} in doubt)",
                    done.count.new_people,
                    done.count.changed_people,
                    done.count.same_people,
                    done.count.new_doors,
                    done.unplaced,
                    done.flagged
                )?;
                say_what_to_look_at(folder, done.unplaced + done.flagged)?;
                if done.count.erased_people > 0 {
                    say!(
                        "{} people were left out: they had themselves erased",
                        done.count.erased_people
                    )?;
                }
                if done.no_contact > 0 {
                    say!(
                        "Not to be contacted: {}. They are left alone on every list, print and phone, \
                         whatever later files say",
                        done.no_contact
                    )?;
                }
                if let Some(path) = done.rejects {
                    say!(
                        "{} not taken; why stands in {}",
                        match done.rejected {
                            1 => "1 row was".to_owned(),
                            rows => format!("{rows} rows were"),
                        },
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

/// Names the list of doors that somebody should look at, if there are any.
fn say_what_to_look_at(folder: &Folder, doors: usize) -> Result<(), CommandError> {
    if doors > 0 && folder.db.street_map()?.is_some() {
        say!("Which they are and why: turfwalk export --places look.csv")?;
    }
    Ok(())
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
    list: Option<&str>,
) -> Result<VotersCount, CommandError> {
    let mut reader = VoterReader::open(file, options)?;
    let format = reader.format();
    let (unread_columns, has_ids) = (reader.unread_columns().to_vec(), reader.has_ids());
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
    let layout = list.unwrap_or(format.layout.name());
    let (mut unplaced, mut flagged, mut no_contact) = (0, 0, 0);
    let count = folder.db.import(|importer| -> Result<(), ImportError> {
        let mut rows = 0_u64;
        while let Some(entry) = reader.next() {
            match entry? {
                Entry::Reject(reject) => rejects.push(&reject)?,
                Entry::Row(row) => {
                    let door = importer.door(&door_of(&row))?;
                    no_contact += u64::from(row.no_contact);
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
        let count = importer.count();
        if count.other_people >= OTHER_PEOPLE && count.other_people * 2 > count.changed_people {
            let others = count.other_people;
            return Err(ImportError::OtherList { others });
        }
        rejects.seal()?;
        let wheel = wheel("Placing doors on the streets");
        (unplaced, flagged) = streets::place_doors(importer)?;
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
        format.layout.name(),
        format.encoding.name(),
        format.delimiter
    );
    Ok(VotersCount {
        format,
        count,
        unread_columns,
        has_ids,
        rejected,
        no_contact,
        rejects,
        unplaced,
        flagged,
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
    #[error(
        "under {others} ids of this file other people live elsewhere already: it seems to be \
         another list; import it with a name of its own, as --list tenants. Nothing was imported"
    )]
    OtherList { others: u64 },
}

/// So many people under ids of others make a list another one, if they are most who changed.
const OTHER_PEOPLE: u64 = 5;

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
        no_contact: row.no_contact,
    }
}
