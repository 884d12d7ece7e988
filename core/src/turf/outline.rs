//! The outlines of turfs: what is nearer to a turf's doors than to any other's.
//!
//! The plane is parted among the doors (Voronoi cells, by way of a Delaunay triangulation) and
//! the cells of each turf are joined. Points strewn around the doors at some distance keep the
//! open land out, so nothing has to be clipped. Corners of outlines are centres of triangles,
//! shared by the turfs that meet there: outlines touch and never overlap.

use std::collections::{BTreeMap, HashSet};

use delaunator::{EMPTY, Point, next_halfedge, triangulate};

use super::area::{Area, Ring, winds_around};
use crate::model::LatLon;
use crate::streets::moved;

/// How far an outline reaches out from its doors into open land, roughly, in metres.
const REACH_M: f64 = 60.0;
/// Distance of the points that stand for open land.
const GRID_M: f64 = 40.0;
/// The turf of open land.
const NOBODY: u32 = u32::MAX;

/// The outline of each of `turfs` turfs, where `doors` are points and the turf of each.
///
/// Each outline contains the doors of its turf; one without doors is empty. Of doors at one point
/// the first counts. Doors far from all others are islands by themselves.
pub fn outlines(doors: &[(LatLon, u32)], turfs: usize) -> Vec<Area> {
    let Some(&(origin, _)) = doors.first() else {
        return vec![Area::default(); turfs];
    };
    let mut seen = HashSet::new();
    let mut points = Vec::new();
    let mut turf_of = Vec::new();
    for &(at, turf) in doors {
        if seen.insert(at) {
            let (x, y) = at.metres_from(origin);
            points.push(Point { x, y });
            turf_of.push(turf);
        }
    }
    points.extend(open_land(&points));
    turf_of.resize(points.len(), NOBODY);
    let found = triangulate(&points);
    let corner = |edge: usize| {
        let [a, b, c] = [0, 1, 2].map(|i| &points[found.triangles[edge / 3 * 3 + i]]);
        let (x, y) = centre(a, b, c);
        moved(origin, x, y)
    };
    // From triangle to triangle along each turf's border, the turf on the left hand.
    let mut onward: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); turfs];
    for (edge, &twin) in found.halfedges.iter().enumerate() {
        let from = turf_of[found.triangles[edge]];
        let to = turf_of[found.triangles[next_halfedge(edge)]];
        if twin != EMPTY && from != to && from != NOBODY {
            onward[from as usize].insert(edge / 3, twin / 3);
        }
    }
    onward
        .into_iter()
        .map(|mut onward| {
            let mut rings = Vec::new();
            while let Some((&first, _)) = onward.first_key_value() {
                let mut ring: Ring = Vec::new();
                let mut here = first;
                while let Some(next) = onward.remove(&here) {
                    let at = corner(here * 3);
                    if ring.last() != Some(&at) {
                        ring.push(at);
                    }
                    here = next;
                }
                if ring.len() > 1 && ring.first() == ring.last() {
                    ring.pop();
                }
                if ring.len() >= 3 {
                    ring.push(ring[0]);
                    rings.push(ring);
                }
            }
            assemble(rings)
        })
        .collect()
}

/// Points off all doors, in a band around them; each a little off its grid, since the centres of
/// regular triangles coincide.
fn open_land(doors: &[Point]) -> Vec<Point> {
    let cell = |v: f64| (v / GRID_M).floor() as i64;
    let place = |(i, j): (i64, i64)| {
        let mixed = (i.wrapping_mul(0x9e37_79b9) ^ j.wrapping_mul(0x85eb_ca6b)) as u64;
        let mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let off = |bits: u64| (bits & 0xfff) as f64 / 4096.0 * 0.4 + 0.3;
        Point {
            x: (i as f64 + off(mixed)) * GRID_M,
            y: (j as f64 + off(mixed >> 12)) * GRID_M,
        }
    };
    let around = |door: &Point, far: f64| {
        let (left, right) = (cell(door.x - far), cell(door.x + far));
        let (low, high) = (cell(door.y - far), cell(door.y + far));
        (left..=right).flat_map(move |i| (low..=high).map(move |j| (i, j)))
    };
    let mut near = HashSet::new();
    for door in doors {
        near.extend(around(door, REACH_M).filter(|&c| {
            let p = place(c);
            (p.x - door.x).hypot(p.y - door.y) < REACH_M
        }));
    }
    let mut band: Vec<(i64, i64)> = doors
        .iter()
        .flat_map(|door| around(door, 3.0 * REACH_M))
        .filter(|c| !near.contains(c))
        .collect();
    band.sort_unstable();
    band.dedup();
    band.into_iter().map(place).collect()
}

/// The centre of the circle through three points.
fn centre(a: &Point, b: &Point, c: &Point) -> (f64, f64) {
    let (bx, by) = (b.x - a.x, b.y - a.y);
    let (cx, cy) = (c.x - a.x, c.y - a.y);
    let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
    let twice = 2.0 * (bx * cy - by * cx);
    (
        a.x + (cy * b2 - by * c2) / twice,
        a.y + (bx * c2 - cx * b2) / twice,
    )
}

/// Twice the area within a ring, in square units of 1e-7 degrees; negative if it runs clockwise.
fn area(ring: &[LatLon]) -> i128 {
    ring.windows(2)
        .map(|w| {
            i128::from(w[0].lon_e7) * i128::from(w[1].lat_e7)
                - i128::from(w[1].lon_e7) * i128::from(w[0].lat_e7)
        })
        .sum()
}

/// Outer rings, each with its holes.
fn assemble(rings: Vec<Ring>) -> Area {
    let (outer, holes): (Vec<Ring>, Vec<Ring>) = rings.into_iter().partition(|r| area(r) > 0);
    let mut polygons: Vec<Vec<Ring>> = outer.into_iter().map(|r| vec![r]).collect();
    polygons.sort_by_cached_key(|p| (area(&p[0]), p[0][0].lat_e7, p[0][0].lon_e7));
    for hole in holes {
        // The smallest that it lies in.
        let within = polygons.iter().position(|p| {
            area(&p[0]) > -area(&hole) && hole.iter().any(|&at| winds_around(&p[0], at))
        });
        if let Some(within) = within {
            polygons[within].push(hole);
        }
    }
    Area { polygons }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::streets::fixture::at;

    #[test]
    fn turfs_share_their_border_and_leave_a_square_free() {
        // Doors around a wide square, the east side another turf's.
        let mut doors = Vec::new();
        for i in 0..30 {
            let along = f64::from(i) * 20.0;
            for place in [(along, 0.0), (along, 600.0), (0.0, along), (600.0, along)] {
                doors.push((at(place), u32::from(place.0 > 300.0)));
            }
        }
        let found = outlines(&doors, 3);
        assert_eq!(found[2], Area::default());
        assert!(found.iter().take(2).all(|a| a.polygons.len() == 1));
        assert!(found.iter().all(|a| !a.contains(at((300.0, 300.0)))));
        let corners = |a: &Area| -> HashSet<LatLon> {
            a.polygons.iter().flatten().flatten().copied().collect()
        };
        assert!(corners(&found[0]).intersection(&corners(&found[1])).count() >= 4);
        // All in one turf, the square is a hole.
        let all: Vec<_> = doors.iter().map(|d| (d.0, 0)).collect();
        let found = outlines(&all, 1);
        assert_eq!(found[0].polygons.len(), 1);
        assert_eq!(found[0].polygons[0].len(), 2);
        assert!(!found[0].contains(at((300.0, 300.0))));
        assert!(area(&found[0].polygons[0][1]) < 0);
    }

    proptest! {
        #[test]
        fn outlines_contain_their_doors_and_do_not_overlap(
            places in prop::collection::vec((0..700_i32, 0..700_i32, 0..4_u32), 1..80),
            others in prop::collection::vec((-100..800_i32, -100..800_i32), 50),
        ) {
            let point = |x: i32, y: i32| at((f64::from(x), f64::from(y)));
            let doors: Vec<(LatLon, u32)> =
                places.iter().map(|&(x, y, turf)| (point(x, y), turf)).collect();
            let found = outlines(&doors, 4);
            let mut seen = HashSet::new();
            for &(at, turf) in &doors {
                if seen.insert(at) {
                    for (t, area) in (0..).zip(&found) {
                        prop_assert_eq!(area.contains(at), t == turf);
                    }
                }
            }
            for (x, y) in others {
                let holders = found.iter().filter(|a| a.contains(point(x, y))).count();
                prop_assert!(holders <= 1);
            }
        }
    }
}
