//! Turfs and their walk lists, and their rows in the streams.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, Transaction, params};
use turfwalk_core::model::{
    Building, BuildingId, Campaign, CampaignId, Door, DoorId, HouseholdId, Job, LatLon, Part,
    Person, ScriptId, Stop, Style, Turf, TurfId, WalkList, WalkListId, WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::wire::{Body, StreamId};

use super::{Db, DbError, log, typed};

/// A walk as ordered, for a turf's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListToStore {
    /// The turf.
    pub turf: TurfId,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub job: Job,
    /// In walking order.
    pub stops: Vec<Stop>,
    /// What the walk comes to.
    pub totals: WalkTotals,
    /// Whether it goes by streets.
    pub on_streets: bool,
    /// How streets are walked.
    pub style: Style,
    /// Whether stairs are avoided.
    pub avoid_steps: bool,
    /// Whose part it is, where several walk the turf together.
    pub part: Option<Part>,
}

impl ListToStore {
    fn walker(&self) -> u32 {
        self.part.map_or(1, |part| part.walker)
    }
}

impl Db {
    /// Makes the campaign with its script where there is none, and returns it.
    pub fn ensure_campaign(
        &self,
        campaign: &Campaign,
        script: &Script,
    ) -> Result<Campaign, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            if let Some(found) = campaign_of(tx)? {
                return Ok(found);
            }
            tx.execute(
                "INSERT INTO campaign (id, value) VALUES (?1, ?2)",
                params![
                    campaign.id.0,
                    Body::Campaign(campaign.clone()).value().to_string()
                ],
            )?;
            tx.execute(
                "INSERT INTO script (id, version, value) VALUES (?1, ?2, ?3)",
                params![
                    script.id.0,
                    script.version,
                    Body::Script(script.clone()).value().to_string()
                ],
            )?;
            let stream = StreamId::Campaign(campaign.id);
            for body in [
                Body::Campaign(campaign.clone()),
                Body::Script(script.clone()),
            ] {
                log::append(tx, stream, &tag, &body, None, 0)?;
            }
            Ok(campaign.clone())
        })
    }

    /// The campaign.
    pub fn campaign(&self) -> Result<Option<Campaign>, DbError> {
        campaign_of(&self.connection())
    }

    /// The turfs of the cut in force with their work in minutes, by id.
    pub fn turfs(&self) -> Result<Vec<(Turf, u32)>, DbError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT id, name, streets, minutes FROM turf ORDER BY id")?;
        let rows = query.query_map([], |r| {
            let turf = Turf {
                id: TurfId(r.get(0)?),
                name: r.get(1)?,
                streets: r.get(2)?,
            };
            Ok((turf, r.get(3)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps walks as the next versions of their turfs' lists, all or none; phones get them at
    /// their next sync. Lists of walkers who are not among these any more end: they lose their
    /// stops.
    pub fn store_lists(&self, lists: &[ListToStore]) -> Result<Vec<WalkList>, DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let stored = lists.iter().map(|list| store_list(tx, &tag, list));
            let stored = stored.collect::<Result<Vec<_>, _>>()?;
            for over in lists_of_turfs(tx, lists)? {
                let goes_on = stored.iter().any(|list| list.id == over.id);
                if !goes_on && !over.stops.is_empty() {
                    end_list(tx, &tag, over)?;
                }
            }
            Ok(stored)
        })
    }

    /// The walk lists that are not over, by turf.
    pub fn walk_lists(&self) -> Result<Vec<WalkList>, DbError> {
        let connection = self.connection();
        let mut query =
            connection.prepare_cached("SELECT value FROM walk_list ORDER BY turf, id")?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        let lists = rows.map(|text| typed("walk list", &text?));
        let lists: Vec<WalkList> = lists.collect::<Result<_, DbError>>()?;
        Ok(lists
            .into_iter()
            .filter(|list| !list.stops.is_empty())
            .collect())
    }
}

fn campaign_of(db: &rusqlite::Connection) -> Result<Option<Campaign>, DbError> {
    let text: Option<String> = db
        .query_row("SELECT value FROM campaign ORDER BY id LIMIT 1", [], |r| {
            r.get(0)
        })
        .optional()?;
    text.map(|text| typed("campaign", &text)).transpose()
}

fn store_list(tx: &Transaction<'_>, tag: &str, new: &ListToStore) -> Result<WalkList, DbError> {
    let held: Option<(u32, u32)> = tx
        .query_row(
            "SELECT id, version FROM walk_list WHERE turf = ?1 AND walker = ?2",
            [new.turf.0, new.walker()],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()?;
    let next: u32 = tx.query_row("SELECT coalesce(max(id), 0) + 1 FROM walk_list", [], |r| {
        r.get(0)
    })?;
    let script: Option<u32> = tx.query_row("SELECT min(id) FROM script", [], |r| r.get(0))?;
    let (id, version) = held.map_or((next, 1), |(id, version)| (id, version + 1));
    let list = WalkList {
        id: WalkListId(id),
        turf: new.turf,
        name: new.name.clone(),
        job: new.job,
        script: script.map(ScriptId),
        version,
        on_streets: new.on_streets,
        style: new.style,
        avoid_steps: new.avoid_steps,
        part: new.part,
        totals: new.totals,
        stops: new.stops.clone(),
    };
    put_list(tx, tag, new.walker(), &list)?;
    Ok(list)
}

/// The lists of all walkers of the turfs that `new` are of.
fn lists_of_turfs(tx: &Transaction<'_>, new: &[ListToStore]) -> Result<Vec<WalkList>, DbError> {
    let turfs: BTreeSet<TurfId> = new.iter().map(|list| list.turf).collect();
    let mut query = tx.prepare_cached("SELECT value FROM walk_list WHERE turf = ?1 ORDER BY id")?;
    let mut found = Vec::new();
    for turf in turfs {
        for text in query.query_map([turf.0], |r| r.get::<_, String>(0))? {
            found.push(typed("walk list", &text?)?);
        }
    }
    Ok(found)
}

fn end_list(tx: &Transaction<'_>, tag: &str, list: WalkList) -> Result<(), DbError> {
    let over = WalkList {
        version: list.version + 1,
        totals: WalkTotals::default(),
        stops: Vec::new(),
        ..list
    };
    let walker = over.part.map_or(1, |part| part.walker);
    put_list(tx, tag, walker, &over)
}

fn put_list(tx: &Transaction<'_>, tag: &str, walker: u32, list: &WalkList) -> Result<(), DbError> {
    let body = Body::WalkList(list.clone());
    tx.execute(
        "INSERT INTO walk_list (id, turf, walker, version, value) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET version = ?4, value = ?5",
        params![
            list.id.0,
            list.turf.0,
            walker,
            list.version,
            body.value().to_string()
        ],
    )?;
    log::append(tx, StreamId::Turf(list.turf), tag, &body, None, 0)?;
    Ok(())
}

pub(super) fn buildings_of(
    db: &rusqlite::Connection,
    turf: TurfId,
) -> Result<Vec<Building>, DbError> {
    let mut query = db.prepare_cached(
        "SELECT DISTINCT b.id, b.line, b.access FROM building b JOIN door d ON d.building = b.id
         WHERE d.turf = ?1 ORDER BY b.id",
    )?;
    Ok(query
        .query_map([turf.0], building)?
        .collect::<Result<_, _>>()?)
}

pub(super) fn building_of(db: &rusqlite::Connection, id: BuildingId) -> Result<Building, DbError> {
    let mut query = db.prepare_cached("SELECT id, line, access FROM building WHERE id = ?1")?;
    Ok(query.query_row([id.0], building)?)
}

fn building(row: &Row<'_>) -> rusqlite::Result<Building> {
    Ok(Building {
        id: BuildingId(row.get(0)?),
        line: row.get(1)?,
        access: row.get(2)?,
    })
}

pub(super) fn doors_of(db: &rusqlite::Connection, turf: TurfId) -> Result<Vec<Door>, DbError> {
    let mut query = db.prepare_cached(
        "SELECT id, building, number, street, unit, city, postcode, lat_e7, lon_e7 FROM door
         WHERE turf = ?1 ORDER BY id",
    )?;
    Ok(query.query_map([turf.0], door)?.collect::<Result<_, _>>()?)
}

/// A door with its turf, if it is in one.
pub(super) fn door_in_turf(
    db: &rusqlite::Connection,
    id: DoorId,
) -> Result<Option<(TurfId, Door)>, DbError> {
    let mut query = db.prepare_cached(
        "SELECT id, building, number, street, unit, city, postcode, lat_e7, lon_e7, turf FROM door
         WHERE id = ?1 AND turf IS NOT NULL",
    )?;
    Ok(query
        .query_row([id.0], |r| Ok((TurfId(r.get(9)?), door(r)?)))
        .optional()?)
}

fn door(row: &Row<'_>) -> rusqlite::Result<Door> {
    let at = match (row.get(7)?, row.get(8)?) {
        (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
        _ => None,
    };
    Ok(Door {
        id: DoorId(row.get(0)?),
        building: row.get::<_, Option<u32>>(1)?.map(BuildingId),
        number: row.get(2)?,
        street: row.get(3)?,
        unit: row.get(4)?,
        city: row.get(5)?,
        postcode: row.get(6)?,
        at,
    })
}

pub(super) fn people_of(db: &rusqlite::Connection, turf: TurfId) -> Result<Vec<Person>, DbError> {
    let mut query = db.prepare_cached(
        "SELECT p.key, p.door, p.household, p.name, p.party FROM person p
         JOIN door d ON d.id = p.door WHERE d.turf = ?1 ORDER BY p.door, p.key",
    )?;
    let rows = query.query_map([turf.0], |r| {
        Ok((
            r.get::<_, String>(0)?,
            DoorId(r.get(1)?),
            r.get::<_, Option<u32>>(2)?.map(HouseholdId),
            r.get(3)?,
            r.get(4)?,
        ))
    })?;
    rows.map(|row| {
        let (key, door, household, name, party) = row?;
        let key = key
            .parse()
            .map_err(|_| DbError::Unreadable { what: "person" })?;
        Ok(Person {
            key,
            door,
            household,
            name,
            party,
        })
    })
    .collect()
}

/// The campaign of a database that was made by this version's commands: number 1.
pub(crate) const CAMPAIGN: CampaignId = CampaignId(1);
