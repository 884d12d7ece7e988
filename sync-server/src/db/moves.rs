//! Doors that move from one turf to another and take their history along; people who leave.

use std::collections::{BTreeMap, BTreeSet};

use turfwalk_core::model::{BuildingId, DoorId, OpId, PersonKey, Place, Target, TurfId};
use turfwalk_core::wire::{Body, EditRow, GoneRow, LeftRow, StreamId};

use super::audit::{Deed, Who, note};
use super::sql::{Tx, values};
use super::{Db, DbError, log, people, snapshots, typed};

impl Db {
    /// Moves doors to `to`, each with all doors of its building, in one transaction: phones that
    /// have the turf that they leave forget them, phones that have the other get them with all
    /// that was recorded. Walk lists are left to be ordered anew. Returns the turfs that lost
    /// doors.
    ///
    /// # Errors
    /// [`DbError::Refused`] for a door or turf that is not there; nothing is moved then.
    pub fn move_doors(
        &self,
        doors: &[DoorId],
        to: TurfId,
        now_ms: i64,
    ) -> Result<Vec<TurfId>, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let from = move_doors(tx, &tag, doors, to)?;
            let what = format!("turf/{to}");
            note(tx, now_ms, &Who::Command, Deed::DoorsMoved, &what)?;
            Ok(from)
        })
    }
}

fn move_doors(
    tx: &Tx<'_>,
    tag: &str,
    doors: &[DoorId],
    to: TurfId,
) -> Result<Vec<TurfId>, DbError> {
    let known = tx.maybe("SELECT id FROM turf WHERE id = ?1", values![to.0], |r| {
        r.get::<u32>(0)
    })?;
    if known.is_none() {
        return Err(DbError::Refused(format!(
            "there is no turf {to}; the organizer's page lists turfs"
        )));
    }
    let mut places: BTreeMap<Option<TurfId>, BTreeSet<Place>> = BTreeMap::new();
    for door in doors {
        for (door, building, from) in with_neighbours(tx, *door)? {
            if from == Some(to) {
                continue;
            }
            let leaves = places.entry(from).or_default();
            leaves.insert(Place::Door(door));
            leaves.extend(building.map(Place::Building));
            tx.execute(
                "UPDATE door SET turf = ?2 WHERE id = ?1",
                values![door.0, to.0],
            )?;
            if let Some(from) = from {
                tx.execute(
                    "INSERT INTO door_left (door, turf) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    values![door.0, from.0],
                )?;
            }
        }
    }
    for (from, places) in &places {
        // Buildings first: what was recorded at a door may name its entrance.
        for place in places.iter().rev() {
            match from {
                Some(from) => move_place(tx, tag, *place, *from, to)?,
                None => bring_in(tx, tag, *place, to)?,
            }
        }
    }
    Ok(places.into_keys().flatten().collect())
}

/// A door, its building and its turf.
type Neighbour = (DoorId, Option<BuildingId>, Option<TurfId>);

/// The door and those that share its building, with their turfs.
fn with_neighbours(tx: &Tx<'_>, door: DoorId) -> Result<Vec<Neighbour>, DbError> {
    let found = tx.all(
        "SELECT d.id, d.building, d.turf FROM door d, door e
         WHERE e.id = ?1 AND (d.id = e.id OR d.building = e.building) ORDER BY d.id",
        values![door.0],
        |r| {
            Ok((
                DoorId(r.get(0)?),
                r.get::<Option<u32>>(1)?.map(BuildingId),
                r.get::<Option<u32>>(2)?.map(TurfId),
            ))
        },
    )?;
    if found.is_empty() {
        return Err(DbError::Refused(format!(
            "there is no door {door}; nothing was moved"
        )));
    }
    Ok(found)
}

/// A row as it stands in a stream.
struct Standing {
    seq: u64,
    kind: String,
    key: String,
    value: String,
    rank: u64,
    op: Option<(u32, String, Option<u64>)>,
}

/// Rows of a place go over with the names of the ops that made them; where they stood nothing is
/// left but their numbers, so that nobody new to that stream gets them. Of those who live there it
/// is told that they have left: a phone may hold them at the door where they lived before, and is
/// never sent what this stream told of them since.
fn move_place(
    tx: &Tx<'_>,
    tag: &str,
    place: Place,
    from: TurfId,
    to: TurfId,
) -> Result<(), DbError> {
    let (from, to) = (StreamId::Turf(from), StreamId::Turf(to));
    let rows = tx.all(
        "SELECT seq, kind, key, value, rank, device, incarnation, n FROM stream_row
         WHERE stream = ?1 AND place = ?2 ORDER BY seq",
        values![from.to_string(), place.to_string()],
        |r| {
            let device: Option<u32> = r.get(5)?;
            let incarnation: Option<String> = r.get(6)?;
            let n = r.get(7)?;
            Ok(Standing {
                seq: r.get(0)?,
                kind: r.get(1)?,
                key: r.get(2)?,
                value: r.get(3)?,
                rank: r.get(4)?,
                op: device.zip(incarnation).map(|(d, i)| (d, i, n)),
            })
        },
    )?;
    let mut leave = residents(tx, place)?;
    for row in rows {
        empty(tx, &from.to_string(), row.seq)?;
        match Body::parse(&row.kind, &typed("row", &row.value)?) {
            // Somebody who lives at another door of the turf by now does not come along.
            Some(Body::Person(person)) if !leave.contains_key(&person.key) => continue,
            Some(Body::Edit(edit)) => {
                if let Target::Person(person) = edit.edit.about
                    && let Some(edits) = leave.get_mut(&person)
                {
                    edits.insert(edit.op);
                }
            }
            _ => {}
        }
        let seq = log::head(tx, to, 1)?;
        tx.execute(
            "INSERT INTO stream_row
                 (stream, seq, tag, kind, key, place, value, rank, device, incarnation, n)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            values![
                to.to_string(),
                seq,
                tag,
                row.kind,
                row.key,
                place.to_string(),
                row.value,
                row.rank,
                row.op.as_ref().map(|op| op.0),
                row.op.as_ref().map(|op| &op.1),
                row.op.as_ref().and_then(|op| op.2)
            ],
        )?;
        // What was answered or lost its text since it came stands there without its op's number.
        let named = || {
            let op = row.key.parse::<OpId>().ok()?;
            Some((op.device.0, op.incarnation.to_string(), op.n))
        };
        let made_by = match row.op {
            Some((device, incarnation, Some(n))) => Some((device, incarnation, n)),
            _ => named(),
        };
        if let Some((device, incarnation, n)) = made_by {
            tx.execute(
                "UPDATE op SET stream = ?4, seq = ?5
                 WHERE device = ?1 AND incarnation = ?2 AND n = ?3 AND stream IS NOT NULL",
                values![device, incarnation, n, to.to_string(), seq],
            )?;
        }
    }
    for (person, edits) in leave {
        tell_left(tx, tag, from, person, edits.into_iter().collect())?;
    }
    log::append(tx, from, tag, &Body::Gone(GoneRow { place }), None, 0)?;
    snapshots::forget(tx, &from.to_string())
}

/// Who lives at a place, with room for what was put right of each.
fn residents(tx: &Tx<'_>, place: Place) -> Result<BTreeMap<PersonKey, BTreeSet<OpId>>, DbError> {
    let Place::Door(door) = place else {
        return Ok(BTreeMap::new());
    };
    let keys = tx.all(
        "SELECT key FROM person WHERE door = ?1",
        values![door.0],
        |r| people::key(&r.get::<String>(0)?),
    )?;
    Ok(keys.into_iter().map(|key| (key, BTreeSet::new())).collect())
}

/// Tells a stream that somebody has left it, with what was put right of them, and not where to.
/// What it told of them is emptied, so that nobody new to it hears of them, and nobody who reads it
/// late takes them back.
fn tell_left(
    tx: &Tx<'_>,
    tag: &str,
    stream: StreamId,
    person: PersonKey,
    edits: Vec<OpId>,
) -> Result<(), DbError> {
    empty_person(tx, &stream.to_string(), &person.to_string())?;
    let row = LeftRow { person, edits };
    log::append(tx, stream, tag, &Body::Left(row), None, 0)?;
    snapshots::forget(tx, &stream.to_string())
}

/// Empties a row where it stands: it is never sent again, and its number stays.
fn empty(tx: &Tx<'_>, stream: &str, seq: u64) -> Result<(), DbError> {
    tx.execute(
        "UPDATE stream_row SET kind = ?3, key = ?4, value = '{}', place = NULL,
                device = NULL, incarnation = NULL, n = NULL
         WHERE stream = ?1 AND seq = ?2",
        values![stream, seq, log::VOID, seq.to_string()],
    )?;
    Ok(())
}

/// Empties all that a stream tells of who somebody is.
fn empty_person(tx: &Tx<'_>, stream: &str, person: &str) -> Result<(), DbError> {
    let told: Vec<u64> = tx.all(
        "SELECT seq FROM stream_row WHERE stream = ?1 AND kind = 'person' AND key = ?2",
        values![stream, person],
        |r| r.get(0),
    )?;
    told.into_iter().try_for_each(|seq| empty(tx, stream, seq))
}

/// Has what was put right of somebody follow them to `door` of the turf `to`, and tells the turf
/// `from` that they have left it. At a door of no turf they leave what was put right where it is,
/// until they come into one.
pub(super) fn follow(
    tx: &Tx<'_>,
    tag: &str,
    person: PersonKey,
    from: Option<TurfId>,
    (to, door): (Option<TurfId>, DoorId),
) -> Result<(), DbError> {
    let mut left: BTreeMap<StreamId, Vec<OpId>> = BTreeMap::new();
    left.extend(from.map(|from| (StreamId::Turf(from), Vec::new())));
    if let Some(to) = to.map(StreamId::Turf) {
        for (stream, op) in take_edits_along(tx, tag, person, to, door)? {
            left.entry(stream).or_default().push(op);
        }
        left.remove(&to);
    }
    left.into_iter()
        .try_for_each(|(stream, edits)| tell_left(tx, tag, stream, person, edits))
}

/// The same for people whose doors, in no turf until now, have come into `to`. Most people of whom
/// nothing was put right cost nothing.
pub(super) fn follow_all(
    tx: &Tx<'_>,
    tag: &str,
    people: impl Iterator<Item = (PersonKey, DoorId)>,
    to: TurfId,
) -> Result<(), DbError> {
    let values = tx.all(
        "SELECT value FROM stream_row WHERE kind = 'edit'",
        values![],
        |r| r.get::<String>(0),
    )?;
    let mut about = BTreeSet::new();
    for value in values {
        let row: EditRow = typed("edit", &value)?;
        if let Target::Person(person) = row.edit.about {
            about.insert(person);
        }
    }
    for (person, door) in people.filter(|(person, _)| about.contains(person)) {
        follow(tx, tag, person, None, (Some(to), door))?;
    }
    Ok(())
}

/// An edit as it stands, and the op that it came by while it may be called by that.
type StandingEdit = (StreamId, u64, EditRow, Option<u64>);

/// Moves the edits of a person to their new door: the newest version of each, in their old order
/// behind all that is there. Where each came from.
fn take_edits_along(
    tx: &Tx<'_>,
    tag: &str,
    person: PersonKey,
    to: StreamId,
    door: DoorId,
) -> Result<Vec<(StreamId, OpId)>, DbError> {
    let named = match person {
        PersonKey::Imported(id) => format!("%\"person\":{id}%"),
        PersonKey::Made(op) => format!("%\"person\":\"{op}\"%"),
    };
    let rows: Vec<StandingEdit> = tx.all(
        "SELECT stream, seq, value, n FROM stream_row
         WHERE kind = 'edit' AND value LIKE ?1 ORDER BY stream, seq",
        values![named],
        |r| {
            let stream = r.get::<String>(0)?.parse();
            let stream = stream.map_err(|_| DbError::Unreadable { what: "stream" })?;
            let row = typed("edit", &r.get::<String>(2)?)?;
            Ok((stream, r.get(1)?, row, r.get(3)?))
        },
    )?;
    let mut newest: BTreeMap<OpId, (StreamId, EditRow, Option<u64>)> = BTreeMap::new();
    for (stream, seq, row, n) in rows {
        if row.edit.about != Target::Person(person) {
            continue;
        }
        empty(tx, &stream.to_string(), seq)?;
        let n = n.or_else(|| newest.get(&row.op)?.2);
        newest.insert(row.op, (stream, row, n));
    }
    let mut rows: Vec<_> = newest.into_values().collect();
    rows.sort_by_key(|(_, row, _)| (row.rank, row.op));
    let mut came = Vec::with_capacity(rows.len());
    for (stream, mut row, n) in rows {
        let rank = log::next_rank(tx, Place::Door(door))?;
        (row.place, row.rank) = (Place::Door(door), Some(rank));
        let op = row.op;
        let decided = row.decided.is_some();
        // One that has been answered is not what its phone sent any more: it goes out whole.
        let by = n.filter(|_| !decided).map(|_| op);
        let seq = log::append(tx, to, tag, &Body::Edit(row), by, rank)?;
        tx.execute(
            "UPDATE op SET stream = ?4, seq = ?5
             WHERE device = ?1 AND incarnation = ?2 AND n = ?3 AND stream IS NOT NULL",
            values![
                op.device.0,
                op.incarnation.to_string(),
                op.n,
                to.to_string(),
                seq
            ],
        )?;
        came.push((stream, op));
    }
    Ok(came)
}

/// A place that was in no turf comes into one.
fn bring_in(tx: &Tx<'_>, tag: &str, place: Place, to: TurfId) -> Result<(), DbError> {
    let mut bodies = Vec::new();
    match place {
        Place::Building(id) => {
            bodies.push(Body::Building(super::turfs::building_of(tx, id)?));
        }
        Place::Door(id) => {
            if let Some((_, door)) = super::turfs::door_in_turf(tx, id)? {
                bodies.push(Body::Door(door));
            }
            let people = super::turfs::people_of(tx, to)?.into_iter();
            bodies.extend(people.filter(|person| person.door == id).map(Body::Person));
        }
    }
    let people = bodies.iter().filter_map(|body| match body {
        Body::Person(person) => Some((person.key, person.door)),
        _ => None,
    });
    let people: Vec<_> = people.collect();
    for body in bodies {
        log::append(tx, StreamId::Turf(to), tag, &body, None, 0)?;
    }
    follow_all(tx, tag, people.into_iter(), to)
}
