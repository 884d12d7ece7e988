//! Turfs of the database: all doors cut anew around what is given out, or a turf drawn by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use turfwalk_core::model::{DoorId, LatLon, TurfId};
use turfwalk_core::route::{walked_ms, walking_through};
use turfwalk_core::streets::{Pavement, Placer, SpotOnStreet};
use turfwalk_core::turf::{
    Area, Cut, CutGoal, DoorAt, Held, Size, count_buildings, cut, cut_again, cut_around,
    feature_collection, outlines,
};
use turfwalk_core::walk_list::{AT_DOOR_MS, WalkWish};

use crate::db::{Db, DbError, ListToStore, StoredDoor, TurfToStore};
use crate::streets::{Streets, StreetsError};
use crate::walks::{CUT_STEPS, jobs, walks};

/// What goes wrong with a cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// There is nothing to cut.
    #[error("no door is on a street yet; import streets with house numbers, or voters")]
    NoDoors,
    /// Only doors of people on a list were asked for, and there is none that is free.
    #[error(
        "nobody on an imported list lives at a door that is free and on a street; import voters, \
         or leave --listed out"
    )]
    NobodyListed,
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
    /// A turf is to grow around a place where there is no street.
    #[error("there is no street near place {number} of --start; give one on the map")]
    OffTheMap {
        /// Which of the places, from 1.
        number: usize,
    },
    /// There is no cut to go on from.
    #[error("there is no cut in force to keep; run `turfwalk cut` without --keep first")]
    NothingToKeep,
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
    /// Whether it goes on from the cut before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// Whether it is given out.
    #[serde(skip)]
    pub given_out: bool,
    /// Whether it has the doors that it had.
    #[serde(skip)]
    pub as_it_was: bool,
}

/// What a cut of the doors that are free begins with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Begin {
    /// Nothing.
    #[default]
    Anew,
    /// These places: a turf grows around each, and the size asked for is not looked at.
    Around(Vec<LatLon>),
    /// The cut in force: doors stay in their turfs as far as equal work allows.
    InForce,
}

type Placed<'a> = (&'a StoredDoor, SpotOnStreet);

/// How the doors of the database are to be cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CutWish {
    /// How many turfs, or how large; without it as many as there were.
    pub size: Option<Size>,
    /// What it begins with.
    pub begin: Begin,
    /// Milliseconds at each door.
    pub at_door_ms: u64,
    /// Only doors where somebody of an imported list lives, or was added: others are in no turf.
    pub only_listed: bool,
}

/// Cuts the doors of the database, those on no street left out, and puts the cut in force. Turfs
/// that are given out go on as they are and count among those asked for.
pub fn cut_all(db: &Db, streets: &Streets, wish: &CutWish) -> Result<Vec<CutLine>, CutError> {
    let (size, begin) = (wish.size, &wish.begin);
    let doors = db.doors()?;
    let listed = wish.only_listed.then(|| db.doors_of_people()).transpose()?;
    let is_wished = |door: &StoredDoor| listed.as_ref().is_none_or(|all| all.contains(&door.id));
    let given_out = db.given_out()?;
    let stays = |door: &StoredDoor| door.turf.is_some_and(|turf| given_out.contains(&turf));
    let placed: Vec<Placed<'_>> = doors
        .iter()
        .filter_map(|door| Some((door, door.spot?)))
        .collect();
    if placed.is_empty() {
        return Err(CutError::NoDoors);
    }
    let free = placed.iter().copied().filter(|(door, _)| !stays(door));
    let free: Vec<Placed<'_>> = free.filter(|(door, _)| is_wished(door)).collect();
    if free.is_empty() && wish.only_listed {
        return Err(CutError::NobodyListed);
    }
    let in_force = db.turfs()?;
    if *begin == Begin::InForce && in_force.is_empty() {
        return Err(CutError::NothingToKeep);
    }
    let size = match size.unwrap_or(Size::Turfs(in_force.len())) {
        Size::Turfs(all) if !free.is_empty() && !matches!(begin, Begin::Around(_)) => {
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
    let buildings = count_buildings(&at);
    if let Size::Turfs(wanted) = size
        && wanted > buildings
        && !free.is_empty()
        && *begin == Begin::Anew
    {
        return Err(CutError::TooMany { wanted, buildings });
    }
    let goal = CutGoal {
        size,
        at_door_ms: wish.at_door_ms,
        seed: 0,
    };
    let pavement = Pavement::new(&streets.graph, &streets.costs);
    let may_change: Vec<TurfId> = in_force
        .iter()
        .map(|(turf, _)| turf.id)
        .filter(|id| !given_out.contains(id))
        .collect();
    let walking = &mut walking_through(CUT_STEPS);
    let found: Cut = match begin {
        Begin::Anew => cut(&pavement, &at, &goal, walking),
        Begin::Around(places) => {
            let placer = Placer::new(&streets.graph);
            let nearest = |(number, at): (usize, &LatLon)| {
                let spot = placer.nearest(*at);
                spot.ok_or(CutError::OffTheMap { number })
            };
            let spots: Result<Vec<_>, _> = (1..).zip(places).map(nearest).collect();
            cut_around(&pavement, &at, &spots?, &goal, walking)
        }
        Begin::InForce => {
            let held = free.iter().map(|(door, _)| {
                let turf = may_change.iter().position(|id| door.turf == Some(*id));
                turf.map_or(Held::New, Held::In)
            });
            cut_again(&pavement, &at, &held.collect::<Vec<_>>(), &goal, walking)
        }
    };
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
    let keeps_names = *begin == Begin::InForce;
    // As commands call them: a new turf's number is above those of all before.
    let last = in_force.iter().map(|(turf, _)| turf.id.0).max();
    let mut new_names = (last.unwrap_or(0) + 1..).map(|number| format!("Turf {number}"));
    for turf in &found.turfs {
        let held: Vec<Placed<'_>> = turf.doors.iter().map(|&i| free[i]).collect();
        let goes_on = turf.was.filter(|_| keeps_names).map(|was| may_change[was]);
        let before = in_force
            .iter()
            .find(|(turf, _)| goes_on == Some(turf.id))
            .map(|(turf, minutes)| (turf.name.clone(), *minutes));
        let mut ids: Vec<DoorId> = held.iter().map(|(door, _)| door.id).collect();
        ids.sort_unstable();
        // Doors on no street stay where they are.
        let of_before = |door: &&StoredDoor| goes_on.is_some() && door.turf == goes_on;
        let kept = doors.iter().filter(of_before);
        ids.extend(kept.clone().filter(|d| d.spot.is_none()).map(|d| d.id));
        let as_it_was = ids.len() == kept.clone().count()
            && held
                .iter()
                .all(|(door, _)| goes_on.is_some() && door.turf == goes_on);
        to_store.push(TurfToStore {
            goes_on,
            minutes: match before {
                Some((_, minutes)) if as_it_was => minutes,
                _ => minutes(turf.work_ms),
            },
            name: match before {
                Some((name, _)) => name,
                None => new_names.next().unwrap_or_default(),
            },
            doors: ids,
            pack: (!as_it_was).then(|| pack(streets, &held)),
        });
    }
    let mut lines = store(db, &to_store)?;
    for line in &mut lines {
        line.given_out = given_out.contains(&TurfId(line.turf));
    }
    Ok(lines)
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
    let mut walking = walking_through(CUT_STEPS);
    let mut work = |held: &[Placed<'_>]| {
        let mut spots: Vec<SpotOnStreet> = held.iter().map(|(_, spot)| *spot).collect();
        spots.sort_unstable();
        spots.dedup();
        let times = pavement.times(&spots);
        let walking_ms = walked_ms(&walking(&times), |a, b| times.ms(a, b));
        minutes(walking_ms + held.len() as u64 * u64::from(AT_DOOR_MS))
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
    let (doors, jobs) = (db.doors()?, jobs(db)?);
    let lists: Vec<ListToStore> = to_store
        .iter()
        .zip(&lines)
        .filter(|(new, _)| new.pack.is_some())
        .flat_map(|(new, line)| {
            let turf = TurfId(line.turf);
            let held: Vec<&StoredDoor> = doors.iter().filter(|d| d.turf == Some(turf)).collect();
            let job = jobs.get(&turf).copied().unwrap_or_default();
            walks(streets, turf, &new.name, &held, job, &WalkWish::default()).lists
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
        given_out: false,
        as_it_was: turf.goes_on.is_some() && turf.pack.is_none(),
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
