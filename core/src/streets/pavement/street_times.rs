//! Walking times between many stops on the pavement, held without a matrix.

use std::sync::{Mutex, PoisonError};

use super::eliminate::eliminate;
use super::labels::Labels;
use super::lean::Lean;
use super::nearest::Spread;
use super::parts::Part;
use super::{Pavement, SpotOnStreet, clamp, straight_ms};
use crate::model::LatLon;
use crate::streets::Side;
use crate::streets::times::Walking;

/// Walking times between stops on streets: what [`Pavement::times`] says, to the millisecond, in
/// memory that grows hardly faster than the stops.
///
/// Made by [`Pavement::street_times`]. A time is asked for in well under a microsecond.
#[derive(Debug)]
pub struct StreetTimes {
    pub(super) labels: Labels,
    pub(super) stops: Vec<Stop>,
    /// Stops by road: those of group `g` from `first_on_road[g]`.
    pub(super) on_road: Vec<u32>,
    pub(super) first_on_road: Vec<u32>,
    /// The points around the stops, for [`Walking::nearest`].
    pub(super) lean: Lean,
    pub(super) touches: Vec<Vec<(u32, u32)>>,
    /// Stops that touch each point, with the milliseconds to it: from `first_at[point]` on.
    pub(super) at: Vec<(u32, u32)>,
    pub(super) first_at: Vec<u32>,
    ms_per_m: u32,
    search: Mutex<Spread>,
}

/// What a time needs to know of a stop besides its label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// Index among the roads that have stops.
    pub(super) road: u32,
    pub(super) side: Side,
    /// Milliseconds from the road's start.
    pub(super) along_ms: u64,
    /// Milliseconds across the road between corners, if one may.
    pub(super) across_ms: Option<u32>,
    pub(super) place: LatLon,
}

impl Stop {
    /// Along one road, across it where one may; `None` on different roads.
    #[inline]
    pub(super) fn direct_ms(&self, other: &Self) -> Option<u64> {
        if self.road != other.road {
            return None;
        }
        let across = if self.side == other.side {
            0
        } else {
            self.across_ms?
        };
        Some(self.along_ms.abs_diff(other.along_ms) + u64::from(across))
    }
}

impl Pavement<'_> {
    /// Walking times between all these spots without a matrix, exactly as [`Self::times`].
    pub fn street_times(&self, spots: &[SpotOnStreet]) -> StreetTimes {
        let mut labels = Labels::new(spots.len());
        let mut lean = Lean {
            arcs: Vec::new(),
            first: vec![0],
        };
        let mut touches = vec![Vec::new(); spots.len()];
        let parts = self.parts(spots, usize::MAX).unwrap_or_default();
        for Part { near, hung } in parts {
            labels.add(&eliminate(&near), &hung);
            let offset = lean.len() as u32;
            for (stop, local) in hung {
                let moved = local.into_iter().map(|(p, ms)| (p + offset, ms));
                touches[stop as usize] = moved.collect();
            }
            let arcs = lean.arcs.len() as u32;
            lean.first.extend(near.first[1..].iter().map(|f| f + arcs));
            let moved = near.arcs.iter().map(|(p, ms)| (p + offset, *ms));
            lean.arcs.extend(moved);
        }
        labels.finish();
        let (stops, first_on_road, on_road) = self.stops(spots);
        let (first_at, at) = grouped(
            lean.len(),
            touches
                .iter()
                .enumerate()
                .flat_map(|(i, t)| t.iter().map(move |(p, ms)| (*p, (i as u32, *ms)))),
        );
        let search = Spread::new(lean.len(), stops.len());
        StreetTimes {
            labels,
            stops,
            on_road,
            first_on_road,
            lean,
            touches,
            at,
            first_at,
            ms_per_m: self.costs.ms_per_m,
            search: Mutex::new(search),
        }
    }

    /// Stops by index, and grouped by road.
    pub(super) fn stops(&self, spots: &[SpotOnStreet]) -> (Vec<Stop>, Vec<u32>, Vec<u32>) {
        let mut roads: Vec<u32> = spots.iter().map(|s| s.edge.0).collect();
        roads.sort_unstable();
        roads.dedup();
        let stops: Vec<Stop> = spots
            .iter()
            .map(|s| {
                let class = self.class(s.edge);
                let road = roads.binary_search(&s.edge.0);
                Stop {
                    road: road.expect("every road was collected") as u32,
                    side: self.graph.off_median(*s).side,
                    along_ms: self.costs.along_ms(class, s.along_cm),
                    across_ms: self
                        .graph
                        .crosses_mid_block(s.edge)
                        .then(|| self.costs.crossing_ms(class)),
                    place: self.graph.edges[s.edge.0 as usize].point_at(s.along_cm),
                }
            })
            .collect();
        let by_road = stops.iter().enumerate().map(|(i, s)| (s.road, i as u32));
        let (first, on_road) = grouped(roads.len(), by_road);
        (stops, first, on_road)
    }
}

/// Values by group, each group in the order given: where each begins, and all of them.
fn grouped<T: Copy + Default>(
    groups: usize,
    values: impl Iterator<Item = (u32, T)> + Clone,
) -> (Vec<u32>, Vec<T>) {
    let mut first = vec![0_u32; groups + 1];
    for (group, _) in values.clone() {
        first[group as usize + 1] += 1;
    }
    for g in 0..groups {
        first[g + 1] += first[g];
    }
    let mut next = first.clone();
    let mut all = vec![T::default(); first[groups] as usize];
    for (group, value) in values {
        all[next[group as usize] as usize] = value;
        next[group as usize] += 1;
    }
    (first, all)
}

impl StreetTimes {
    /// Bytes that it holds, without the allocator's own.
    pub fn bytes(&self) -> usize {
        let pairs = self.lean.arcs.len() + self.at.len() + self.touches.iter().flatten().count();
        let search = self.lean.len() + self.stops.len();
        let words = self.lean.first.len() + self.first_at.len() + self.on_road.len();
        self.labels.bytes()
            + (pairs + search) * size_of::<(u32, u32)>()
            + (words + self.first_on_road.len()) * size_of::<u32>()
            + self.stops.len() * (size_of::<Stop>() + size_of::<Vec<(u32, u32)>>())
    }

    fn apart_ms(&self, a: usize, b: usize) -> u32 {
        straight_ms(self.stops[a].place, self.stops[b].place, self.ms_per_m)
    }
}

impl Walking for StreetTimes {
    fn len(&self) -> usize {
        self.stops.len()
    }

    fn ms(&self, a: usize, b: usize) -> u32 {
        if a == b {
            return 0;
        }
        let round = self.labels.ms(a, b).map(u64::from);
        match (self.stops[a].direct_ms(&self.stops[b]), round) {
            (Some(direct), Some(round)) => clamp(direct.min(round)),
            (Some(ms), None) | (None, Some(ms)) => clamp(ms),
            (None, None) => self.apart_ms(a, b),
        }
    }

    fn is_symmetric(&self) -> bool {
        true
    }

    fn nearest(&self, stop: usize, most: usize) -> Vec<u32> {
        let most = most.min(self.stops.len().saturating_sub(1));
        let mut search = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        let mut best = self.search(stop, most, &mut search);
        if best.len() < most {
            // Beyond the streets that lead anywhere: as the crow flies.
            let round = search.round;
            let mut beyond: Vec<(u32, u32)> = (0..self.stops.len())
                .filter(|s| *s != stop && search.stops[*s].0 != round)
                .map(|s| (self.apart_ms(stop, s), s as u32))
                .collect();
            beyond.sort_unstable();
            best.extend(beyond);
            best.truncate(most);
        }
        best.into_iter().map(|(_, stop)| stop).collect()
    }
}
