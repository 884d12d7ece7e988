//! The town as an OpenStreetMap file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::lots::{Lot, Lots};
use super::names::{TOWN, ZIP};
use super::plan::{Kind, Plan, Point, RIVER_HALF_M};

/// Where the town's south-west corner would be, in degrees.
const ORIGIN: (f64, f64) = (43.8, -71.9);
/// Metres in a degree at that latitude.
const DEGREE_M: (f64, f64) = (111_195.0, 80_255.0);

pub(super) fn osm_xml(plan: &Plan, lots: &Lots) -> String {
    let mut file = File::default();
    for stretch in &plan.stretches {
        let refs = stretch.line.iter().map(|p| file.shared(*p)).collect();
        let highway = match stretch.kind {
            Kind::Secondary => "secondary",
            Kind::Tertiary => "tertiary",
            Kind::Residential | Kind::CulDeSac => "residential",
            Kind::Path => "footway",
            Kind::Steps => "steps",
        };
        let mut tags = vec![("highway", highway), ("name", stretch.name)];
        if stretch.bridge {
            tags.extend([("bridge", "yes"), ("layer", "1")]);
        }
        file.way(refs, &tags);
    }
    for lot in &lots.0 {
        file.building(lot);
    }
    let river: Vec<i64> = plan.river.iter().map(|p| file.node(*p, &[])).collect();
    file.way(river, &[("waterway", "river"), ("name", "Mill River")]);
    let bank = |side: f64| {
        plan.river
            .iter()
            .map(move |p| (p.0, p.1 + side * RIVER_HALF_M))
    };
    let mut banks: Vec<Point> = bank(1.0).collect();
    banks.extend(bank(-1.0).collect::<Vec<_>>().into_iter().rev());
    let mut ring: Vec<i64> = banks.into_iter().map(|p| file.node(p, &[])).collect();
    ring.push(ring[0]);
    file.way(ring, &[("natural", "water"), ("water", "river")]);
    file.finish()
}

#[derive(Default)]
struct File {
    nodes: String,
    ways: String,
    last_id: i64,
    corners: BTreeMap<(i64, i64), i64>,
}

impl File {
    /// The node at a point of a street; the same one for all streets that pass there.
    fn shared(&mut self, at: Point) -> i64 {
        let key = ((at.0 * 100.0).round() as i64, (at.1 * 100.0).round() as i64);
        if let Some(id) = self.corners.get(&key) {
            return *id;
        }
        let id = self.node(at, &[]);
        self.corners.insert(key, id);
        id
    }

    fn node(&mut self, at: Point, tags: &[(&str, &str)]) -> i64 {
        self.last_id += 1;
        let (lat, lon) = (ORIGIN.0 + at.1 / DEGREE_M.0, ORIGIN.1 + at.0 / DEGREE_M.1);
        let _ = write!(
            self.nodes,
            "  <node id=\"{}\" lat=\"{lat:.7}\" lon=\"{lon:.7}\"",
            self.last_id
        );
        self.nodes += &closed("node", &inside(tags));
        self.last_id
    }

    fn way(&mut self, refs: Vec<i64>, tags: &[(&str, &str)]) {
        self.last_id += 1;
        let _ = write!(self.ways, "  <way id=\"{}\"", self.last_id);
        let refs: String = refs
            .iter()
            .map(|r| format!("    <nd ref=\"{r}\"/>\n"))
            .collect();
        self.ways += &closed("way", &(refs + &inside(tags)));
    }

    /// A house as its outline; flats with a door in the wall, the rest with an address point.
    fn building(&mut self, lot: &Lot) {
        let flats = !lot.units.is_empty();
        let (deep, wide) = if flats { (6.0, 8.5) } else { (4.0, 4.8) };
        let (fx, fy) = lot.front;
        let corner = |d: f64, w: f64| (lot.at.0 + fx * d - fy * w, lot.at.1 + fy * d + fx * w);
        let address = [
            ("addr:housenumber", lot.number.as_str()),
            ("addr:street", lot.street),
            ("addr:city", TOWN),
            ("addr:postcode", ZIP),
        ];
        let mut refs = vec![self.node(corner(deep, -wide), &[])];
        if flats {
            refs.push(self.node(corner(deep, 0.0), &[("entrance", "main")]));
        }
        for (d, w) in [(deep, wide), (-deep, wide), (-deep, -wide)] {
            refs.push(self.node(corner(d, w), &[]));
        }
        refs.push(refs[0]);
        let kind = ("building", if flats { "apartments" } else { "house" });
        if flats {
            self.way(refs, &[&[kind][..], &address[..]].concat());
        } else {
            self.way(refs, &[kind]);
            self.node(lot.at, &address);
        }
    }

    fn finish(self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" \
             generator=\"turfwalk\">\n{}{}</osm>\n",
            self.nodes, self.ways
        )
    }
}

fn inside(tags: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
    };
    tags.iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("    <tag k=\"{key}\" v=\"{}\"/>\n", escape(value)))
        .collect()
}

fn closed(element: &str, inside: &str) -> String {
    if inside.is_empty() {
        "/>\n".to_owned()
    } else {
        format!(">\n{inside}  </{element}>\n")
    }
}
