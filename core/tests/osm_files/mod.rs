//! Maps for tests, from the extracts that a developer has at hand. What one may need of reading
//! files in earnest is the server's.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use osmpbf::{Element, ElementReader, RelMemberType};
use turfwalk_core::model::LatLon;
use turfwalk_core::streets::osm::{OsmKind, OsmMap, OsmMember, OsmNode, OsmRelation, OsmWay, Tags};

/// The extracts in the folder that `TURFWALK_OSM` names, or beside the repository, by name.
/// Says so loudly if there are none.
pub(crate) fn maps() -> Vec<(String, OsmMap)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/osm");
    let folder = std::env::var_os("TURFWALK_OSM").map_or(beside, PathBuf::from);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .map(|entries| entries.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    files.sort();
    let maps: Vec<_> = files
        .iter()
        .filter_map(|file| Some((file.file_name()?.to_str()?.to_owned(), map(file)?)))
        .collect();
    if maps.is_empty() {
        eprintln!("LEFT OUT: no OpenStreetMap extracts here; name their folder in TURFWALK_OSM");
    }
    maps
}

fn map(file: &Path) -> Option<OsmMap> {
    let name = file.to_str()?;
    if name.ends_with(".osm.pbf") {
        return Some(pbf(file));
    }
    let bytes = fs::read(file).unwrap();
    let mut text = String::new();
    if name.ends_with(".osm.gz") {
        let mut gz = flate2::read::MultiGzDecoder::new(&bytes[..]);
        gz.read_to_string(&mut text).unwrap();
    } else if name.ends_with(".osm") {
        text = String::from_utf8(bytes).unwrap();
    } else {
        return None;
    }
    Some(xml(&text))
}

fn tags<'a>(all: impl Iterator<Item = (&'a str, &'a str)>) -> Tags {
    let kept = all.filter(|(key, _)| Tags::needed(key));
    Tags(kept.map(|(k, v)| (k.to_owned(), v.to_owned())).collect())
}

fn pbf(file: &Path) -> OsmMap {
    let mut map = OsmMap::default();
    let place = |lat, lon| LatLon::from_degrees(lat, lon).unwrap();
    let reader = ElementReader::from_path(file).unwrap();
    reader
        .for_each(|element| match element {
            Element::Node(n) => map.nodes.push(OsmNode {
                id: n.id(),
                at: place(n.lat(), n.lon()),
                tags: tags(n.tags()),
            }),
            Element::DenseNode(n) => map.nodes.push(OsmNode {
                id: n.id(),
                at: place(n.lat(), n.lon()),
                tags: tags(n.tags()),
            }),
            Element::Way(w) => map.ways.push(OsmWay {
                id: w.id(),
                nodes: w.refs().collect(),
                tags: tags(w.tags()),
            }),
            Element::Relation(r) => map.relations.push(OsmRelation {
                id: r.id(),
                members: r
                    .members()
                    .map(|m| OsmMember {
                        kind: match m.member_type {
                            RelMemberType::Node => OsmKind::Node,
                            RelMemberType::Way => OsmKind::Way,
                            RelMemberType::Relation => OsmKind::Relation,
                        },
                        id: m.member_id,
                        role: m.role().unwrap().to_owned(),
                    })
                    .collect(),
                tags: tags(r.tags()),
            }),
        })
        .unwrap();
    map
}

/// XML as the usual tools write it.
fn xml(text: &str) -> OsmMap {
    let mut map = OsmMap::default();
    for element in text.split('<').skip(1) {
        let element = element.split('>').next().unwrap();
        let name = element.split_whitespace().next().unwrap_or_default();
        let attribute = |key: &str| {
            let start = element.find(&format!(" {key}="))? + key.len() + 2;
            let quote = element[start..].chars().next()?;
            let value = element[start + 1..].split(quote).next()?;
            let plain = [
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", "\""),
                ("&apos;", "'"),
                ("&amp;", "&"),
            ];
            let unescaped = plain
                .iter()
                .fold(value.to_owned(), |v, (a, b)| v.replace(a, b));
            Some(unescaped)
        };
        let number = |key: &str| attribute(key).and_then(|v| v.parse::<i64>().ok());
        let last_tags = |map: &mut OsmMap, open: &str, tag: (String, String)| match open {
            "node" => map.nodes.last_mut().unwrap().tags.0.push(tag),
            "way" => map.ways.last_mut().unwrap().tags.0.push(tag),
            _ => map.relations.last_mut().unwrap().tags.0.push(tag),
        };
        match name {
            "node" => {
                let degrees = |key: &str| attribute(key).unwrap().parse().unwrap();
                map.nodes.push(OsmNode {
                    id: number("id").unwrap(),
                    at: LatLon::from_degrees(degrees("lat"), degrees("lon")).unwrap(),
                    tags: Tags::default(),
                });
            }
            "way" => map.ways.push(OsmWay {
                id: number("id").unwrap(),
                nodes: Vec::new(),
                tags: Tags::default(),
            }),
            "relation" => map.relations.push(OsmRelation {
                id: number("id").unwrap(),
                members: Vec::new(),
                tags: Tags::default(),
            }),
            "nd" => map
                .ways
                .last_mut()
                .unwrap()
                .nodes
                .push(number("ref").unwrap()),
            "member" => map.relations.last_mut().unwrap().members.push(OsmMember {
                kind: match attribute("type").as_deref() {
                    Some("node") => OsmKind::Node,
                    Some("way") => OsmKind::Way,
                    _ => OsmKind::Relation,
                },
                id: number("ref").unwrap(),
                role: attribute("role").unwrap_or_default(),
            }),
            "tag" => {
                let (key, value) = (attribute("k").unwrap(), attribute("v").unwrap());
                if Tags::needed(&key) {
                    // Nodes come first, then ways, then relations, as the tools write them.
                    let open = match (map.ways.is_empty(), map.relations.is_empty()) {
                        (_, false) => "relation",
                        (false, true) => "way",
                        (true, true) => "node",
                    };
                    last_tags(&mut map, open, (key, value));
                }
            }
            _ => {}
        }
    }
    map
}
