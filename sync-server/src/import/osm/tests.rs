use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::*;
use turfwalk_core::streets::osm::{doors, street_graph};

const SMALL: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="49.2" lon="11.5"/>
  <node id="2" lat="49.2" lon="11.501"><tag k="barrier" v="gate"/><tag k="source" v="x"/></node>
  <node id="3" lat="49.3" lon="11.5"/>
  <node id="4" lat="49.2001" lon="11.5005"><tag k="addr:housenumber" v="1"/><tag k="addr:street" v="Elm &amp; Oak"/></node>
  <way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Elm &amp; Oak"/></way>
</osm>
"#;

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("map");
    fs::write(&path, bytes).unwrap();
    (dir, path)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A real extract from the shared data, or `None` and a loud line.
fn real(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TURFWALK_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let path = folder.join("osm").join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("LEFT OUT: {name} is not in the shared data; set TURFWALK_SHARED_DATA to its folder");
    None
}

#[test]
fn only_what_is_needed_is_kept() {
    let (_dir, path) = file(SMALL.as_bytes());
    let map = read(&path).unwrap();
    assert_eq!(
        map.nodes.iter().map(|n| n.id).collect::<Vec<_>>(),
        [1, 2, 4]
    );
    assert_eq!(
        map.nodes[1].tags.0,
        [("barrier".to_owned(), "gate".to_owned())]
    );
    assert_eq!(map.ways[0].tags.get("name"), Some("Elm & Oak"));
}

#[test]
fn the_format_is_told_by_content() {
    let (_dir, plain) = file(SMALL.as_bytes());
    let (_dir2, packed) = file(&gzip(SMALL.as_bytes()));
    assert_eq!(read(&plain).unwrap(), read(&packed).unwrap());
    assert_eq!(
        read_bytes(SMALL.as_bytes(), Path::new("x")).unwrap(),
        read(&plain).unwrap()
    );
}

#[test]
fn each_fault_is_told_apart() {
    let cut = &SMALL.as_bytes()[..SMALL.len() - 40];
    let packed = gzip(SMALL.as_bytes());
    let mut header_only = vec![0, 0, 0, 13];
    header_only.extend(b"\x0a\x09OSMHeader\x18\x7f");
    let mut spoilt = packed.clone();
    let end = spoilt.len() - 5;
    spoilt[end] ^= 0xff;
    let cases: [(&[u8], &str); 12] = [
        (b"", "is empty"),
        (b"   ", "is not an OpenStreetMap file"),
        (b"id,name\n1,2\n", "is not an OpenStreetMap file"),
        (b"<html><body/></html>", "is not an OpenStreetMap file"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "is not an OpenStreetMap file",
        ),
        (b"<osm version=\"0.6\"></osm>", "holds no streets"),
        (b"<osm><node id=\"x\"/></osm>", "is damaged"),
        (b"<osm><way></node></osm>", "is damaged"),
        (cut, "ends in the middle"),
        (&packed[..packed.len() / 2], "ends in the middle"),
        (&spoilt, "is damaged"),
        (&header_only, "ends in the middle"),
    ];
    for (bytes, expected) in cases {
        let (_dir, path) = file(bytes);
        let message = read(&path).unwrap_err().to_string();
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]);
        assert!(message.contains(expected), "{start:?}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(read(dir.path()), Err(OsmError::Folder(_))));
    assert!(matches!(
        read(&dir.path().join("none.osm")),
        Err(OsmError::Missing(_))
    ));
}

#[test]
fn reading_tells_how_far_it_is() {
    let (_dir, path) = file(SMALL.as_bytes());
    let mut last = (0, 0);
    read_with_progress(&path, &mut |done, all| {
        assert!(done >= last.0 && done <= all);
        last = (done, all);
    })
    .unwrap();
    assert_eq!(last, (SMALL.len() as u64, SMALL.len() as u64));
}

#[test]
fn real_extracts_have_streets_and_doors() {
    for (name, most_doors, least_doors, least_edges) in [
        ("helsinki.osm.pbf", 800, 600, 1_500),
        ("baltimore.osm.pbf", 1_400, 1_100, 1_500),
        ("north-bayreuth.osm.gz", 900, 700, 1_000),
        ("neukolln.osm", 100, 60, 100),
    ] {
        let Some(path) = real(name) else { continue };
        let map = read(&path).unwrap();
        let doors = doors(&map).len();
        let edges = street_graph(&map).edges.len();
        assert!(
            (least_doors..=most_doors).contains(&doors),
            "{name}: {doors} doors"
        );
        assert!(edges >= least_edges, "{name}: {edges} edges");
    }
}

#[test]
fn a_cut_pbf_never_passes_for_a_whole_one() {
    let Some(path) = real("baltimore.osm.pbf") else {
        return;
    };
    let bytes = fs::read(path).unwrap();
    for share in [1, 10, 50, 90, 99] {
        let cut = &bytes[..bytes.len() * share / 100];
        let error = read_bytes(cut, Path::new("map")).unwrap_err().to_string();
        assert!(error.contains("ends in the middle"), "{share} %: {error}");
    }
    for at in (200..bytes.len()).step_by(bytes.len() / 20) {
        let mut spoilt = bytes.clone();
        spoilt[at] ^= 0x55;
        // Any answer but a panic; most flips are caught by a block's checksum.
        if let Err(error) = read_bytes(&spoilt, Path::new("map")) {
            assert!(error.to_string().contains("map "), "{error}");
        }
    }
}
