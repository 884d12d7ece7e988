//! A made-up town of any size, the same for the same seed: bent streets on a loose grid, with
//! gaps, alleys, footpaths across blocks, stairs, busy and major roads, names that change.

// Each user takes what it needs.
#![allow(dead_code, reason = "shared by benches, examples and tests")]

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::{
    Edge, EdgeId, NodeId, RoadClass, Side, SpotOnStreet, StreetGraph, WalkingCosts,
};

/// Metres between the corners of the grid, before they are moved about.
const BLOCK_M: f64 = 95.0;
/// Chance, the same on every machine (Steele, Lea and Flood 2014).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn percent(&mut self, of_100: u64) -> bool {
        self.next() % 100 < of_100
    }

    /// From `-range` to `range`.
    pub(crate) fn about(&mut self, range: f64) -> f64 {
        ((self.next() >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0) * range
    }
}

/// A place so many metres east and north of the town's south-west end.
pub(crate) fn place((east, north): (f64, f64)) -> LatLon {
    let e7 = 1e7 / 111_195.08;
    LatLon {
        lat_e7: (494_000_000.0 + north * e7).round() as i32,
        lon_e7: (110_000_000.0 + east * e7 / 49.4_f64.to_radians().cos()).round() as i32,
    }
}

struct Town {
    graph: StreetGraph,
    chance: Chance,
    corners: Vec<(f64, f64)>,
}

impl Town {
    fn corner(&mut self, at: (f64, f64)) -> usize {
        self.corners.push(at);
        self.graph.nodes.push(place(at));
        self.corners.len() - 1
    }

    fn name(&mut self, name: String) -> u32 {
        self.graph.names.push(name);
        self.graph.names.len() as u32 - 1
    }

    fn road(&mut self, from: usize, to: usize, class: RoadClass, name: Option<u32>) {
        let (a, b) = (self.corners[from], self.corners[to]);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let bends = match self.chance.next() % 10 {
            0..=4 => 0,
            5..=6 => 1,
            7..=8 => 2,
            _ => 4,
        };
        let sway = self.chance.about(0.12);
        let mut line = vec![self.graph.nodes[from]];
        for i in 1..=bends {
            let share = f64::from(i) / f64::from(bends + 1);
            let off = sway * (share * std::f64::consts::PI).sin() + self.chance.about(0.008);
            line.push(place((
                a.0 + dx * share - dy * off,
                a.1 + dy * share + dx * off,
            )));
        }
        line.push(self.graph.nodes[to]);
        self.graph.edges.push(Edge {
            from: NodeId(from as u32),
            to: NodeId(to as u32),
            name,
            class,
            length_cm: Edge::measure_cm(&line),
            line,
        });
    }
}

/// A town of about so many roads (within a few percent).
pub(crate) fn town(roads: usize, seed: u64) -> StreetGraph {
    let width = ((roads as f64 / 2.33).sqrt().round() as usize).max(2);
    let mut town = Town {
        graph: StreetGraph::default(),
        chance: Chance(seed),
        corners: Vec::new(),
    };
    for row in 0..width {
        for column in 0..width {
            let at = (
                column as f64 * BLOCK_M + town.chance.about(19.0),
                row as f64 * BLOCK_M + town.chance.about(19.0),
            );
            town.corner(at);
        }
    }
    for line in 0..width {
        for eastward in [true, false] {
            let class = match line {
                l if l % 24 == 11 => RoadClass::Major,
                l if l % 6 == 3 => RoadClass::Busy,
                _ => RoadClass::Quiet,
            };
            let mut name = None;
            for step in 0..width - 1 {
                if step % 9 == 0 {
                    let text = street_name(&mut town.chance, eastward);
                    name = Some(town.name(text));
                }
                let at = |step: usize| {
                    if eastward {
                        line * width + step
                    } else {
                        step * width + line
                    }
                };
                // Quiet streets have gaps; through roads don't.
                if class != RoadClass::Quiet || !town.chance.percent(12) {
                    town.road(at(step), at(step + 1), class, name);
                }
            }
        }
    }
    for row in 0..width - 1 {
        for column in 0..width - 1 {
            let corner = row * width + column;
            match town.chance.next() % 100 {
                0..=21 => {
                    let (x, y) = town.corners[corner];
                    let end = (x + 38.0 + town.chance.about(9.0), y + 44.0);
                    let end = town.corner(end);
                    town.road(corner, end, RoadClass::Service, None);
                }
                22..=43 => town.road(corner, corner + width + 1, RoadClass::Path, None),
                44..=45 => town.road(corner, corner + width + 1, RoadClass::Steps, None),
                _ => {}
            }
        }
    }
    in_order(town.graph)
}

fn street_name(chance: &mut Chance, eastward: bool) -> String {
    const FIRST: [&str; 16] = [
        "Ash", "Birch", "Cedar", "Dale", "Elm", "Fern", "Gar", "Hazel", "Iris", "Juni", "Lark",
        "Maple", "Nor", "Oak", "Pine", "Willow",
    ];
    const SECOND: [&str; 12] = [
        "wood", "field", "brook", "ridge", "ton", "ford", "hurst", "view", "mere", "dale", "croft",
        "gate",
    ];
    let first = FIRST[chance.next() as usize % FIRST.len()];
    let second = SECOND[chance.next() as usize % SECOND.len()];
    let kind = if eastward { "Street" } else { "Avenue" };
    format!("{first}{second} {kind}")
}

/// As a reader of maps would have it: corners by place, row for row of 800 m.
fn in_order(mut graph: StreetGraph) -> StreetGraph {
    let row = |n: NodeId| {
        let at = graph.nodes[n.0 as usize];
        (at.lat_e7 / 72_000, at.lon_e7, at.lat_e7)
    };
    let mut order: Vec<NodeId> = (0..graph.nodes.len() as u32).map(NodeId).collect();
    order.sort_by_key(|n| row(*n));
    let mut new = vec![NodeId(0); order.len()];
    for (i, old) in order.iter().enumerate() {
        new[old.0 as usize] = NodeId(i as u32);
    }
    graph.nodes = order.iter().map(|n| graph.nodes[n.0 as usize]).collect();
    for edge in &mut graph.edges {
        (edge.from, edge.to) = (new[edge.from.0 as usize], new[edge.to.0 as usize]);
    }
    graph.edges.sort_by_key(|e| (e.from, e.to));
    graph
}

/// The `count` doors nearest to the middle of the town, a door each `every_m` metres of face.
pub(crate) fn turf(graph: &StreetGraph, count: usize, every_m: u32) -> Vec<SpotOnStreet> {
    let lat: Vec<i64> = graph.nodes.iter().map(|n| i64::from(n.lat_e7)).collect();
    let lon: Vec<i64> = graph.nodes.iter().map(|n| i64::from(n.lon_e7)).collect();
    let mean = |v: &[i64]| (v.iter().sum::<i64>() / v.len().max(1) as i64) as i32;
    let middle = LatLon {
        lat_e7: mean(&lat),
        lon_e7: mean(&lon),
    };
    let mut doors = Vec::new();
    for (id, edge) in graph.edges.iter().enumerate() {
        if !matches!(edge.class, RoadClass::Quiet | RoadClass::Busy) {
            continue;
        }
        let away = edge.point_at(edge.length_cm / 2).distance_m(middle);
        let length_m = edge.length_cm / 100;
        for along_m in (every_m / 2..length_m.saturating_sub(3)).step_by(every_m as usize) {
            for side in [Side::Left, Side::Right] {
                let spot = SpotOnStreet {
                    edge: EdgeId(id as u32),
                    side,
                    along_cm: along_m * 100 + (id as u32 * 37 + along_m * 11) % 500,
                };
                doors.push((away, spot));
            }
        }
    }
    doors.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    doors.into_iter().take(count).map(|(_, s)| s).collect()
}

/// Costs that every user of the town walks by.
pub(crate) fn costs() -> WalkingCosts {
    WalkingCosts::default()
}
