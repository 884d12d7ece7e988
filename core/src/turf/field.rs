//! What is to be cut: doors in units, how they hang together, and what may not be touched.

use super::goal::{CutGoal, DoorAt, Held, Size};
use super::graph::{Link, links};
use super::joined::Joined;
use super::unit::{Unit, count_buildings, units};
use crate::model::LatLon;
use crate::streets::{Pavement, SpotOnStreet, StreetGraph};

/// A unit has at most this part of a fair turf's work at its doors.
const UNITS_A_TURF: u64 = 14;

/// In the end, when single doors are traded.
const FINE_UNITS_A_TURF: u64 = 60;

/// Units and links, and the turfs that there are to be.
pub(crate) struct Field<'a> {
    pub(crate) pavement: &'a Pavement<'a>,
    pub(crate) doors: &'a [DoorAt],
    pub(crate) goal: CutGoal,
    held: Option<&'a [Held]>,
    /// The most work at the doors of a unit, single buildings apart.
    most_ms: u64,
    pub(crate) units: Vec<Unit>,
    pub(crate) links: Vec<Link>,
    /// For each turf the place or turf that it goes back to.
    pub(crate) was: Vec<Option<usize>>,
    /// Turfs that nothing is changed about.
    pub(crate) left_alone: Vec<bool>,
    /// Units that stay in the turf that they are in.
    pub(crate) stays: Vec<bool>,
    /// The turf that a unit had better stay in.
    pub(crate) home: Vec<Option<u32>>,
}

impl<'a> Field<'a> {
    /// `None` if there is no door.
    pub(crate) fn of(
        pavement: &'a Pavement<'a>,
        doors: &'a [DoorAt],
        goal: &CutGoal,
        held: Option<&'a [Held]>,
    ) -> Option<Self> {
        let buildings = count_buildings(doors);
        if buildings == 0 {
            return None;
        }
        let graph = pavement.graph();
        let units_of = |most_ms| units(graph, doors, goal.at_door_ms.max(1), &[most_ms], held);
        let turfs = match goal.size {
            Size::Turfs(turfs) => turfs,
            Size::DoorsEach(each) => doors.len().div_ceil(each.max(1)),
            Size::MinutesEach(minutes) => {
                let all = units_of(u64::MAX);
                let work: f64 = all.iter().map(|u| u.doors_ms + u.walking_ms).sum();
                (work / (f64::from(minutes.max(1)) * 60_000.0)).ceil() as usize
            }
        };
        let turfs = turfs.clamp(1, buildings);
        let at_doors = goal.at_door_ms * doors.len() as u64;
        let mut most_ms = at_doors / turfs as u64 / UNITS_A_TURF;
        let mut units = units_of(most_ms);
        // The last time with 0, which makes single buildings.
        while units.len() < (turfs * 4).min(buildings) && most_ms > 0 {
            most_ms /= 2;
            units = units_of(most_ms);
        }
        let links = links(graph, doors, &units);
        estimate(&mut units, &links);
        Some(Self {
            pavement,
            doors,
            goal: *goal,
            held,
            most_ms,
            stays: vec![false; units.len()],
            home: vec![None; units.len()],
            units,
            links,
            was: vec![None; turfs],
            left_alone: vec![false; turfs],
        })
    }

    /// The same with smaller units, each a part of one of now; and `of` these for each its turf.
    pub(crate) fn finer(self, turf_of: &[u32]) -> (Self, Vec<u32>) {
        let graph = self.pavement.graph();
        let at_door_ms = self.goal.at_door_ms.max(1);
        let work = at_door_ms * self.doors.len() as u64;
        let most_ms = (work / self.turfs().max(1) as u64 / FINE_UNITS_A_TURF).min(self.most_ms);
        let steps = [self.most_ms, most_ms];
        let mut units = units(graph, self.doors, at_door_ms, &steps, self.held);
        let mut unit_of = vec![0; self.doors.len()];
        for (u, unit) in self.units.iter().enumerate() {
            for &door in &unit.doors {
                unit_of[door] = u;
            }
        }
        let whole: Vec<usize> = units.iter().map(|unit| unit_of[unit.doors[0]]).collect();
        let links = links(graph, self.doors, &units);
        estimate(&mut units, &links);
        let fine = Self {
            stays: whole.iter().map(|&u| self.stays[u]).collect(),
            home: whole.iter().map(|&u| self.home[u]).collect(),
            most_ms,
            units,
            links,
            ..self
        };
        let turf_of = whole.iter().map(|&u| turf_of[u]).collect();
        (fine, turf_of)
    }

    /// The links of a unit with those that follow it.
    pub(crate) fn links_from(&self, unit: usize) -> &[Link] {
        let from = self.links.partition_point(|link| link.a < unit);
        let all = &self.links[from..];
        &all[..all.partition_point(|link| link.a == unit)]
    }

    pub(crate) fn turfs(&self) -> usize {
        self.was.len()
    }
}

/// Time to walk a metre until a walk has been ordered, at 1.33 m/s, and how much longer a walk is
/// than the shortest tree.
const MS_PER_M: f64 = 750.0 * 1.2;

/// Adds to each unit's walking its share of the ways between units: half of each link of the
/// shortest tree, which walks are not much longer than.
fn estimate(units: &mut [Unit], links: &[Link]) {
    let mut by_length: Vec<(u64, &Link)> = links
        .iter()
        .map(|link| ((link.apart_m * 100.0) as u64, link))
        .collect();
    by_length.sort_by_key(|(length, link)| (*length, link.a, link.b));
    let mut joined = Joined::new(units.len());
    for (_, link) in by_length {
        if link.on_streets && joined.join(link.a, link.b) {
            let half = |u: &Unit| f64::from(u.last.along_cm.abs_diff(u.first.along_cm)) / 200.0;
            let between = link.apart_m - half(&units[link.a]) - half(&units[link.b]);
            for u in [link.a, link.b] {
                units[u].walking_ms += between.max(0.0) * MS_PER_M / 2.0;
            }
        }
    }
}

/// How far from the middle of the road a door without a point is taken to stand, in metres.
const OFF_M: f64 = 12.0;

/// Where a door stands, in metres east and north of the first corner of the graph.
pub(crate) fn stands(graph: &StreetGraph, door: &DoorAt) -> [f64; 2] {
    let origin = graph.nodes.first().copied().unwrap_or(LatLon {
        lat_e7: 0,
        lon_e7: 0,
    });
    let at = door.at.unwrap_or_else(|| graph.point_of(door.spot, OFF_M));
    at.metres_from(origin).into()
}

/// The spots of some doors, each once.
pub(crate) fn spots(doors: &[DoorAt], some: &[usize]) -> Vec<SpotOnStreet> {
    let mut spots: Vec<SpotOnStreet> = some.iter().map(|&d| doors[d].spot).collect();
    spots.sort_unstable();
    spots.dedup();
    spots
}
