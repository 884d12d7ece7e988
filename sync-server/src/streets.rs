//! The streets in force, unpacked from the database.

use std::path::Path;

use turfwalk_core::model::{DoorId, LatLon};
use turfwalk_core::streets::osm::{Water, doors, street_graph, water};
use turfwalk_core::streets::{DoorAddress, Placer, SpotOnStreet, StreetGraph, WalkingCosts};
use turfwalk_core::streets::{PackError, StreetPack, clip};

use crate::db::{Db, DbError, ImportCount, Importer, NewDoor, StreetMap};
use crate::import::osm::{self, OsmError};

/// Whose data the streets are; stands on every map and print.
pub const OSM_ATTRIBUTION: &str = "© OpenStreetMap contributors, ODbL";
/// How far around a turf its street pack reaches, in metres.
const PACK_MARGIN_M: f64 = 400.0;
/// How far around its stops and places a walk may lead, in metres: as far as a place may be from the
/// nearest street.
const WALK_MARGIN_M: f64 = 2_000.0;

/// What goes wrong with streets.
#[derive(Debug, thiserror::Error)]
pub enum StreetsError {
    /// There are none yet.
    #[error(
        "there are no streets yet; run `turfwalk import streets FILE` with an OpenStreetMap extract of the area"
    )]
    None,
    /// The extract has no street that one may walk.
    #[error(
        "the map has no street that one may walk; take an OpenStreetMap extract with the area's roads in it"
    )]
    Empty,
    /// The file.
    #[error(transparent)]
    File(#[from] OsmError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The stored pack.
    #[error("the stored streets can't be read ({0}); import them again")]
    Pack(#[from] PackError),
}

/// The streets in force.
#[derive(Debug)]
pub struct Streets {
    /// What one may walk.
    pub graph: StreetGraph,
    /// What walking and crossing cost.
    pub costs: WalkingCosts,
    /// Rivers and lakes, for drawing: the line, and whether it encloses an area.
    pub water: Vec<(Vec<LatLon>, bool)>,
    /// Whose data they are.
    pub attribution: String,
}

/// What an import of streets came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreetsCount {
    /// Roads between corners.
    pub edges: usize,
    /// House numbers on the map.
    pub numbers: usize,
    /// What became of them.
    pub doors: ImportCount,
    /// Doors, of all imports, that are on no street.
    pub unplaced: usize,
    /// Doors whose place is in doubt.
    pub flagged: usize,
}

impl Streets {
    /// Those of the database.
    pub fn load(db: &Db) -> Result<Self, StreetsError> {
        let map = db.street_map()?.ok_or(StreetsError::None)?;
        let pack = StreetPack::decode(&map.pack)?;
        let water =
            serde_json::from_str(&map.water).map_err(|_| DbError::Unreadable { what: "river" })?;
        Ok(Self {
            graph: pack.graph,
            costs: pack.costs,
            water,
            attribution: map.attribution,
        })
    }

    /// The streets that a walk by some spots and places may take, and the spots on them. Of a region
    /// that is little, and all that is asked of streets takes time by how many there are.
    pub fn around(
        &self,
        spots: &[SpotOnStreet],
        places: &[LatLon],
    ) -> (StreetGraph, Vec<SpotOnStreet>) {
        clip(&self.graph, spots, places, WALK_MARGIN_M)
    }

    /// The pack for a phone: the streets around a turf's doors, and where the doors are on them.
    pub fn pack(&self, doors: &[(DoorId, SpotOnStreet)]) -> Vec<u8> {
        let spots: Vec<SpotOnStreet> = doors.iter().map(|(_, spot)| *spot).collect();
        let (graph, moved) = clip(&self.graph, &spots, &[], PACK_MARGIN_M);
        let mut doors: Vec<(u32, SpotOnStreet)> = doors
            .iter()
            .zip(moved)
            .map(|((door, _), spot)| (door.0, spot))
            .collect();
        doors.sort_unstable();
        StreetPack {
            graph,
            costs: self.costs,
            doors,
        }
        .encode()
    }
}

/// Reads an OpenStreetMap extract, puts its streets in force, takes its house numbers in as
/// doors, and places every door anew. `attribution` says whose data it is; `progress` is told
/// bytes read and bytes in all.
pub fn import(
    db: &Db,
    file: &Path,
    attribution: &str,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<StreetsCount, StreetsError> {
    let map = osm::read_with_progress(file, progress)?;
    let graph = street_graph(&map);
    if graph.edges.is_empty() {
        return Err(StreetsError::Empty);
    }
    let found = doors(&map);
    let lines: Vec<(Vec<LatLon>, bool)> = water(&map)
        .into_iter()
        .map(|water| match water {
            Water::Line(line) => (line, false),
            Water::Area(line) => (line, true),
        })
        .collect();
    let edges = graph.edges.len();
    let pack = StreetPack {
        graph,
        costs: WalkingCosts::default(),
        doors: Vec::new(),
    }
    .encode();
    let water = serde_json::to_string(&lines).map_err(|_| DbError::Unreadable { what: "river" })?;
    let (mut unplaced, mut flagged) = (0, 0);
    let count = db.import(|importer| -> Result<(), StreetsError> {
        importer.streets(&StreetMap {
            pack,
            water,
            attribution: attribution.into(),
        })?;
        for door in &found {
            importer.door(&NewDoor {
                number: door.number.clone(),
                street: door.street.clone(),
                unit: door.unit.clone(),
                city: door.city.clone(),
                postcode: door.postcode.clone(),
                at: Some(door.at),
            })?;
        }
        (unplaced, flagged) = place_doors(importer)?;
        Ok(())
    })?;
    Ok(StreetsCount {
        edges,
        numbers: found.len(),
        doors: count,
        unplaced,
        flagged,
    })
}

/// Places every door on the streets in force, in the import's transaction; how many are on none,
/// and how many are in doubt. Without streets in force nothing is placed yet.
pub fn place_doors(importer: &mut Importer<'_>) -> Result<(usize, usize), StreetsError> {
    let Some(map) = importer.street_map()? else {
        return Ok((importer.count_doors()?, 0));
    };
    let graph = StreetPack::decode(&map.pack)?.graph;
    let doors = importer.doors_to_place()?;
    let addresses: Vec<DoorAddress<'_>> = doors
        .iter()
        .map(|door| DoorAddress {
            street: &door.street,
            number: &door.number,
            at: door.at,
        })
        .collect();
    let placed = Placer::new(&graph).place_all(&addresses);
    let unplaced = placed.iter().filter(|place| place.spot.is_none()).count();
    let flagged = placed
        .iter()
        .filter(|p| p.spot.is_some() && p.flag.is_some())
        .count();
    importer.set_places(doors.iter().map(|door| door.id).zip(placed))?;
    Ok((unplaced, flagged))
}
