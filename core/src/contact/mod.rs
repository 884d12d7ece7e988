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
    let since_ms = at.timestamp().as_millisecond() - i64::from(campaign.cool_down_h) * 3_600_000;
    record.attempts.iter().any(|row| {
        let same = match row.attempt.target {
            Target::Person(key) => person.is_some_and(|p| p.key == key),
            Target::Door(_) | Target::Building(_) => true,
        };
        let spoke = matches!(
            row.attempt.outcome,
            Outcome::Canvassed { .. } | Outcome::Refused
        );
        same && spoke && row.attempt.channel == channel && row.attempt.at_ms > since_ms
    })
}
