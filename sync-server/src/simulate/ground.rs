//! Where the field is: turfs with doors and people, and an invite for each phone.

use jiff::Timestamp;
use turfwalk_core::model::{DoorId, Job, LatLon, Stop, Style, TurfId, WalkTotals};
use turfwalk_core::wire::Invite;

use crate::commands::{CommandError, Folder, invite_link, server_key};
use crate::db::{Db, DbError, ListToStore, NewDoor, NewPerson, TurfToStore};
use crate::town::random::Random;

/// Names to be said at doors; no two together are anybody's.
const FIRST: [&str; 8] = ["Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal"];
const LAST: [&str; 8] = [
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel",
];
/// Doors of a street.
const STREET: u32 = 25;
/// A door has one or two people, 17 on 10 doors.
const SECOND_PERSON_PERCENT: usize = 70;

/// `turfs` turfs of `doors` doors each, with people and a walk list, in a database that has no
/// door yet; turfs that are there already are left as they are.
///
/// # Errors
/// If turfs are there, but fewer.
pub fn make_turfs(db: &Db, turfs: u32, doors: u32, seed: u64) -> Result<Vec<TurfId>, CommandError> {
    let there: Vec<TurfId> = db.turfs()?.iter().map(|(turf, _)| turf.id).collect();
    if there.len() >= turfs as usize {
        return Ok(there.into_iter().take(turfs as usize).collect());
    }
    if !there.is_empty() || !db.doors()?.is_empty() {
        return Err(format!(
            "the folder has {} turfs, and {turfs} are asked for; name an empty one with --dir to \
             have them made, or ask for fewer with --turfs",
            there.len()
        )
        .into());
    }
    let ids = make_doors(db, turfs * doors, seed)?;
    let cut: Vec<TurfToStore> = (1..)
        .zip(ids.chunks(doors as usize))
        .map(|(number, doors)| TurfToStore {
            goes_on: None,
            name: format!("Turf {number}"),
            minutes: 2 * doors.len() as u32,
            doors: doors.to_vec(),
            pack: None,
        })
        .collect();
    let made = db.store_cut(&cut)?;
    let lists: Vec<ListToStore> = made
        .iter()
        .zip(&cut)
        .map(|(id, turf)| list(*id, turf))
        .collect();
    db.store_lists(&lists)?;
    Ok(made)
}

/// One invite for each phone, the turfs in turn.
pub fn make_invites(
    folder: &Folder,
    server: &str,
    turfs: &[TurfId],
    phones: u32,
) -> Result<Vec<Invite>, CommandError> {
    let now_ms = Timestamp::now().as_millisecond();
    let key = server_key(folder, server)?;
    let turfs = turfs.iter().cycle().take(phones as usize);
    turfs
        .map(|turf| {
            let made = folder.db.invite(*turf, now_ms)?;
            Ok(invite_link(server, key, &made)?.parse()?)
        })
        .collect()
}

fn make_doors(db: &Db, doors: u32, seed: u64) -> Result<Vec<DoorId>, CommandError> {
    let mut random = Random::new(seed);
    let mut ids = Vec::with_capacity(doors as usize);
    db.import(|importer| -> Result<(), DbError> {
        for index in 0..doors {
            let (street, house) = (index / STREET, index % STREET);
            let door = importer.door(&NewDoor {
                number: (2 * house + 1).to_string(),
                street: format!("Street {street}"),
                unit: String::new(),
                city: "Millbrook".into(),
                postcode: "12345".into(),
                at: LatLon::from_degrees(
                    44.0 + f64::from(street / 300) * 0.001,
                    -72.0 + f64::from(street % 300) * 0.001 + f64::from(house) * 0.000_02,
                ),
            })?;
            ids.push(door);
            for second in 0..1 + u32::from(random.percent(SECOND_PERSON_PERCENT)) {
                importer.person(
                    door,
                    &NewPerson {
                        source_key: format!("made:{index}:{second}"),
                        name: format!("{} {}", random.pick(&FIRST), random.pick(&LAST)),
                        ..NewPerson::default()
                    },
                )?;
            }
        }
        Ok(())
    })?;
    Ok(ids)
}

fn list(turf: TurfId, cut: &TurfToStore) -> ListToStore {
    let stops = cut.doors.iter().map(|door| Stop {
        building: None,
        doors: vec![*door],
        at: None,
        walk_m: 15,
        walk_s: 12,
        crossings: 0,
    });
    let doors = cut.doors.len() as u32;
    ListToStore {
        turf,
        name: cut.name.clone(),
        job: Job::Canvass,
        stops: stops.collect(),
        totals: WalkTotals {
            metres: 15 * doors,
            seconds: 12 * doors,
            crossings: 0,
        },
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        part: None,
    }
}
