//! People: new ones, and those whom the file has at another door or under another name now.

use turfwalk_core::model::{DoorId, HouseholdId, Person, PersonId, PersonKey, TurfId};
use turfwalk_core::wire::{Body, StreamId};

use super::{DbError, Importer, NewPerson, Row, log, moves, values};

/// A person who is there.
struct Held {
    key: String,
    door: DoorId,
    name: String,
    /// What the last file called them, where an organizer gave them that name.
    file_name: Option<String>,
    party: Option<String>,
    no_contact: bool,
}

impl Held {
    fn of(r: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            key: r.get(0)?,
            door: DoorId(r.get(1)?),
            name: r.get(2)?,
            party: r.get(3)?,
            file_name: r.get(4)?,
            no_contact: r.get::<u32>(5)? != 0,
        })
    }
}

/// The list that a key in a file is of. One that needed `--map` may be read without it another
/// time.
fn list(source_key: &str) -> &str {
    match source_key.split_once(':') {
        Some(("mapped", _)) => "plain",
        Some((list, _)) => list,
        None => "",
    }
}

/// Whether a key stands for name and address, in a file without ids: sixteen hexadecimal digits.
/// Without a letter among them they may be an id.
fn is_by_name(source_key: &str) -> bool {
    let id = source_key.split_once(':').map_or("", |(_, id)| id);
    id.len() == 16
        && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && id.bytes().any(|b| b.is_ascii_lowercase())
}

impl Importer<'_> {
    /// Takes a person in, at `door`. One who is there already by their id in the file is
    /// brought up to date, and devices that hold them are told. A name that an organizer gave them
    /// stays. Who was told apart by name, in a file without ids, is known again by name and door,
    /// and goes by the id from then on.
    pub fn person(&mut self, door: DoorId, person: &NewPerson) -> Result<(), DbError> {
        let party = (!person.party.is_empty()).then_some(person.party.as_str());
        let (source, said) = (&person.source_key, &person.name);
        if self.erased.holds(self.tx, source, said, door)? {
            self.count.erased_people += 1;
            return Ok(());
        }
        let held = match self.held(source)? {
            None => self.by_name(door, person)?,
            held => held,
        };
        if let Some(held) = &held
            && !is_by_name(source)
        {
            self.tx.execute(
                "UPDATE person SET source_key = ?2 WHERE key = ?1 AND source_key <> ?2",
                values![held.key, source],
            )?;
        }
        let no_contact = person.no_contact || held.as_ref().is_some_and(|held| held.no_contact);
        let given = held.as_ref().filter(|held| held.file_name.is_some());
        let file_name = given.map(|_| person.name.clone());
        let name = given.map_or(&person.name, |held| &held.name).clone();
        let key = match &held {
            Some(held)
                if held.door == door
                    && held.name == name
                    && held.party.as_deref() == party
                    && held.no_contact == no_contact =>
            {
                if held.file_name != file_name {
                    self.tx.execute(
                        "UPDATE person SET file_name = ?2 WHERE key = ?1",
                        values![held.key, file_name],
                    )?;
                }
                self.count.same_people += 1;
                return Ok(());
            }
            Some(held) => {
                self.count.changed_people += 1;
                let is_other = held.door != door && held.name != person.name;
                self.count.other_people += u64::from(is_other);
                held.key.clone()
            }
            None => {
                self.count.new_people += 1;
                self.next_person += 1;
                (self.next_person - 1).to_string()
            }
        };
        let household = self.household(door)?;
        self.tx.execute(
            "INSERT INTO person (key, source_key, door, household, name, party, file_name, no_contact)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (key) DO UPDATE
                 SET door = ?3, household = ?4, name = ?5, party = ?6, file_name = ?7, no_contact = ?8",
            values![
                key,
                person.source_key,
                door.0,
                household.0,
                name,
                party,
                file_name,
                u32::from(no_contact)
            ],
        )?;
        let key: u32 = key
            .parse()
            .map_err(|_| DbError::Unreadable { what: "person" })?;
        let now = Person {
            key: PersonKey::Imported(PersonId(key)),
            door,
            household: Some(household),
            name,
            party: party.map(str::to_owned),
            no_contact,
        };
        let turf = self.turf(door)?;
        if let Some(turf) = turf {
            self.append(turf, now.clone())?;
        }
        if let Some(held) = held.filter(|held| held.door != door) {
            let left = self.turf(held.door)?.filter(|left| Some(*left) != turf);
            moves::follow(self.tx, &self.tag, now.key, left, (turf, door))?;
        }
        Ok(())
    }

    fn held(&self, source_key: &str) -> Result<Option<Held>, DbError> {
        self.tx.maybe(
            "SELECT key, door, name, party, file_name, no_contact FROM person WHERE source_key = ?1",
            values![source_key],
            Held::of,
        )
    }

    /// Who lives at `door` under that name, is on the same list, and had no id there or has none
    /// now.
    fn by_name(&self, door: DoorId, person: &NewPerson) -> Result<Option<Held>, DbError> {
        let (list, now_by_name) = (list(&person.source_key), is_by_name(&person.source_key));
        let namesakes = self.tx.all(
            "SELECT key, door, name, party, file_name, no_contact, source_key FROM person
             WHERE door = ?1 AND coalesce(file_name, name) = ?2 AND source_key IS NOT NULL
             ORDER BY key",
            values![door.0, person.name],
            |r| Ok((Held::of(r)?, r.get::<String>(6)?)),
        )?;
        let mut same = namesakes
            .into_iter()
            .filter(|(_, key)| self::list(key) == list && (now_by_name || is_by_name(key)));
        Ok(same.next().map(|(held, _)| held))
    }

    fn turf(&self, door: DoorId) -> Result<Option<TurfId>, DbError> {
        Ok(self
            .tx
            .one(
                "SELECT turf FROM door WHERE id = ?1",
                values![door.0],
                |r| r.get::<Option<u32>>(0),
            )?
            .map(TurfId))
    }

    fn append(&self, turf: TurfId, person: Person) -> Result<(), DbError> {
        log::append(
            self.tx,
            StreamId::Turf(turf),
            &self.tag,
            &Body::Person(person),
            None,
            0,
        )?;
        Ok(())
    }

    fn household(&mut self, door: DoorId) -> Result<HouseholdId, DbError> {
        if let Some(id) = self.tx.maybe(
            "SELECT id FROM household WHERE door = ?1 LIMIT 1",
            values![door.0],
            |r| r.get(0),
        )? {
            return Ok(HouseholdId(id));
        }
        Ok(HouseholdId(self.tx.one(
            "INSERT INTO household (door) VALUES (?1) RETURNING id",
            values![door.0],
            |r| r.get(0),
        )?))
    }
}
