//! The commands on real files: a small town written out, and what may be wrong with a spreadsheet.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;
use turfwalk_core::route::Style;

use super::{CutArgs, HowToCut, OrderArgs, PlainError, cut, order};
use crate::wishes::WishArgs;

const HEADER: &str = "id,number,street,unit,lat,lon,priority\n";

/// A folder with a town of two parallel streets and one across, as .osm, and room for doors.
struct Town {
    folder: tempfile::TempDir,
}

const SOUTH: f64 = 60.0000;
const NORTH: f64 = 60.0020;
const WEST: f64 = 24.0000;
const EAST: f64 = 24.0060;

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut osm = String::from("<?xml version='1.0'?><osm version='0.6'>");
        let middle = (WEST + EAST) / 2.0;
        let at = [
            (1, SOUTH, WEST),
            (2, SOUTH, middle),
            (3, SOUTH, EAST),
            (4, NORTH, WEST),
            (5, NORTH, middle),
            (6, NORTH, EAST),
        ];
        for (id, lat, lon) in at {
            write!(osm, "<node id='{id}' lat='{lat:.7}' lon='{lon:.7}'/>").unwrap();
        }
        for (id, nodes, name) in [
            (10, &[1, 2, 3][..], "South Street"),
            (11, &[4, 5, 6][..], "North Street"),
            (12, &[2, 5][..], "Cross Lane"),
        ] {
            write!(osm, "<way id='{id}'>").unwrap();
            for node in nodes {
                write!(osm, "<nd ref='{node}'/>").unwrap();
            }
            write!(
                osm,
                "<tag k='highway' v='residential'/><tag k='name' v='{name}'/></way>"
            )
            .unwrap();
        }
        osm.push_str("</osm>");
        std::fs::write(folder.path().join("town.osm"), osm).unwrap();
        Self { folder }
    }

    fn write(&self, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join("doors.csv");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn streets(&self) -> PathBuf {
        self.folder.path().join("town.osm")
    }

    fn order(&self, doors: &Path) -> OrderArgs {
        OrderArgs {
            doors: doors.to_owned(),
            streets: self.streets(),
            wish: wish(None, None),
            minutes_per_door: 2.0,
            json: true,
        }
    }

    fn cut(&self, doors: &Path, turfs: usize) -> CutArgs {
        CutArgs {
            doors: doors.to_owned(),
            streets: self.streets(),
            turfs: Some(turfs),
            how: HowToCut::default(),
            minutes_per_door: 2.0,
            json: true,
        }
    }
}

/// Twenty doors a street, odd north of it and even south, listed in the order of their ids.
fn forty_doors() -> String {
    let mut csv = HEADER.to_owned();
    for (street, lat) in [("South Street", SOUTH), ("North Street", NORTH)] {
        for i in 0..20 {
            let number = i + 1;
            let off = if number % 2 == 1 { 0.00009 } else { -0.00009 };
            let lon = WEST + 0.0002 + 0.00028 * f64::from(i);
            let id = format!("{}{number}", &street[..1]);
            writeln!(csv, "{id},{number},{street},,{:.6},{lon:.6},", lat + off).unwrap();
        }
    }
    csv
}

fn wish(start: Option<&str>, end: Option<&str>) -> WishArgs {
    WishArgs {
        start: start.map(str::to_owned),
        end: end.map(str::to_owned),
        walkers: 1,
        ..WishArgs::default()
    }
}

fn ids(list: &[String]) -> BTreeSet<&str> {
    list.iter().map(String::as_str).collect()
}

#[test]
fn a_walk_holds_every_door_once_and_starts_where_it_is_told() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let args = OrderArgs {
        wish: wish(Some("60.0000,24.0000"), Some("60.0020,24.0000")),
        ..town.order(&doors)
    };
    let report = order(&args).unwrap();
    assert_eq!((report.stops.len(), ids(&report.stops).len()), (40, 40));
    assert!(report.stops[0].starts_with('S') && report.stops[39].starts_with('N'));
    let changes = report
        .stops
        .windows(2)
        .filter(|w| w[0][..1] != w[1][..1])
        .count();
    assert_eq!(changes, 1, "one street after the other: {:?}", report.stops);
    assert!(report.unplaced.is_empty() && report.flagged.is_empty());
    // Both sides of both streets of 330 m, and the lane between of 220 m.
    assert!(
        (1_000..1_900).contains(&report.metres),
        "{} m",
        report.metres
    );
    assert!(report.seconds >= report.metres * 3 / 4 - 1);
    assert_eq!(order(&args).unwrap(), report);
}

#[test]
fn the_json_has_the_promised_fields() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let walk = serde_json::to_value(order(&town.order(&doors)).unwrap()).unwrap();
    for list in ["stops", "unplaced", "flagged"] {
        assert!(walk[list].is_array(), "{list}");
    }
    for number in ["seconds", "metres", "crossings"] {
        assert!(walk[number].is_u64(), "{number}");
    }
    let turfs = serde_json::to_value(cut(&town.cut(&doors, 4)).unwrap()).unwrap();
    assert!(turfs["turfs"][3]["doors"].is_array() && turfs["turfs"][3]["minutes"].is_f64());
    assert!(turfs["unplaced"].is_array());
}

#[test]
fn a_round_walk_takes_longer_than_an_open_one() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let seconds = |end: Option<&str>| {
        let args = OrderArgs {
            wish: wish(Some("60.0000,24.0000"), end),
            ..town.order(&doors)
        };
        order(&args).unwrap().seconds
    };
    assert!(seconds(None) < seconds(Some("same")));
}

#[test]
fn odd_walks_leave_even_doors_out_by_name() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let by = |style| {
        order(&OrderArgs {
            wish: WishArgs {
                style,
                ..wish(None, None)
            },
            ..town.order(&doors)
        })
        .unwrap()
    };
    let (odd, even) = (by(Style::Odd), by(Style::Even));
    assert_eq!((odd.stops.len(), odd.left_out.len()), (20, 20));
    assert_eq!(ids(&odd.stops), ids(&even.left_out));
}

#[test]
fn one_side_at_a_time_crosses_less_than_zigzag() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let by = |style| {
        order(&OrderArgs {
            wish: WishArgs {
                style,
                ..wish(None, None)
            },
            ..town.order(&doors)
        })
        .unwrap()
        .crossings
    };
    assert!(by(Style::OneSide) < by(Style::Zigzag));
}

#[test]
fn half_an_hour_goes_to_the_doors_of_most_priority() {
    let town = Town::new();
    // The even doors of North Street are worth ten others.
    let plain = forty_doors();
    let csv = plain.lines().map(|line| match line.strip_suffix(',') {
        Some(door) if door.starts_with('N') && number(door).is_multiple_of(2) => {
            format!("{door},10\n")
        }
        _ => format!("{line}\n"),
    });
    let doors = town.write(csv.collect::<String>());
    let report = order(&OrderArgs {
        wish: WishArgs {
            minutes: Some(30),
            walkers: 2,
            ..wish(None, None)
        },
        ..town.order(&doors)
    })
    .unwrap();
    assert_eq!(report.walkers.len(), 2);
    assert!(report.walkers.iter().all(|part| part.minutes <= 30));
    assert_eq!(report.stops.len() + report.left_out.len(), 40);
    let worthy = report.walkers[0]
        .stops
        .iter()
        .filter(|id| id.starts_with('N'));
    assert!(worthy.count() >= 10, "{:?}", report.walkers[0]);
    let text = report.to_string();
    assert!(
        text.contains("Walker 2: ") && text.contains("left out"),
        "{text}"
    );
}

fn number(line: &str) -> u32 {
    line.split(',').nth(1).unwrap().parse().unwrap()
}

#[test]
fn only_doors_with_neither_point_nor_street_are_unplaced() {
    let town = Town::new();
    let mut csv = forty_doors();
    csv.push_str("null island,7,South Street,,0,0,\n");
    csv.push_str("no point,9,North Street,,,,\n");
    csv.push_str("no street,3,,,60.0010,24.0031,\n");
    csv.push_str("unknown street,3,Nowhere Road,,60.0010,24.0031,\n");
    csv.push_str("nothing,3,,,,,\n");
    csv.push_str("unknown and no point,5,Nowhere Road,,0,0,\n");
    csv.push_str("its house has a point,3,Nowhere Rd,,,,\n");
    let report = order(&town.order(&town.write(csv))).unwrap();
    assert_eq!(
        ids(&report.unplaced),
        BTreeSet::from(["nothing", "unknown and no point"])
    );
    let flagged = [
        "null island",
        "no point",
        "no street",
        "unknown street",
        "its house has a point",
    ];
    assert_eq!(ids(&report.flagged), BTreeSet::from(flagged));
    assert_eq!(report.stops.len(), 45);
}

#[test]
fn a_cut_parts_the_doors_and_keeps_a_building_whole() {
    let town = Town::new();
    let mut csv = forty_doors();
    for unit in ["3B", "1A", "2C", "1B"] {
        // Points of one building that differ a little.
        let lat = NORTH + 0.00008 + 0.00001 * unit.len() as f64;
        writeln!(
            csv,
            "tower {unit},99,North Street,Apt {unit},{lat:.6},24.0055,"
        )
        .unwrap();
    }
    let doors = town.write(csv);
    let report = cut(&town.cut(&doors, 4)).unwrap();
    let all: Vec<&str> = report
        .turfs
        .iter()
        .flat_map(|t| &t.doors)
        .map(String::as_str)
        .collect();
    assert_eq!(
        (all.len(), all.iter().collect::<BTreeSet<_>>().len()),
        (44, 44)
    );
    let with_tower = report
        .turfs
        .iter()
        .filter(|t| t.doors.iter().any(|d| d.starts_with("tower")));
    assert_eq!(with_tower.count(), 1);
    let minutes: Vec<f64> = report.turfs.iter().map(|t| t.minutes).collect();
    let mean = minutes.iter().sum::<f64>() / 4.0;
    assert!(minutes.iter().all(|m| *m <= 1.15 * mean), "{minutes:?}");
    assert!(report.turfs.iter().all(|t| t.in_one_piece));
    // In a walk the tower is one stop, floor by floor.
    let walk = order(&town.order(&doors)).unwrap();
    let first = walk
        .stops
        .iter()
        .position(|d| d.starts_with("tower"))
        .unwrap();
    assert_eq!(
        walk.stops[first..first + 4],
        ["tower 1A", "tower 1B", "tower 2C", "tower 3B"]
    );
}

#[test]
fn bad_files_and_options_are_told_in_a_sentence() {
    let town = Town::new();
    let told = |csv: &str| {
        order(&town.order(&town.write(csv)))
            .unwrap_err()
            .to_string()
    };
    for (csv, says) in [
        ("", "holds no doors"),
        (HEADER, "holds no doors"),
        (
            "id,street\n1,South Street\n",
            "has no column number, unit, lat, lon",
        ),
        (
            "\u{feff}id,number,street,unit,lat,lon\n1,2,South Street,,,\n1,4,South Street,,,\n",
            "line 3: id 1 stands in line 2",
        ),
        (
            "id,number,street,unit,lat,lon\n,2,South Street,,,\n",
            "line 2: there is no id",
        ),
    ] {
        assert!(told(csv).contains(says), "{csv:?} gives {}", told(csv));
    }
    let doors = town.write(forty_doors());
    let start = |text: &str| {
        let args = OrderArgs {
            wish: wish(Some(text), None),
            ..town.order(&doors)
        };
        order(&args).unwrap_err().to_string()
    };
    assert!(start("the church").contains("--start \"the church\" is no place"));
    assert!(start("0,0").contains("is no place"));
    assert!(start("10,10").contains("no street lies within 2 km of --start"));
    assert!(matches!(
        cut(&town.cut(&doors, 41)),
        Err(PlainError::TooFewDoors {
            buildings: 40,
            turfs: 41
        })
    ));
    assert!(cut(&town.cut(&doors, 0)).is_err());
    let missing = order(&town.order(Path::new("no-such.csv")))
        .unwrap_err()
        .to_string();
    assert!(missing.contains("no-such.csv can't be read"));
}

#[test]
fn a_spreadsheet_in_windows_1252_is_read() {
    let town = Town::new();
    let mut csv = forty_doors().into_bytes();
    csv.extend(b"caf\xe9,5,South Street,,60.0001,24.001,\n");
    let report = order(&town.order(&town.write(csv))).unwrap();
    assert!(report.stops.contains(&"café".to_owned()));
}

#[test]
fn a_place_in_the_south_is_an_option_and_not_a_flag() {
    #[derive(clap::Parser)]
    struct Command {
        #[command(flatten)]
        order: OrderArgs,
    }
    let line = "x --doors d --streets s --start -33.86,151.2 --style one-side --json";
    let args = Command::try_parse_from(line.split(' ')).unwrap().order;
    assert_eq!(args.wish.start.as_deref(), Some("-33.86,151.2"));
    assert_eq!(args.wish.style, Style::OneSide);
}

#[test]
fn a_cut_goes_by_areas_by_places_or_on_from_an_earlier_one() {
    let town = Town::new();
    let doors = town.write(forty_doors());
    let how = |how: HowToCut, turfs| {
        let args = CutArgs {
            turfs,
            how,
            ..town.cut(&doors, 1)
        };
        cut(&args).unwrap()
    };
    let middle = WEST + 0.0002 + 0.00028 * 9.5;
    let (west, south, north) = (WEST - 0.01, SOUTH - 0.01, NORTH + 0.01);
    let area = doors.with_file_name("area.geojson");
    let ring = [
        [west, south],
        [middle, south],
        [middle, north],
        [west, north],
        [west, south],
    ];
    let polygon = serde_json::json!({ "type": "Polygon", "coordinates": [ring] });
    std::fs::write(&area, polygon.to_string()).unwrap();
    let drawn = HowToCut {
        polygon: Some(area),
        ..HowToCut::default()
    };
    let found = how(drawn.clone(), None);
    assert_eq!(
        (
            found.turfs.len(),
            found.turfs[0].doors.len(),
            found.outside.len()
        ),
        (1, 20, 20)
    );
    let found = how(drawn, Some(2));
    assert_eq!((found.turfs.len(), found.outside.len()), (2, 20));
    let place = |lat: f64| format!("{lat},{middle}");
    let outlines = doors.with_file_name("outlines.geojson");
    let found = how(
        HowToCut {
            start: vec![place(NORTH), place(SOUTH)],
            geojson: Some(outlines.clone()),
            ..HowToCut::default()
        },
        None,
    );
    assert_eq!(
        found.turfs.iter().map(|t| t.was).collect::<Vec<_>>(),
        [Some(1), Some(2)]
    );
    assert!(found.turfs[0].doors.iter().any(|id| id.starts_with('N')));
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(outlines).unwrap()).unwrap();
    assert_eq!(written["features"].as_array().unwrap().len(), 2);
    let earlier = doors.with_file_name("earlier.json");
    std::fs::write(&earlier, serde_json::to_string(&found).unwrap()).unwrap();
    let again = how(
        HowToCut {
            keep: Some(Some(earlier)),
            given_out: vec![1],
            ..HowToCut::default()
        },
        Some(3),
    );
    assert_eq!(again.turfs.len(), 3);
    assert_eq!(again.turfs[0].doors, found.turfs[0].doors);
}

#[test]
fn a_sheet_may_part_its_cells_by_semicolons() {
    let town = Town::new();
    let read = |text: &str| super::doors::read_doors(&town.write(text)).unwrap();
    let commas = read("id,number,street,unit,lat,lon\n1,4,South Street,,60.0001,24.001\n");
    for text in [
        "\u{feff}id;number;street;unit;lat;lon\r\n1;4;South Street;;60,0001;24,001\r\n",
        "id\tnumber\tstreet\tunit\tlat\tlon\n1\t4\tSouth Street\t\t60.0001\t24.001\n",
    ] {
        assert_eq!(read(text), commas, "{text}");
    }
    assert!(commas[0].at.is_some());
}
