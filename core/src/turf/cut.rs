//! Doors into turfs.

use super::field::{Field, spots};
use super::goal::{Cut, CutGoal, DoorAt, Held, Size, Turf};
use super::joined::Joined;
use super::regions::improve_all;
use super::unit::Unit;
use super::{grow, keep, part};
use crate::route::{Random, walked_ms};
use crate::streets::{Pavement, SpotOnStreet, WalkingTimes};

/// The order of a good walk through all of some stops, by the times between them: asked a few times
/// for each turf.
pub type Walking<'w> = dyn FnMut(&WalkingTimes) -> Vec<usize> + 'w;

/// Doors cut into turfs of equal work, each in one piece on the streets and compact.
///
/// Work is the time at the doors and the walk between them. Doors with one spot or one building
/// number stay together, block faces do as far as equal work allows, and borders fall on busy
/// roads and where there is no street. Doors on parts that no street joins become turfs of their
/// own or, where too few, join the nearest; such a turf is marked.
///
/// A building of more work than a fair turf is a turf by itself, or with little besides. Turfs
/// come in the order of their first doors.
///
/// Where minutes are asked for, how many turfs they make is known only once walks between far
/// doors are: the cut is made again with the number that the work of the one before tells.
pub fn cut(
    pavement: &Pavement<'_>,
    doors: &[DoorAt],
    goal: &CutGoal,
    walking: &mut Walking<'_>,
) -> Cut {
    let mut found = cut_once(pavement, doors, goal, walking);
    let Size::MinutesEach(minutes) = goal.size else {
        return found;
    };
    let each_ms = u64::from(minutes.max(1)) * 60_000;
    for _ in 0..CUTS_AGAIN {
        let work: u64 = found.turfs.iter().map(|turf| turf.work_ms).sum();
        let turfs = work.div_ceil(each_ms) as usize;
        if turfs == found.turfs.len() || turfs == 0 {
            break;
        }
        let size = Size::Turfs(turfs);
        found = cut_once(pavement, doors, &CutGoal { size, ..*goal }, walking);
    }
    found
}

/// How often a cut by minutes is made again with a better number of turfs.
const CUTS_AGAIN: usize = 2;

fn cut_once(
    pavement: &Pavement<'_>,
    doors: &[DoorAt],
    goal: &CutGoal,
    walking: &mut Walking<'_>,
) -> Cut {
    let Some(field) = Field::of(pavement, doors, goal, None) else {
        return Cut::default();
    };
    let mut random = Random::new(goal.seed);
    let turf_of = part::all(&field, &mut random);
    let (field, turf_of) = improve_all(field, turf_of, true, &mut random, walking);
    let mut turfs = turfs_of(&field, &turf_of, field.turfs(), walking);
    turfs.sort_by_key(|t| t.doors.first().copied());
    Cut { turfs }
}

/// Doors cut as by [`cut`] into turfs that grow around places: one for each, with a building that
/// is nearest to it, in the order of the places. The goal's size is not looked at.
///
/// Places that have no building left to begin with get no turf; the others keep their position in
/// [`Turf::was`].
pub fn cut_around(
    pavement: &Pavement<'_>,
    doors: &[DoorAt],
    places: &[SpotOnStreet],
    goal: &CutGoal,
    walking: &mut Walking<'_>,
) -> Cut {
    let goal = CutGoal {
        size: Size::Turfs(places.len()),
        ..*goal
    };
    let Some(mut field) = Field::of(pavement, doors, &goal, None) else {
        return Cut::default();
    };
    grow::around(&mut field, places);
    let mut random = Random::new(goal.seed);
    let turf_of = part::all(&field, &mut random);
    let (field, turf_of) = improve_all(field, turf_of, true, &mut random, walking);
    let turfs = turfs_of(&field, &turf_of, field.turfs(), walking);
    Cut { turfs }
}

/// Doors cut anew, where some are in turfs already: `held` says so for each door.
///
/// Turfs that are given out are left alone. Doors of other turfs stay together as far as equal
/// work allows; new doors join the turf beside them, a given-out one only where there is no other.
/// The goal's size counts all turfs, given out or not; where it asks for more or fewer than there
/// are, the heaviest are parted or the lightest given up. [`Turf::was`] tells which turf each goes
/// back to; turfs come in that order, new ones last.
pub fn cut_again(
    pavement: &Pavement<'_>,
    doors: &[DoorAt],
    held: &[Held],
    goal: &CutGoal,
    walking: &mut Walking<'_>,
) -> Cut {
    let Some(mut field) = Field::of(pavement, doors, goal, Some(held)) else {
        return Cut::default();
    };
    let mut random = Random::new(goal.seed);
    let turf_of = keep::held(&mut field, held, &mut random);
    let (field, turf_of) = improve_all(field, turf_of, false, &mut random, walking);
    let turfs = turfs_of(&field, &turf_of, field.turfs(), walking);
    Cut { turfs }
}

/// The turfs that areas drawn by hand make of doors: `area` says for each door in which it lies.
///
/// One turf for each area with doors, in their order ([`Turf::was`] is the area); doors in none
/// are in no turf. A building goes to the first area that has a door of it.
pub fn cut_within(
    pavement: &Pavement<'_>,
    doors: &[DoorAt],
    area: &[Option<usize>],
    goal: &CutGoal,
    walking: &mut Walking<'_>,
) -> Cut {
    let held: Vec<Held> = area.iter().map(|a| a.map_or(Held::New, Held::In)).collect();
    let areas = area.iter().flatten().max().map_or(0, |most| most + 1);
    let Some(mut field) = Field::of(pavement, doors, goal, Some(&held)) else {
        return Cut::default();
    };
    // What lies outside is kept as one more turf until all is told.
    field.was = (0..areas).map(Some).chain([None]).collect();
    let area_of = |unit: &Unit| unit.held.turf().unwrap_or(areas) as u32;
    let turf_of: Vec<u32> = field.units.iter().map(area_of).collect();
    let turfs = turfs_of(&field, &turf_of, areas, walking);
    Cut { turfs }
}

/// The first so many turfs as they are told, each walked.
fn turfs_of(
    field: &Field<'_>,
    turf_of: &[u32],
    first: usize,
    walking: &mut Walking<'_>,
) -> Vec<Turf> {
    let mut joined = Joined::new(field.units.len());
    for link in &field.links {
        if link.on_streets && turf_of[link.a] == turf_of[link.b] {
            joined.join(link.a, link.b);
        }
    }
    let mut pieces = vec![std::collections::BTreeSet::new(); field.turfs()];
    let mut held = vec![Vec::new(); field.turfs()];
    for (u, unit) in field.units.iter().enumerate() {
        pieces[turf_of[u] as usize].insert(joined.group(u));
        held[turf_of[u] as usize].extend(unit.doors.iter().copied());
    }
    let mut turfs = Vec::new();
    for (turf, mut doors) in held.into_iter().enumerate().take(first) {
        if doors.is_empty() {
            continue;
        }
        doors.sort_unstable();
        let times = field.pavement.times(&spots(field.doors, &doors));
        let walking_ms = walked_ms(&walking(&times), |a, b| times.ms(a, b));
        turfs.push(Turf {
            walking_ms,
            work_ms: walking_ms + doors.len() as u64 * field.goal.at_door_ms,
            doors,
            in_one_piece: pieces[turf].len() <= 1,
            was: field.was[turf],
        });
    }
    turfs
}
