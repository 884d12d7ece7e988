//! A spreadsheet and a map to paper, and what stands in the way.

use std::fmt::Write as _;
use std::path::Path;

use turfwalk_core::streets::osm::doors;
use turfwalk_print::Paper;

use super::super::plain::sheet;
use super::super::{PlainPrintError, PrintArgs, WriteError, plain};
use crate::import::osm::read_bytes;
use crate::plain::{Ground, OrderArgs, order, walked};
use crate::town::generate;
use crate::wishes::WishArgs;
use turfwalk_core::walk_list::WalkWish;

/// A folder with the made-up town and the first `count` of its doors.
fn folder(count: usize) -> (tempfile::TempDir, PrintArgs) {
    let folder = tempfile::tempdir().unwrap();
    let town = generate(7);
    let map = read_bytes(town.osm_xml.as_bytes(), Path::new("town.osm")).unwrap();
    let mut text = String::from("id,number,street,unit,lat,lon\n");
    for (id, door) in doors(&map).iter().take(count).enumerate() {
        let (lat, lon) = (door.at.lat(), door.at.lon());
        writeln!(
            text,
            "d{id},{},{},{},{lat},{lon}",
            door.number, door.street, door.unit
        )
        .unwrap();
    }
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("town.osm"), &town.osm_xml).unwrap();
    std::fs::write(at("doors.csv"), text).unwrap();
    let args = PrintArgs {
        doors: at("doors.csv"),
        streets: at("town.osm"),
        title: None,
        paper: Paper::A4,
        out: at("walk.pdf"),
    };
    (folder, args)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_spreadsheet_prints_in_the_order_that_order_says() {
    let (_folder, args) = folder(60);
    let told = order(&OrderArgs {
        doors: args.doors.clone(),
        streets: args.streets.clone(),
        wish: WishArgs {
            walkers: 1,
            ..WishArgs::default()
        },
        minutes_per_door: 2.0,
        json: false,
    })
    .unwrap();
    let (ground, map) = Ground::read_with_map(&args.doors, &args.streets).unwrap();
    let walk = walked(&ground, &WalkWish::default(), 0).unwrap().remove(0);
    let sheet = sheet(&args, &ground, &map, &walk);
    let address = |id: &String| {
        let door = ground.doors.iter().find(|door| door.id == *id).unwrap();
        format!("{} {}", door.number, door.street)
    };
    let stops: Vec<_> = sheet
        .sections
        .iter()
        .flat_map(|section| &section.stops)
        .collect();
    let printed: Vec<String> = stops
        .iter()
        .flat_map(|stop| {
            stop.households.iter().map(|home| match &home.unit {
                Some(number) => {
                    let street = stop
                        .address
                        .split_once(' ')
                        .map_or("", |(_, street)| street);
                    format!("{number} {street}")
                }
                None => stop.address.clone(),
            })
        })
        .collect();
    assert_eq!(printed, told.stops.iter().map(address).collect::<Vec<_>>());
    assert!(
        stops
            .iter()
            .enumerate()
            .all(|(i, stop)| stop.label == (i + 1).to_string())
    );
    assert_eq!(sheet.totals.metres, f64::from(told.metres));
    assert_eq!(sheet.turf, "doors");
    assert_eq!(sheet.attribution, crate::streets::OSM_ATTRIBUTION);
    assert!(sheet.sections.len() > 1);
    assert!(
        sheet.sections[1..]
            .iter()
            .any(|section| section.instruction.is_some())
    );
}

#[test]
fn a_pdf_is_written_whole_in_place_of_the_one_before() {
    let (folder, args) = folder(4);
    std::fs::write(&args.out, "before").unwrap();
    let report = plain(&args).unwrap();
    assert_eq!((report.doors, report.unplaced.len()), (4, 0));
    assert!(std::fs::read(&args.out).unwrap().starts_with(b"%PDF"));
    assert_eq!(names(folder.path()), ["doors.csv", "town.osm", "walk.pdf"]);
}

#[test]
fn what_cannot_be_printed_is_said_and_nothing_is_written() {
    let (folder, args) = folder(1);
    let nowhere = PrintArgs {
        out: folder.path().join("none/walk.pdf"),
        ..args.clone()
    };
    assert!(matches!(
        plain(&nowhere),
        Err(PlainPrintError::Write(WriteError::NoFolder(_)))
    ));
    let a_folder = PrintArgs {
        out: folder.path().to_owned(),
        ..args.clone()
    };
    assert!(matches!(
        plain(&a_folder),
        Err(PlainPrintError::Write(WriteError::IsFolder(_)))
    ));
    std::fs::write(
        &args.doors,
        "id,number,street,unit,lat,lon\n1,1,Nowhere Road,,0,0\n",
    )
    .unwrap();
    std::fs::write(&args.out, "before").unwrap();
    let error = plain(&args).unwrap_err();
    assert!(matches!(error, PlainPrintError::NonePlaced(1)), "{error}");
    assert_eq!(std::fs::read(&args.out).unwrap(), b"before");
    assert_eq!(names(folder.path()), ["doors.csv", "town.osm", "walk.pdf"]);
}
