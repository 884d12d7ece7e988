//! Doors as OpenStreetMap has them: address points, buildings, interpolated ranges.

use std::collections::HashMap;

use super::water::outer_rings;
use super::{OsmKind, OsmMap, OsmWay, Tags};
use crate::address::{HouseNumber, Unit, street_key};
use crate::model::LatLon;
use crate::streets::geometry::moved;

/// Doors with one street, number and unit are one if they lie within this distance, in metres.
const SAME_DOOR_M: f64 = 50.0;

/// An interpolated door gives way to a real one within this distance, in metres.
const INTERPOLATED_M: f64 = 200.0;

/// A door found on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDoor {
    /// House number as written.
    pub number: String,
    /// Street, or the place that stands in for one; empty if the map does not say.
    pub street: String,
    /// Unit, empty if none.
    pub unit: String,
    /// Town, empty if unsaid.
    pub city: String,
    /// Postal code, empty if unsaid.
    pub postcode: String,
    /// The entrance if the map has it, else the address point, else the building's middle.
    pub at: LatLon,
}

/// How well a door's point is known; the better one stands when two are merged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Interpolated,
    Building,
    Point,
    Entrance,
}

/// All doors of the map, each once, by street, number and unit as people count.
///
/// Lists (`12;14`) come apart, ranges (`12-14`) stay one door. Interpolation ways give the numbers
/// between their ends that no other element has. A street that only its relation names
/// (`associatedStreet`) is taken from there.
pub fn doors(map: &OsmMap) -> Vec<FoundDoor> {
    let streets = relation_streets(map);
    let by_id: HashMap<i64, usize> = map
        .nodes
        .iter()
        .enumerate()
        .map(|(i, n)| (n.id, i))
        .collect();
    let mut found = Found::default();
    for node in &map.nodes {
        let street = streets.get(&(OsmKind::Node as u8, node.id)).copied();
        let source = if node.tags.get("entrance").is_some() {
            Source::Entrance
        } else {
            Source::Point
        };
        found.add(&node.tags, street, node.at, source);
    }
    let mut ways: HashMap<i64, &[i64]> = HashMap::new();
    for way in &map.ways {
        ways.insert(way.id, &way.nodes);
        if way.tags.get("addr:interpolation").is_some() {
            interpolate(map, way, &by_id, &mut found);
            continue;
        }
        let street = streets.get(&(OsmKind::Way as u8, way.id)).copied();
        if way.tags.get("addr:housenumber").is_some()
            && let Some((at, source)) = middle_or_entrance(map, &way.nodes, &by_id)
        {
            found.add(&way.tags, street, at, source);
        }
    }
    for relation in map
        .relations
        .iter()
        .filter(|r| r.tags.get("addr:housenumber").is_some())
    {
        let street = streets
            .get(&(OsmKind::Relation as u8, relation.id))
            .copied();
        let outer: Vec<i64> = outer_rings(relation, &ways).into_iter().flatten().collect();
        if let Some((at, source)) = middle_or_entrance(map, &outer, &by_id) {
            found.add(&relation.tags, street, at, source);
        }
    }
    found.finish()
}

/// Street names that `associatedStreet` and `street` relations give to their houses.
fn relation_streets(map: &OsmMap) -> HashMap<(u8, i64), &str> {
    let mut out = HashMap::new();
    let ways: HashMap<i64, &OsmWay> = map.ways.iter().map(|w| (w.id, w)).collect();
    for relation in &map.relations {
        if !relation.tags.is("type", &["associatedStreet", "street"]) {
            continue;
        }
        let of_way = || {
            let road = relation.members.iter().find(|m| m.role == "street")?;
            ways.get(&road.id)?.tags.get("name")
        };
        let Some(name) = relation.tags.get("name").or_else(of_way) else {
            continue;
        };
        for member in relation.members.iter().filter(|m| m.role != "street") {
            out.insert((member.kind as u8, member.id), name);
        }
    }
    out
}

/// The main entrance on an outline, any other one, or the middle of its points.
fn middle_or_entrance(
    map: &OsmMap,
    outline: &[i64],
    by_id: &HashMap<i64, usize>,
) -> Option<(LatLon, Source)> {
    let nodes: Vec<_> = outline
        .iter()
        .filter_map(|n| by_id.get(n))
        .map(|i| &map.nodes[*i])
        .collect();
    let entrance = |wanted: &[&str]| nodes.iter().find(|n| n.tags.is("entrance", wanted));
    if let Some(node) = entrance(&["main"]).or_else(|| entrance(&["yes", "home", "staircase"])) {
        return Some((node.at, Source::Entrance));
    }
    let first = nodes.first()?;
    // The area's centroid (Bourke, 1988), in metres from the first point so as to stay exact.
    let points: Vec<(f64, f64)> = nodes.iter().map(|n| n.at.metres_from(first.at)).collect();
    let (mut area, mut east, mut north) = (0.0, 0.0, 0.0);
    for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross;
        east += (a.0 + b.0) * cross;
        north += (a.1 + b.1) * cross;
    }
    let (east, north) = if area.abs() > 1.0 {
        (east / (3.0 * area), north / (3.0 * area))
    } else {
        let n = points.len() as f64;
        (
            points.iter().map(|p| p.0).sum::<f64>() / n,
            points.iter().map(|p| p.1).sum::<f64>() / n,
        )
    };
    Some((moved(first.at, east, north), Source::Building))
}

/// Numbers between the numbered points of an `addr:interpolation` way.
fn interpolate(map: &OsmMap, way: &OsmWay, by_id: &HashMap<i64, usize>, found: &mut Found) {
    let kind = way.tags.get("addr:interpolation").unwrap_or_default();
    let nodes: Vec<_> = way
        .nodes
        .iter()
        .filter_map(|n| by_id.get(n))
        .map(|i| &map.nodes[*i])
        .collect();
    let numbered = nodes
        .iter()
        .enumerate()
        .filter_map(|(i, n)| Some((i, n.tags.get("addr:housenumber")?)));
    let numbered: Vec<(usize, &str)> = numbered.collect();
    for pair in numbered.windows(2) {
        let [(first, from), (last, to)] = [pair[0], pair[1]];
        let line: Vec<LatLon> = nodes[first..=last].iter().map(|n| n.at).collect();
        for (number, share) in numbers_between(kind, from, to) {
            let mut tags = nodes[last].tags.clone();
            tags.0
                .retain(|(k, _)| k != "addr:housenumber" && k != "addr:unit");
            tags.0.push(("addr:housenumber".to_owned(), number));
            let street = way.tags.get("addr:street");
            let at = share_along(&line, share);
            found.add(&tags, street, at, Source::Interpolated);
        }
    }
}

/// The numbers between two, and how far along each stands, as a share.
fn numbers_between(kind: &str, from: &str, to: &str) -> Vec<(String, f64)> {
    if kind == "alphabetic" {
        return letters_between(from, to);
    }
    let step = match kind {
        "odd" | "even" => 2,
        "all" => 1,
        other => other.parse().unwrap_or(0_u32),
    };
    let count = |n: &str| HouseNumber::parse(n).count();
    let (Some(from), Some(to)) = (count(from), count(to)) else {
        return Vec::new();
    };
    let (low, high) = (from.min(to), from.max(to));
    // A slip of the pen must not make ten thousand doors.
    if step == 0 || (high - low) / step > 200 {
        return Vec::new();
    }
    // An end may be of the other parity than those between.
    let start = match kind {
        "odd" if low % 2 == 0 => low + 1,
        "even" if low % 2 == 1 => low + 1,
        _ => low + step,
    };
    let share = |n: u32| f64::from(n.abs_diff(from)) / f64::from(high - low);
    (start..high)
        .step_by(step as usize)
        .map(|n| (n.to_string(), share(n)))
        .collect()
}

/// `7b` and `7c` between `7a` and `7d`.
fn letters_between(from: &str, to: &str) -> Vec<(String, f64)> {
    let apart = |n: &str| {
        let n = n.trim();
        let letter = n.chars().last().filter(char::is_ascii_alphabetic)?;
        let number = n[..n.len() - 1].trim_end().to_owned();
        Some((number, letter as u8))
    };
    let (Some((number, from)), Some((other, to))) = (apart(from), apart(to)) else {
        return Vec::new();
    };
    if number != other || from.is_ascii_uppercase() != to.is_ascii_uppercase() {
        return Vec::new();
    }
    let (low, high) = (from.min(to), from.max(to));
    let share = |l: u8| f64::from(l.abs_diff(from)) / f64::from(high - low);
    (low.saturating_add(1)..high)
        .map(|l| (format!("{number}{}", l as char), share(l)))
        .collect()
}

/// The point at a share of a line's length.
fn share_along(line: &[LatLon], share: f64) -> LatLon {
    let whole: f64 = line.windows(2).map(|p| p[0].distance_m(p[1])).sum();
    let mut left = whole * share;
    for pair in line.windows(2) {
        let step = pair[0].distance_m(pair[1]);
        if left <= step && step > 0.0 {
            let (east, north) = pair[1].metres_from(pair[0]);
            return moved(pair[0], east * left / step, north * left / step);
        }
        left -= step;
    }
    line[line.len() - 1]
}

/// The numbers of a list. A comma parts numbers only: `5, 2nd floor` is one address.
fn apart(numbers: &str) -> Vec<&str> {
    let plain = |part: &str| {
        let part = part.trim();
        part.len() <= 5 && part.starts_with(|c: char| c.is_ascii_digit()) && !part.contains('.')
    };
    numbers
        .split(';')
        .flat_map(|part| {
            if part.split(',').all(plain) {
                part.split(',').collect()
            } else {
                vec![part]
            }
        })
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .collect()
}

/// Doors so far, by what makes them one.
#[derive(Default)]
struct Found {
    doors: HashMap<(String, String, String), Vec<(FoundDoor, Source)>>,
}

impl Found {
    fn add(&mut self, tags: &Tags, street: Option<&str>, at: LatLon, source: Source) {
        let Some(numbers) = tags.get("addr:housenumber") else {
            return;
        };
        let text = |key: &str| tags.get(key).unwrap_or_default().to_owned();
        let street = tags
            .get("addr:street")
            .or(street)
            .or_else(|| tags.get("addr:place"));
        for number in apart(numbers) {
            self.merge(
                FoundDoor {
                    number: number.to_owned(),
                    street: street.unwrap_or_default().to_owned(),
                    unit: text("addr:unit"),
                    city: text("addr:city"),
                    postcode: text("addr:postcode"),
                    at,
                },
                source,
            );
        }
    }

    fn merge(&mut self, door: FoundDoor, source: Source) {
        let key = (
            street_key(&door.street),
            HouseNumber::parse(&door.number).key(),
            Unit::parse(&door.unit).key(),
        );
        // Without a street only what lies at the same house is the same door.
        let near_m = match source {
            _ if key.0.is_empty() => 10.0,
            Source::Interpolated => INTERPOLATED_M,
            _ => SAME_DOOR_M,
        };
        let known = self.doors.entry(key).or_default();
        let same = known.iter_mut().find(|(d, s)| {
            let within = if *s == Source::Interpolated {
                INTERPOLATED_M.min(near_m * 4.0)
            } else {
                near_m
            };
            d.at.distance_m(door.at) <= within
        });
        match same {
            Some(same) => {
                let (better, other) = if source > same.1 {
                    let worse = std::mem::replace(same, (door, source)).0;
                    (&mut same.0, worse)
                } else {
                    (&mut same.0, door)
                };
                if better.city.is_empty() {
                    better.city = other.city;
                }
                if better.postcode.is_empty() {
                    better.postcode = other.postcode;
                }
            }
            None => known.push((door, source)),
        }
    }

    fn finish(self) -> Vec<FoundDoor> {
        let mut doors: Vec<_> = self.doors.into_iter().collect();
        doors.sort_by(|a, b| {
            let number = |d: &[(FoundDoor, Source)]| HouseNumber::parse(&d[0].0.number);
            let unit = |d: &[(FoundDoor, Source)]| Unit::parse(&d[0].0.unit);
            a.0.0
                .cmp(&b.0.0)
                .then_with(|| number(&a.1).cmp(&number(&b.1)))
                .then_with(|| unit(&a.1).cmp(&unit(&b.1)))
                .then_with(|| a.0.cmp(&b.0))
        });
        doors
            .into_iter()
            .flat_map(|(_, same)| same.into_iter().map(|(door, _)| door))
            .collect()
    }
}
