//! Everything that a walker may wish for, as one question: which walks, from where, how far.
//!
//! Phone and server both ask here. Which numbers a style leaves out is for the caller to sort out
//! before ([`Style::keeps`]), as only it knows the doors of a stop.

use std::collections::BTreeSet;

use super::explain::{explain, sketch};
use super::goal::{End, Goal, Progress};
use super::limits::{only_by_steps, without_steps};
use super::order::{order, reorder};
use super::split::split;
use super::walk::Walk;
use crate::model::Style;
use crate::streets::{Pavement, SpotOnStreet, StreetGraph, WalkingCosts, WalkingTimes};

/// A door, or an entrance with many, as far as a plan needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanStop {
    /// Where it is.
    pub spot: SpotOnStreet,
    /// What a visit is worth; counts only where there is no time for all.
    pub worth: u32,
    /// Time at it in milliseconds.
    pub knocking_ms: u32,
}

/// Where a walk ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Finish {
    /// Wherever is best.
    #[default]
    Anywhere,
    /// Where it starts, wherever that is.
    Start,
    /// Here: at the bus, at the car.
    At(SpotOnStreet),
}

/// What is wished of a walk. The default is one quickest walk through all stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wish {
    /// How streets are walked.
    pub style: Style,
    /// Where one stands; `None` for wherever is best.
    pub start: Option<SpotOnStreet>,
    /// Where the walk ends.
    pub finish: Finish,
    /// Most milliseconds for each walker, time at the stops included.
    pub within_ms: Option<u64>,
    /// Most metres for each walker.
    pub within_m: Option<u32>,
    /// No stairs, whatever the way round; what stairs alone lead to is left out.
    pub avoid_steps: bool,
    /// How many walk; 0 counts as 1.
    pub walkers: usize,
    /// Seed of the search.
    pub seed: u64,
}

/// Walks as they were wished for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// One for each walker, empty where there was nothing for one.
    pub walks: Vec<PlannedWalk>,
    /// Stops in no walk, in order, and why.
    pub left: Vec<(usize, Left)>,
}

/// Why a stop is in no walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Left {
    /// Time or metres were used better.
    NoRoom,
    /// Stairs alone lead to it.
    Steps,
}

/// The walk of one walker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedWalk {
    /// What is passed, in order; the positions in [`Walk::legs`] are those in this list.
    pub points: Vec<WalkPoint>,
    /// Legs and sums, the ways from the start and to the finish included.
    pub walk: Walk,
    /// Time at the stops, in milliseconds.
    pub knocking_ms: u64,
    /// Sum of what the stops are worth.
    pub worth: u64,
}

/// A point of a planned walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WalkPoint {
    /// Where one stands: not a door.
    Start,
    /// A stop, by its index in what was given.
    Stop(usize),
    /// Where one wishes to end: not a door.
    Finish,
}

impl Finish {
    /// Where that is, if it is a place of its own.
    fn spot(self) -> Option<SpotOnStreet> {
        match self {
            Self::At(spot) => Some(spot),
            Self::Anywhere | Self::Start => None,
        }
    }
}

impl PlannedWalk {
    /// The stops in the order walked.
    pub fn stops(&self) -> impl Iterator<Item = usize> {
        self.points.iter().filter_map(|point| match point {
            WalkPoint::Stop(stop) => Some(*stop),
            WalkPoint::Start | WalkPoint::Finish => None,
        })
    }

    /// Walking and knocking, in milliseconds.
    pub fn ms(&self) -> u64 {
        self.walk.legs.iter().map(|leg| leg.ms).sum::<u64>() + self.knocking_ms
    }
}

/// The walks wished for through `stops`.
///
/// Ways and order are chosen under the style's weights and without stairs where they are to be
/// avoided; limits and sums hold by `costs` and by the metres really walked. Walkers share all stops
/// so that the last finishes early. With a limit, they share those of the walk of most worth for the
/// first, that of what is left for the next, and so on, as long as the limits allow. Where no street
/// leads, ways are straight lines, and a walk with a limit does not go.
///
/// `effort` is asked for each search anew, the steps counted from 0: each limit is a search for one
/// walker, up to three for each of several.
pub fn plan(
    graph: &StreetGraph,
    costs: &WalkingCosts,
    stops: &[PlanStop],
    wish: &Wish,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Plan {
    let mut plan = plan_from(graph, costs, stops, wish, None, effort);
    let weighted = chosen_by(costs, wish.style, wish.avoid_steps);
    let pavement = Pavement::new(graph, &weighted);
    let round = wish.finish == Finish::Start;
    for walk in &mut plan.walks {
        let spot = |point: &WalkPoint| match *point {
            WalkPoint::Stop(stop) => Some(stops[stop].spot),
            WalkPoint::Start => wish.start,
            WalkPoint::Finish => wish.finish.spot(),
        };
        let spots: Vec<SpotOnStreet> = walk.points.iter().filter_map(spot).collect();
        walk.walk = explain(graph, &pavement, costs, &spots, round);
    }
    plan
}

/// The same for somebody who waits: without what each crossing saves, and from the order in which
/// the stops were to be walked before, all of them by their indices. What was good about that is
/// found again in a fraction of the time; it counts only for one walk without a limit.
pub fn plan_from(
    graph: &StreetGraph,
    costs: &WalkingCosts,
    stops: &[PlanStop],
    wish: &Wish,
    previous: Option<&[usize]>,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Plan {
    let weighted = chosen_by(costs, wish.style, wish.avoid_steps);
    let pavement = Pavement::new(graph, &weighted);
    let doors = stops.iter().map(|stop| stop.spot);
    let ends = wish.start.into_iter().chain(wish.finish.spot());
    let spots: Vec<SpotOnStreet> = doors.chain(ends).collect();
    let times = pavement.times(&spots);
    let ends: Vec<usize> = (stops.len()..spots.len()).collect();
    let mut left = Vec::new();
    let mut pool: Vec<usize> = (0..stops.len()).collect();
    if wish.avoid_steps {
        let climbed = only_by_steps(&times, ends.first().copied());
        left.extend(
            pool.iter()
                .filter(|&&s| climbed[s])
                .map(|&s| (s, Left::Steps)),
        );
        pool.retain(|&stop| !climbed[stop]);
    }
    let planner = Planner {
        graph,
        costs,
        stops,
        wish,
        pavement: &pavement,
        spots: &spots,
        times: &times,
        ends: &ends,
    };
    let limited = wish.within_ms.is_some() || wish.within_m.is_some();
    let walks = if limited {
        let walks = planner.each_within_limits(&pool, effort);
        let taken: BTreeSet<usize> = walks.iter().flat_map(PlannedWalk::stops).collect();
        pool.retain(|stop| !taken.contains(stop));
        left.extend(pool.iter().map(|&stop| (stop, Left::NoRoom)));
        walks
    } else {
        planner.through_all(&pool, previous, effort)
    };
    left.sort_unstable();
    Plan { walks, left }
}

/// The costs by which ways are chosen.
fn chosen_by(costs: &WalkingCosts, style: Style, avoid_steps: bool) -> WalkingCosts {
    let weighted = costs.weighted(style.weights());
    if avoid_steps {
        without_steps(weighted)
    } else {
        weighted
    }
}

/// The way through spots in the order given, told leg by leg: by the ways that the style takes, in
/// the time that they really take.
pub fn way_through(
    graph: &StreetGraph,
    costs: &WalkingCosts,
    style: Style,
    avoid_steps: bool,
    spots: &[SpotOnStreet],
) -> Walk {
    let weighted = chosen_by(costs, style, avoid_steps);
    explain(graph, &Pavement::new(graph, &weighted), costs, spots, false)
}

#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) graph: &'a StreetGraph,
    pub(super) costs: &'a WalkingCosts,
    pub(super) stops: &'a [PlanStop],
    pub(super) wish: &'a Wish,
    pub(super) pavement: &'a Pavement<'a>,
    /// The stops', then those of start and finish.
    pub(super) spots: &'a [SpotOnStreet],
    pub(super) times: &'a WalkingTimes,
    /// Where start and finish are among the spots.
    pub(super) ends: &'a [usize],
}

impl Planner<'_> {
    pub(super) fn round(&self) -> bool {
        self.wish.finish == Finish::Start
    }

    /// Times between some spots, and start and finish behind them; with the goal for these.
    pub(super) fn among(&self, pool: &[usize]) -> (Vec<usize>, WalkingTimes, Goal) {
        let ids: Vec<usize> = pool.iter().chain(self.ends).copied().collect();
        let times = if ids.len() == self.times.len() {
            self.times.clone()
        } else {
            WalkingTimes::numbered(self.times, &ids)
        };
        let goal = Goal {
            start: self.wish.start.map(|_| pool.len()),
            end: match self.wish.finish {
                Finish::Anywhere => End::Free,
                Finish::Start => End::Start,
                Finish::At(_) => End::At(ids.len() - 1),
            },
            seed: self.wish.seed,
        };
        (ids, times, goal)
    }

    pub(super) fn knocking_ms(&self, spot: usize) -> u32 {
        self.stops.get(spot).map_or(0, |stop| stop.knocking_ms)
    }

    pub(super) fn worth(&self, spot: usize) -> u32 {
        self.stops.get(spot).map_or(0, |stop| stop.worth)
    }

    pub(super) fn through_all(
        &self,
        pool: &[usize],
        previous: Option<&[usize]>,
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> Vec<PlannedWalk> {
        let (ids, times, goal) = self.among(pool);
        let walkers = self.wish.walkers.max(1);
        let orders = if walkers == 1 {
            vec![match previous {
                Some(previous) => {
                    let previous = self.placed(previous, pool, &goal);
                    reorder(&times, &previous, &goal, effort)
                }
                None => order(&times, &goal, effort),
            }]
        } else {
            let knocking: Vec<u32> = ids.iter().map(|&spot| self.knocking_ms(spot)).collect();
            split(&times, walkers, &knocking, &goal, effort)
        };
        let walked = orders.into_iter().map(|order| {
            let walked: Vec<usize> = order.stops.iter().map(|&place| ids[place]).collect();
            self.sketched(&walked)
        });
        walked.collect()
    }

    /// An earlier order of the stops by their places in the pool, with start and finish, which
    /// follow the pool, at its ends.
    fn placed(&self, previous: &[usize], pool: &[usize], goal: &Goal) -> Vec<usize> {
        let mut place = vec![usize::MAX; self.stops.len()];
        for (at, &stop) in pool.iter().enumerate() {
            place[stop] = at;
        }
        let within = previous.iter().map(|&stop| place[stop]);
        let end = match goal.end {
            End::At(end) => Some(end),
            End::Free | End::Start => None,
        };
        let stops = within.filter(|&at| at != usize::MAX);
        goal.start.into_iter().chain(stops).chain(end).collect()
    }

    /// The walk through some spots in this order, without what its crossings save; empty if none
    /// of them is a stop.
    pub(super) fn sketched(&self, walked: &[usize]) -> PlannedWalk {
        if walked.iter().all(|&spot| spot >= self.stops.len()) {
            return PlannedWalk::default();
        }
        let spots: Vec<SpotOnStreet> = walked.iter().map(|&spot| self.spots[spot]).collect();
        let point = |&spot: &usize| match spot.checked_sub(self.stops.len()) {
            None => WalkPoint::Stop(spot),
            Some(0) if self.wish.start.is_some() => WalkPoint::Start,
            Some(_) => WalkPoint::Finish,
        };
        let knocking = walked.iter().map(|&s| u64::from(self.knocking_ms(s)));
        let round = self.round();
        PlannedWalk {
            points: walked.iter().map(point).collect(),
            walk: sketch(self.graph, self.pavement, self.costs, &spots, round),
            knocking_ms: knocking.sum(),
            worth: walked.iter().map(|&s| u64::from(self.worth(s))).sum(),
        }
    }
}
