//! Everything that a walker may wish for, as one question: which walks, from where, how far.
//!
//! Phone and server both ask here. Which numbers a style leaves out is for the caller to sort out
//! before ([`Style::keeps`]), as only it knows the doors of a stop.

use super::budget::budget;
use super::explain::{explain, sketch};
use super::goal::{End, Goal, Progress};
use super::limits::{only_by_steps, without_steps};
use super::order::{for_steps, order, reorder};
use super::split::split;
use super::walk::Walk;
use crate::model::Style;
use crate::streets::{
    CrossingWeights, Pavement, SpotOnStreet, StreetGraph, WalkingCosts, WalkingTimes,
};

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

/// Steps of search when only the clock of a style or the metres of a walk are to be learned.
const PROBE_STEPS: u64 = 300;
/// Tries to bring a walk near its limit.
const PROBES: usize = 5;

/// The walks wished for through `stops`.
///
/// Ways and order are chosen under the style's weights and without stairs where they are to be
/// avoided; limits and sums hold by `costs` and by the metres really walked. With a limit, the
/// first walker takes the walk of most worth, the next that of what is left. Without, walkers
/// share all stops so that the last finishes early. Where no street leads, ways are straight
/// lines, and a walk with a limit does not go.
///
/// `effort` is asked for each search anew, the steps counted from 0: two limits at once are two
/// searches a walker.
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
        let mut walks = Vec::new();
        for _ in 0..wish.walkers.max(1) {
            let walk = planner.within_limits(&pool, effort);
            let taken: Vec<usize> = walk.stops().collect();
            pool.retain(|stop| !taken.contains(stop));
            walks.push(walk);
        }
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

struct Planner<'a> {
    graph: &'a StreetGraph,
    costs: &'a WalkingCosts,
    stops: &'a [PlanStop],
    wish: &'a Wish,
    pavement: &'a Pavement<'a>,
    /// The stops', then those of start and finish.
    spots: &'a [SpotOnStreet],
    times: &'a WalkingTimes,
    /// Where start and finish are among the spots.
    ends: &'a [usize],
}

impl Planner<'_> {
    fn round(&self) -> bool {
        self.wish.finish == Finish::Start
    }

    /// Times between some spots, and start and finish behind them; with the goal for these.
    fn among(&self, pool: &[usize]) -> (Vec<usize>, WalkingTimes, Goal) {
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

    fn knocking_ms(&self, spot: usize) -> u32 {
        self.stops.get(spot).map_or(0, |stop| stop.knocking_ms)
    }

    fn worth(&self, spot: usize) -> u32 {
        self.stops.get(spot).map_or(0, |stop| stop.worth)
    }

    fn through_all(
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
    fn sketched(&self, walked: &[usize]) -> PlannedWalk {
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

    /// How much of the limits a walk uses, in millionths of the tighter one.
    fn used(&self, walk: &PlannedWalk) -> u64 {
        let share = |used: u64, limit: u64| used.saturating_mul(1_000_000).div_ceil(limit.max(1));
        let time = self.wish.within_ms.map(|limit| share(walk.ms(), limit));
        let cm: u64 = walk.walk.legs.iter().map(|leg| leg.length_cm).sum();
        let way = self
            .wish
            .within_m
            .map(|limit| share(cm, u64::from(limit) * 100));
        time.max(way).unwrap_or(0)
    }

    fn within_limits(
        &self,
        pool: &[usize],
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> PlannedWalk {
        let mut found = Vec::new();
        if let Some(limit_ms) = self.wish.within_ms {
            found.push(self.fitted(pool, true, limit_ms, effort));
        }
        if let Some(limit_m) = self.wish.within_m {
            let limit_ms = u64::from(limit_m) * u64::from(self.costs.ms_per_m);
            found.push(self.fitted(pool, false, limit_ms, effort));
        }
        let better = |walk: &PlannedWalk| (walk.worth, std::cmp::Reverse(walk.ms()));
        found.into_iter().max_by_key(better).unwrap_or_default()
    }

    /// The walk of most worth within the limits, chosen within `limit_ms` (time at the stops
    /// counted if `knocking`): under weights and for metres that is only near what is meant, so
    /// quick searches bring it closer first, and what is over in the end gives up stops.
    fn fitted(
        &self,
        pool: &[usize],
        knocking: bool,
        limit_ms: u64,
        effort: &mut dyn FnMut(&Progress) -> bool,
    ) -> PlannedWalk {
        let (ids, times, goal) = self.among(pool);
        let worth: Vec<u32> = ids.iter().map(|&spot| self.worth(spot)).collect();
        let at_stops: Vec<u32> = ids
            .iter()
            .map(|&spot| if knocking { self.knocking_ms(spot) } else { 0 })
            .collect();
        let within = |limit_ms: u64, effort: &mut dyn FnMut(&Progress) -> bool| -> Vec<usize> {
            let walk = budget(&times, &worth, &at_stops, limit_ms, &goal, effort);
            walk.stops.iter().map(|&place| ids[place]).collect()
        };
        let exact = self.wish.style.weights() == CrossingWeights::QUICKEST
            && knocking
            && self.wish.within_m.is_none();
        let limit_ms = if exact {
            limit_ms
        } else {
            self.probed(limit_ms, |limit| {
                self.used(&self.sketched(&within(limit, &mut for_steps(PROBE_STEPS))))
            })
        };
        self.trimmed(within(limit_ms, effort))
    }

    /// A limit near the greatest under which no more is used than allowed.
    fn probed(&self, limit_ms: u64, used: impl Fn(u64) -> u64) -> u64 {
        let (mut fits, mut breaks) = (0, u64::MAX);
        let mut limit = limit_ms;
        for _ in 0..PROBES {
            let share = used(limit);
            if share <= 1_000_000 {
                fits = fits.max(limit);
            } else {
                breaks = breaks.min(limit);
            }
            if (990_000..=1_000_000).contains(&share) || share == 0 {
                break;
            }
            let next = u128::from(limit) * 1_000_000 / u128::from(share);
            let next = u64::try_from(next).unwrap_or(u64::MAX);
            limit = if (fits + 1..breaks).contains(&next) {
                next
            } else {
                fits + (breaks - fits) / 2
            };
        }
        if fits > 0 { fits } else { limit }
    }

    /// Gives up the stops of least worth for their cost until all limits hold.
    fn trimmed(&self, mut walked: Vec<usize>) -> PlannedWalk {
        loop {
            let walk = self.sketched(&walked);
            if self.used(&walk) <= 1_000_000 {
                return walk;
            }
            let n = walked.len();
            let neighbour = |i: Option<usize>| match (i, self.round()) {
                (Some(i), _) if i < n => Some(walked[i]),
                (Some(_), true) => Some(walked[0]),
                (None, true) => Some(walked[n - 1]),
                _ => None,
            };
            let saved = |i: usize| {
                let way = |a: Option<usize>, b: Option<usize>| match (a, b) {
                    (Some(a), Some(b)) => u64::from(self.times.ms(a, b)),
                    _ => 0,
                };
                let here = Some(walked[i]);
                let (before, after) = (neighbour(i.checked_sub(1)), neighbour(Some(i + 1)));
                let now = way(before, here) + way(here, after);
                now.saturating_sub(way(before, after)) + u64::from(self.knocking_ms(walked[i]))
            };
            let least = (0..n)
                .filter(|&i| walked[i] < self.stops.len())
                .min_by_key(|&i| {
                    let worth = u128::from(self.worth(walked[i])) << 64;
                    (worth / u128::from(saved(i) + 1), i)
                });
            match least {
                Some(i) => drop(walked.remove(i)),
                None => return PlannedWalk::default(),
            }
        }
    }
}
