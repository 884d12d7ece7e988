//! Reading what is held, overlays included: one reads one's own writes.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::{Store, StoreError};
use crate::merge::{DoorRecord, World, live};
use crate::model::{
    Building, BuildingId, Campaign, Door, DoorId, Op, OpId, Person, PersonKey, Place, Target, Turf,
    TurfId, WalkList, WalkListId,
};
use crate::script::Script;
use crate::wire::{AttemptRow, Body, IncidentRow};

/// What this phone holds, to look an op's effect up in.
pub(super) struct Held<'a>(pub(super) &'a Connection);

pub(super) fn parse_place(text: &str) -> Option<Place> {
    let (kind, id) = text.split_once('/')?;
    let id = id.parse().ok()?;
    match kind {
        "door" => Some(Place::Door(DoorId(id))),
        "building" => Some(Place::Building(BuildingId(id))),
        _ => None,
    }
}

impl Held<'_> {
    /// Whether the place is held.
    pub(super) fn has(&self, place: Place) -> Result<bool, StoreError> {
        match place {
            Place::Door(door) => self.has_door(door),
            Place::Building(building) => self.has_building(building),
        }
    }

    fn place(&self, kind: &str, key: &str) -> Result<Option<Place>, StoreError> {
        let text: Option<String> = self
            .0
            .prepare_cached("SELECT place FROM row WHERE kind = ?1 AND key = ?2")?
            .query_row(params![kind, key], |r| r.get(0))
            .optional()?
            .flatten();
        Ok(text.and_then(|text| parse_place(&text)))
    }
}

impl World for Held<'_> {
    type Error = StoreError;

    fn has_door(&self, door: DoorId) -> Result<bool, StoreError> {
        Ok(self.place("door", &door.to_string())?.is_some())
    }

    fn is_taken(&self, door: DoorId) -> Result<bool, StoreError> {
        self.has_door(door)
    }

    fn building_of(&self, door: DoorId) -> Result<Option<BuildingId>, StoreError> {
        let building: Option<u32> = self
            .0
            .prepare_cached(
                "SELECT value ->> '$.building' FROM row WHERE kind = 'door' AND key = ?1",
            )?
            .query_row([door.to_string()], |r| r.get(0))
            .optional()?
            .flatten();
        Ok(building.map(BuildingId))
    }

    fn has_building(&self, building: BuildingId) -> Result<bool, StoreError> {
        Ok(self.place("building", &building.to_string())?.is_some())
    }

    fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, StoreError> {
        Ok(match self.place("person", &person.to_string())? {
            Some(Place::Door(door)) => Some(door),
            _ => None,
        })
    }

    fn place_of(&self, attempt: OpId) -> Result<Option<Place>, StoreError> {
        self.place("attempt", &attempt.to_string())
    }
}

impl Store {
    /// All walk lists held, by id.
    pub fn walk_lists(&self) -> Result<Vec<WalkList>, StoreError> {
        let mut lists: Vec<WalkList> = self.all("walk_list")?;
        lists.sort_by_key(|list| list.id);
        Ok(lists)
    }

    /// One walk list.
    pub fn walk_list(&self, id: WalkListId) -> Result<Option<WalkList>, StoreError> {
        self.one("walk_list", &id.to_string())
    }

    /// One turf.
    pub fn turf(&self, id: TurfId) -> Result<Option<Turf>, StoreError> {
        self.one("turf", &id.to_string())
    }

    /// All turfs held.
    pub fn turfs(&self) -> Result<Vec<Turf>, StoreError> {
        self.all("turf")
    }

    /// One door, from the database itself.
    pub(super) fn read_door(&self, id: DoorId) -> Result<Option<Door>, StoreError> {
        self.one("door", &id.to_string())
    }

    /// The door of a person, if they are on this phone.
    pub fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, StoreError> {
        Held(&self.db).door_of(person)
    }

    /// One building.
    pub fn building(&self, id: BuildingId) -> Result<Option<Building>, StoreError> {
        self.one("building", &id.to_string())
    }

    /// The campaign that this phone has joined, once it has been synced.
    pub fn campaign(&self) -> Result<Option<Campaign>, StoreError> {
        Ok(self.all("campaign")?.pop())
    }

    /// One script.
    pub fn script(&self, id: crate::model::ScriptId) -> Result<Option<Script>, StoreError> {
        self.one("script", &id.to_string())
    }

    /// Everything recorded at a door, and at the entrance that it shares, from the database itself.
    pub(super) fn read_record(&self, door: &Door) -> Result<DoorRecord, StoreError> {
        let mut record = DoorRecord::default();
        let (mut attempts, mut retracted): (Vec<AttemptRow>, Vec<OpId>) = Default::default();
        let places =
            std::iter::once(Place::Door(door.id)).chain(door.building.map(Place::Building));
        for place in places {
            let mut query = self.db.prepare_cached(
                "SELECT kind, value FROM row WHERE place = ?1
                 AND kind IN ('person', 'attempt', 'retraction', 'suppression', 'edit')
                 ORDER BY kind, key",
            )?;
            let mut rows = query.query([place.to_string()])?;
            while let Some(row) = rows.next()? {
                let kind: String = row.get(0)?;
                match body(&kind, &row.get::<_, String>(1)?)? {
                    Some(Body::Person(person)) => record.people.push(person),
                    Some(Body::Attempt(attempt)) => attempts.push(attempt),
                    Some(Body::Retraction(row)) => retracted.push(row.attempt),
                    Some(Body::Suppression(row)) => record.suppressions.push(row.suppression),
                    Some(Body::Edit(row)) => record.edits.push(row),
                    _ => {}
                }
            }
        }
        record.people.sort_by_key(|person: &Person| person.key);
        record.attempts = live(attempts, &retracted);
        Ok(record)
    }

    /// The places of which anything was recorded, and the doors of people who are not to be
    /// contacted, from the database itself.
    pub(super) fn read_told_places(&self) -> Result<HashSet<Place>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT DISTINCT place FROM row
             WHERE place IS NOT NULL AND (kind IN ('attempt', 'suppression', 'edit')
                                          OR kind = 'person' AND value ->> '$.no_contact')",
        )?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.filter_map(|text| text.map(|text| parse_place(&text)).transpose())
            .map(|place| Ok(place?))
            .collect()
    }

    /// Doors added at the doorstep, in the order of adding: as the server numbered them, then those
    /// that only this phone knows, as captured.
    pub fn added_doors(&self) -> Result<Vec<Door>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT seq, value FROM row WHERE kind = 'door' AND value ->> '$.beside' IS NOT NULL
             ORDER BY key",
        )?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
        let mut doors: Vec<(Option<u64>, Door)> = rows
            .map(|row| {
                let (seq, text) = row?;
                Ok((seq, typed("door", &text)?))
            })
            .collect::<Result<_, StoreError>>()?;
        let captured = match doors.iter().all(|(seq, _)| seq.is_some()) {
            true => Vec::new(),
            false => self.captured_doors()?,
        };
        doors.sort_by_key(|(seq, door)| match seq {
            Some(seq) => (0, *seq),
            None => (
                1,
                captured
                    .iter()
                    .position(|id| *id == door.id.0)
                    .map_or(u64::MAX, |i| i as u64),
            ),
        });
        Ok(doors.into_iter().map(|(_, door)| door).collect())
    }

    /// Ids of the doors that this phone has added itself, in the order of adding: what is decided
    /// comes before what is not, lives before that are over before the present one.
    fn captured_doors(&self) -> Result<Vec<u32>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT line ->> '$.door.id' FROM op
             WHERE line LIKE '%\"add_door\"%' AND json_valid(line) AND line ->> '$.kind' = 'add_door'
             ORDER BY incarnation = (SELECT incarnation FROM identity), n",
        )?;
        let rows = query.query_map([], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Incidents that this phone reported, each with whether the server has it: those whose row is
    /// held, and those whose list is not held any more, for as long as their line is.
    pub fn own_incidents(&self) -> Result<Vec<(IncidentRow, bool)>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT identity.device || '.' || op.incarnation || '.' || op.n, op.state <> 'pending',
                    row.value, op.line
             FROM identity, op
             LEFT JOIN row ON row.kind = 'incident'
                 AND row.key = identity.device || '.' || op.incarnation || '.' || op.n
             WHERE row.value IS NOT NULL
                OR op.state <> 'refused' AND op.line LIKE '%\"incident\"%'",
        )?;
        let mut rows = query.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let is_safe = row.get(1)?;
            if let Some(text) = row.get::<_, Option<String>>(2)? {
                found.push((typed("incident", &text)?, is_safe));
            } else if let Ok(Op::Incident { at, incident }) =
                serde_json::from_str(&row.get::<_, String>(3)?)
            {
                let op = row.get::<_, String>(0)?;
                let row = IncidentRow {
                    op: op
                        .parse()
                        .map_err(|_| StoreError::Unreadable { what: "op" })?,
                    place: at,
                    incident,
                    taken: None,
                };
                found.push((row, is_safe));
            }
        }
        Ok(found)
    }

    /// Where this phone recorded something last, whether it still holds the place or not; for want of
    /// that, the first door of its first list.
    pub fn last_place(&self) -> Result<Option<Place>, StoreError> {
        let mut query = self.db.prepare_cached(
            "SELECT op.line FROM identity JOIN op ON op.incarnation = identity.incarnation
             WHERE op.line <> '' ORDER BY op.n DESC LIMIT 20",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let target = match serde_json::from_str(&row.get::<_, String>(0)?) {
                Ok(Op::Attempt(attempt)) => attempt.target,
                Ok(Op::Incident { at, .. }) => return Ok(Some(at)),
                _ => continue,
            };
            match target {
                Target::Door(door) => return Ok(Some(Place::Door(door))),
                Target::Building(building) => return Ok(Some(Place::Building(building))),
                Target::Person(person) => {
                    if let Some(door) = self.door_of(person)? {
                        return Ok(Some(Place::Door(door)));
                    }
                }
            }
        }
        let lists = self.walk_lists()?;
        let mut doors = lists
            .iter()
            .flat_map(|list| &list.stops)
            .flat_map(|stop| &stop.doors);
        Ok(doors.next().copied().map(Place::Door))
    }

    /// A street pack's bytes.
    pub fn street_pack(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT bytes FROM street_pack WHERE sha256 = ?1")?;
        Ok(query.query_row([sha256], |r| r.get(0)).optional()?)
    }

    /// Keeps a street pack if a turf names it, and none that no turf names any more.
    pub fn keep_street_pack(&mut self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let wanted: Vec<String> = self
            .turfs()?
            .into_iter()
            .filter_map(|turf| turf.streets)
            .collect();
        if wanted.iter().any(|named| named == sha256) {
            self.db.execute(
                "INSERT INTO street_pack (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![sha256, bytes],
            )?;
        }
        self.db.execute(
            "DELETE FROM street_pack WHERE sha256 NOT IN (SELECT value FROM json_each(?1))",
            [Value::from(wanted).to_string()],
        )?;
        Ok(())
    }

    fn all<T: serde::de::DeserializeOwned>(
        &self,
        kind: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM row WHERE kind = ?1")?;
        let rows = query.query_map([kind], |r| r.get::<_, String>(0))?;
        rows.map(|text| typed(kind, &text?)).collect()
    }

    fn one<T: serde::de::DeserializeOwned>(
        &self,
        kind: &'static str,
        key: &str,
    ) -> Result<Option<T>, StoreError> {
        let mut query = self
            .db
            .prepare_cached("SELECT value FROM row WHERE kind = ?1 AND key = ?2")?;
        let text: Option<String> = query
            .query_row(params![kind, key], |r| r.get(0))
            .optional()?;
        text.map(|text| typed(kind, &text)).transpose()
    }
}

fn typed<T: serde::de::DeserializeOwned>(kind: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: kind })
}

/// What a row says of a door; `None` in a form that this version does not know.
fn body(kind: &str, text: &str) -> Result<Option<Body>, StoreError> {
    // A phone holds thousands of these, and each list reads them all: without a tree of values
    // between the text and the row.
    if kind == "attempt"
        && let Ok(row) = serde_json::from_str(text)
    {
        return Ok(Some(Body::Attempt(row)));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "row" })?;
    Ok(Body::parse(kind, &value))
}
