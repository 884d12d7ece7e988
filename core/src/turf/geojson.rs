//! Areas and turfs as GeoJSON (RFC 7946).

use serde_json::{Map, Value, json};

use super::area::{Area, Ring};
use crate::model::LatLon;

/// Why a text is no area.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// It is not JSON at all.
    #[error("it is not JSON: {0}")]
    NotJson(String),
    /// It is GeoJSON without a polygon, or something else.
    #[error("it holds no Polygon or MultiPolygon")]
    NoPolygon,
    /// A ring is too short, or what should be a position is none.
    #[error("a ring needs four positions of longitude and latitude, the last equal to the first")]
    Ring,
}

/// The areas of a GeoJSON text: one for each feature (or bare geometry) that is a polygon or
/// several; points and lines are passed over.
pub fn areas(text: &str) -> Result<Vec<Area>, AreaError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| AreaError::NotJson(error.to_string()))?;
    let mut found = Vec::new();
    collect(&value, &mut found)?;
    if found.is_empty() {
        return Err(AreaError::NoPolygon);
    }
    Ok(found)
}

fn collect(value: &Value, found: &mut Vec<Area>) -> Result<(), AreaError> {
    let list = |key: &str| value[key].as_array().cloned().unwrap_or_default();
    match value["type"].as_str() {
        Some("FeatureCollection") => list("features").iter().try_for_each(|f| collect(f, found)),
        Some("GeometryCollection") => list("geometries")
            .iter()
            .try_for_each(|g| collect(g, found)),
        Some("Feature") => collect(&value["geometry"], found),
        Some("Polygon") => {
            let polygons = vec![polygon(&value["coordinates"])?];
            found.push(Area { polygons });
            Ok(())
        }
        Some("MultiPolygon") => {
            let several = list("coordinates");
            found.push(Area {
                polygons: several.iter().map(polygon).collect::<Result<_, _>>()?,
            });
            Ok(())
        }
        _ => Ok(()),
    }
}

fn polygon(value: &Value) -> Result<Vec<Ring>, AreaError> {
    let rings = value.as_array().filter(|rings| !rings.is_empty());
    rings.ok_or(AreaError::Ring)?.iter().map(ring).collect()
}

fn ring(value: &Value) -> Result<Ring, AreaError> {
    let position = |p: &Value| LatLon::from_degrees(p[1].as_f64()?, p[0].as_f64()?);
    let ring: Option<Ring> = value
        .as_array()
        .and_then(|points| points.iter().map(position).collect());
    ring.filter(|ring| ring.len() >= 4 && ring.first() == ring.last())
        .ok_or(AreaError::Ring)
}

/// Features with an area and properties each, as one collection.
pub fn feature_collection(features: impl IntoIterator<Item = (Area, Map<String, Value>)>) -> Value {
    let features: Vec<Value> = features
        .into_iter()
        .map(|(area, properties)| {
            json!({
                "type": "Feature",
                "properties": properties,
                "geometry": geometry(&area),
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn geometry(area: &Area) -> Value {
    let ring = |ring: &Ring| -> Value { ring.iter().map(|p| json!([p.lon(), p.lat()])).collect() };
    let polygon = |rings: &Vec<Ring>| -> Value { rings.iter().map(ring).collect() };
    match area.polygons.as_slice() {
        [only] => json!({ "type": "Polygon", "coordinates": polygon(only) }),
        several => {
            let all: Value = several.iter().map(polygon).collect();
            json!({ "type": "MultiPolygon", "coordinates": all })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let at = |lat_e7, lon_e7| LatLon { lat_e7, lon_e7 };
        let ring = |d: i32| {
            vec![
                at(600_000_000 + d, 250_000_000),
                at(600_000_000 + d, 250_000_900),
                at(600_000_800 + d, 250_000_450),
                at(600_000_000 + d, 250_000_000),
            ]
        };
        let one = Area {
            polygons: vec![vec![ring(0)]],
        };
        let two = Area {
            polygons: vec![vec![ring(0)], vec![ring(1000)]],
        };
        let value = feature_collection([(one.clone(), Map::new()), (two.clone(), Map::new())]);
        assert_eq!(areas(&value.to_string()), Ok(vec![one, two]));
    }

    #[test]
    fn what_is_no_area_is_refused_with_a_reason() {
        for (text, error) in [
            ("{", None),
            ("[]", Some(AreaError::NoPolygon)),
            (
                r#"{"type":"Point","coordinates":[1,2]}"#,
                Some(AreaError::NoPolygon),
            ),
            (
                r#"{"type":"Polygon","coordinates":[]}"#,
                Some(AreaError::Ring),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}"#,
                Some(AreaError::Ring),
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,1],["a",1],[0,0]]]}"#,
                Some(AreaError::Ring),
            ),
        ] {
            let refused = areas(text).unwrap_err();
            match error {
                Some(error) => assert_eq!(refused, error, "{text}"),
                None => assert!(matches!(refused, AreaError::NotJson(_))),
            }
        }
    }
}
