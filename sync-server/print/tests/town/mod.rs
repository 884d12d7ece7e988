//! A made-up turf: three streets off a busy road, an apartment building, names
//! in several scripts and with every sign that a template could trip over.

use turfwalk_print::{
    Household, Join, Map, Mark, Outcome, Person, Section, Stop, Street, StreetClass, Totals,
    WalkSheet, Water,
};

/// Metres between two doors on a face.
const DOOR_M: f64 = 13.0;
/// Metres from a street's middle to where one walks, and to a door.
const WALK_M: f64 = 6.0;
const HOUSE_M: f64 = 14.0;
/// Metres east of the busy road's corners, on its sidewalk.
const CORNER_M: f64 = -4.0;

const STREETS: [(&str, f64); 3] = [
    ("Elm St", 0.0),
    ("Martin Luther King Jr Blvd", 110.0),
    ("ulica Świętokrzyska #2", 215.0),
];

/// Names that a sheet has to print as they are.
pub(crate) const NAMES: [&str; 24] = [
    "Ana #Hash Müller",
    "Joe [Brackets] O'Neil",
    "*Bold* Strong-Fields",
    "_Under_ Scoreham",
    "$Cash$ Money-Penny",
    "Ann @Reference Smith",
    "Back\\slash #let x = 1",
    "Олена Коваленко",
    "Борис Громов",
    "Ελένη Παπαδοπούλου",
    "Łukasz Święcicki-Żółć",
    "Nguyễn Thị Phương",
    "Maximiliane-Friederike Freifrau von und zu Schneckenburg-Hohenlohe-Langenstein",
    "José Ángel Ñandú",
    "Þórdís Ægisdóttir",
    "דוד כהן",
    "ليلى حداد",
    "Siobhán Ní Bhriain",
    "`Back` tick <tag>",
    "Mary Jones",
    "= Heading Nguyen",
    "- List Item",
    "Tom & Jerry /* c */ // d",
    "Dirk ~Tilde^ Hat\"Quote\"",
];

/// A turf with `per_face` doors on each of six block faces, and a building of
/// fourteen.
pub(crate) fn sheet(per_face: usize) -> WalkSheet {
    let mut town = Town::default();
    for (street, (name, north)) in STREETS.iter().enumerate() {
        let ahead: Vec<usize> = (0..per_face).collect();
        let back: Vec<usize> = (0..per_face).rev().collect();
        for (odd, order) in [(false, &ahead), (true, &back)] {
            let side = if odd { 1.0 } else { -1.0 };
            if !odd {
                town.walk.push((CORNER_M, north - WALK_M));
            }
            let mut stops = Vec::new();
            for &i in order {
                let east = (i as f64 + 0.5) * DOOR_M;
                let number = 100 + 4 * i + 2 * street + usize::from(odd);
                town.walk.push((east, north + side * WALK_M));
                stops.push(town.house(number, name, (east, north + side * HOUSE_M)));
            }
            if odd {
                town.walk.push((CORNER_M, north + WALK_M));
            }
            let side = if odd { "odd side" } else { "even side" };
            let instruction = (!town.sections.is_empty()).then(|| {
                if odd {
                    format!("Cross {name} at the corner and come back on the other side")
                } else {
                    format!("Walk up Central Ave and turn into {name}")
                }
            });
            town.section(name, side, instruction, stops);
        }
    }
    let building = town.building();
    let instruction = Some("Cross Central Ave at the light by Elm St".to_owned());
    town.section("Central Ave", "west side", instruction, vec![building]);
    town.walk.extend([(CORNER_M, 60.0), (-20.0, 60.0)]);
    town.finish(per_face as f64 * DOOR_M)
}

#[derive(Default)]
struct Town {
    sections: Vec<Section>,
    marks: Vec<Mark>,
    walk: Vec<(f64, f64)>,
    row: u32,
    people: u32,
}

impl Town {
    fn person(&mut self) -> Person {
        let n = self.people as usize;
        self.people += 1;
        Person {
            name: NAMES[n % NAMES.len()].to_owned(),
            about: (n % 3 != 2).then(|| ["D, 35–49", "U, 18–24", "R, 65+"][n % 3].to_owned()),
        }
    }

    fn household(&mut self) -> Household {
        self.row += 1;
        let people = [1, 2, 1, 3, 0, 2][self.row as usize % 6];
        Household {
            row: self.row,
            people: (0..people).map(|_| self.person()).collect(),
            note: (self.row % 9 == 4).then(|| "Asked for a yard sign #4 [large]".to_owned()),
            ..Household::default()
        }
    }

    fn stop(&mut self, address: String, at: (f64, f64)) -> Stop {
        let label = (self.marks.len() + 1).to_string();
        self.marks.push(Mark {
            at,
            label: label.clone(),
        });
        Stop {
            label,
            address,
            ..Stop::default()
        }
    }

    fn house(&mut self, number: usize, street: &str, at: (f64, f64)) -> Stop {
        let mut stop = self.stop(format!("{number} {street}"), at);
        stop.access = (number % 7 == 3).then(|| "side door, beware of the dog".to_owned());
        stop.households = vec![self.household()];
        stop
    }

    fn building(&mut self) -> Stop {
        let mut stop = self.stop("1500 Central Ave".to_owned(), (-30.0, 60.0));
        stop.access = Some("Entrance on Oak Lane, bell board left of the gate".to_owned());
        for (floor, name) in ["1st floor", "2nd floor", "3rd floor"].iter().enumerate() {
            for unit in ["A", "B", "C", "D", "E"].into_iter().take(5 - floor % 2) {
                let mut household = self.household();
                household.floor = Some((*name).to_owned());
                household.unit = Some(format!("Apt {}{unit}", floor + 1));
                household.do_not_contact = floor == 1 && unit == "C";
                stop.households.push(household);
            }
        }
        stop
    }

    fn section(&mut self, street: &str, side: &str, instruction: Option<String>, stops: Vec<Stop>) {
        self.sections.push(Section {
            street: street.to_owned(),
            side: side.to_owned(),
            instruction,
            stops,
        });
    }

    fn finish(self, length: f64) -> WalkSheet {
        let street = |name: &str, class, points: &[(f64, f64)]| Street {
            name: name.to_owned(),
            class,
            points: points.to_vec(),
        };
        let mut streets: Vec<Street> = STREETS
            .iter()
            .map(|(name, y)| {
                street(
                    name,
                    StreetClass::Minor,
                    &[(-12.0, *y), (length + 60.0, *y)],
                )
            })
            .collect();
        streets.push(street(
            "Central Ave",
            StreetClass::Major,
            &[
                (-12.0, -400.0),
                (-12.0, 60.0),
                (-16.0, 300.0),
                (-40.0, 500.0),
            ],
        ));
        streets.push(street(
            "River Walk",
            StreetClass::Path,
            &[
                (length + 60.0, 215.0),
                (length + 30.0, 60.0),
                (length + 60.0, -90.0),
            ],
        ));
        streets.push(street(
            "Oak Lane",
            StreetClass::Minor,
            &[(-12.0, 75.0), (-60.0, 80.0), (-120.0, 70.0)],
        ));
        streets.push(street(
            "",
            StreetClass::Rail,
            &[(-300.0, -60.0), (length + 300.0, -40.0)],
        ));
        let outcome = |code: &str, meaning: &str| Outcome {
            code: code.to_owned(),
            meaning: meaning.to_owned(),
        };
        WalkSheet {
            campaign: "Green & [Fair] City #1".to_owned(),
            turf: "Turf 4: Elm and Świętokrzyska".to_owned(),
            job: "Canvass".to_owned(),
            list_version: "3".to_owned(),
            join: Some(Join {
                url: "https://192.168.1.20:8443/join#t=5kq2m8f0v7z3x1c9&k=sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
                expires: "3 May 2026, 18:00".to_owned(),
            }),
            totals: Totals {
                doors: self.row,
                people: self.people,
                walk_minutes: 27,
                door_minutes: self.row * 2,
                metres: 1830.0,
            },
            start: "corner of Elm St and Central Ave".to_owned(),
            outcomes: vec![
                outcome("C", "canvassed"),
                outcome("NH", "not home"),
                outcome("R", "refused"),
                outcome("M", "moved"),
                outcome("D", "deceased"),
                outcome("L", "other language"),
                outcome("CB", "call back"),
                outcome("X", "do not contact again"),
            ],
            map: Some(Map {
                streets,
                water: vec![Water {
                    points: vec![
                        (length + 90.0, 400.0),
                        (length + 55.0, 100.0),
                        (length + 95.0, -200.0),
                        (length + 140.0, -200.0),
                        (length + 100.0, 100.0),
                        (length + 140.0, 400.0),
                    ],
                    area: true,
                }],
                walk: self.walk,
                marks: self.marks,
            }),
            sections: self.sections,
            attribution: "© OpenStreetMap contributors, ODbL".to_owned(),
            warnings: vec!["2 addresses fit no street and are placed by their coordinates.".to_owned()],
            ..WalkSheet::default()
        }
    }
}
