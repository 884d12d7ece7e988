//! A turf cut from the made-up town, as the database would give it.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use turfwalk_core::address::{HouseNumber, street_key};
use turfwalk_core::merge::DoorRecord;
use turfwalk_core::model::{
    Building, BuildingId, Campaign, CampaignId, Door, DoorId, HouseholdId, Job, LatLon, Person,
    PersonId, PersonKey, Style, TurfId, WalkList, WalkListId,
};
use turfwalk_core::streets::osm::{Water, doors, street_graph, water};
use turfwalk_core::streets::{DoorAddress, Placer, WalkingCosts};
use turfwalk_core::walk_list::WalkWish;
use turfwalk_print::{Paper, WalkSheet};

use super::super::{TurfSheet, turf};
use crate::db::{StoredDoor, TurfRecord};
use crate::import::osm::read_bytes;
use crate::streets::{OSM_ATTRIBUTION, Streets};
use crate::town::generate;
use crate::walks::walks;

/// How far the turf reaches from its middle, in metres.
const RADIUS_M: f64 = 190.0;
const TURF: TurfId = TurfId(4);

pub(super) struct Turf {
    campaign: Campaign,
    streets: Streets,
    pub(super) doors: Vec<StoredDoor>,
    pub(super) record: TurfRecord,
    pub(super) list: WalkList,
}

type Address = (String, String);

fn key(street: &str, number: &str) -> Address {
    (street_key(street), HouseNumber::parse(number).key())
}

impl Turf {
    /// The doors around the town's first apartment building.
    pub(super) fn of_town() -> Self {
        let town = generate(7);
        let map = read_bytes(town.osm_xml.as_bytes(), Path::new("town.osm")).unwrap();
        let places: HashMap<Address, LatLon> = doors(&map)
            .iter()
            .map(|door| (key(&door.street, &door.number), door.at))
            .collect();
        let mut homes: BTreeMap<(Address, String), Vec<csv::StringRecord>> = BTreeMap::new();
        for row in csv::Reader::from_reader(town.voters_csv.as_bytes()).records() {
            let row = row.unwrap();
            homes
                .entry((key(&row[4], &row[3]), row[5].to_owned()))
                .or_default()
                .push(row);
        }
        let middle = places[&homes
            .keys()
            .find(|(_, unit)| unit.starts_with("Apt 2"))
            .unwrap()
            .0];
        homes.retain(|(address, _), _| places[address].distance_m(middle) < RADIUS_M);
        let graph = street_graph(&map);
        let streets = Streets {
            costs: WalkingCosts::default(),
            water: water(&map)
                .into_iter()
                .map(|water| match water {
                    Water::Line(line) => (line, false),
                    Water::Area(line) => (line, true),
                })
                .collect(),
            attribution: OSM_ATTRIBUTION.into(),
            graph,
        };
        Self::of_homes(streets, &homes, &places)
    }

    fn of_homes(
        streets: Streets,
        homes: &BTreeMap<(Address, String), Vec<csv::StringRecord>>,
        places: &HashMap<Address, LatLon>,
    ) -> Self {
        let mut lines: BTreeMap<Address, Vec<&str>> = BTreeMap::new();
        for ((address, _), rows) in homes {
            lines.entry(address.clone()).or_default().push(&rows[0][3]);
        }
        let shared: Vec<&Address> = lines
            .iter()
            .filter(|(_, units)| units.len() > 1)
            .map(|(address, _)| address)
            .collect();
        let mut turf = Self {
            campaign: Campaign {
                id: CampaignId(1),
                name: "Spring".into(),
                time_zone: "UTC".into(),
                quiet_hours: None,
                cool_down_h: 12,
                emergency: None,
                help_line: None,
                notice: None,
                seal_key: None,
                lease_h: None,
            },
            doors: Vec::new(),
            record: TurfRecord::default(),
            list: WalkList {
                id: WalkListId(1),
                turf: TURF,
                name: "Turf 4".into(),
                job: Job::Canvass,
                script: None,
                version: 3,
                on_streets: true,
                style: Style::Quickest,
                avoid_steps: false,
                part: None,
                totals: Default::default(),
                stops: Vec::new(),
            },
            streets,
        };
        for (id, ((address, unit), rows)) in (1..).zip(homes) {
            let building = shared
                .iter()
                .position(|a| *a == address)
                .map(|i| BuildingId(i as u32 + 1));
            turf.add(DoorId(id), building, unit, rows, places[address]);
        }
        turf.place_and_order();
        turf
    }

    fn add(
        &mut self,
        id: DoorId,
        building: Option<BuildingId>,
        unit: &str,
        rows: &[csv::StringRecord],
        at: LatLon,
    ) {
        let unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
        let (number, street) = (rows[0][3].to_owned(), rows[0][4].to_owned());
        if let Some(building) = building
            && self
                .record
                .buildings
                .iter()
                .all(|known| known.id != building)
        {
            let (line, access) = (
                format!("{number} {street}"),
                Some("Bells left of the gate".into()),
            );
            self.record.buildings.push(Building {
                id: building,
                line,
                access,
            });
        }
        let people = rows.iter().map(|row| Person {
            key: PersonKey::Imported(PersonId(
                row[0]
                    .trim_start_matches(|c: char| !c.is_ascii_digit())
                    .parse()
                    .unwrap(),
            )),
            door: id,
            household: Some(HouseholdId(id.0)),
            name: format!("{} {}", &row[1], &row[2]),
            party: Some(row[9].to_owned()).filter(|party| !party.is_empty()),
            no_contact: false,
        });
        let record = DoorRecord {
            people: people.collect(),
            ..DoorRecord::default()
        };
        self.record.records.insert(id, record);
        self.record.doors.push(Door {
            id,
            building,
            number: number.clone(),
            street: street.clone(),
            unit: unit.clone(),
            city: String::new(),
            postcode: String::new(),
            beside: None,
            at: Some(at),
        });
        let turf = Some(TURF);
        self.doors.push(StoredDoor {
            id,
            building,
            number,
            street,
            unit,
            at: Some(at),
            spot: None,
            turf,
        });
    }

    fn place_and_order(&mut self) {
        let addresses: Vec<DoorAddress<'_>> = self
            .doors
            .iter()
            .map(|door| DoorAddress {
                street: &door.street,
                number: &door.number,
                at: door.at,
            })
            .collect();
        let placed = Placer::new(&self.streets.graph).place_all(&addresses);
        for (door, place) in self.doors.iter_mut().zip(placed) {
            door.spot = place.spot;
        }
        let doors: Vec<_> = self.doors.iter().collect();
        let mut found = walks(
            &self.streets,
            TURF,
            "Turf 4",
            &doors,
            Job::Canvass,
            &WalkWish::default(),
        );
        let list = found.lists.remove(0);
        self.list.stops = list.stops;
        self.list.totals = list.totals;
        assert!(self.list.stops.len() > 30, "{}", self.list.stops.len());
    }

    pub(super) fn sheet(&self) -> WalkSheet {
        turf(&TurfSheet {
            campaign: &self.campaign,
            list: &self.list,
            record: &self.record,
            doors: &self.doors,
            streets: &self.streets,
            join: None,
            paper: Paper::Letter,
        })
    }

    pub(super) fn door(&self, id: DoorId) -> &Door {
        self.record.doors.iter().find(|door| door.id == id).unwrap()
    }

    /// What is recorded at a door of a stop.
    pub(super) fn record_at(&mut self, stop: usize, door: usize) -> &mut DoorRecord {
        self.record
            .records
            .get_mut(&self.list.stops[stop].doors[door])
            .unwrap()
    }
}
