//! Turfs and their walk lists, and their rows in the streams.

use std::collections::BTreeSet;

use turfwalk_core::model::{
    Building, BuildingId, Campaign, CampaignId, Door, DoorId, HouseholdId, Job, LatLon, Part,
    Person, ScriptId, Stop, Style, Turf, TurfId, WalkList, WalkListId, WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::wire::{Body, StreamId};

use super::sql::{Row, Tx, values};
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
                values![campaign.id.0, Body::Campaign(campaign.clone()).json()],
            )?;
            tx.execute(
                "INSERT INTO script (id, version, value) VALUES (?1, ?2, ?3)",
                values![
                    script.id.0,
                    script.version,
                    Body::Script(script.clone()).json()
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

    /// Puts another form of the campaign in the place of the present one; phones have it at their
    /// next sync.
    pub fn change_campaign(&self, campaign: &Campaign) -> Result<(), DbError> {
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let body = Body::Campaign(campaign.clone());
            tx.execute(
                "UPDATE campaign SET value = ?2 WHERE id = ?1",
                values![campaign.id.0, body.json()],
            )?;
            log::append(tx, StreamId::Campaign(campaign.id), &tag, &body, None, 0)?;
            Ok(())
        })
    }

    /// The script that talks follow, if there is one.
    pub fn script(&self) -> Result<Option<Script>, DbError> {
        self.read(script_of)
    }

    /// Puts another script in the place of the present one, as its next version, which is returned;
    /// phones have it at their next sync. Attempts go on naming the version that they followed.
    ///
    /// # Errors
    /// [`DbError::Refused`] for a script that can't be asked, and where there is no campaign.
    pub fn change_script(&self, script: &Script) -> Result<u32, DbError> {
        let refused = |why: String| DbError::Refused(format!("{why}; nothing was changed"));
        script.check().map_err(|fault| refused(fault.to_string()))?;
        let tag = (self.draw)(4)?;
        self.write(|tx| {
            let (Some(campaign), Some(was)) = (campaign_of(tx)?, script_of(tx)?) else {
                return Err(refused("this database has no campaign".into()));
            };
            let next = Script {
                id: was.id,
                version: was.version + 1,
                ..script.clone()
            };
            let body = Body::Script(next.clone());
            tx.execute(
                "UPDATE script SET version = ?2, value = ?3 WHERE id = ?1",
                values![next.id.0, next.version, body.json()],
            )?;
            log::append(tx, StreamId::Campaign(campaign.id), &tag, &body, None, 0)?;
            Ok(next.version)
        })
    }

    /// The campaign.
    pub fn campaign(&self) -> Result<Option<Campaign>, DbError> {
        self.read(campaign_of)
    }

    /// The turfs of the cut in force with their work in minutes, by id.
    pub fn turfs(&self) -> Result<Vec<(Turf, u32)>, DbError> {
        self.read(|db| {
            db.all(
                "SELECT id, name, streets, minutes FROM turf ORDER BY id",
                values![],
                |r| {
                    let turf = Turf {
                        id: TurfId(r.get(0)?),
                        name: r.get(1)?,
                        streets: r.get(2)?,
                    };
                    Ok((turf, r.get(3)?))
                },
            )
        })
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
        let mut lists = self.read(|db| {
            db.all(
                "SELECT value FROM walk_list ORDER BY turf, id",
                values![],
                list,
            )
        })?;
        lists.retain(|list| !list.stops.is_empty());
        Ok(lists)
    }
}

fn list(row: &Row<'_>) -> Result<WalkList, DbError> {
    typed("walk list", &row.get::<String>(0)?)
}

pub(super) fn campaign_of(db: &Tx<'_>) -> Result<Option<Campaign>, DbError> {
    let text: Option<String> = db.maybe(
        "SELECT value FROM campaign ORDER BY id LIMIT 1",
        values![],
        |r| r.get(0),
    )?;
    text.map(|text| typed("campaign", &text)).transpose()
}

fn store_list(tx: &Tx<'_>, tag: &str, new: &ListToStore) -> Result<WalkList, DbError> {
    let held: Option<(u32, u32)> = tx.maybe(
        "SELECT id, version FROM walk_list WHERE turf = ?1 AND walker = ?2",
        values![new.turf.0, new.walker()],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let next: u32 = tx.one(
        "SELECT coalesce(max(id), 0) + 1 FROM walk_list",
        values![],
        |r| r.get(0),
    )?;
    let script: Option<u32> = tx.one("SELECT min(id) FROM script", values![], |r| r.get(0))?;
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
fn lists_of_turfs(tx: &Tx<'_>, new: &[ListToStore]) -> Result<Vec<WalkList>, DbError> {
    let turfs: BTreeSet<TurfId> = new.iter().map(|list| list.turf).collect();
    let mut found = Vec::new();
    for turf in turfs {
        found.extend(tx.all(
            "SELECT value FROM walk_list WHERE turf = ?1 ORDER BY id",
            values![turf.0],
            list,
        )?);
    }
    Ok(found)
}

fn end_list(tx: &Tx<'_>, tag: &str, list: WalkList) -> Result<(), DbError> {
    let over = WalkList {
        version: list.version + 1,
        totals: WalkTotals::default(),
        stops: Vec::new(),
        ..list
    };
    let walker = over.part.map_or(1, |part| part.walker);
    put_list(tx, tag, walker, &over)
}

fn put_list(tx: &Tx<'_>, tag: &str, walker: u32, list: &WalkList) -> Result<(), DbError> {
    let body = Body::WalkList(list.clone());
    tx.execute(
        "INSERT INTO walk_list (id, turf, walker, version, value) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET version = ?4, value = ?5",
        values![list.id.0, list.turf.0, walker, list.version, body.json()],
    )?;
    log::append(tx, StreamId::Turf(list.turf), tag, &body, None, 0)?;
    Ok(())
}

/// The script of new lists: the first.
fn script_of(db: &Tx<'_>) -> Result<Option<Script>, DbError> {
    let found: Option<String> = db.maybe(
        "SELECT value FROM script ORDER BY id LIMIT 1",
        values![],
        |r| r.get(0),
    )?;
    found.map(|value| typed("script", &value)).transpose()
}

pub(super) fn buildings_of(db: &Tx<'_>, turf: TurfId) -> Result<Vec<Building>, DbError> {
    db.all(
        "SELECT DISTINCT b.id, b.line, b.access FROM building b JOIN door d ON d.building = b.id
         WHERE d.turf = ?1 ORDER BY b.id",
        values![turf.0],
        building,
    )
}

pub(super) fn building_of(db: &Tx<'_>, id: BuildingId) -> Result<Building, DbError> {
    db.one(
        "SELECT id, line, access FROM building WHERE id = ?1",
        values![id.0],
        building,
    )
}

fn building(row: &Row<'_>) -> Result<Building, DbError> {
    Ok(Building {
        id: BuildingId(row.get(0)?),
        line: row.get(1)?,
        access: row.get(2)?,
    })
}

pub(super) fn doors_of(db: &Tx<'_>, turf: TurfId) -> Result<Vec<Door>, DbError> {
    db.all(
        "SELECT id, building, number, street, unit, city, postcode, lat_e7, lon_e7, beside FROM door
         WHERE turf = ?1 ORDER BY id",
        values![turf.0],
        door,
    )
}

/// A door with its turf, if it is in one.
pub(super) fn door_in_turf(db: &Tx<'_>, id: DoorId) -> Result<Option<(TurfId, Door)>, DbError> {
    db.maybe(
        "SELECT id, building, number, street, unit, city, postcode, lat_e7, lon_e7, beside, turf
         FROM door
         WHERE id = ?1 AND turf IS NOT NULL",
        values![id.0],
        |r| Ok((TurfId(r.get(10)?), door(r)?)),
    )
}

fn door(row: &Row<'_>) -> Result<Door, DbError> {
    let at = match (row.get(7)?, row.get(8)?) {
        (Some(lat_e7), Some(lon_e7)) => Some(LatLon { lat_e7, lon_e7 }),
        _ => None,
    };
    Ok(Door {
        id: DoorId(row.get(0)?),
        building: row.get::<Option<u32>>(1)?.map(BuildingId),
        number: row.get(2)?,
        street: row.get(3)?,
        unit: row.get(4)?,
        city: row.get(5)?,
        postcode: row.get(6)?,
        beside: row.get::<Option<u32>>(9)?.map(DoorId),
        at,
    })
}

pub(super) fn people_of(db: &Tx<'_>, turf: TurfId) -> Result<Vec<Person>, DbError> {
    db.all(
        "SELECT p.key, p.door, p.household, p.name, p.party, p.no_contact FROM person p
         JOIN door d ON d.id = p.door WHERE d.turf = ?1 ORDER BY p.door, p.key",
        values![turf.0],
        |r| {
            let key = r.get::<String>(0)?;
            Ok(Person {
                key: key
                    .parse()
                    .map_err(|_| DbError::Unreadable { what: "person" })?,
                door: DoorId(r.get(1)?),
                household: r.get::<Option<u32>>(2)?.map(HouseholdId),
                name: r.get(3)?,
                party: r.get(4)?,
                no_contact: r.get::<u32>(5)? != 0,
            })
        },
    )
}

/// The campaign of a database that was made by this version's commands: number 1.
pub(crate) const CAMPAIGN: CampaignId = CampaignId(1);
