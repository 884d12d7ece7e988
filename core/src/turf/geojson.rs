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

/// An area that somebody drew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnArea {
    /// What its feature calls it (`name` in the properties), if it does.
    pub name: Option<String>,
    /// Where it is.
    pub area: Area,
}

/// The areas of a GeoJSON text: one for each feature (or bare geometry) that is a polygon or
/// several; points and lines are passed over.
pub fn areas(text: &str) -> Result<Vec<DrawnArea>, AreaError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| AreaError::NotJson(error.to_string()))?;
    let mut found = Vec::new();
    collect(&value, None, &mut found)?;
    if found.is_empty() {
        return Err(AreaError::NoPolygon);
    }
    Ok(found)
}

/// Those of a value and what it holds, by the `name` of the feature that they belong to.
fn collect(value: &Value, name: Option<&str>, found: &mut Vec<DrawnArea>) -> Result<(), AreaError> {
    let all = |key: &str| value[key].as_array().into_iter().flatten();
    let polygons = match value["type"].as_str() {
        Some("FeatureCollection") => {
            return all("features").try_for_each(|f| collect(f, None, found));
        }
        Some("GeometryCollection") => {
            return all("geometries").try_for_each(|g| collect(g, name, found));
        }
        Some("Feature") => {
            let name = value["properties"]["name"].as_str().map(str::trim);
            return collect(
                &value["geometry"],
                name.filter(|name| !name.is_empty()),
                found,
            );
        }
        Some("Polygon") => vec![polygon(&value["coordinates"])?],
        Some("MultiPolygon") => all("coordinates").map(polygon).collect::<Result<_, _>>()?,
        _ => return Ok(()),
    };
    found.push(DrawnArea {
        name: name.map(str::to_owned),
        area: Area { polygons },
    });
    Ok(())
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
        let nameless = |area| DrawnArea { name: None, area };
        let read = areas(&value.to_string());
        assert_eq!(read, Ok(vec![nameless(one), nameless(two)]));
    }

    #[test]
    fn an_area_has_the_name_of_its_own_feature() {
        let ring = json!([[25.0, 60.0], [25.1, 60.0], [25.0, 60.1], [25.0, 60.0]]);
        let polygon = json!({ "type": "Polygon", "coordinates": [ring] });
        let feature = |properties: Value| json!({ "type": "Feature", "properties": properties, "geometry": polygon });
        let value = json!({ "type": "FeatureCollection", "features": [
            feature(json!({ "name": " Harbour " })),
            feature(json!({ "name": "" })),
            feature(json!({ "name": 7 })),
            feature(Value::Null),
        ] });
        let read = areas(&value.to_string()).unwrap();
        let names: Vec<_> = read.iter().map(|it| it.name.as_deref()).collect();
        assert_eq!(names, [Some("Harbour"), None, None, None]);
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
