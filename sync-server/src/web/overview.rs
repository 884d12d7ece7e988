//! What the organizer's page shows, read from the database: no number that is not a fold over
//! what was recorded, and nothing of a person.

use std::collections::{BTreeMap, HashSet};

use turfwalk_core::contact::contactable;
use turfwalk_core::merge::DoorState;
use turfwalk_core::model::{Campaign, CampaignId, Channel, LatLon, OpId, TurfId, Urgency};

use super::WebError;
use super::frame::Frame;
use super::street_layer::Version;
use crate::db::{Db, DeviceRow, IncidentNow, QuarantineRow, SecondCopyNow, TurfRecord};

/// What the page shows.
#[derive(Debug)]
pub(super) struct Overview {
    pub(super) campaign: Campaign,
    pub(super) turfs: Vec<TurfNow>,
    pub(super) devices: Vec<DeviceRow>,
    pub(super) quarantine: Vec<QuarantineRow>,
    pub(super) second_copy: SecondCopyNow,
    /// Incidents that nobody has in hand, and how many of them are urgent.
    pub(super) incidents: (usize, usize),
    /// Doors of all imports, in a turf or not.
    pub(super) doors: usize,
    /// Doors with a place and without a turf.
    pub(super) loose: Vec<LatLon>,
    /// The ground of the map; `None` where no door has a place.
    pub(super) frame: Option<Frame>,
    /// The street layer below the doors; `None` where there are no streets.
    pub(super) streets: Option<Version>,
}

/// How far one is with a turf.
#[derive(Debug)]
pub(super) struct TurfNow {
    pub(super) id: TurfId,
    pub(super) name: String,
    /// Work as cut, in minutes.
    pub(super) minutes: u32,
    pub(super) doors: u32,
    pub(super) done: u32,
    pub(super) tried: u32,
    /// Live attempts; one at an entrance counts once.
    pub(super) attempts: u32,
    pub(super) has_list: bool,
    /// Its doors on the map, by id.
    pub(super) marks: Vec<(LatLon, Mark)>,
}

/// How a door is marked on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Open,
    Tried,
    Done,
    /// Nobody there may be visited.
    LeftAlone,
}

impl Overview {
    /// The same, with what people call their phones only where it may be shown.
    pub(super) fn read_for(db: &Db, names: bool) -> Result<Self, WebError> {
        let mut now = Self::read(db)?;
        if !names {
            now.devices
                .iter_mut()
                .for_each(|device| device.name.clear());
        }
        Ok(now)
    }

    /// As the database has it now.
    fn read(db: &Db) -> Result<Self, WebError> {
        let campaign = db.campaign()?.unwrap_or_else(nameless);
        let listed: HashSet<TurfId> = db.walk_lists()?.iter().map(|list| list.turf).collect();
        let turfs = db
            .turfs()?
            .into_iter()
            .map(|(turf, minutes)| {
                let record = db.turf_record(turf.id)?;
                let has_list = listed.contains(&turf.id);
                Ok(fold(
                    turf.id, turf.name, minutes, has_list, &record, &campaign,
                ))
            })
            .collect::<Result<Vec<_>, WebError>>()?;
        let doors = db.doors()?;
        let frame = Frame::around(&doors);
        let streets = match &frame {
            Some(frame) => db.street_map()?.map(|map| Version::of_map(map, frame)),
            None => None,
        };
        let incidents = db.incidents()?;
        let waiting = || incidents.iter().filter(|now| now.row.taken.is_none());
        let is_urgent = |now: &&IncidentNow| now.row.incident.urgency == Urgency::Now;
        Ok(Self {
            campaign,
            turfs,
            devices: db.devices()?,
            quarantine: db.quarantine()?,
            second_copy: db.second_copy_now()?,
            incidents: (waiting().count(), waiting().filter(is_urgent).count()),
            doors: doors.len(),
            loose: doors
                .iter()
                .filter(|d| d.turf.is_none())
                .filter_map(|d| d.at)
                .collect(),
            frame,
            streets,
        })
    }

    /// A sum over all turfs.
    pub(super) fn sum(&self, of: impl Fn(&TurfNow) -> u32) -> u32 {
        self.turfs.iter().map(of).sum()
    }

    /// Names of the phones by turf.
    pub(super) fn holders(&self) -> BTreeMap<TurfId, Vec<&DeviceRow>> {
        let mut holders: BTreeMap<TurfId, Vec<&DeviceRow>> = BTreeMap::new();
        for device in &self.devices {
            for turf in &device.turfs {
                holders.entry(*turf).or_default().push(device);
            }
        }
        holders
    }
}

fn fold(
    id: TurfId,
    name: String,
    minutes: u32,
    has_list: bool,
    record: &TurfRecord,
    campaign: &Campaign,
) -> TurfNow {
    let mut turf = TurfNow {
        id,
        name,
        minutes,
        doors: record.doors.len() as u32,
        done: 0,
        tried: 0,
        attempts: 0,
        has_list,
        marks: Vec::with_capacity(record.doors.len()),
    };
    let mut attempts: HashSet<OpId> = HashSet::new();
    for door in &record.doors {
        let Some(at_door) = record.records.get(&door.id) else {
            continue;
        };
        let state = at_door.state();
        turf.done += u32::from(state == DoorState::Done);
        turf.tried += u32::from(state == DoorState::TryAgain);
        attempts.extend(at_door.attempts.iter().map(|row| row.op));
        let may_visit = contactable(door.id, Channel::Door, None, at_door, campaign).is_some();
        let mark = match (may_visit, state) {
            (false, _) => Mark::LeftAlone,
            (true, DoorState::Done) => Mark::Done,
            (true, DoorState::TryAgain) => Mark::Tried,
            (true, DoorState::Open) => Mark::Open,
        };
        turf.marks.extend(door.at.map(|at| (at, mark)));
    }
    turf.attempts = attempts.len() as u32;
    turf
}

/// Stands in before there is a campaign: no rules, and times as UTC has them.
fn nameless() -> Campaign {
    Campaign {
        id: CampaignId(0),
        name: String::new(),
        time_zone: "UTC".into(),
        quiet_hours: None,
        cool_down_h: 0,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    }
}
