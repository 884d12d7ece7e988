//! `turfwalk person`: what is held of somebody, in plain words; put right; erased.

mod words;

use clap::Subcommand;
use jiff::Timestamp;
use turfwalk_core::merge::Fate;
use turfwalk_core::model::PersonKey;

use super::backup::put_aside;
use super::{CommandError, Folder, say};
use crate::db::{Db, Deed, PersonRecord, Who};

/// Arguments of `person`.
#[derive(Debug, Subcommand)]
pub enum PersonCommand {
    /// Find people by a part of their name, or by their id in the voter file
    Find {
        /// What to look for
        text: String,
    },
    /// Print all that is held of a person, and where it is from
    Show {
        /// Their number, as `find` prints it
        person: String,
    },
    /// Put a person's name right
    Correct {
        /// Their number, as `find` prints it
        person: String,
        /// The name as it should be
        #[arg(long)]
        name: String,
    },
    /// Erase a person from this server, from phones at their next sync, and from later imports
    Erase {
        /// Their number, as `find` prints it
        person: String,
        /// Do it: without this, what would be erased is printed
        #[arg(long)]
        yes: bool,
        /// Drop the texts of all incidents at their door too, whomever they name
        #[arg(long)]
        incidents: bool,
    },
}

impl PersonCommand {
    /// Runs it.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        match self {
            Self::Find { text } => find(folder, &text),
            Self::Show { person } => show(&held(folder, &person)?),
            Self::Correct { person, name } => {
                let name = name.trim();
                if name.is_empty() {
                    return Err("--name is empty; nothing was changed".into());
                }
                folder
                    .db
                    .correct_name(key(&person)?, name, Timestamp::now().as_millisecond())?;
                say!("Corrected. Phones get it at their next sync.")?;
                Ok(())
            }
            Self::Erase {
                person, yes: false, ..
            } => {
                show(&held(folder, &person)?)?;
                say!(
                    "Nothing was erased. To erase all this: turfwalk person erase {person} --yes"
                )?;
                Ok(())
            }
            Self::Erase {
                person,
                yes: true,
                incidents,
            } => {
                let (who, now_ms) = (key(&person)?, Timestamp::now().as_millisecond());
                let identities = folder.db.identities(who)?.unwrap_or_default();
                let done = folder.db.erase_with(who, incidents, now_ms)?;
                say!(
                    "Erased, with {} records that told of them. Phones with {} forget them at their next sync.",
                    done.ops,
                    if done.turfs == 1 {
                        "that turf".into()
                    } else {
                        format!("those {} turfs", done.turfs)
                    }
                )?;
                say!(
                    "Dropped the texts of {} notes and incidents at their door that named them, and of {} refused records.",
                    done.texts,
                    done.refused
                )?;
                for file in put_aside(&folder.path) {
                    Db::erase_aside(&file, &identities, incidents, now_ms)?;
                    say!("Erased from {} as well.", file.display())?;
                }
                say!("Backups made before now still hold them; `restore` erases them again.")?;
                say!(
                    "Out of reach: walk lists that were printed, and what was exported. Destroy these."
                )?;
                Ok(())
            }
        }
    }
}

fn find(folder: &Folder, text: &str) -> Result<(), CommandError> {
    let found = folder.db.find_people(text)?;
    if found.is_empty() {
        return Ok(say!("Nobody of that name.")?);
    }
    folder.note(Deed::PeopleFound, &format!("people/{}", found.len()))?;
    for (key, name, door) in found {
        say!("{key}\t{name}\t{door}")?;
    }
    Ok(())
}

fn held(folder: &Folder, person: &str) -> Result<PersonRecord, CommandError> {
    let now_ms = Timestamp::now().as_millisecond();
    let what = format!("person/{}", key(person)?);
    folder
        .db
        .note(now_ms, &Who::Command, Deed::PersonSeen, &what)?;
    Ok(folder.db.person_record(key(person)?)?.ok_or_else(|| {
        format!(
            "nobody goes by {person}; `turfwalk person find NAME` lists people with their numbers"
        )
    })?)
}

fn key(text: &str) -> Result<PersonKey, CommandError> {
    Ok(text.parse().map_err(|_| {
        format!("{text} is not a person's number; `turfwalk person find NAME` lists them")
    })?)
}

fn show(record: &PersonRecord) -> Result<(), CommandError> {
    let person = &record.person;
    say!("Name:      {}", person.name)?;
    say!("Address:   {}", record.door)?;
    if let Some(party) = &person.party {
        say!("Party:     {party}")?;
    }
    match &record.source_key {
        Some(id) => say!("Source:    an imported list, under {id}")?,
        None => say!(
            "Source:    added at the door by phone {}",
            maker(person.key)
        )?,
    }
    match record.turf {
        Some(turf) => say!("On phones: those that have turf {turf}")?,
        None => say!("On phones: none")?,
    }
    for row in &record.attempts {
        let at = Timestamp::from_millisecond(row.attempt.at_ms).map(|at| at.to_string());
        say!(
            "Recorded:  {} by phone {}, {}",
            at.unwrap_or_default(),
            row.op.device,
            words::attempt(&row.attempt)
        )?;
    }
    if person.no_contact {
        say!("Wish:      not to be contacted, as an imported list says")?;
    }
    for wish in &record.suppressions {
        say!("Wish:      {}", words::wish(wish))?;
    }
    for past in &record.facts.history {
        let change = words::change(&past.row.edit.change);
        let op = past.row.op;
        let by = past.row.decided.as_ref().map_or("", |it| it.by.as_str());
        let fate = match past.fate {
            Fate::Holds => "holds".to_owned(),
            Fate::Replaced => "was replaced later".to_owned(),
            Fate::NoEffect => "had no effect: it had not seen the number come".to_owned(),
            Fate::Waits => format!("waits; turfwalk proposals accept {op}, or refuse"),
            Fate::Accepted => format!("accepted by {by}"),
            Fate::Refused => format!("refused by {by}"),
        };
        say!("Put right: by phone {}: {change}, {op}: {fate}", op.device)?;
    }
    for row in &record.incidents {
        say!(
            "Incident:  at their door, by phone {}: {}",
            row.op.device,
            row.incident.text
        )?;
    }
    if record.attempts.is_empty() && record.suppressions.is_empty() {
        say!("Recorded:  nothing")?;
    }
    Ok(())
}

fn maker(key: PersonKey) -> String {
    match key {
        PersonKey::Made(op) => op.device.to_string(),
        PersonKey::Imported(_) => String::new(),
    }
}
