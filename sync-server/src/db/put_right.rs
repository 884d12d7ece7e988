//! What is known beyond the voter file, for the export: who was added, who has another name, and what
//! canvassers put right and nobody lifted.

use std::collections::HashMap;

use turfwalk_core::contact::may_contact;
use turfwalk_core::merge::{DoorRecord, Facts};
use turfwalk_core::model::{Campaign, Change, Channel, Door, Person, Subject, Target};

use super::sql::values;
use super::{Db, DbError};

/// Somebody, or all behind a door, of whom more is known than the voter file has.
#[derive(Clone, Debug)]
pub struct KnownMore {
    /// Their door.
    pub door: Door,
    /// Who; `None` for all who live there, or for the door itself.
    pub person: Option<Person>,
    /// Their id in the voter file; `None` for one who was added at the door, and for a door.
    pub voter_id: Option<String>,
    /// What the file calls them, where an organizer gave them another name.
    pub name_in_file: Option<String>,
    /// Whether the file does not have them, or not the door: they were added at the doorstep.
    pub is_added: bool,
    /// What was put right of them. Numbers that are to be left alone are not among these.
    pub facts: Facts,
    /// By which channels they are not to be contacted, as of no particular hour.
    pub leave_alone: Vec<Channel>,
}

/// Every channel.
const CHANNELS: [Channel; 5] = [
    Channel::Door,
    Channel::Phone,
    Channel::Flyer,
    Channel::Registration,
    Channel::Event,
];

/// What the voter file has of a person: their id in it, and their name where it is another.
type InFile = (Option<String>, Option<String>);

impl Db {
    /// Everybody in a turf of whom more is known than the voter file has, door by door.
    pub fn known_more(&self) -> Result<Vec<KnownMore>, DbError> {
        let Some(campaign) = self.campaign()? else {
            return Ok(Vec::new());
        };
        let in_file: HashMap<String, InFile> = self
            .read(|tx| {
                tx.all(
                    "SELECT key, source_key, file_name FROM person",
                    values![],
                    |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))),
                )
            })?
            .into_iter()
            .collect();
        let mut all = Vec::new();
        for (turf, _) in self.turfs()? {
            let record = self.turf_record(turf.id)?;
            for door in &record.doors {
                let Some(here) = record.records.get(&door.id) else {
                    continue;
                };
                all.extend(at_door(door, here, &campaign));
                for person in &here.people {
                    let held = in_file.get(&person.key.to_string());
                    all.extend(of_person(door, person, here, held, &campaign));
                }
            }
        }
        Ok(all)
    }
}

/// What is known of all behind a door, and of a door that was added.
fn at_door(door: &Door, here: &DoorRecord, campaign: &Campaign) -> Option<KnownMore> {
    let facts = reachable(here.facts(&Target::Door(door.id)), here);
    let is_added = door.beside.is_some();
    (is_added || says_more(&facts)).then(|| KnownMore {
        person: None,
        voter_id: None,
        name_in_file: None,
        is_added,
        facts,
        leave_alone: held_back(None, door, here, campaign),
        door: door.clone(),
    })
}

fn of_person(
    door: &Door,
    person: &Person,
    here: &DoorRecord,
    in_file: Option<&InFile>,
    campaign: &Campaign,
) -> Option<KnownMore> {
    let (voter_id, file_name) = in_file.cloned().unwrap_or_default();
    let name_in_file = file_name.filter(|name| *name != person.name);
    let facts = reachable(here.facts(&Target::Person(person.key)), here);
    let is_added = voter_id.is_none();
    (is_added || name_in_file.is_some() || says_more(&facts)).then(|| KnownMore {
        door: door.clone(),
        leave_alone: held_back(Some(person), door, here, campaign),
        person: Some(person.clone()),
        voter_id,
        name_in_file,
        is_added,
        facts,
    })
}

fn says_more(facts: &Facts) -> bool {
    !facts.phones.is_empty() || facts.language.is_some() || facts.moved_away || facts.deceased
}

/// The facts without numbers that are to be left alone.
fn reachable(mut facts: Facts, here: &DoorRecord) -> Facts {
    let field = |number: &str| Change::AddPhone(number.to_owned()).field();
    facts.phones.retain(|number| {
        !here.suppressions.iter().any(|wish| {
            wish.covers(Channel::Phone)
                && matches!(&wish.subject, Subject::Number(it) if field(it) == field(number))
        })
    });
    facts
}

fn held_back(
    person: Option<&Person>,
    door: &Door,
    here: &DoorRecord,
    campaign: &Campaign,
) -> Vec<Channel> {
    let is_held =
        |channel: &Channel| may_contact(person, *channel, None, door.id, here, campaign).is_err();
    CHANNELS.into_iter().filter(is_held).collect()
}
