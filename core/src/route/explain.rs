//! From an order to a walk that explains itself.

use std::collections::BTreeMap;

use super::walk::{CrossingPlace, Leg, LegStep, Turn, Walk};
use crate::model::LatLon;
use crate::streets::{
    Detours, EdgeId, NodeId, Path, PathStep, Pavement, Side, SpotOnStreet, StreetGraph,
    WalkingCosts,
};

/// How far from the middle of the road a walk is drawn, in metres.
const DRAWN_OFF_M: f64 = 4.0;
/// Where no street leads, this much longer than the straight line: city streets take 1.2 to 1.4
/// times it (Boscoe, Henry and Zdeb 2012).
pub(crate) const DETOUR: f64 = 1.4;

/// The walk through `spots` in this order, and back to the first if `round`.
///
/// Each crossing says what it saves against the best way without it. Ways are those of `pavement`, which may have been laid with weighted crossings; times are by
/// `costs`, so that a style changes the way and not the clock.
pub fn explain(
    graph: &StreetGraph,
    pavement: &Pavement<'_>,
    costs: &WalkingCosts,
    spots: &[SpotOnStreet],
    round: bool,
) -> Walk {
    told(graph, pavement, costs, spots, round, true)
}

/// The same without what each crossing saves: for less, where only the sums are wanted.
pub(super) fn sketch(
    graph: &StreetGraph,
    pavement: &Pavement<'_>,
    costs: &WalkingCosts,
    spots: &[SpotOnStreet],
    round: bool,
) -> Walk {
    told(graph, pavement, costs, spots, round, false)
}

fn told(
    graph: &StreetGraph,
    pavement: &Pavement<'_>,
    costs: &WalkingCosts,
    spots: &[SpotOnStreet],
    round: bool,
    savings: bool,
) -> Walk {
    let back = (round && spots.len() > 1).then(|| (spots.len() - 1, 0));
    let pairs: Vec<(usize, usize)> = (1..spots.len()).map(|i| (i - 1, i)).chain(back).collect();
    let paths = pavement.paths(pairs.iter().map(|&(from, to)| (spots[from], spots[to])));
    let mut teller = Teller {
        graph,
        costs,
        roads_at: roads_at(graph, &paths),
        heading: None,
        detours: savings.then(|| Detours::new(pavement)),
    };
    let legs: Vec<Leg> = pairs
        .iter()
        .zip(&paths)
        .map(|(&(from, to), path)| teller.leg(from, to, spots[from], spots[to], path.as_ref()))
        .collect();
    let whole = |sum: u64, unit: u64| u32::try_from((sum + unit / 2) / unit).unwrap_or(u32::MAX);
    let is_crossing = |step: &&LegStep| matches!(step, LegStep::Cross { .. });
    Walk {
        metres: whole(legs.iter().map(|l| l.length_cm).sum(), 100),
        seconds: whole(legs.iter().map(|l| l.ms).sum(), 1000),
        crossings: legs
            .iter()
            .flat_map(|l| &l.steps)
            .filter(is_crossing)
            .count() as u32,
        legs,
    }
}

/// The roads at each corner where these ways cross one.
fn roads_at(graph: &StreetGraph, paths: &[Option<Path>]) -> BTreeMap<NodeId, Vec<EdgeId>> {
    let mut roads: BTreeMap<NodeId, Vec<EdgeId>> = BTreeMap::new();
    for step in paths.iter().flatten().flat_map(|path| &path.steps) {
        if let PathStep::CrossAtCorner { node, .. } = step {
            roads.entry(*node).or_default();
        }
    }
    for (id, edge) in graph.edges.iter().enumerate() {
        for node in [edge.from, edge.to] {
            if let Some(roads) = roads.get_mut(&node) {
                roads.push(EdgeId(id as u32));
            }
        }
    }
    roads
}

struct Teller<'a> {
    graph: &'a StreetGraph,
    costs: &'a WalkingCosts,
    roads_at: BTreeMap<NodeId, Vec<EdgeId>>,
    /// Metres east and north of the last stretch walked.
    heading: Option<(f64, f64)>,
    /// Finds what a crossing saves, if that is asked.
    detours: Option<Detours<'a, 'a>>,
}

impl Teller<'_> {
    fn leg(
        &mut self,
        from: usize,
        to: usize,
        a: SpotOnStreet,
        b: SpotOnStreet,
        path: Option<&Path>,
    ) -> Leg {
        let Some(path) = path else {
            return self.straight(from, to, a, b);
        };
        let mut leg = Leg {
            from,
            to,
            length_cm: path.length_cm,
            ms: 0,
            steps: Vec::new(),
            line: vec![self.graph.point_of(a, DRAWN_OFF_M)],
            on_streets: true,
        };
        // Centimetres of the stretch told last, while it may still grow.
        let mut stretch_cm = 0;
        for step in &path.steps {
            match *step {
                PathStep::Along {
                    edge,
                    side,
                    from_cm,
                    to_cm,
                } => {
                    self.along(&mut leg, &mut stretch_cm, edge, side, from_cm, to_cm);
                }
                PathStep::CrossAtCorner { node, edge } => {
                    let place = self.place_of(node, edge);
                    let saves_m = self.saves_m(a, b, path, step);
                    let at = self.graph.nodes[node.0 as usize];
                    self.cross(&mut leg, edge, place, at, saves_m);
                }
                PathStep::CrossMidBlock { edge, along_cm } => {
                    let at = self.graph.edges[edge.0 as usize].point_at(along_cm);
                    let saves_m = self.saves_m(a, b, path, step);
                    self.cross(&mut leg, edge, CrossingPlace::MidBlock, at, saves_m);
                }
            }
        }
        leg.line.push(self.graph.point_of(b, DRAWN_OFF_M));
        leg.line.dedup();
        leg
    }

    fn straight(&mut self, from: usize, to: usize, a: SpotOnStreet, b: SpotOnStreet) -> Leg {
        let line = [a, b].map(|spot| self.graph.point_of(spot, DRAWN_OFF_M));
        let length_cm = (line[0].distance_m(line[1]) * DETOUR * 100.0).round() as u64;
        self.heading = None;
        Leg {
            from,
            to,
            length_cm,
            ms: length_cm * u64::from(self.costs.ms_per_m) / 100,
            steps: Vec::new(),
            line: line.to_vec(),
            on_streets: false,
        }
    }

    fn along(
        &mut self,
        leg: &mut Leg,
        stretch_cm: &mut u64,
        edge: EdgeId,
        side: Side,
        from_cm: u32,
        to_cm: u32,
    ) {
        let road = &self.graph.edges[edge.0 as usize];
        let at_cm = |cm| self.costs.along_ms(road.class, cm);
        leg.ms += at_cm(to_cm).abs_diff(at_cm(from_cm));
        let points = self.points(edge, side, from_cm, to_cm);
        let heading = |pair: &[LatLon]| pair[1].metres_from(pair[0]);
        let moved = |pair: &&[LatLon]| pair[0] != pair[1];
        let first = points.windows(2).find(moved).map(heading);
        let turn = self
            .heading
            .zip(first)
            .map(|(before, now)| turn(before, now));
        self.heading = points.windows(2).rfind(moved).map(heading).or(self.heading);
        leg.line.extend(points);
        let street = self.graph.name_of(edge).map(str::to_owned);
        // Sides are told as the walker has them.
        let side = match (side, to_cm >= from_cm) {
            (side, true) => side,
            (Side::Left, false) => Side::Right,
            (Side::Right, false) => Side::Left,
        };
        let length_cm = u64::from(to_cm.abs_diff(from_cm));
        let metres = |cm: u64| ((cm + 50) / 100) as u32;
        if let Some(LegStep::Along {
            street: last,
            side: last_side,
            metres: last_metres,
            ..
        }) = leg.steps.last_mut()
            && *last == street
            && *last_side == side
            && turn == Some(Turn::Straight)
        {
            *stretch_cm += length_cm;
            *last_metres = metres(*stretch_cm);
            return;
        }
        *stretch_cm = length_cm;
        leg.steps.push(LegStep::Along {
            turn,
            street,
            side,
            metres: metres(length_cm),
        });
    }

    fn saves_m(
        &mut self,
        a: SpotOnStreet,
        b: SpotOnStreet,
        path: &Path,
        step: &PathStep,
    ) -> Option<u32> {
        let detours = self.detours.as_mut()?;
        let without_cm = detours.length_cm(a, b, u64::from(path.ms), step)?;
        let metres = without_cm.checked_sub(path.length_cm)? / 100;
        u32::try_from(metres).ok().filter(|&metres| metres > 0)
    }

    fn cross(
        &self,
        leg: &mut Leg,
        edge: EdgeId,
        place: CrossingPlace,
        at: LatLon,
        saves_m: Option<u32>,
    ) {
        let class = self.graph.edges[edge.0 as usize].class;
        leg.ms += u64::from(self.costs.crossing_ms(class));
        leg.steps.push(LegStep::Cross {
            street: self.graph.name_of(edge).map(str::to_owned),
            class,
            place,
            at,
            saves_m,
        });
    }

    /// What people call the place where a road is crossed at the end of its edge: the corner with
    /// another street or path that has a name, and no corner where the same road only goes on.
    fn place_of(&self, node: NodeId, crossed: EdgeId) -> CrossingPlace {
        let roads = self.roads_at.get(&node).map_or(&[][..], Vec::as_slice);
        let name = self.graph.name_of(crossed);
        let mut names = roads.iter().filter_map(|road| self.graph.name_of(*road));
        match names.find(|other| Some(*other) != name) {
            None if self.graph.goes_on(roads) => CrossingPlace::MidBlock,
            with => CrossingPlace::Corner {
                with: with.map(str::to_owned),
            },
        }
    }

    /// The line walked along a face, ends included.
    fn points(&self, edge: EdgeId, side: Side, from_cm: u32, to_cm: u32) -> Vec<LatLon> {
        let road = &self.graph.edges[edge.0 as usize];
        let off_m = if road.class.has_faces() {
            DRAWN_OFF_M
        } else {
            0.0
        };
        let (low, high) = (from_cm.min(to_cm), from_cm.max(to_cm));
        let mut places = vec![low];
        let mut metres = 0.0;
        for pair in road.line.windows(2) {
            metres += pair[0].distance_m(pair[1]);
            let cm = (metres * 100.0) as u32;
            if cm > low && cm < high {
                places.push(cm);
            }
        }
        places.push(high);
        if to_cm < from_cm {
            places.reverse();
        }
        places
            .into_iter()
            .map(|along_cm| {
                let spot = SpotOnStreet {
                    edge,
                    side,
                    along_cm,
                };
                if off_m > 0.0 {
                    self.graph.point_of(spot, off_m)
                } else {
                    road.point_at(along_cm)
                }
            })
            .collect()
    }
}

fn turn(before: (f64, f64), now: (f64, f64)) -> Turn {
    let across = before.0 * now.1 - before.1 * now.0;
    let ahead = before.0 * now.0 + before.1 * now.1;
    let degrees = across.atan2(ahead).to_degrees();
    match degrees {
        d if d.abs() < 40.0 => Turn::Straight,
        d if d.abs() > 140.0 => Turn::Back,
        d if d > 0.0 => Turn::Left,
        _ => Turn::Right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::RoadClass;
    use crate::streets::fixture::{add_road, add_road_of};

    /// Main Street eastwards, Oak Avenue northwards from its east end.
    fn corner() -> StreetGraph {
        let mut graph = StreetGraph::default();
        add_road(&mut graph, &[(0.0, 0.0), (100.0, 0.0)], "Main Street");
        add_road(&mut graph, &[(100.0, 0.0), (100.0, 80.0)], "Oak Avenue");
        add_road_of(
            &mut graph,
            &[(100.0, 0.0), (200.0, 0.0)],
            "Main Street",
            RoadClass::Busy,
        );
        graph
    }

    fn spot(edge: u32, side: Side, along_cm: u32) -> SpotOnStreet {
        SpotOnStreet {
            edge: EdgeId(edge),
            side,
            along_cm,
        }
    }

    fn told(spots: &[SpotOnStreet], round: bool) -> Walk {
        let graph = corner();
        let costs = WalkingCosts::default();
        explain(&graph, &Pavement::new(&graph, &costs), &costs, spots, round)
    }

    #[test]
    fn a_turn_is_told_by_the_street_that_it_leads_into() {
        // Left hand all the way: along Main Street, round the corner, up Oak Avenue.
        let walk = told(
            &[spot(0, Side::Left, 5_000), spot(1, Side::Left, 3_000)],
            false,
        );
        assert_eq!((walk.legs.len(), walk.metres, walk.crossings), (1, 80, 0));
        let along = |turn, street: &str, metres| LegStep::Along {
            turn,
            street: Some(street.to_owned()),
            side: Side::Left,
            metres,
        };
        assert_eq!(
            walk.legs[0].steps,
            [
                along(None, "Main Street", 50),
                along(Some(Turn::Left), "Oak Avenue", 30)
            ]
        );
        assert_eq!(walk.seconds, 60);
    }

    #[test]
    fn a_crossing_says_which_road_and_where() {
        let walk = told(
            &[spot(0, Side::Left, 2_000), spot(0, Side::Right, 4_000)],
            false,
        );
        assert!(matches!(
            &walk.legs[0].steps[..],
            [
                LegStep::Along { .. },
                LegStep::Cross {
                    place: CrossingPlace::MidBlock,
                    // Round the dead end it is 20 m there and 40 m back instead of 20 m on.
                    saves_m: Some(40),
                    ..
                }
            ]
        ));
        let walk = told(
            &[spot(2, Side::Left, 2_000), spot(2, Side::Right, 2_000)],
            false,
        );
        let crossed: Vec<_> = walk.legs[0]
            .steps
            .iter()
            .filter_map(|step| match step {
                LegStep::Cross { class, place, .. } => Some((*class, place.clone())),
                LegStep::Along { .. } => None,
            })
            .collect();
        assert!(!crossed.is_empty());
        for (class, place) in crossed {
            assert!(
                matches!(place, CrossingPlace::Corner { .. }),
                "{class:?} {place:?}"
            );
        }
    }

    #[test]
    fn where_a_road_only_goes_on_is_no_corner() {
        let mut graph = StreetGraph::default();
        for x in [0.0, 100.0] {
            let line = [(x, 0.0), (x + 100.0, 0.0)];
            add_road_of(&mut graph, &line, "High Road", RoadClass::Busy);
        }
        let costs = WalkingCosts::default();
        let pavement = Pavement::new(&graph, &costs);
        let stops = [spot(0, Side::Left, 9_000), spot(0, Side::Right, 9_000)];
        let walk = explain(&graph, &pavement, &costs, &stops, false);
        assert!(matches!(
            &walk.legs[0].steps[..],
            [
                LegStep::Along { metres: 10, .. },
                LegStep::Cross {
                    place: CrossingPlace::MidBlock,
                    ..
                },
                LegStep::Along { metres: 10, .. },
            ]
        ));
    }

    #[test]
    fn a_round_walk_comes_back_and_adds_up() {
        let stops = [spot(0, Side::Left, 2_000), spot(1, Side::Right, 4_000)];
        let (open, round) = (told(&stops, false), told(&stops, true));
        assert_eq!((open.legs.len(), round.legs.len()), (1, 2));
        assert_eq!(round.legs[1].to, 0);
        let ms: u64 = round.legs.iter().map(|l| l.ms).sum();
        assert_eq!(u64::from(round.seconds), (ms + 500) / 1000);
        for leg in &round.legs {
            let drawn: f64 = leg.line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
            assert!(
                (drawn - leg.length_cm as f64 / 100.0).abs() < 40.0,
                "{drawn}"
            );
        }
    }

    #[test]
    fn where_no_street_leads_the_walk_says_so() {
        let mut graph = corner();
        add_road(&mut graph, &[(500.0, 0.0), (600.0, 0.0)], "Islet");
        let costs = WalkingCosts::default();
        let pavement = Pavement::new(&graph, &costs);
        let stops = [spot(0, Side::Left, 0), spot(3, Side::Left, 0)];
        let walk = explain(&graph, &pavement, &costs, &stops, false);
        assert!(!walk.legs[0].on_streets);
        assert!((690..=710).contains(&walk.metres), "{}", walk.metres);
    }
}
