//! Orders of the walker's own: made on this phone, for this phone.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::view::{ListView, Numbered, StopState, StopView};
use super::{Device, DeviceError, view, zoned};
use crate::address::HouseNumber;
use crate::merge::DoorState;
use crate::model::{Channel, DoorId, LatLon, Replan, Stop, Style, WalkList, WalkListId};
use crate::route::{Leg, LegStep, for_steps, quick_steps_for, steps_for, way_through};
use crate::store::{Store, StoreError};
use crate::streets::{SpotOnStreet, StreetPack};
use crate::sync::Transport;
use crate::walk_list::{
    Chances, Knock, OpenStop, PartOfWeek, Visit, WalkWish, replan, straight_way,
};

/// The way from one stop of a list to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayLeg {
    /// Number of the stop that it leaves.
    pub from: u32,
    /// Number of the stop that it leads to.
    pub to: u32,
    /// Metres along streets.
    pub metres: u32,
    /// Seconds, crossings included.
    pub seconds: u32,
    /// False where no street leads: a straight line, with a guess at length and time.
    pub on_streets: bool,
    /// What one does, in order.
    pub steps: Vec<LegStep>,
    /// The line to draw.
    pub line: Vec<LatLon>,
}

impl<T: Transport> Device<T> {
    /// Puts what is still to walk of a list in the order that `wish` asks for, on this phone
    /// alone, until [`Device::as_listed`] or a new version of the list. Nobody is contacted less:
    /// stops that the wish leaves out stand in [`ListView::left_out`].
    pub fn replan(&self, id: WalkListId, wish: &WalkWish) -> Result<ListView, DeviceError> {
        let (list, read, numbered, own, pack, visits) = {
            let store = self.store();
            self.unlocked(&store)?;
            let list = held_list(&store, id)?;
            let numbered = Numbered::of(&store, &list)?;
            let own = store.replan(&list)?;
            let pack = pack_of(&store, &list)?;
            let visits = visits(&store, &list, &numbered.listed, wish)?;
            (list, store.changes(), numbered, own, pack, visits)
        };
        let at_hand = at_hand(&list, &numbered, own.as_ref(), wish);
        let mut open = open_stops(&numbered.stops, pack.as_ref(), wish);
        for stop in &mut open {
            stop.visit = visits.get(&stop.number).copied().unwrap_or(stop.visit);
        }
        // What to leave out and how to share are worth waiting for.
        let steps = if !is_plain(wish) {
            steps_for(open.len())
        } else if at_hand.is_some() {
            quick_steps_for(open.len()) / AT_HAND + 1
        } else {
            quick_steps_for(open.len())
        };
        let mut effort = for_steps(steps);
        let mut own = replan(
            list.version,
            pack.as_ref(),
            &open,
            wish,
            at_hand.as_deref(),
            &mut effort,
        );
        for planned in &mut own.stops {
            let stop = view::numbered(&numbered.listed, planned.number);
            planned.door = stop.and_then(|stop| stop.doors.first().copied());
        }
        let store = self.store();
        let holds = store.changes() == read;
        store.keep_replan(id, &own)?;
        if holds {
            return Ok(numbered.shown(Some(&own)));
        }
        // Somebody recorded or synced while the search went on.
        Ok(view::list(&store, &held_list(&store, id)?)?)
    }

    /// The way through what is still to walk of a list, in the order shown: a leg from each stop
    /// to the next. Stops on no street are passed over. Empty without a street pack.
    pub fn way(&self, id: WalkListId) -> Result<Vec<WayLeg>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = held_list(&store, id)?;
        let own = store.replan(&list)?;
        let (style, avoid_steps) = manner(&list, own.as_ref());
        let shown = Numbered::of(&store, &list)?.shown(own.as_ref());
        let pack = pack_of(&store, &list)?;
        drop(store);
        let Some(pack) = pack else {
            return Ok(Vec::new());
        };
        let wish = WalkWish {
            style,
            ..WalkWish::default()
        };
        let open = open_stops(&shown.stops, Some(&pack), &wish);
        let (numbers, spots): (Vec<u32>, Vec<SpotOnStreet>) = open
            .iter()
            .filter_map(|stop| Some((stop.number, stop.spot?)))
            .unzip();
        let walk = way_through(&pack.graph, &pack.costs, style, avoid_steps, &spots);
        let legs = walk.legs.into_iter();
        Ok(legs.map(|leg| told(leg, &numbers)).collect())
    }

    /// The way from one stop of a list to another, whatever has been recorded at either: where to
    /// cross, and how far it is from where the walker left the order. A straight line with a guess
    /// at its length where no street is known; `None` where a place is not known either.
    pub fn leg(&self, id: WalkListId, from: u32, to: u32) -> Result<Option<WayLeg>, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        let list = held_list(&store, id)?;
        let listed = view::listed(&store, &list)?;
        let stop =
            |number| view::numbered(&listed, number).ok_or(DeviceError::NotHere { what: "stop" });
        let (here, there) = (stop(from)?, stop(to)?);
        let (style, avoid_steps) = manner(&list, store.replan(&list)?.as_ref());
        let pack = pack_of(&store, &list)?;
        drop(store);
        if let Some(pack) = &pack {
            let spots = [here, there].map(|stop| {
                let held = pack
                    .doors
                    .iter()
                    .filter(|(door, _)| stop.doors.contains(&DoorId(*door)));
                held.map(|(_, spot)| *spot).next()
            });
            if let [Some(here), Some(there)] = spots {
                let walk =
                    way_through(&pack.graph, &pack.costs, style, avoid_steps, &[here, there]);
                return Ok(walk
                    .legs
                    .into_iter()
                    .next()
                    .map(|leg| told(leg, &[from, to])));
            }
        }
        let (Some(here), Some(there)) = (here.at, there.at) else {
            return Ok(None);
        };
        let (metres, seconds) = straight_way(here, there);
        Ok(Some(WayLeg {
            from,
            to,
            metres,
            seconds,
            on_streets: false,
            steps: Vec::new(),
            line: vec![here, there],
        }))
    }

    /// Puts a list back in the order that print and organizer have.
    pub fn as_listed(&self, id: WalkListId) -> Result<ListView, DeviceError> {
        let store = self.store();
        self.unlocked(&store)?;
        store.drop_replan(id)?;
        Ok(view::list(&store, &held_list(&store, id)?)?)
    }
}

/// So many times fewer steps take an order at hand as far as one from nothing: only what has
/// changed is looked for.
const AT_HAND: u64 = 16;

/// Whether it is one walk through everything.
fn is_plain(wish: &WalkWish) -> bool {
    wish.minutes.is_none() && wish.metres.is_none() && wish.walkers <= 1
}

/// The numbers of a list's stops in the order shown, where that was made for such a walk as is
/// wished for, through everything.
fn at_hand(
    list: &WalkList,
    numbered: &Numbered,
    own: Option<&Replan>,
    wish: &WalkWish,
) -> Option<Vec<u32>> {
    if !is_plain(wish) || manner(list, own) != (wish.style, wish.avoid_steps) {
        return None;
    }
    let shown = numbered.clone().shown(own);
    (shown.left_out.is_empty()).then(|| shown.stops.iter().map(|stop| stop.number).collect())
}

pub(super) fn held_list(store: &Store, id: WalkListId) -> Result<WalkList, DeviceError> {
    store
        .walk_list(id)?
        .ok_or(DeviceError::NotHere { what: "walk list" })
}

/// The style in which a list is walked now, and whether stairs are avoided.
fn manner(list: &WalkList, own: Option<&Replan>) -> (Style, bool) {
    own.map_or((list.style, list.avoid_steps), |own| {
        (own.style, own.avoid_steps)
    })
}

/// A leg between stops of these numbers, as told.
fn told(leg: Leg, numbers: &[u32]) -> WayLeg {
    WayLeg {
        from: numbers[leg.from],
        to: numbers[leg.to],
        metres: leg.metres(),
        seconds: leg.seconds(),
        on_streets: leg.on_streets,
        steps: leg.steps,
        line: leg.line,
    }
}

/// The streets around a list's turf; none if there are none, or if they can't be read: then
/// straight lines do.
pub(super) fn pack_of(store: &Store, list: &WalkList) -> Result<Option<StreetPack>, StoreError> {
    let sha256 = store.turf(list.turf)?.and_then(|turf| turf.streets);
    let bytes = match sha256 {
        Some(sha256) => store.street_pack(&sha256)?,
        None => None,
    };
    Ok(bytes.and_then(|bytes| StreetPack::decode(&bytes).ok()))
}

/// What knocking at each stop is likely to come to now, by the stops' numbers; where time is short,
/// which is when it matters. Those who share a list part it by what they both know, and its hour is
/// not among that.
fn visits(
    store: &Store,
    list: &WalkList,
    listed: &[Stop],
    wish: &WalkWish,
) -> Result<BTreeMap<u32, Visit>, StoreError> {
    if wish.minutes.is_none() || wish.walkers > 1 {
        return Ok(BTreeMap::new());
    }
    let campaign = store.campaign()?;
    let part = |at_ms| zoned(campaign.as_ref(), at_ms).map(|at| PartOfWeek::of(&at));
    let Some(now) = part(Timestamp::now().as_millisecond()) else {
        return Ok(BTreeMap::new());
    };
    let campaign = campaign.as_ref().expect("it has said which hour it is");
    let channel = view::channel(list.job);
    let (mut all, mut stops) = (Vec::new(), Vec::with_capacity(listed.len()));
    for stop in listed {
        let mut open = Vec::new();
        for (_, record) in view::doors(store, list, stop, campaign)? {
            let visits = record.attempts.iter().map(|row| &row.attempt);
            let knocks: Vec<Knock> = visits
                .filter(|visit| visit.channel == Channel::Door)
                .filter_map(|visit| {
                    Some(Knock {
                        part: part(visit.at_ms)?,
                        answered: visit.outcome.answered()?,
                    })
                })
                .collect();
            all.extend_from_slice(&knocks);
            if record.state() != DoorState::Done {
                open.push(knocks);
            }
        }
        stops.push(open);
    }
    let chances = Chances::learnt(now, &all);
    let visit = |doors: &Vec<Vec<Knock>>| match channel {
        Channel::Flyer => Visit::flyers(doors.len() as u32),
        _ => doors.iter().map(|knocks| chances.visit(knocks)).sum(),
    };
    Ok((1..).zip(stops.iter().map(visit)).collect())
}

/// What is still to walk, of the numbers that the wish's style keeps.
fn open_stops(stops: &[StopView], pack: Option<&StreetPack>, wish: &WalkWish) -> Vec<OpenStop> {
    let spots: BTreeMap<u32, SpotOnStreet> = pack
        .map(|pack| pack.doors.iter().copied().collect())
        .unwrap_or_default();
    let spot = |doors: &[DoorId]| doors.iter().find_map(|door| spots.get(&door.0).copied());
    stops
        .iter()
        .filter(|stop| matches!(stop.state, StopState::Open | StopState::TryAgain))
        .filter(|stop| wish.style.keeps(HouseNumber::parse(&stop.house).parity()))
        .map(|stop| OpenStop {
            number: stop.number,
            visit: Visit::usual(stop.doors.len() as u32),
            spot: spot(&stop.doors),
            at: stop.at,
        })
        .collect()
}
