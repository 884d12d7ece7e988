//! `turfwalk flyers`: what each block face takes, which letterboxes got two, what was left out.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;
use turfwalk_core::address::line;
use turfwalk_core::contact::may_contact;
use turfwalk_core::flyer::{BUNDLE, Dropped, Letterbox, bundles, count, drops, gaps, twice};
use turfwalk_core::model::{Channel, DoorId, TurfId};
use turfwalk_core::streets::{Blocks, Side};

use super::{CommandError, Folder, say};
use crate::db::{Db, StoredDoor};
use crate::streets::Streets;

/// Arguments of `flyers`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk flyers --turf 3\n          turfwalk flyers --json")]
pub struct FlyersCommand {
    /// Only this turf; all turfs if left out
    #[arg(long, value_name = "N")]
    turf: Option<u32>,
    /// Pieces in a bundle
    #[arg(long, value_name = "N", default_value_t = BUNDLE)]
    bundle: u32,
    /// Print one line of JSON instead of tables
    #[arg(long)]
    json: bool,
}

/// A turf's flyers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TurfFlyers {
    /// The turf.
    pub turf: u32,
    /// Letterboxes that take one.
    pub letterboxes: u32,
    /// Full bundles, and pieces besides.
    pub bundles: u32,
    /// Pieces besides the bundles.
    pub loose: u32,
    /// Letterboxes that want none.
    pub refusing: usize,
    /// Letterboxes that have one.
    pub dropped: usize,
    /// Letterboxes that got more than one.
    pub twice: Vec<String>,
    /// Block faces, in the order of the map's roads.
    pub faces: Vec<FaceFlyers>,
}

/// A block face's flyers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaceFlyers {
    /// The street's name; empty where it has none.
    pub street: String,
    /// House number at one end of the face.
    pub from: String,
    /// House number at the other end.
    pub to: String,
    /// Letterboxes that take one.
    pub letterboxes: u32,
    /// Addresses that were passed by: there are drops on both sides of them.
    pub passed_by: Vec<String>,
    /// Letterboxes not reached yet.
    pub open: usize,
}

impl FlyersCommand {
    /// Counts and prints.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let turfs = folder.db.turfs()?;
        let wanted = |turf: TurfId| self.turf.is_none_or(|only| only == turf.0);
        let turfs: Vec<TurfId> = turfs.iter().map(|(turf, _)| turf.id).collect();
        if !turfs.iter().any(|turf| wanted(*turf)) {
            return Err(
                "there is no such turf; run `turfwalk cut` first, or leave --turf out".into(),
            );
        }
        let streets = Streets::load(&folder.db)?;
        let blocks = Blocks::of(&streets.graph);
        let turfs = turfs.into_iter().filter(|turf| wanted(*turf));
        let told: Vec<TurfFlyers> = turfs
            .map(|turf| turf_flyers(&folder.db, &streets, &blocks, turf, self.bundle))
            .collect::<Result<_, _>>()?;
        if self.json {
            say!("{}", serde_json::json!({ "turfs": told }))?;
            return Ok(());
        }
        for turf in &told {
            print(turf, self.bundle)?;
        }
        Ok(())
    }
}

/// A turf's flyers in bundles of `bundle`, as far as the log has them; `blocks` are those of the
/// streets.
pub fn turf_flyers(
    db: &Db,
    streets: &Streets,
    blocks: &Blocks,
    turf: TurfId,
    bundle: u32,
) -> Result<TurfFlyers, CommandError> {
    let campaign = db
        .campaign()?
        .ok_or("the campaign is missing from the database")?;
    let record = db.turf_record(turf)?;
    let doors = db.doors()?;
    let doors: Vec<&StoredDoor> = doors.iter().filter(|d| d.turf == Some(turf)).collect();
    let boxes: Vec<Letterbox> = doors
        .iter()
        .filter_map(|door| {
            Some(Letterbox {
                door: door.id,
                building: door.building,
                spot: door.spot?,
            })
        })
        .collect();
    let refuses = |door: &&DoorId| {
        record.records.get(door).is_some_and(|record| {
            may_contact(None, Channel::Flyer, None, **door, record, &campaign).is_err()
        })
    };
    let refusing: BTreeSet<DoorId> = boxes
        .iter()
        .map(|letterbox| &letterbox.door)
        .filter(refuses)
        .copied()
        .collect();
    // Taken back and corrected attempts are not in the records any more.
    let mut seen = BTreeSet::new();
    let attempts: Vec<_> = doors
        .iter()
        .filter_map(|door| record.records.get(&door.id))
        .flat_map(|record| &record.attempts)
        .filter(|row| seen.insert(row.op))
        .map(|row| (row.op, row.attempt.clone()))
        .collect();
    let dropped: Vec<Dropped> = drops(&boxes, &attempts, &BTreeSet::new());
    let faces = count(&boxes, &refusing, blocks);
    let gaps = gaps(&faces, &dropped);
    let door = |id: DoorId| doors.iter().find(|door| door.id == id).copied();
    let number = |id: Option<&DoorId>| {
        let door = id.and_then(|id| door(*id));
        door.map_or(String::new(), |door| door.number.clone())
    };
    let address = |id: &DoorId| {
        let door = door(*id);
        door.map_or(String::new(), |door| {
            line(&door.number, &door.street, door.unit.as_deref())
        })
    };
    let in_order = |face: &[DoorId], side: Side| match side {
        Side::Left => (number(face.first()), number(face.last())),
        Side::Right => (number(face.last()), number(face.first())),
    };
    let pieces: u32 = faces.iter().map(|face| face.pieces()).sum();
    let tied = bundles(pieces, bundle);
    let got: BTreeSet<DoorId> = dropped.iter().map(|drop| drop.door).collect();
    Ok(TurfFlyers {
        turf: turf.0,
        letterboxes: pieces,
        bundles: tied.full,
        loose: tied.loose,
        refusing: refusing.len(),
        dropped: got.len(),
        twice: twice(&dropped)
            .iter()
            .map(|twice| address(&twice.door))
            .collect(),
        faces: faces
            .iter()
            .map(|face| {
                let here = gaps.iter().filter(|gap| gap.face == face.face);
                let (from, to) = in_order(&face.doors, face.face.side);
                FaceFlyers {
                    street: streets
                        .graph
                        .name_of(face.face.edge)
                        .unwrap_or_default()
                        .to_owned(),
                    from,
                    to,
                    letterboxes: face.pieces(),
                    passed_by: here
                        .clone()
                        .filter(|gap| gap.between)
                        .flat_map(|gap| gap.doors.iter().map(address))
                        .collect(),
                    open: here
                        .filter(|gap| !gap.between)
                        .map(|gap| gap.doors.len())
                        .sum(),
                }
            })
            .collect(),
    })
}

fn print(turf: &TurfFlyers, bundle: u32) -> Result<(), CommandError> {
    say!(
        "Turf {}: {} letterboxes, {} bundles of {bundle} and {} pieces; {} want none; {} have one",
        turf.turf,
        turf.letterboxes,
        turf.bundles,
        turf.loose,
        turf.refusing,
        turf.dropped
    )?;
    for face in &turf.faces {
        let numbers = match face.from == face.to {
            true => face.from.clone(),
            false => format!("{}–{}", face.from, face.to),
        };
        say!(
            "{:>5}  {} {numbers}{}",
            face.letterboxes,
            face.street,
            match face.open {
                0 => String::new(),
                open => format!("  ({open} open)"),
            }
        )?;
        if !face.passed_by.is_empty() {
            say!("       passed by: {}", face.passed_by.join(", "))?;
        }
    }
    if !turf.twice.is_empty() {
        say!("       two flyers each: {}", turf.twice.join(", "))?;
    }
    Ok(())
}
