//! Which ways one may walk, and what kind of road each is to someone on foot.
//!
//! After the worldwide access defaults for `foot` in the OpenStreetMap wiki ("OSM tags for
//! routing/Access restrictions"): one walks on all roads but motorways and those that are signed
//! like them, unless a tag forbids it. A trunk road is often a town's only bridge over a river,
//! so it is left out only where a tag says that it has no pavement.

use super::super::RoadClass;
use super::Tags;

/// What a way is to someone on foot; `None` if one may not or cannot walk there.
pub fn walkable(tags: &Tags) -> Option<RoadClass> {
    let highway = tags.get("highway")?;
    if matches!(highway, "motorway" | "motorway_link") || tags.is("motorroad", &["yes"]) {
        return None;
    }
    if tags.is("indoor", &["yes"]) || !allowed(tags) {
        return None;
    }
    Some(match highway {
        "trunk" | "trunk_link" if has_pavement(tags) || !says_no_pavement(tags) => RoadClass::Major,
        "primary" | "primary_link" => RoadClass::Major,
        "secondary" | "secondary_link" | "tertiary" | "tertiary_link" => RoadClass::Busy,
        "residential" | "unclassified" | "living_street" | "pedestrian" | "road" => {
            if tags.is("area", &["yes"]) {
                RoadClass::Path
            } else if is_fast_or_wide(tags) {
                RoadClass::Busy
            } else {
                RoadClass::Quiet
            }
        }
        // Down to a garage or a loading bay: nobody's front door.
        "service" if is_underground(tags) && !says_foot(tags) => return None,
        "service" => RoadClass::Service,
        "footway" | "path" | "track" => RoadClass::Path,
        "cycleway" => RoadClass::Path,
        "bridleway" if says_foot(tags) => RoadClass::Path,
        "steps" => RoadClass::Steps,
        _ => return None,
    })
}

/// Whether a way is a separately drawn sidewalk, cycle track or crossing, which may fold into
/// its road.
pub(super) fn is_sidewalk(tags: &Tags) -> bool {
    let cycle_track = tags.is("highway", &["cycleway"]) && !says_foot(tags);
    cycle_track
        || tags.is(
            "footway",
            &["sidewalk", "crossing", "traffic_island", "link"],
        )
        || tags.is("path", &["sidewalk", "crossing"])
}

/// Whether a point on a way stops people on foot: a locked or private gate, a wall.
pub(super) fn blocks(tags: &Tags) -> bool {
    if says_foot(tags) {
        return false;
    }
    let barrier = tags.get("barrier");
    tags.is("foot", &["no", "private"])
        || barrier.is_some() && tags.is("access", &["no", "private"])
        || barrier.is_some() && tags.is("locked", &["yes"])
        || matches!(barrier, Some("wall" | "fence" | "city_wall" | "debris"))
}

/// Whether a way is for one direction only, as one carriageway of two is.
pub(super) fn is_one_way(tags: &Tags) -> bool {
    tags.is("oneway", &["yes", "true", "1", "-1"]) && !tags.is("junction", &["roundabout"])
}

/// Whether a point on a way is a mapped place to cross it.
pub(super) fn is_crossing(tags: &Tags) -> bool {
    tags.is("highway", &["crossing"]) && !tags.is("crossing", &["no"]) && !tags.is("foot", &["no"])
}

/// Whether a busy or major road is one that people cross between corners too: a tertiary road that
/// doesn't say that it is fast or wide; a secondary one that says that one drives 50 km/h at most;
/// a primary one that says so too, and that it has two lanes. None on a bridge or in a tunnel.
pub(super) fn is_calm(tags: &Tags) -> bool {
    let slow = km_h(tags).is_some();
    let says_so = match tags.get("highway") {
        Some("tertiary" | "tertiary_link") => true,
        Some("secondary" | "secondary_link") => slow,
        Some("primary" | "primary_link") => slow && lanes(tags).is_some_and(|n| n <= 2),
        _ => false,
    };
    says_so && !is_fast_or_wide(tags) && !is_underground(tags) && !is_bridge(tags)
}

/// Whether nobody crosses a street just anywhere, whatever it is called: over 50 km/h, or four
/// lanes and more.
fn is_fast_or_wide(tags: &Tags) -> bool {
    lanes(tags).is_some_and(|n| n >= 4) || km_h(tags).is_some_and(|v| v > 50)
}

fn lanes(tags: &Tags) -> Option<u32> {
    tags.get("lanes")?.parse().ok()
}

/// How fast one may drive there, where a number says so.
fn km_h(tags: &Tags) -> Option<u32> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let speed = tags.get("maxspeed")?;
    match speed.strip_suffix("mph") {
        Some(mph) => number(mph).map(|mph| mph.saturating_mul(8) / 5),
        None => number(speed),
    }
}

fn allowed(tags: &Tags) -> bool {
    match tags.get("foot") {
        // The pavement beside it is drawn on its own; it folds into this road.
        Some("use_sidepath") => true,
        Some("no") => has_pavement(tags),
        Some("private" | "permit") => false,
        Some(_) => true,
        None => !tags.is("access", &["no", "private", "permit", "military"]),
    }
}

fn has_pavement(tags: &Tags) -> bool {
    let sides = [
        "sidewalk",
        "sidewalk:both",
        "sidewalk:left",
        "sidewalk:right",
    ];
    says_foot(tags)
        || sides
            .iter()
            .any(|key| tags.is(key, &["both", "left", "right", "yes", "separate"]))
}

fn says_no_pavement(tags: &Tags) -> bool {
    let none = |key| tags.is(key, &["no", "none"]);
    none("sidewalk") || none("sidewalk:both") || none("sidewalk:left") && none("sidewalk:right")
}

/// Whether a way runs in a tunnel; a passage through a building is none.
fn is_underground(tags: &Tags) -> bool {
    tags.get("tunnel").is_some() && !tags.is("tunnel", &["no", "building_passage"])
}

fn is_bridge(tags: &Tags) -> bool {
    tags.get("bridge").is_some_and(|bridge| bridge != "no")
}

fn says_foot(tags: &Tags) -> bool {
    tags.is(
        "foot",
        &[
            "yes",
            "designated",
            "permissive",
            "official",
            "destination",
            "use_sidepath",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_walks_where_one_may() {
        use RoadClass::{Busy, Major, Path, Quiet, Service, Steps};
        let cases: [(Tags, Option<RoadClass>); 34] = [
            ([("highway", "service"), ("tunnel", "yes")].into(), None),
            (
                [("highway", "service"), ("tunnel", "yes"), ("foot", "yes")].into(),
                Some(Service),
            ),
            (
                [("highway", "service"), ("tunnel", "building_passage")].into(),
                Some(Service),
            ),
            ([("highway", "residential")].into(), Some(Quiet)),
            ([("highway", "motorway"), ("foot", "yes")].into(), None),
            ([("highway", "primary"), ("motorroad", "yes")].into(), None),
            ([("highway", "trunk")].into(), Some(Major)),
            ([("highway", "trunk"), ("sidewalk", "no")].into(), None),
            ([("highway", "trunk"), ("foot", "no")].into(), None),
            (
                [("highway", "trunk"), ("sidewalk", "both")].into(),
                Some(Major),
            ),
            ([("highway", "primary"), ("foot", "no")].into(), None),
            (
                [
                    ("highway", "primary"),
                    ("foot", "no"),
                    ("sidewalk", "separate"),
                ]
                .into(),
                Some(Major),
            ),
            (
                [("highway", "primary"), ("foot", "use_sidepath")].into(),
                Some(Major),
            ),
            ([("highway", "tertiary")].into(), Some(Busy)),
            ([("highway", "service"), ("access", "private")].into(), None),
            (
                [
                    ("highway", "service"),
                    ("access", "private"),
                    ("foot", "yes"),
                ]
                .into(),
                Some(Service),
            ),
            (
                [("highway", "residential"), ("access", "destination")].into(),
                Some(Quiet),
            ),
            ([("highway", "cycleway")].into(), Some(Path)),
            (
                [("highway", "service"), ("access", "customers")].into(),
                Some(Service),
            ),
            (
                [("highway", "cycleway"), ("foot", "designated")].into(),
                Some(Path),
            ),
            (
                [("highway", "pedestrian"), ("area", "yes")].into(),
                Some(Path),
            ),
            (
                [("highway", "residential"), ("lanes", "4")].into(),
                Some(Busy),
            ),
            (
                [("highway", "unclassified"), ("maxspeed", "100")].into(),
                Some(Busy),
            ),
            (
                [("highway", "residential"), ("maxspeed", "30 mph")].into(),
                Some(Quiet),
            ),
            (
                [("highway", "residential"), ("maxspeed", "40 mph")].into(),
                Some(Busy),
            ),
            (
                [("highway", "residential"), ("tunnel", "yes")].into(),
                Some(Quiet),
            ),
            (
                [
                    ("highway", "trunk"),
                    ("sidewalk:left", "no"),
                    ("sidewalk:right", "none"),
                ]
                .into(),
                None,
            ),
            (
                [("highway", "trunk"), ("sidewalk:left", "no")].into(),
                Some(Major),
            ),
            (
                [("highway", "primary"), ("foot", "no"), ("sidewalk", "left")].into(),
                Some(Major),
            ),
            (
                [("highway", "path"), ("access", "no"), ("foot", "no")].into(),
                None,
            ),
            ([("highway", "footway"), ("indoor", "yes")].into(), None),
            ([("highway", "steps")].into(), Some(Steps)),
            ([("highway", "construction")].into(), None),
            ([("building", "yes")].into(), None),
        ];
        for (tags, class) in cases {
            assert_eq!(walkable(&tags), class, "{tags:?}");
        }
    }

    #[test]
    fn a_calm_road_is_no_fast_or_wide_one() {
        for (tags, calm) in [
            (Tags::from([("highway", "tertiary")]), true),
            (
                Tags::from([("highway", "tertiary"), ("maxspeed", "70")]),
                false,
            ),
            (Tags::from([("highway", "tertiary"), ("lanes", "4")]), false),
            (Tags::from([("highway", "secondary")]), false),
            (
                Tags::from([("highway", "secondary"), ("maxspeed", "30 mph")]),
                true,
            ),
            (
                Tags::from([("highway", "secondary"), ("maxspeed", "walk")]),
                false,
            ),
            (
                Tags::from([("highway", "primary"), ("maxspeed", "30")]),
                false,
            ),
            (
                Tags::from([("highway", "primary"), ("maxspeed", "50"), ("lanes", "2")]),
                true,
            ),
            (
                Tags::from([("highway", "primary"), ("maxspeed", "50"), ("lanes", "3")]),
                false,
            ),
            (
                Tags::from([("highway", "primary"), ("maxspeed", "70"), ("lanes", "2")]),
                false,
            ),
            (
                Tags::from([("highway", "trunk"), ("maxspeed", "50"), ("lanes", "2")]),
                false,
            ),
            (
                Tags::from([("highway", "tertiary"), ("bridge", "yes")]),
                false,
            ),
            (
                Tags::from([("highway", "tertiary"), ("bridge", "no")]),
                true,
            ),
            (
                Tags::from([("highway", "tertiary"), ("tunnel", "yes")]),
                false,
            ),
        ] {
            assert_eq!(is_calm(&tags), calm, "{tags:?}");
        }
    }

    #[test]
    fn a_gate_blocks_only_when_it_says_so() {
        for (tags, stops) in [
            (Tags::from([("barrier", "gate")]), false),
            (Tags::from([("barrier", "bollard"), ("access", "no")]), true),
            (
                Tags::from([("barrier", "gate"), ("access", "private")]),
                true,
            ),
            (
                Tags::from([("barrier", "gate"), ("access", "private"), ("foot", "yes")]),
                false,
            ),
            (Tags::from([("barrier", "gate"), ("locked", "yes")]), true),
            (Tags::from([("barrier", "wall")]), true),
            (Tags::from([("access", "private")]), false),
        ] {
            assert_eq!(blocks(&tags), stops, "{tags:?}");
        }
    }
}
