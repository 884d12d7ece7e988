//! Walks for those who cannot climb: no stairs, in the one cost model.

use crate::streets::{WalkingCosts, WalkingTimes};

/// Milliseconds for a metre of stairs that are not to be climbed: one metre outweighs 13 km.
const STEPS_MS_PER_M: u32 = 10_000_000;
/// From here on a way takes stairs that are not to be climbed: no walk within a turf is so long.
const BY_STEPS_MS: u32 = 8_000_000;

/// The same costs for choosing ways and order where stairs are to be avoided, as styles weigh
/// crossings: how long a walk takes is told without.
#[must_use]
pub fn without_steps(costs: WalkingCosts) -> WalkingCosts {
    WalkingCosts {
        steps_ms_per_m: STEPS_MS_PER_M,
        ..costs
    }
}

/// For each stop whether stairs alone lead to it, by times under [`without_steps`]. What is kept
/// hangs together: the part of `anchor`, or else the greatest (of equal ones that of the smallest
/// stop). An island that no way at all leads to is none of stairs' making.
pub fn only_by_steps(times: &WalkingTimes, anchor: Option<usize>) -> Vec<bool> {
    let n = times.len();
    let mut part = vec![usize::MAX; n];
    let mut sizes = Vec::new();
    for first in 0..n {
        if part[first] != usize::MAX {
            continue;
        }
        let id = sizes.len();
        part[first] = id;
        let mut found = vec![first];
        let mut next = 0;
        while let Some(&here) = found.get(next) {
            next += 1;
            for (there, part) in part.iter_mut().enumerate() {
                if *part == usize::MAX && times.ms(here, there) < BY_STEPS_MS {
                    *part = id;
                    found.push(there);
                }
            }
        }
        sizes.push(found.len());
    }
    let main = match anchor {
        Some(anchor) => part[anchor],
        None => (0..sizes.len())
            .max_by_key(|&id| (sizes[id], std::cmp::Reverse(id)))
            .unwrap_or(0),
    };
    let joined = |stop: usize| {
        (0..n).any(|other| part[other] == main && times.ms(stop, other) < WalkingTimes::UNREACHABLE)
    };
    (0..n)
        .map(|stop| part[stop] != main && joined(stop))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::fixture::{add_road, add_road_of};
    use crate::streets::{EdgeId, Pavement, RoadClass, Side, SpotOnStreet, StreetGraph};

    fn spot(edge: u32, along_cm: u32) -> SpotOnStreet {
        SpotOnStreet {
            edge: EdgeId(edge),
            side: Side::Left,
            along_cm,
        }
    }

    /// Low Street and High Street, joined by stairs in the west and by a road far in the east.
    fn hill(with_road: bool) -> StreetGraph {
        let mut graph = StreetGraph::default();
        add_road(&mut graph, &[(0.0, 0.0), (900.0, 0.0)], "Low Street");
        add_road(&mut graph, &[(0.0, 30.0), (900.0, 30.0)], "High Street");
        let stairs = [(0.0, 0.0), (0.0, 30.0)];
        add_road_of(&mut graph, &stairs, "", RoadClass::Steps);
        if with_road {
            add_road(&mut graph, &[(900.0, 0.0), (900.0, 30.0)], "Link");
        }
        graph
    }

    #[test]
    fn the_way_round_is_taken_where_there_is_one() {
        let graph = hill(true);
        let costs = WalkingCosts::default();
        let stops = [spot(0, 1_000), spot(1, 1_000)];
        let climbing = Pavement::new(&graph, &costs).times(&stops);
        let times = Pavement::new(&graph, &without_steps(costs)).times(&stops);
        assert!(climbing.ms(0, 1) < 100_000);
        assert!((1_300_000..2_000_000).contains(&times.ms(0, 1)));
        assert_eq!(only_by_steps(&times, None), [false, false]);
    }

    #[test]
    fn what_stairs_alone_lead_to_is_told_from_islands() {
        let mut graph = hill(false);
        add_road(&mut graph, &[(0.0, 500.0), (100.0, 500.0)], "Islet");
        let stops = [spot(0, 0), spot(0, 500), spot(1, 0), spot(3, 0)];
        let times = Pavement::new(&graph, &without_steps(WalkingCosts::default())).times(&stops);
        assert_eq!(only_by_steps(&times, None), [false, false, true, false]);
        assert_eq!(only_by_steps(&times, Some(2)), [true, true, false, false]);
    }
}
