//! What was begun on this phone and is not recorded: Today's list of what to go on with.

use super::view::{self, StopView};
use super::{Device, DeviceError};
use crate::model::{DoorId, HalfDone, Place, WalkListId};
use crate::store::Store;
use crate::sync::Transport;

/// Something that was begun and is not recorded, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// What.
    pub what: HalfDone,
    /// Where; none for a report of an incident at a place that is on no list here.
    pub at: Option<BegunAt>,
}

/// A stop of a list where something was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BegunAt {
    /// The list.
    pub list: WalkListId,
    /// The stop.
    pub stop: StopView,
    /// The door; of an entrance the first one.
    pub door: DoorId,
    /// The door's unit; none where it was begun at the entrance.
    pub unit: Option<String>,
}

impl<T: Transport> Device<T> {
    /// Talks, notes and pages that were begun and are not recorded: to go on with after the app was
    /// killed, the report of an incident first. What is about a place on no list is left out, but for
    /// that; while lists are locked, it alone is told, and not where.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, DeviceError> {
        let store = self.store();
        let is_open = self.unlocked(&store).is_ok();
        let half_done = store.half_done()?;
        if half_done.is_empty() {
            return Ok(Vec::new());
        }
        let stops = if is_open { stops(&store)? } else { Vec::new() };
        let mut unfinished = Vec::new();
        for (what, place) in half_done {
            let at = find(&store, &stops, place)?;
            if at.is_some() || what == HalfDone::Incident {
                unfinished.push(Unfinished { what, at });
            }
        }
        unfinished.sort_by_key(|it| it.what != HalfDone::Incident);
        Ok(unfinished)
    }

    /// A place to report an incident next to, where nobody says one: where this phone recorded last,
    /// for want of that the first door of its first list. Also while lists are locked, since it tells
    /// no address.
    pub fn last_place(&self) -> Result<Option<Place>, DeviceError> {
        Ok(self.store().last_place()?)
    }
}

/// All stops of all lists, those that a walker's own order leaves out as well.
fn stops(store: &Store) -> Result<Vec<(WalkListId, StopView)>, DeviceError> {
    let mut all = Vec::new();
    for list in store.walk_lists()? {
        let shown = view::list(store, &list)?;
        let stops = shown.stops.into_iter().chain(shown.left_out);
        all.extend(stops.map(|stop| (list.id, stop)));
    }
    Ok(all)
}

fn find(
    store: &Store,
    stops: &[(WalkListId, StopView)],
    place: Place,
) -> Result<Option<BegunAt>, DeviceError> {
    let door_of = |stop: &StopView| match place {
        Place::Door(door) => stop.doors.contains(&door).then_some(door),
        Place::Building(_) if stop.building.map(Place::Building) == Some(place) => {
            stop.doors.first().copied()
        }
        Place::Building(_) => None,
    };
    let found = stops
        .iter()
        .find_map(|(list, stop)| Some((*list, stop, door_of(stop)?)));
    let Some((list, stop, door)) = found else {
        return Ok(None);
    };
    let unit = match place {
        Place::Door(door) => store.door(door)?.and_then(|door| door.unit),
        Place::Building(_) => None,
    };
    Ok(Some(BegunAt {
        list,
        stop: stop.clone(),
        door,
        unit,
    }))
}
