//! Walks through lists as organizers and walkers wish them; and lists in an order of the walker's
//! own: what is still to walk, from where one stands.
//!
//! What a list has and how far one is with it is `store`'s and `device`'s to know; which way is
//! short is `route`'s.

mod straight;
mod stretches;
#[cfg(test)]
mod tests;
mod visit;

pub use straight::straight_way;
pub use stretches::{Front, StreetSide, stretches};
pub use visit::{Chances, Knock, PartOfWeek, Visit};

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::model::{LatLon, Replan, ReplannedStop, WalkTotals};
use crate::route::{
    Finish, Left, Leg, Plan, PlanStop, PlannedWalk, Progress, Style, Walk, WalkPoint, Wish, plan,
    plan_from,
};
use crate::streets::{Placer, SpotOnStreet, StreetGraph, StreetPack, WalkingCosts};

/// Time at one door unless something better is known, in milliseconds: what turf is cut by, too.
pub const AT_DOOR_MS: u32 = 120_000;
/// Time at a letterbox that gets a flyer, in milliseconds.
pub const AT_LETTERBOX_MS: u32 = 30_000;

/// Where a walker wishes to end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WishedEnd {
    /// Wherever is best.
    #[default]
    Anywhere,
    /// Where the walk starts.
    Start,
    /// Near this place: the bus, the car.
    Near(LatLon),
}

/// What a walker wishes of a list. The default is the quickest walk through all that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WalkWish {
    /// How streets are walked.
    pub style: Style,
    /// Where one stands; `None` for wherever is best.
    pub from: Option<LatLon>,
    /// Where to end.
    pub to: WishedEnd,
    /// Time there is, knocking included.
    pub minutes: Option<u32>,
    /// Metres that one can walk.
    pub metres: Option<u32>,
    /// No stairs.
    pub avoid_steps: bool,
    /// How many share the list; 0 counts as 1.
    pub walkers: u32,
    /// Which of them this is, from 1. Phones that hold the same list in the same state part it
    /// alike.
    pub walker: u32,
}

impl WalkWish {
    /// The places that it names.
    pub fn places(&self) -> impl Iterator<Item = LatLon> {
        let end = match self.to {
            WishedEnd::Near(at) => Some(at),
            WishedEnd::Anywhere | WishedEnd::Start => None,
        };
        self.from.into_iter().chain(end)
    }
}

/// A stop still to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenStop {
    /// Its number on the list, from 1.
    pub number: u32,
    /// What knocking there is likely to come to.
    pub visit: Visit,
    /// Where it is on the pack's streets.
    pub spot: Option<SpotOnStreet>,
    /// Where it is on earth.
    pub at: Option<LatLon>,
}

/// The walks that `wish` asks for through stops on these streets: server and phone both ask here.
/// Places of the wish are taken to the nearest street. `effort` is asked for each search anew.
pub fn walks(
    graph: &StreetGraph,
    costs: &WalkingCosts,
    stops: &[PlanStop],
    wish: &WalkWish,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Plan {
    let wish = on_streets(graph, wish);
    plan(graph, costs, stops, &wish, effort)
}

/// The same wish with its places on the streets.
fn on_streets(graph: &StreetGraph, wish: &WalkWish) -> Wish {
    // Most wishes name no place, and to look for one all streets are sorted.
    let placer = OnceCell::new();
    let near = |at: LatLon| placer.get_or_init(|| Placer::new(graph)).nearest(at);
    Wish {
        style: wish.style,
        start: wish.from.and_then(near),
        finish: match wish.to {
            WishedEnd::Anywhere => Finish::Anywhere,
            WishedEnd::Start => Finish::Start,
            WishedEnd::Near(at) => near(at).map_or(Finish::Anywhere, Finish::At),
        },
        within_ms: wish.minutes.map(|minutes| u64::from(minutes) * 60_000),
        within_m: wish.metres,
        avoid_steps: wish.avoid_steps,
        walkers: wish.walkers as usize,
        seed: 0,
    }
}

/// The stops of a planned walk by their index, each with the leg that leads to it; none to the
/// first where no start was given.
pub fn legs(walk: &PlannedWalk) -> impl Iterator<Item = (usize, Option<&Leg>)> {
    let legs = std::iter::once(None).chain(walk.walk.legs.iter().map(Some));
    walk.points
        .iter()
        .zip(legs)
        .filter_map(|(point, leg)| match point {
            WalkPoint::Stop(stop) => Some((*stop, leg)),
            WalkPoint::Start | WalkPoint::Finish => None,
        })
}

/// What a walk comes to.
pub fn totals(walk: &Walk) -> WalkTotals {
    WalkTotals {
        metres: walk.metres,
        seconds: walk.seconds,
        crossings: walk.crossings,
    }
}

/// The order that `wish` asks for, of the stops of `version` that are open.
///
/// Stops that are on no street of `pack` come last, as they were. Without a pack ways are straight
/// lines, styles, stairs and metres count for nothing, and each walker walks alone. `at_hand` are
/// the numbers of all the stops in an order that was good for such a wish, to begin with: it counts
/// for one walker without a limit. `effort` is asked for each search anew.
pub fn replan(
    version: u32,
    pack: Option<&StreetPack>,
    stops: &[OpenStop],
    wish: &WalkWish,
    at_hand: Option<&[u32]>,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Replan {
    let Some(pack) = pack.filter(|pack| !pack.graph.edges.is_empty()) else {
        return straight::replan(version, stops, wish, effort);
    };
    let (mut placed, mut lost) = (Vec::new(), Vec::new());
    let mut plan_stops = Vec::with_capacity(stops.len());
    for stop in stops {
        let Some(spot) = stop.spot else {
            lost.push(stop.number);
            continue;
        };
        placed.push(stop.number);
        plan_stops.push(PlanStop {
            spot,
            worth: stop.visit.worth,
            knocking_ms: stop.visit.ms,
        });
    }
    let previous = at_hand.and_then(|numbers| indices(numbers, &placed));
    let on_them = on_streets(&pack.graph, wish);
    let (graph, costs) = (&pack.graph, &pack.costs);
    let planned = plan_from(
        graph,
        costs,
        &plan_stops,
        &on_them,
        previous.as_deref(),
        effort,
    );
    let mine = (wish.walker.max(1) - 1) as usize;
    let walk = planned.walks.get(mine).cloned().unwrap_or_default();
    let way = |(stop, leg): (usize, Option<&Leg>)| ReplannedStop {
        number: placed[stop],
        door: None,
        walk_m: leg.map_or(0, Leg::metres),
        walk_s: leg.map_or(0, Leg::seconds),
        crossings: leg.map_or(0, Leg::crossings),
    };
    let mut own: Vec<ReplannedStop> = legs(&walk).map(way).collect();
    let no_room = planned.left.iter().any(|(_, why)| *why == Left::NoRoom);
    if mine == 0 && !no_room {
        own.extend(lost.into_iter().map(unwalked));
    }
    Replan {
        version,
        on_streets: walk.walk.legs.iter().all(|leg| leg.on_streets),
        style: wish.style,
        avoid_steps: wish.avoid_steps,
        totals: totals(&walk.walk),
        stops: own,
    }
}

/// Where the stops of these numbers are among those placed; none unless they are all of them.
fn indices(numbers: &[u32], placed: &[u32]) -> Option<Vec<usize>> {
    let index: HashMap<u32, usize> = placed.iter().copied().zip(0..).collect();
    let found: Vec<usize> = numbers
        .iter()
        .filter_map(|n| index.get(n).copied())
        .collect();
    (found.len() == placed.len()).then_some(found)
}

/// A stop of which nothing is known but that it is there.
fn unwalked(number: u32) -> ReplannedStop {
    ReplannedStop {
        number,
        door: None,
        walk_m: 0,
        walk_s: 0,
        crossings: 0,
    }
}
