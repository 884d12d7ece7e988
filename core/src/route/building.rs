//! Stops of one building stay together, floor by floor.

use super::baseline::walk_ms;
use super::goal::{End, Goal, Order, Progress};
use super::order::order;
use crate::streets::Walking;

/// A short walk through all stops that enters each building once and walks its stops in the order
/// given: floors from the bottom, or from the top if they are listed so.
///
/// Each of `buildings` lists its stops in the order to be walked; a stop that none lists stands
/// alone. The goal may name any stop of a building: the whole of it comes first, or last. `effort`
/// is asked as in [`order`].
///
/// ```
/// use turfwalk_core::route::{Goal, for_steps, order_by_building};
/// use turfwalk_core::streets::WalkingTimes;
///
/// // Stops on a line at 0, 2, 1, 3: the first two are the floors of one building.
/// let at = [0u32, 2, 1, 3];
/// let ms = at.iter().flat_map(|a| at.iter().map(move |b| a.abs_diff(*b)));
/// let times = WalkingTimes::from_rows(4, ms.collect()).expect("4 × 4");
/// let walk = order_by_building(&times, &[vec![0, 1]], &Goal::default(), &mut for_steps(100));
/// assert_eq!((walk.stops, walk.ms), (vec![2, 0, 1, 3], 4));
/// ```
///
/// # Panics
/// If a stop is listed twice, or one is named that is not there.
pub fn order_by_building<W: Walking + ?Sized>(
    times: &W,
    buildings: &[Vec<usize>],
    goal: &Goal,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Order {
    let between = BetweenBuildings::new(times, buildings);
    let of = |stop: usize| {
        let stops = times.len();
        assert!(stop < stops, "a walk of {stops} stops has no stop {stop}");
        between.building[stop] as usize
    };
    let outer = Goal {
        start: goal.start.map(of),
        end: match goal.end {
            End::At(end) => End::At(of(end)),
            other => other,
        },
        seed: goal.seed,
    };
    let walk = order(&between, &outer, effort);
    let stops: Vec<usize> = walk
        .stops
        .iter()
        .flat_map(|&building| between.stops[building].iter().copied())
        .collect();
    let ms = walk_ms(times, &stops, outer.plain().end);
    Order { stops, ms }
}

/// Ways from the last stop of one building to the first of another.
struct BetweenBuildings<'a, W: ?Sized> {
    times: &'a W,
    stops: Vec<Vec<usize>>,
    /// For each stop its building.
    building: Vec<u32>,
    symmetric: bool,
}

impl<'a, W: Walking + ?Sized> BetweenBuildings<'a, W> {
    fn new(times: &'a W, buildings: &[Vec<usize>]) -> Self {
        const ALONE: u32 = u32::MAX;
        let mut stops: Vec<Vec<usize>> = buildings
            .iter()
            .filter(|building| !building.is_empty())
            .cloned()
            .collect();
        let mut building = vec![ALONE; times.len()];
        for (number, listed) in (0..).zip(&stops) {
            for &stop in listed {
                assert!(building[stop] == ALONE, "stop {stop} is listed twice");
                building[stop] = number;
            }
        }
        for (stop, building) in building.iter_mut().enumerate() {
            if *building == ALONE {
                *building = stops.len() as u32;
                stops.push(vec![stop]);
            }
        }
        let mut between = Self {
            times,
            stops,
            building,
            symmetric: false,
        };
        between.symmetric = times.is_symmetric() && between.turns_alike();
        between
    }

    /// Whether it is all the same in which direction a walk goes, given that single ways are.
    fn turns_alike(&self) -> bool {
        let all = 0..self.stops.len();
        let apart = |&a: &usize| self.first(a) != self.last(a);
        all.clone()
            .filter(apart)
            .all(|a| all.clone().all(|b| self.ms(a, b) == self.ms(b, a)))
    }

    fn first(&self, building: usize) -> usize {
        self.stops[building][0]
    }

    fn last(&self, building: usize) -> usize {
        let stops = &self.stops[building];
        stops[stops.len() - 1]
    }
}

impl<W: Walking + ?Sized> Walking for BetweenBuildings<'_, W> {
    fn len(&self) -> usize {
        self.stops.len()
    }

    fn ms(&self, a: usize, b: usize) -> u32 {
        if a == b {
            return 0;
        }
        self.times.ms(self.last(a), self.first(b))
    }

    fn is_symmetric(&self) -> bool {
        self.symmetric
    }

    fn is_matrix(&self) -> bool {
        self.times.is_matrix()
    }

    /// The nearest first stops of other buildings: asks for more until there are enough of them.
    fn nearest(&self, building: usize, most: usize) -> Vec<u32> {
        let mut asked = most.max(8);
        loop {
            let around = self.times.nearest(self.last(building), asked);
            let mut found: Vec<(u32, u32)> = around
                .iter()
                .map(|&stop| (stop as usize, self.building[stop as usize]))
                .filter(|&(stop, other)| {
                    other as usize != building && self.first(other as usize) == stop
                })
                .map(|(_, other)| (self.ms(building, other as usize), other))
                .collect();
            let all = around.len() < asked;
            // Those as far as the last may have ties beyond it.
            let sure = match found.last() {
                Some(&(far, _)) if !all => found.partition_point(|&(ms, _)| ms < far),
                _ => found.len(),
            };
            if all || sure >= most {
                found.sort_unstable();
                found.truncate(most);
                return found.into_iter().map(|(_, other)| other).collect();
            }
            asked *= 2;
        }
    }
}
