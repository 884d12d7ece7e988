//! What the rows of one door add up to. No counters: everything is a fold over attempts.

use std::collections::HashSet;

use super::Facts;
use crate::model::{
    Channel, DoorId, OpId, Outcome, Person, PersonKey, Scope, Subject, Suppression, Target, Why,
};
use crate::wire::{AttemptRow, EditRow};

/// How far one is with a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DoorState {
    /// Nobody has tried.
    Open,
    /// Tried; worth coming again.
    TryAgain,
    /// Dealt with.
    Done,
}

/// Everything recorded at one door.
#[derive(Clone, Debug, Default)]
pub struct DoorRecord {
    /// Who lives there.
    pub people: Vec<Person>,
    /// Live attempts, oldest first: numbered ones by the server's number, then those that only
    /// this phone knows, as captured.
    pub attempts: Vec<AttemptRow>,
    /// Wishes recorded apart from attempts.
    pub suppressions: Vec<Suppression>,
    /// What was put right of those who live here.
    pub edits: Vec<EditRow>,
}

/// The attempts that count, oldest first: without those taken back or corrected. Taking a
/// correction back brings what it corrected to life again.
pub fn live(mut attempts: Vec<AttemptRow>, retracted: &[OpId]) -> Vec<AttemptRow> {
    attempts.retain(|a| !retracted.contains(&a.op));
    let superseded: HashSet<OpId> = attempts
        .iter()
        .filter_map(|a| a.attempt.supersedes)
        .collect();
    attempts.retain(|a| !superseded.contains(&a.op));
    attempts.sort_by_key(|a| (a.rank.unwrap_or(u64::MAX), a.op.n, a.op));
    attempts
}

impl DoorRecord {
    /// How far one is with the door: the server's numbers decide, never a clock.
    pub fn state(&self) -> DoorState {
        let Some(last) = self.attempts.last() else {
            return DoorState::Open;
        };
        if !last.attempt.outcome.is_final() {
            return DoorState::TryAgain;
        }
        let about_one_only = matches!(
            last.attempt.outcome,
            Outcome::Moved
                | Outcome::Deceased
                | Outcome::WrongPerson
                | Outcome::AlreadyVoted
                | Outcome::DoNotContact {
                    scope: Scope::Person
                }
        );
        let rest_is_done = || {
            self.people.iter().all(|person| {
                self.attempts.iter().rev().any(|a| {
                    a.attempt.target == Target::Person(person.key) && a.attempt.outcome.is_final()
                })
            })
        };
        if !about_one_only || rest_is_done() {
            DoorState::Done
        } else {
            DoorState::TryAgain
        }
    }

    /// Every wish to be left alone that holds at `door`: recorded as such, by an attempt or by an
    /// edit, or come with an import.
    pub fn wishes(&self, door: DoorId) -> Vec<Suppression> {
        let mut wishes = self.suppressions.clone();
        for row in &self.attempts {
            let at = match row.attempt.target {
                Target::Person(person) => Subject::Person(person),
                Target::Door(_) | Target::Building(_) => Subject::Door(door),
            };
            let mut wish = |subject, channels: &[Channel], why| {
                wishes.push(Suppression {
                    subject,
                    channels: channels.to_vec(),
                    why,
                });
            };
            match row.attempt.outcome {
                Outcome::DoNotContact {
                    scope: Scope::Person,
                } => wish(at, &[], Why::Asked),
                Outcome::DoNotContact { scope: Scope::Door } => {
                    wish(Subject::Door(door), &[], Why::Asked);
                }
                Outcome::DoNotContact {
                    scope: Scope::Household,
                } => {
                    for subject in self.household_of(&row.attempt.target, door) {
                        wish(subject, &[], Why::Asked);
                    }
                }
                Outcome::Deceased => wish(at, &[], Why::Deceased),
                Outcome::Hostile => wish(at, &[], Why::Hostile),
                Outcome::DoNotReturn => wish(at, &[Channel::Door], Why::Asked),
                Outcome::NoSolicitingSign => {
                    wish(Subject::Door(door), &[Channel::Door], Why::Sign);
                }
                Outcome::NoJunkMail => wish(Subject::Door(door), &[Channel::Flyer], Why::Sign),
                _ => {}
            }
        }
        for person in &self.people {
            let is_dead = self.facts(&Target::Person(person.key)).deceased;
            let whys = [(is_dead, Why::Deceased), (person.no_contact, Why::Listed)];
            for (_, why) in whys.into_iter().filter(|(holds, _)| *holds) {
                wishes.push(Suppression {
                    subject: Subject::Person(person.key),
                    channels: Vec::new(),
                    why,
                });
            }
        }
        wishes
    }

    /// What edits of a person, or of the household behind the door, add up to.
    pub fn facts(&self, about: &Target) -> Facts {
        Facts::of(about, &self.edits)
    }

    /// The people whom a wish for the household covers: theirs if one spoke, else all who live
    /// here now, else the door, since nobody can be named.
    fn household_of(&self, target: &Target, door: DoorId) -> Vec<Subject> {
        let subject = |person: &Person| match person.household {
            Some(household) => Subject::Household(household),
            None => Subject::Person(person.key),
        };
        let spoke = |person: &&Person| match *target {
            Target::Person(key) => person.key == key,
            _ => true,
        };
        let subjects: Vec<Subject> = self.people.iter().filter(spoke).map(subject).collect();
        if subjects.is_empty() {
            vec![Subject::Door(door)]
        } else {
            subjects
        }
    }

    /// The person of that name in the file, if they live here.
    pub fn person(&self, key: PersonKey) -> Option<&Person> {
        self.people.iter().find(|person| person.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Attempt, BuildingId, Change, DeviceId, Edit, HouseholdId, Incarnation, PersonId, Place,
    };

    /// Attempt `n` at a door with the server's `rank`, correcting `supersedes`.
    fn row(n: u64, rank: Option<u64>, supersedes: Option<u64>) -> AttemptRow {
        AttemptRow {
            op: op(n),
            place: Place::Door(DoorId(1)),
            rank,
            late: false,
            attempt: Attempt {
                target: Target::Door(DoorId(1)),
                channel: Channel::Door,
                outcome: Outcome::NotHome,
                at_ms: -(n as i64), // clocks run backwards here, and decide nothing
                list: None,
                note: None,
                supersedes: supersedes.map(op),
            },
        }
    }

    fn op(n: u64) -> OpId {
        OpId {
            device: DeviceId(1),
            incarnation: Incarnation(1),
            n,
        }
    }

    #[test]
    fn only_what_was_not_corrected_or_taken_back_counts() {
        let all = || {
            vec![
                row(1, Some(1), None),
                row(2, Some(2), Some(1)),
                row(3, Some(3), None),
            ]
        };
        for (retracted, left) in [
            (&[][..], &[2, 3][..]),
            (&[3], &[2]),
            (&[2], &[1, 3]), // undoing the correction brings the first back
            (&[2, 1], &[3]),
        ] {
            let retracted: Vec<OpId> = retracted.iter().map(|n| op(*n)).collect();
            let ns: Vec<u64> = live(all(), &retracted).iter().map(|row| row.op.n).collect();
            assert_eq!(ns, left, "{retracted:?}");
        }
    }

    #[test]
    fn the_servers_numbers_decide_and_what_it_has_not_seen_comes_last() {
        let rows = vec![
            row(5, None, None),
            row(4, None, None),
            row(9, Some(2), None),
            row(1, Some(7), None),
        ];
        let ns: Vec<u64> = live(rows, &[]).iter().map(|row| row.op.n).collect();
        assert_eq!(ns, [9, 1, 4, 5]);
    }

    fn person(id: u32, household: Option<u32>) -> Person {
        Person {
            key: PersonKey::Imported(PersonId(id)),
            door: DoorId(1),
            household: household.map(HouseholdId),
            name: "Ada Lind".into(),
            party: None,
            no_contact: false,
        }
    }

    fn of(id: u32) -> Target {
        Target::Person(PersonKey::Imported(PersonId(id)))
    }

    /// What was recorded at door 1 of persons 1 and 2, a household, and of 3, of no known one.
    fn record(said: Vec<(Target, Outcome)>) -> DoorRecord {
        let attempts = (1..).zip(said).map(|(n, (target, outcome))| {
            let mut row = row(n, Some(n), None);
            row.attempt.target = target;
            row.attempt.outcome = outcome;
            row
        });
        DoorRecord {
            people: vec![person(1, Some(7)), person(2, Some(7)), person(3, None)],
            attempts: attempts.collect(),
            ..DoorRecord::default()
        }
    }

    const DOOR: Target = Target::Door(DoorId(1));

    #[test]
    fn a_door_is_done_when_the_last_word_is_one_for_all_who_live_there() {
        use Outcome::*;
        let asked = |scope| DoNotContact { scope };
        for (said, state) in [
            (vec![], DoorState::Open),
            (vec![(DOOR, NotHome)], DoorState::TryAgain),
            (vec![(DOOR, Refused)], DoorState::Done),
            (vec![(DOOR, Refused), (DOOR, NotHome)], DoorState::TryAgain),
            (vec![(of(1), Refused)], DoorState::Done),
            (vec![(of(1), asked(Scope::Household))], DoorState::Done),
            (vec![(of(1), asked(Scope::Door))], DoorState::Done),
        ] {
            assert_eq!(record(said.clone()).state(), state, "{said:?}");
        }
    }

    #[test]
    fn what_was_said_of_one_alone_leaves_the_others_to_be_met() {
        use Outcome::*;
        let asked = DoNotContact {
            scope: Scope::Person,
        };
        for of_one in [Moved, Deceased, WrongPerson, AlreadyVoted, asked] {
            for (others, state) in [
                (vec![], DoorState::TryAgain),
                (vec![(of(2), Refused)], DoorState::TryAgain),
                (
                    vec![(of(2), Refused), (of(3), NotHome)],
                    DoorState::TryAgain,
                ),
                (vec![(of(2), Refused), (DOOR, Refused)], DoorState::TryAgain),
                (vec![(of(2), Refused), (of(3), Moved)], DoorState::Done),
            ] {
                let said = [others, vec![(of(1), of_one.clone())]].concat();
                assert_eq!(record(said.clone()).state(), state, "{said:?}");
            }
        }
    }

    #[test]
    fn an_outcome_is_the_wish_that_it_tells_of() {
        use Outcome::*;
        let asked = |scope| DoNotContact { scope };
        let one = |id| Subject::Person(PersonKey::Imported(PersonId(id)));
        let door = || Subject::Door(DoorId(1));
        let seven = || Subject::Household(HouseholdId(7));
        let entrance = Target::Building(BuildingId(1));
        for (target, outcome, subjects, channels, why) in [
            (
                of(1),
                asked(Scope::Person),
                vec![one(1)],
                vec![],
                Why::Asked,
            ),
            (of(1), asked(Scope::Door), vec![door()], vec![], Why::Asked),
            (
                of(1),
                asked(Scope::Household),
                vec![seven()],
                vec![],
                Why::Asked,
            ),
            (
                of(3),
                asked(Scope::Household),
                vec![one(3)],
                vec![],
                Why::Asked,
            ),
            // Of whoever opened, all who live there; of somebody who does not any more, the door.
            (
                DOOR,
                asked(Scope::Household),
                vec![seven(), seven(), one(3)],
                vec![],
                Why::Asked,
            ),
            (
                of(4),
                asked(Scope::Household),
                vec![door()],
                vec![],
                Why::Asked,
            ),
            (of(2), Deceased, vec![one(2)], vec![], Why::Deceased),
            (of(2), Hostile, vec![one(2)], vec![], Why::Hostile),
            (DOOR, Hostile, vec![door()], vec![], Why::Hostile),
            (
                of(2),
                DoNotReturn,
                vec![one(2)],
                vec![Channel::Door],
                Why::Asked,
            ),
            (
                DOOR,
                NoSolicitingSign,
                vec![door()],
                vec![Channel::Door],
                Why::Sign,
            ),
            (
                DOOR,
                NoJunkMail,
                vec![door()],
                vec![Channel::Flyer],
                Why::Sign,
            ),
            (of(1), Refused, vec![], vec![], Why::Asked),
            (entrance, Hazard, vec![], vec![], Why::Asked),
        ] {
            let wishes = subjects.into_iter().map(|subject| Suppression {
                subject,
                channels: channels.clone(),
                why,
            });
            let found = record(vec![(target, outcome.clone())]).wishes(DoorId(1));
            assert_eq!(
                found,
                wishes.collect::<Vec<_>>(),
                "{outcome:?} of {target:?}"
            );
        }
    }

    #[test]
    fn who_has_died_or_is_listed_is_left_alone_beside_what_was_asked() {
        let mut record = record(vec![]);
        record.suppressions.push(Suppression {
            subject: Subject::Number("+15550100".into()),
            channels: vec![Channel::Phone],
            why: Why::Asked,
        });
        record.people[1].no_contact = true;
        let dead = record.people[0].key;
        record.edits.push(EditRow {
            op: op(1),
            place: Place::Door(DoorId(1)),
            rank: Some(1),
            edit: Edit {
                about: Target::Person(dead),
                change: Change::Deceased,
                seen: None,
                at_ms: 0,
            },
            decided: None,
        });
        let found = record.wishes(DoorId(1));
        let said: Vec<_> = found.iter().map(|it| (&it.subject, it.why)).collect();
        assert_eq!(
            said,
            [
                (&Subject::Number("+15550100".into()), Why::Asked),
                (&Subject::Person(dead), Why::Deceased),
                (&Subject::Person(record.people[1].key), Why::Listed),
            ]
        );
        assert_eq!(record.person(dead), Some(&record.people[0]));
        assert_eq!(record.person(PersonKey::Made(op(1))), None);
    }
}
