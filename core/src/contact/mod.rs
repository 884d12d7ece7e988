//! May this person be contacted, by this channel, at this hour? The one rule: every list, print,
//! export and screen asks it.

use jiff::Zoned;

use crate::merge::DoorRecord;
use crate::model::{Campaign, Channel, DoorId, Outcome, Person, Subject, Suppression, Target, Why};

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// They are to be left alone.
    LeaveAlone(Why),
    /// It is too early or too late in the day.
    QuietHours,
    /// They were spoken to not long ago.
    CoolDown,
}

/// Whether `person` (or, for `None`, whoever opens `door`) may be contacted by `channel`.
///
/// `record` holds everything known of the door. `at` is the moment in the campaign's time zone;
/// `None` asks for no particular hour, as a list made today for tomorrow does, and leaves quiet
/// hours and cool-down out.
pub fn may_contact(
    person: Option<&Person>,
    channel: Channel,
    at: Option<&Zoned>,
    door: DoorId,
    record: &DoorRecord,
    campaign: &Campaign,
) -> Result<(), Hold> {
    let holds = |wish: &Suppression| {
        wish.covers(channel)
            && match &wish.subject {
                Subject::Door(id) => *id == door,
                Subject::Person(key) => person.is_some_and(|p| p.key == *key),
                Subject::Household(id) => person.is_some_and(|p| p.household == Some(*id)),
                Subject::Number(_) => false,
            }
    };
    if let Some(wish) = record.wishes(door).iter().find(|wish| holds(wish)) {
        return Err(Hold::LeaveAlone(wish.why));
    }
    let Some(at) = at else { return Ok(()) };
    if channel != Channel::Flyer && is_quiet(at, campaign) {
        return Err(Hold::QuietHours);
    }
    if is_cooling_down(person, channel, at, record, campaign) {
        return Err(Hold::CoolDown);
    }
    Ok(())
}

/// The people at `door` who may be contacted; `None` stands for "nobody may be, here at all".
///
/// A door with nobody known may be knocked at (`Some` of an empty list) unless the door itself
/// is to be left alone; a door whose every resident is to be left alone may not.
pub fn contactable<'a>(
    door: DoorId,
    channel: Channel,
    at: Option<&Zoned>,
    record: &'a DoorRecord,
    campaign: &Campaign,
) -> Option<Vec<&'a Person>> {
    may_contact(None, channel, at, door, record, campaign).ok()?;
    let people: Vec<&Person> = record
        .people
        .iter()
        .filter(|p| may_contact(Some(p), channel, at, door, record, campaign).is_ok())
        .collect();
    (record.people.is_empty() || !people.is_empty()).then_some(people)
}

fn is_quiet(at: &Zoned, campaign: &Campaign) -> bool {
    let Some(quiet) = campaign.quiet_hours else {
        return false;
    };
    let now = at.hour() as u16 * 60 + at.minute() as u16;
    if quiet.from_min <= quiet.to_min {
        (quiet.from_min..quiet.to_min).contains(&now)
    } else {
        now >= quiet.from_min || now < quiet.to_min
    }
}

fn is_cooling_down(
    person: Option<&Person>,
    channel: Channel,
    at: &Zoned,
    record: &DoorRecord,
    campaign: &Campaign,
) -> bool {
    let now_ms = at.timestamp().as_millisecond();
    let cool_down_ms = i64::from(campaign.cool_down_h) * 3_600_000;
    // A clock that is far ahead must not close a door for years.
    let lately = now_ms - cool_down_ms + 1..=now_ms + cool_down_ms;
    record.attempts.iter().any(|row| {
        let same = match row.attempt.target {
            Target::Person(key) => person.is_some_and(|p| p.key == key),
            Target::Door(_) | Target::Building(_) => true,
        };
        let spoke = matches!(
            row.attempt.outcome,
            Outcome::Canvassed { .. } | Outcome::Refused
        );
        same && spoke && row.attempt.channel == channel && lately.contains(&row.attempt.at_ms)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merge::DoorState;
    use crate::model::{
        Attempt, CampaignId, DeviceId, HouseholdId, Incarnation, OpId, PersonId, PersonKey, Place,
        QuietHours, Scope,
    };
    use crate::wire::AttemptRow;

    const HERE: DoorId = DoorId(1);

    fn campaign() -> Campaign {
        Campaign {
            id: CampaignId(1),
            name: String::new(),
            time_zone: "America/New_York".into(),
            quiet_hours: Some(QuietHours {
                from_min: 21 * 60,
                to_min: 9 * 60,
            }),
            cool_down_h: 12,
            emergency: None,
            help_line: None,
            notice: None,
            seal_key: None,
            lease_h: None,
        }
    }

    fn person(id: u32) -> Person {
        Person {
            key: PersonKey::Imported(PersonId(id)),
            door: HERE,
            household: Some(HouseholdId(id.div_ceil(2))),
            name: String::new(),
            party: None,
            no_contact: false,
        }
    }

    fn target(id: u32) -> Target {
        Target::Person(person(id).key)
    }

    /// Persons 1 and 2 are one household, 3 another; the outcomes were recorded at noon.
    fn record(outcomes: &[(Target, Outcome)]) -> DoorRecord {
        let row = |(n, (target, outcome)): (u64, &(Target, Outcome))| AttemptRow {
            op: OpId {
                device: DeviceId(1),
                incarnation: Incarnation(1),
                n,
            },
            place: Place::Door(HERE),
            rank: Some(n),
            late: false,
            attempt: Attempt {
                target: *target,
                channel: Channel::Door,
                outcome: outcome.clone(),
                at_ms: noon().timestamp().as_millisecond(),
                list: None,
                note: None,
                supersedes: None,
            },
        };
        DoorRecord {
            people: (1..=3).map(person).collect(),
            attempts: (1..).zip(outcomes).map(row).collect(),
            suppressions: Vec::new(),
            edits: Vec::new(),
        }
    }

    fn noon() -> Zoned {
        "2026-11-21T12:00[America/New_York]".parse().unwrap()
    }

    #[test]
    fn a_wish_covers_whom_it_names_and_no_other() {
        use Outcome::{Deceased, DoNotContact, DoNotReturn, Hostile, NoJunkMail, NoSolicitingSign};
        let door = Target::Door(HERE);
        let asked = |scope| DoNotContact { scope };
        // Who may still be contacted at the door, and by flyer.
        for (target, outcome, at_door, by_flyer) in [
            (
                target(1),
                asked(Scope::Person),
                Some(vec![2, 3]),
                Some(vec![2, 3]),
            ),
            (
                target(1),
                asked(Scope::Household),
                Some(vec![3]),
                Some(vec![3]),
            ),
            (target(1), asked(Scope::Door), None, None),
            (door, asked(Scope::Household), None, None),
            (target(3), Deceased, Some(vec![1, 2]), Some(vec![1, 2])),
            (target(2), Hostile, Some(vec![1, 3]), Some(vec![1, 3])),
            (door, NoSolicitingSign, None, Some(vec![1, 2, 3])),
            (door, NoJunkMail, Some(vec![1, 2, 3]), None),
            (
                target(2),
                DoNotReturn,
                Some(vec![1, 3]),
                Some(vec![1, 2, 3]),
            ),
        ] {
            let record = record(&[(target, outcome.clone())]);
            for (channel, expected) in [(Channel::Door, &at_door), (Channel::Flyer, &by_flyer)] {
                let found = contactable(HERE, channel, None, &record, &campaign());
                let ids = found.map(|people| people.iter().map(|p| p.key.to_string()).collect());
                let expected = expected
                    .clone()
                    .map(|ids| ids.iter().map(u32::to_string).collect());
                assert_eq!(
                    ids, expected as Option<Vec<String>>,
                    "{outcome:?} {channel:?}"
                );
            }
        }
    }

    #[test]
    fn a_door_whose_every_resident_asked_is_not_knocked_at() {
        let asked = Outcome::DoNotContact {
            scope: Scope::Person,
        };
        let all = [1, 2, 3].map(|id| (target(id), asked.clone()));
        assert!(contactable(HERE, Channel::Door, None, &record(&all), &campaign()).is_none());
        assert_eq!(record(&all).state(), DoorState::Done);
        assert_eq!(record(&all[..2]).state(), DoorState::TryAgain);
        let nobody_known = DoorRecord::default();
        assert!(contactable(HERE, Channel::Door, None, &nobody_known, &campaign()).is_some());
    }

    #[test]
    fn quiet_hours_are_the_campaigns_and_flyers_wake_nobody() {
        let record = record(&[]);
        for (time, quiet) in [
            ("08:59", true),
            ("09:00", false),
            ("20:59", false),
            ("21:00", true),
            ("02:00", true),
        ] {
            let at: Zoned = format!("2026-11-21T{time}[America/New_York]")
                .parse()
                .unwrap();
            let ask = |channel| {
                may_contact(
                    Some(&person(1)),
                    channel,
                    Some(&at),
                    HERE,
                    &record,
                    &campaign(),
                )
            };
            assert_eq!(ask(Channel::Door) == Err(Hold::QuietHours), quiet, "{time}");
            assert_eq!(ask(Channel::Flyer), Ok(()), "{time}");
        }
    }

    #[test]
    fn who_was_spoken_to_is_left_in_peace_for_a_while() {
        let record = record(&[(target(1), Outcome::Refused)]);
        let at = |hours: i64| noon().checked_add(jiff::Span::new().hours(hours)).unwrap();
        let ask = |id, hours| {
            may_contact(
                Some(&person(id)),
                Channel::Door,
                Some(&at(hours)),
                HERE,
                &record,
                &campaign(),
            )
        };
        assert_eq!(ask(1, 1), Err(Hold::CoolDown));
        // Recorded by a clock that is a little ahead, and by one that is far ahead.
        assert_eq!(ask(1, -1), Err(Hold::CoolDown));
        assert_eq!(ask(1, -192), Ok(()));
        assert_eq!(ask(2, 1), Ok(()));
        assert_eq!(ask(1, 22), Ok(()));
    }
}
