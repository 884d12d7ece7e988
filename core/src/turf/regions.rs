//! All turfs made better, some neighbouring ones at a time.
//!
//! Large cuts have many regions, and a second round with other regions, whose middles lie where the
//! borders of the first were. In the end all trade once more, with smaller units.

use std::collections::{BTreeSet, VecDeque};

use super::field::Field;
use super::improve::{Care, improve, polish, times_between};
use crate::route::Random;

/// At most so many turfs are looked at together.
const TURFS: usize = 64;
/// And of larger turfs about so many doors, as the times between all of them are looked up.
const DOORS: usize = 3_000;
/// A small cut, and one of many turfs.
const FEW: Care = Care {
    tries: 600,
    starts: 2,
    recuts: 30,
};
const MANY_TURFS: Care = Care {
    tries: 250,
    starts: 1,
    recuts: 1,
};
/// Tries for each of the smaller units in the end, and looks at real walks: the same.
const LAST: (usize, usize) = (40, 6);
const LAST_OF_MANY: (usize, usize) = (20, 2);
/// From so many turfs on there are many.
const MANY: usize = 80;
type Walking<'w> = super::cut::Walking<'w>;

/// Makes the turfs of a field better; the field comes back with smaller units, as they were traded
/// last. If `anew`, turfs may become quite others.
pub(crate) fn improve_all<'a>(
    mut field: Field<'a>,
    mut turf_of: Vec<u32>,
    anew: bool,
    random: &mut Random,
    walking: &mut Walking<'_>,
) -> (Field<'a>, Vec<u32>) {
    let mut held = vec![false; field.turfs()];
    for &turf in &turf_of {
        held[turf as usize] = true;
    }
    let free = |t: &u32| !field.left_alone[*t as usize] && held[*t as usize];
    let turfs: Vec<u32> = (0..field.turfs() as u32).filter(free).collect();
    let (care, last) = if turfs.len() > MANY {
        (MANY_TURFS, LAST_OF_MANY)
    } else {
        (FEW, LAST)
    };
    if turfs.len() <= TURFS {
        let starts = if anew { care.starts } else { 1 };
        let times = times_between(&field, &turfs, &turf_of);
        improve(
            &mut field,
            &times,
            &turfs,
            &mut turf_of,
            Care { starts, ..care },
            random,
            walking,
        );
        let (field, mut turf_of) = field.finer(&turf_of);
        polish(&field, &times, &turfs, &mut turf_of, last, random, walking);
        return (field, turf_of);
    }
    let mut borders = BTreeSet::new();
    for tries in [care.tries, care.tries / 2] {
        let regions = regions(&field, &turf_of, &turfs, &borders);
        for region in &regions {
            let times = times_between(&field, region, &turf_of);
            improve(
                &mut field,
                &times,
                region,
                &mut turf_of,
                Care {
                    tries,
                    starts: 1,
                    ..care
                },
                random,
                walking,
            );
        }
        borders = outer(&field, &turf_of, &regions);
    }
    let (field, mut turf_of) = field.finer(&turf_of);
    for region in regions(&field, &turf_of, &turfs, &borders) {
        let times = times_between(&field, &region, &turf_of);
        polish(&field, &times, &region, &mut turf_of, last, random, walking);
    }
    (field, turf_of)
}

/// The turfs beside each turf.
fn neighbours(field: &Field<'_>, turf_of: &[u32]) -> Vec<BTreeSet<u32>> {
    let mut beside = vec![BTreeSet::new(); field.turfs()];
    for link in &field.links {
        let (a, b) = (turf_of[link.a], turf_of[link.b]);
        if a != b {
            beside[a as usize].insert(b);
            beside[b as usize].insert(a);
        }
    }
    beside
}

/// Turfs in regions of neighbours, begun in the middle of the borders of earlier ones.
fn regions(
    field: &Field<'_>,
    turf_of: &[u32],
    turfs: &[u32],
    borders: &BTreeSet<u32>,
) -> Vec<Vec<u32>> {
    let each = field.doors.len() / field.turfs().max(1);
    let most = (DOORS / each.max(1)).clamp(4, TURFS);
    let beside = neighbours(field, turf_of);
    let mut left: BTreeSet<u32> = turfs.iter().copied().collect();
    let mut regions: Vec<Vec<u32>> = Vec::new();
    let first = borders.iter().chain(turfs).copied();
    for seed in first {
        if !left.remove(&seed) {
            continue;
        }
        let mut region = vec![seed];
        let mut open = VecDeque::from([seed]);
        while let Some(turf) = open.pop_front() {
            for &next in &beside[turf as usize] {
                if region.len() < most && left.remove(&next) {
                    region.push(next);
                    open.push_back(next);
                }
            }
        }
        regions.push(region);
    }
    // Scraps join a region beside them.
    let (mut whole, scraps): (Vec<_>, Vec<_>) =
        regions.into_iter().partition(|r| r.len() >= most / 4);
    for scrap in scraps {
        let near = whole.iter_mut().filter(|r| r.len() < 2 * most).find(|r| {
            let touches = |t: &u32| beside[*t as usize].iter().any(|n| r.contains(n));
            scrap.iter().any(touches)
        });
        match near {
            Some(region) => region.extend(scrap),
            None => whole.push(scrap),
        }
    }
    whole
}

/// Turfs beside a turf of another region.
fn outer(field: &Field<'_>, turf_of: &[u32], regions: &[Vec<u32>]) -> BTreeSet<u32> {
    let mut region_of = vec![usize::MAX; field.turfs()];
    for (r, region) in regions.iter().enumerate() {
        for &turf in region {
            region_of[turf as usize] = r;
        }
    }
    let mut outer = BTreeSet::new();
    for (turf, beside) in (0..).zip(neighbours(field, turf_of)) {
        let of = |t: u32| region_of[t as usize];
        if beside.iter().any(|&b| of(b) != of(turf)) {
            outer.insert(turf);
        }
    }
    outer
}
