//! From an op to the row that it makes, or the reason why it makes none.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::model::{
    BuildingId, Change, Door, DoorId, Field, Incident, Op, OpId, Person, PersonKey, Place, Target,
};
use crate::wire::{AttemptRow, Body, EditRow, IncidentRow, RetractionRow, SuppressionRow};

/// Longest name, note or answer in characters.
const MAX_TEXT: usize = 4_000;
/// Most answers in one attempt.
const MAX_ANSWERS: usize = 200;

/// What an op's effect is looked up in: the server's database, or the phone's.
pub trait World {
    /// What goes wrong when it can't be read.
    type Error;

    /// Whether the door is known.
    fn has_door(&self, door: DoorId) -> Result<bool, Self::Error>;
    /// Whether any door has this id, known to the one who asks or not.
    fn is_taken(&self, door: DoorId) -> Result<bool, Self::Error>;
    /// The building of a door that is known, if it is in one.
    fn building_of(&self, door: DoorId) -> Result<Option<BuildingId>, Self::Error>;
    /// Whether the building is known.
    fn has_building(&self, building: BuildingId) -> Result<bool, Self::Error>;
    /// The door of a person, if they are known.
    fn door_of(&self, person: PersonKey) -> Result<Option<DoorId>, Self::Error>;
    /// Where an attempt was made, if it is known.
    fn place_of(&self, attempt: OpId) -> Result<Option<Place>, Self::Error>;
}

/// Why an op is not applied. It is kept in quarantine and shown; nothing behind it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The line is not an op.
    #[error("the change could not be read")]
    Malformed,
    /// No such door.
    #[error("the door is not known")]
    UnknownDoor,
    /// No such building.
    #[error("the building is not known")]
    UnknownBuilding,
    /// No such person.
    #[error("the person is not known")]
    UnknownPerson,
    /// No such attempt to correct or take back, or one made elsewhere.
    #[error("the attempt to correct is not known here")]
    UnknownAttempt,
    /// A person has not been demolished.
    #[error("the outcome does not fit whom it was recorded for")]
    OutcomeDoesNotFit,
    /// A text is too long, or empty where one is needed.
    #[error("a text is too long, or missing")]
    BadText,
    /// About a person whose data has been erased. That is the op's effect: its text is not kept.
    #[error("the person's data has been erased")]
    Erased,
    /// A door added at the doorstep by the id of another one.
    #[error("the door's id is in use")]
    DoorTaken,
    /// From a phone that has been shut out.
    #[error("this phone has been shut out")]
    Revoked,
}

/// The one row that an op makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Where.
    pub place: Place,
    /// The row, not yet numbered.
    pub body: Body,
}

/// The row that `op`, named `id`, makes in `world`; the inner error is the answer to the device,
/// the outer one a world that can't be read.
pub fn effect<W: World>(id: OpId, op: Op, world: &W) -> Result<Result<Effect, Refusal>, W::Error> {
    Ok(match op {
        Op::Attempt(attempt) => {
            let place = match place(&attempt.target, world)? {
                Ok(place) => place,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if !attempt.outcome.fits(&attempt.target) {
                return Ok(Err(Refusal::OutcomeDoesNotFit));
            }
            if !texts_fit(&attempt) {
                return Ok(Err(Refusal::BadText));
            }
            if let Some(earlier) = attempt.supersedes
                && world.place_of(earlier)? != Some(place)
            {
                return Ok(Err(Refusal::UnknownAttempt));
            }
            let body = Body::Attempt(AttemptRow {
                op: id,
                place,
                rank: None,
                late: false,
                attempt,
            });
            Ok(Effect { place, body })
        }
        Op::Edit(edit) => {
            let place = match place(&edit.about, world)? {
                Ok(place) => place,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if !edit.change.fits(&edit.about) {
                return Ok(Err(Refusal::OutcomeDoesNotFit));
            }
            if !says_something(&edit.change) {
                return Ok(Err(Refusal::BadText));
            }
            let body = Body::Edit(EditRow {
                op: id,
                place,
                rank: None,
                edit,
                decided: None,
            });
            Ok(Effect { place, body })
        }
        Op::Retract { attempt } => match world.place_of(attempt)? {
            None => Err(Refusal::UnknownAttempt),
            Some(place) => Ok(Effect {
                place,
                body: Body::Retraction(RetractionRow {
                    op: id,
                    place,
                    attempt,
                }),
            }),
        },
        Op::Suppress {
            heard_at,
            suppression,
        } => place(&heard_at, world)?.map(|place| Effect {
            place,
            body: Body::Suppression(SuppressionRow {
                op: id,
                place,
                suppression,
            }),
        }),
        Op::AddDoor { door } => {
            let texts = [&door.number, &door.street, &door.city, &door.postcode];
            let fit = |text: &str| text.chars().count() <= MAX_TEXT;
            if door.number.trim().is_empty()
                || !texts.into_iter().chain(&door.unit).all(|text| fit(text))
            {
                return Ok(Err(Refusal::BadText));
            }
            let Some(beside) = door.beside else {
                return Ok(Err(Refusal::UnknownDoor));
            };
            if !world.has_door(beside)? {
                return Ok(Err(Refusal::UnknownDoor));
            }
            // A door shares its neighbour's entrance or none: nobody can add one to a building
            // in front of which they do not stand.
            if door.building.is_some() && door.building != world.building_of(beside)? {
                return Ok(Err(Refusal::UnknownBuilding));
            }
            if door.id != Door::drawn(door.id.0 << 2) || world.is_taken(door.id)? {
                return Ok(Err(Refusal::DoorTaken));
            }
            Ok(Effect {
                place: Place::Door(beside),
                body: Body::Door(door),
            })
        }
        Op::Incident { at, incident } => {
            let at_target = match at {
                Place::Door(door) => Target::Door(door),
                Place::Building(building) => Target::Building(building),
            };
            place(&at_target, world)?.and_then(|place| reported(id, place, incident))
        }
        Op::Erased => Err(Refusal::Erased),
        Op::AddPerson { door, name } => {
            if name.trim().is_empty() || name.chars().count() > MAX_TEXT {
                return Ok(Err(Refusal::BadText));
            }
            if !world.has_door(door)? {
                return Ok(Err(Refusal::UnknownDoor));
            }
            let key = PersonKey::Made(id);
            let body = Body::Person(Person {
                key,
                door,
                household: None,
                name,
                party: None,
                no_contact: false,
            });
            Ok(Effect {
                place: Place::Door(door),
                body,
            })
        }
    })
}

/// The row that the report of an incident makes at a place that is known.
pub fn reported(id: OpId, place: Place, incident: Incident) -> Result<Effect, Refusal> {
    if incident.text.chars().count() > MAX_TEXT {
        return Err(Refusal::BadText);
    }
    let body = Body::Incident(IncidentRow {
        op: id,
        place,
        incident,
        taken: None,
    });
    Ok(Effect { place, body })
}

fn place<W: World>(target: &Target, world: &W) -> Result<Result<Place, Refusal>, W::Error> {
    Ok(match *target {
        Target::Person(person) => world
            .door_of(person)?
            .map(Place::Door)
            .ok_or(Refusal::UnknownPerson),
        Target::Door(door) if world.has_door(door)? => Ok(Place::Door(door)),
        Target::Door(_) => Err(Refusal::UnknownDoor),
        Target::Building(building) if world.has_building(building)? => {
            Ok(Place::Building(building))
        }
        Target::Building(_) => Err(Refusal::UnknownBuilding),
    })
}

/// Whether the text of a change can be one: a telephone number has 3 to 20 digits.
fn says_something(change: &Change) -> bool {
    match (change.field(), change.text()) {
        (Field::Phone(digits), Some(text)) => {
            (3..=20).contains(&digits.len()) && text.chars().count() <= 40
        }
        (_, Some(text)) => !text.trim().is_empty() && text.chars().count() <= MAX_TEXT,
        (_, None) => true,
    }
}

fn texts_fit(attempt: &crate::model::Attempt) -> bool {
    use crate::model::Outcome::*;
    let fits = |text: &str| text.chars().count() <= MAX_TEXT;
    let note = attempt.note.as_ref().is_none_or(|note| fits(&note.text));
    note && match &attempt.outcome {
        Canvassed { answers, .. } => {
            answers.len() <= MAX_ANSWERS
                && answers.iter().all(|a| fits(&a.question) && fits(&a.value))
        }
        Language { language: text } | CallBack { when: text } | Inaccessible { why: text } => {
            fits(text)
        }
        _ => true,
    }
}
