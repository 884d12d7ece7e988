//! Cuts: which door is in which turf, and what that adds to the streams.

use std::collections::BTreeSet;

use turfwalk_core::model::{BuildingId, DoorId, Turf, TurfId};
use turfwalk_core::wire::{Body, StreamId};

use super::sql::{Tx, values};
use super::turfs::{buildings_of, doors_of, people_of};
use super::{Db, DbError, log, moves, sha256_hex};

/// A turf of a new cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurfToStore {
    /// The turf in force that goes on; `None` for a new one. One that is given out keeps its doors
    /// and takes these in besides; another has these from now on.
    pub goes_on: Option<TurfId>,
    /// What people call it.
    pub name: String,
    /// Work as cut, in minutes.
    pub minutes: u32,
    /// Its doors.
    pub doors: Vec<DoorId>,
    /// The streets around it.
    pub pack: Option<Vec<u8>>,
}

impl Db {
    /// Puts a new cut in force in place of the one before, with the streams of its turfs. Turfs
    /// that go on keep their ids and, unless they lose doors, their streams and lists.
    ///
    /// # Errors
    /// [`DbError::Refused`] if a turf that is given out, to a phone or by an invite, is not among
    /// those that go on: a phone in the field would lose its list.
    pub fn store_cut(&self, turfs: &[TurfToStore]) -> Result<Vec<TurfId>, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let goes_on: Vec<TurfId> = turfs.iter().filter_map(|turf| turf.goes_on).collect();
            let given_out = given_out(tx)?;
            if let Some(lost) = given_out.iter().find(|turf| !goes_on.contains(turf)) {
                return Err(DbError::Refused(format!(
                    "turf {lost} is given out and has to go on as it is; cut only the doors of \
                     the other turfs"
                )));
            }
            let last: u32 = tx.one("SELECT coalesce(max(id), 0) FROM turf", values![], |r| {
                r.get(0)
            })?;
            drop_turfs_but(tx, &goes_on)?;
            for turf in turfs {
                if let Some(id) = turf.goes_on.filter(|id| !given_out.contains(id)) {
                    make_room(tx, id, &turf.doors)?;
                }
            }
            let mut new_ids = (last + 1..).map(TurfId);
            let mut ids = Vec::with_capacity(turfs.len());
            for turf in turfs {
                let id = match turf.goes_on {
                    Some(id) => {
                        widen_turf(tx, &tag, id, turf)?;
                        id
                    }
                    None => {
                        let id = new_ids.next().expect("ids do not run out");
                        store_turf(tx, &tag, id, turf)?;
                        id
                    }
                };
                ids.push(id);
            }
            Ok(ids)
        })
    }

    /// The turfs that are given out: to a phone, or by an invite; and those with doors that have
    /// come from such a one, whose history is in their stream.
    pub fn given_out(&self) -> Result<Vec<TurfId>, DbError> {
        self.read(given_out)
    }
}

fn given_out(db: &Tx<'_>) -> Result<Vec<TurfId>, DbError> {
    let rows = db.all(
        "SELECT turf FROM assignment UNION SELECT turf FROM invite
         UNION SELECT id FROM turf WHERE EXISTS
         (SELECT 1 FROM stream_row r WHERE r.stream = 'turf/' || turf.id
          AND (r.device IS NOT NULL OR r.kind = 'edit'))
         ORDER BY turf",
        values![],
        |r| r.get(0).map(TurfId),
    )?;
    Ok(rows)
}

/// Ends the cut in force but for the turfs that go on. In none of the others was anything recorded.
fn drop_turfs_but(tx: &Tx<'_>, goes_on: &[TurfId]) -> Result<(), DbError> {
    let turfs: Vec<u32> = tx.all("SELECT id FROM turf", values![], |r| r.get(0))?;
    for turf in turfs {
        if goes_on.contains(&TurfId(turf)) {
            continue;
        }
        empty_turf(tx, TurfId(turf))?;
        tx.execute("DELETE FROM turf WHERE id = ?1", values![turf])?;
    }
    tx.execute(
        "DELETE FROM street_pack WHERE sha256 NOT IN
         (SELECT streets FROM turf WHERE streets IS NOT NULL)",
        values![],
    )?;
    Ok(())
}

/// Takes the doors that are to be elsewhere out of a turf that no phone holds, and begins its
/// stream anew if there are any: rows about them are in it.
fn make_room(tx: &Tx<'_>, id: TurfId, doors: &[DoorId]) -> Result<(), DbError> {
    let stay: BTreeSet<DoorId> = doors.iter().copied().collect();
    let held = doors_of(tx, id)?;
    if held.iter().all(|door| stay.contains(&door.id)) {
        return Ok(());
    }
    empty_turf(tx, id)
}

/// A turf without doors, rows and lists.
fn empty_turf(tx: &Tx<'_>, id: TurfId) -> Result<(), DbError> {
    let stream = StreamId::Turf(id).to_string();
    tx.execute("DELETE FROM stream_row WHERE stream = ?1", values![&stream])?;
    tx.execute("DELETE FROM stream WHERE name = ?1", values![&stream])?;
    tx.execute("UPDATE door SET turf = NULL WHERE turf = ?1", values![id.0])?;
    tx.execute("DELETE FROM walk_list WHERE turf = ?1", values![id.0])?;
    Ok(())
}

fn store_pack(tx: &Tx<'_>, pack: Option<&[u8]>) -> Result<Option<String>, DbError> {
    let Some(bytes) = pack else { return Ok(None) };
    let sha256 = sha256_hex(bytes);
    tx.execute(
        "INSERT INTO street_pack (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        values![sha256, bytes],
    )?;
    Ok(Some(sha256))
}

fn store_turf(tx: &Tx<'_>, tag: &str, id: TurfId, new: &TurfToStore) -> Result<(), DbError> {
    let streets = store_pack(tx, new.pack.as_deref())?;
    tx.execute(
        "INSERT INTO turf (id, name, minutes, streets) VALUES (?1, ?2, ?3, ?4)",
        values![id.0, new.name, new.minutes, streets],
    )?;
    let turf = Body::Turf(Turf {
        id,
        name: new.name.clone(),
        streets,
    });
    log::append(tx, StreamId::Turf(id), tag, &turf, None, 0)?;
    take_doors_in(tx, tag, id, &new.doors)
}

/// A turf that goes on: what phones have of it stays, new doors come at the end of its stream.
/// A door moves in from another turf only where that one is gone or [`make_room`] let it go. One
/// whose stream was begun anew says its name there, whether or not it has doors now: some may come.
fn widen_turf(tx: &Tx<'_>, tag: &str, id: TurfId, new: &TurfToStore) -> Result<(), DbError> {
    let held: BTreeSet<DoorId> = doors_of(tx, id)?.into_iter().map(|door| door.id).collect();
    let more: Vec<DoorId> = new
        .doors
        .iter()
        .copied()
        .filter(|door| !held.contains(door))
        .collect();
    if more.is_empty() && has_stream(tx, id)? {
        return Ok(());
    }
    let streets = store_pack(tx, new.pack.as_deref())?;
    tx.execute(
        "UPDATE turf SET minutes = ?2, streets = coalesce(?3, streets) WHERE id = ?1",
        values![id.0, new.minutes, streets],
    )?;
    let turf = tx.one(
        "SELECT name, streets FROM turf WHERE id = ?1",
        values![id.0],
        |r| {
            Ok(Turf {
                id,
                name: r.get(0)?,
                streets: r.get(1)?,
            })
        },
    )?;
    log::append(tx, StreamId::Turf(id), tag, &Body::Turf(turf), None, 0)?;
    take_doors_in(tx, tag, id, &more)
}

fn has_stream(tx: &Tx<'_>, id: TurfId) -> Result<bool, DbError> {
    let found = tx.maybe(
        "SELECT head FROM stream WHERE name = ?1",
        values![StreamId::Turf(id).to_string()],
        |r| r.get::<u64>(0),
    )?;
    Ok(found.is_some())
}

/// Puts doors into a turf, and into its stream with their buildings and people.
fn take_doors_in(tx: &Tx<'_>, tag: &str, id: TurfId, doors: &[DoorId]) -> Result<(), DbError> {
    let known: Vec<BuildingId> = buildings_of(tx, id)?.into_iter().map(|b| b.id).collect();
    for door in doors {
        let taken = tx.execute(
            "UPDATE door SET turf = ?1 WHERE id = ?2 AND (turf IS NULL OR turf = ?1)",
            values![id.0, door.0],
        )?;
        if taken == 0 {
            return Err(DbError::Refused(format!(
                "door {door} is in another turf already; cut again"
            )));
        }
    }
    let new: BTreeSet<DoorId> = doors.iter().copied().collect();
    let mut people = people_of(tx, id)?;
    people.retain(|person| new.contains(&person.door));
    let buildings = buildings_of(tx, id)?.into_iter();
    let bodies = buildings
        .filter(|building| !known.contains(&building.id))
        .map(Body::Building)
        .chain(
            doors_of(tx, id)?
                .into_iter()
                .filter(|door| new.contains(&door.id))
                .map(Body::Door),
        )
        .chain(people.iter().cloned().map(Body::Person));
    for body in bodies {
        log::append(tx, StreamId::Turf(id), tag, &body, None, 0)?;
    }
    let people = people.iter().map(|person| (person.key, person.door));
    moves::follow_all(tx, tag, people, id)
}
