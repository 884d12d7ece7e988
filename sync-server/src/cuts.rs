//! Turfs of the database: all doors cut anew around what is given out, or a turf drawn by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use turfwalk_core::model::{LatLon, TurfId};
use turfwalk_core::route::walking_through;
use turfwalk_core::streets::{Pavement, SpotOnStreet};
use turfwalk_core::turf::{Area, CutGoal, DoorAt, Size, cut, feature_collection, outlines};
use turfwalk_core::walk_list::{AT_DOOR_MS, WalkWish};

use crate::db::{Db, DbError, ListToStore, StoredDoor, TurfToStore};
use crate::streets::{Streets, StreetsError};
use crate::walks::{CUT_STEPS, walks};

/// What goes wrong with a cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// There is nothing to cut.
    #[error("no door is on a street yet; import streets with house numbers, or voters")]
    NoDoors,
    /// More turfs than buildings.
    #[error("{wanted} turfs can't be made of {buildings} buildings; ask for at most as many")]
    TooMany {
        /// Turfs asked for.
        wanted: usize,
        /// The most that there can be.
        buildings: usize,
    },
    /// All turfs asked for are given out already, and doors are left.
    #[error(
        "turfs given out, which go on as they are: {given_out}; ask for more than these with --turfs"
    )]
    TooFew {
        /// Turfs that go on.
        given_out: usize,
    },
    /// No door that is free to go into a new turf lies in the area drawn.
    #[error("no door that is free lies in the area; draw it around doors that no phone holds")]
    EmptyArea,
    /// The streets.
    #[error(transparent)]
    Streets(#[from] StreetsError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// One turf, as told.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CutLine {
    /// Its id.
    pub turf: u32,
    /// Its doors.
    pub doors: usize,
    /// Walking and doors.
    pub minutes: u32,
    /// Whether it is given out, and so goes on as it was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

type Placed<'a> = (&'a StoredDoor, SpotOnStreet);

/// Cuts the doors of the database, those on no street left out, and puts the cut in force. Turfs
/// that are given out go on as they are and count among the `size` asked for.
pub fn cut_all(
    db: &Db,
    streets: &Streets,
    size: Size,
    at_door_ms: u64,
) -> Result<Vec<CutLine>, CutError> {
    let doors = db.doors()?;
    let given_out = db.given_out()?;
    let stays = |door: &StoredDoor| door.turf.is_some_and(|turf| given_out.contains(&turf));
    let placed: Vec<Placed<'_>> = doors
        .iter()
        .filter_map(|door| Some((door, door.spot?)))
        .collect();
    if placed.is_empty() {
        return Err(CutError::NoDoors);
    }
    let free: Vec<Placed<'_>> = placed.iter().copied().filter(|p| !stays(p.0)).collect();
    let size = match size {
        Size::Turfs(all) if !free.is_empty() => {
            let left = all.saturating_sub(given_out.len());
            if left == 0 && !given_out.is_empty() {
                let given_out = given_out.len();
                return Err(CutError::TooFew { given_out });
            }
            Size::Turfs(left)
        }
        other => other,
    };
    let at: Vec<DoorAt> = free
        .iter()
        .map(|(door, spot)| DoorAt {
            spot: *spot,
            building: door.building.map(|b| u64::from(b.0)),
            at: door.at,
        })
        .collect();
    let goal = CutGoal {
        size,
        at_door_ms,
        seed: 0,
    };
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    let found = cut(&pavement, &at, &goal, &mut |pavement, spots| {
        walking_through(pavement, CUT_STEPS)(spots)
    });
    if let Size::Turfs(wanted) = size
        && wanted > found.turfs.len()
        && !free.is_empty()
    {
        let buildings = found.turfs.len();
        return Err(CutError::TooMany { wanted, buildings });
    }
    let in_force = db.turfs()?;
    let mut to_store: Vec<TurfToStore> = in_force
        .iter()
        .filter(|(turf, _)| given_out.contains(&turf.id))
        .map(|(turf, minutes)| {
            let held = doors.iter().filter(|door| door.turf == Some(turf.id));
            TurfToStore {
                goes_on: Some(turf.id),
                name: turf.name.clone(),
                minutes: *minutes,
                doors: held.map(|door| door.id).collect(),
                pack: None,
            }
        })
        .collect();
    for (number, turf) in (to_store.len() + 1..).zip(&found.turfs) {
        let held: Vec<Placed<'_>> = turf.doors.iter().map(|&i| free[i]).collect();
        to_store.push(TurfToStore {
            goes_on: None,
            name: format!("Turf {number}"),
            minutes: minutes(turf.work_ms),
            doors: held.iter().map(|(door, _)| door.id).collect(),
            pack: Some(pack(streets, &held)),
        });
    }
    store(db, &to_store)
}

/// Makes the doors within `area` a turf of their own, taken from turfs that no phone holds, and
/// orders the walks of all turfs that have changed. Buildings stay whole. The first line is the
/// new turf's.
pub fn carve(
    db: &Db,
    streets: &Streets,
    name: &str,
    area: &Area,
) -> Result<Vec<CutLine>, CutError> {
    let doors = db.doors()?;
    let given_out = db.given_out()?;
    let inside = |door: &&StoredDoor| door.at.is_some_and(|at| area.contains(at));
    let buildings: BTreeSet<_> = doors
        .iter()
        .filter(inside)
        .filter_map(|d| d.building)
        .collect();
    let goes = |door: &StoredDoor| {
        let whole = door.building.is_some_and(|b| buildings.contains(&b));
        (whole || inside(&door)) && !door.turf.is_some_and(|turf| given_out.contains(&turf))
    };
    let carved: Vec<Placed<'_>> = doors
        .iter()
        .filter(|door| goes(door))
        .filter_map(|door| Some((door, door.spot?)))
        .collect();
    if carved.is_empty() {
        return Err(CutError::EmptyArea);
    }
    let gone: BTreeSet<_> = carved.iter().map(|(door, _)| door.id).collect();
    let mut rest: BTreeMap<TurfId, Vec<&StoredDoor>> = BTreeMap::new();
    for door in doors.iter().filter(|door| !gone.contains(&door.id)) {
        if let Some(turf) = door.turf {
            rest.entry(turf).or_default().push(door);
        }
    }
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    let mut walking = walking_through(&pavement, CUT_STEPS);
    let mut work = |held: &[Placed<'_>]| {
        let mut spots: Vec<SpotOnStreet> = held.iter().map(|(_, spot)| *spot).collect();
        spots.sort_unstable();
        spots.dedup();
        minutes(walking(&spots) + held.len() as u64 * u64::from(AT_DOOR_MS))
    };
    let mut to_store = vec![TurfToStore {
        goes_on: None,
        name: name.to_owned(),
        minutes: work(&carved),
        doors: carved.iter().map(|(door, _)| door.id).collect(),
        pack: Some(pack(streets, &carved)),
    }];
    for (turf, before) in db.turfs()? {
        let Some(held) = rest.get(&turf.id) else {
            continue;
        };
        let loses = carved.iter().any(|(door, _)| door.turf == Some(turf.id));
        let placed = held.iter().filter_map(|door| Some((*door, door.spot?)));
        let placed: Vec<Placed<'_>> = placed.collect();
        to_store.push(TurfToStore {
            goes_on: Some(turf.id),
            name: turf.name,
            minutes: if loses { work(&placed) } else { before },
            doors: held.iter().map(|door| door.id).collect(),
            pack: loses.then(|| pack(streets, &placed)),
        });
    }
    let lines = store(db, &to_store)?;
    let doors = db.doors()?;
    let lists: Vec<ListToStore> = to_store
        .iter()
        .zip(&lines)
        .filter(|(new, _)| new.pack.is_some())
        .flat_map(|(new, line)| {
            let turf = TurfId(line.turf);
            let held: Vec<&StoredDoor> = doors.iter().filter(|d| d.turf == Some(turf)).collect();
            walks(streets, turf, &new.name, &held, &WalkWish::default()).lists
        })
        .collect();
    db.store_lists(&lists)?;
    Ok(lines)
}

/// The turfs of the cut in force with their outlines, as GeoJSON.
pub fn geojson(db: &Db) -> Result<Value, CutError> {
    let turfs = db.turfs()?;
    let number = |id: TurfId| turfs.iter().position(|(turf, _)| turf.id == id);
    let doors: Vec<(LatLon, u32)> = db
        .doors()?
        .iter()
        .filter_map(|door| Some((door.at?, number(door.turf?)? as u32)))
        .collect();
    let features = outlines(&doors, turfs.len()).into_iter().zip(&turfs);
    Ok(feature_collection(features.map(
        |(area, (turf, minutes))| {
            let told: [(&str, Value); 3] = [
                ("turf", turf.id.0.into()),
                ("name", turf.name.as_str().into()),
                ("minutes", (*minutes).into()),
            ];
            let told = told.map(|(key, value)| (key.to_owned(), value));
            (area, Map::from_iter(told))
        },
    )))
}

fn store(db: &Db, to_store: &[TurfToStore]) -> Result<Vec<CutLine>, CutError> {
    let ids = db.store_cut(to_store)?;
    let line = |(id, turf): (&TurfId, &TurfToStore)| CutLine {
        turf: id.0,
        doors: turf.doors.len(),
        minutes: turf.minutes,
        goes_on: turf.goes_on.is_some(),
    };
    Ok(ids.iter().zip(to_store).map(line).collect())
}

fn pack(streets: &Streets, held: &[Placed<'_>]) -> Vec<u8> {
    let spots: Vec<_> = held.iter().map(|(door, spot)| (door.id, *spot)).collect();
    streets.pack(&spots)
}

fn minutes(work_ms: u64) -> u32 {
    u32::try_from(work_ms.div_ceil(60_000)).unwrap_or(u32::MAX)
}
