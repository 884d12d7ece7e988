//! The units that turfs grow around.

use super::field::Field;
use crate::model::LatLon;
use crate::streets::SpotOnStreet;

/// Sets a unit for each place to grow a turf around, the nearest that is left: it stays, and its
/// turf is its home. Turfs are renumbered to the places that got one.
pub(crate) fn around(field: &mut Field<'_>, places: &[SpotOnStreet]) {
    let graph = field.pavement.graph();
    let origin = graph.nodes.first().copied().unwrap_or(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    let mut was = Vec::new();
    for (p, place) in places.iter().enumerate() {
        let (x, y) = graph.edges[place.edge.0 as usize]
            .point_at(place.along_cm)
            .metres_from(origin);
        let far = |u: usize| {
            let (ux, uy) = field.units[u].at;
            let face = (field.units[u].edge, field.units[u].side) != (place.edge, place.side);
            let road = field.units[u].edge != place.edge;
            // On its own face, then its road, before what lies round the corner.
            (ux - x).hypot(uy - y) + if road { 20.0 } else { 0.0 } + if face { 5.0 } else { 0.0 }
        };
        let free = (0..field.units.len()).filter(|&u| !field.stays[u]);
        if let Some(seed) = free.min_by(|&a, &b| far(a).total_cmp(&far(b))) {
            field.stays[seed] = true;
            field.home[seed] = Some(was.len() as u32);
            was.push(Some(p));
        }
    }
    field.left_alone = vec![false; was.len()];
    field.was = was;
}
