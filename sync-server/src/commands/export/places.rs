//! Doors that are on no street or whose place is in doubt, as CSV for a spreadsheet.

use turfwalk_core::model::LatLon;
use turfwalk_core::streets::PlacementFlag;

use super::as_text;
use crate::commands::CommandError;
use crate::db::DoubtfulPlace;

const HEADER: [&str; 12] = [
    "number",
    "street",
    "unit",
    "city",
    "postcode",
    "turf",
    "lat_given",
    "lon_given",
    "lat_drawn",
    "lon_drawn",
    "metres_apart",
    "why",
];

/// The rows with their header.
pub(super) fn to_csv(rows: &[DoubtfulPlace]) -> Result<Vec<u8>, CommandError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(HEADER)?;
    for row in rows {
        csv.write_record(record(row))?;
    }
    Ok(csv.into_inner().map_err(|error| error.to_string())?)
}

fn record(row: &DoubtfulPlace) -> [String; HEADER.len()] {
    let degrees = |at: Option<LatLon>, of: fn(LatLon) -> f64| {
        at.map_or(String::new(), |at| format!("{:.6}", of(at)))
    };
    let apart = row.given.zip(row.drawn);
    [
        as_text(&row.number),
        as_text(&row.street),
        as_text(row.unit.as_deref().unwrap_or_default()),
        as_text(&row.city),
        as_text(&row.postcode),
        row.turf.map(|turf| turf.to_string()).unwrap_or_default(),
        degrees(row.given, |at| at.lat()),
        degrees(row.given, |at| at.lon()),
        degrees(row.drawn, |at| at.lat()),
        degrees(row.drawn, |at| at.lon()),
        apart.map_or(String::new(), |(a, b)| format!("{:.0}", a.distance_m(b))),
        why(row.doubt).to_owned(),
    ]
}

fn why(doubt: Option<PlacementFlag>) -> &'static str {
    match doubt {
        None => "on no street of the map: nobody is sent there; correct the address or its point",
        Some(PlacementFlag::UnknownStreet) => {
            "no such street on the map near its point: put on the nearest road"
        }
        Some(PlacementFlag::NoPoint) => "no usable point: put by its number on its street",
        Some(PlacementFlag::PointElsewhere) => {
            "its point lies elsewhere: put by its number on its street"
        }
        Some(PlacementFlag::Guessed) => {
            "its street has no numbers on the map: put in the middle or at the end of the known ones"
        }
        Some(PlacementFlag::CutOff) => "its road is not joined to the other streets of the map",
    }
}
