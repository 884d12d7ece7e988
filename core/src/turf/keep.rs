//! A cut that goes on from one that there is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::field::Field;
use super::goal::Held;
use super::score::Land;
use super::split::split;
use crate::route::Random;

const NOBODY: u32 = u32::MAX;
/// Trees drawn to part a turf that is too heavy.
const TREES: usize = 40;

/// A turf for each unit: what is held stays, what is new joins the turf beside it, and there are
/// as many turfs as the goal asks for. Sets homes, and which turfs are left alone.
pub(crate) fn held(field: &mut Field<'_>, held: &[Held], random: &mut Random) -> Vec<u32> {
    let wanted = field.turfs();
    // Turfs in the order of their earlier numbers.
    let mut turfs: BTreeMap<usize, bool> = BTreeMap::new();
    for held in held {
        match *held {
            Held::In(turf) => {
                turfs.entry(turf).or_insert(false);
            }
            Held::GivenOut(turf) => {
                turfs.insert(turf, true);
            }
            Held::New => {}
        }
    }
    let number: BTreeMap<usize, u32> = turfs.keys().copied().zip(0..).collect();
    field.was = turfs.keys().map(|&turf| Some(turf)).collect();
    field.left_alone = turfs.values().copied().collect();
    let mut turf_of = vec![NOBODY; field.units.len()];
    for (u, unit) in field.units.iter().enumerate() {
        if let Some(turf) = unit.held.turf() {
            turf_of[u] = number[&turf];
        }
    }
    field.home = turf_of
        .iter()
        .map(|&t| (t != NOBODY).then_some(t))
        .collect();
    if field.was.is_empty() {
        field.was = vec![None; wanted];
        field.left_alone = vec![false; wanted];
        return super::part::all(field, random);
    }
    give_up(field, &mut turf_of, wanted);
    join(field, &mut turf_of, false);
    join(field, &mut turf_of, true);
    part(field, &mut turf_of, wanted, random);
    for (u, &turf) in turf_of.iter().enumerate() {
        field.stays[u] = field.left_alone[turf as usize];
    }
    turf_of
}

fn work(field: &Field<'_>, turf_of: &[u32]) -> Vec<f64> {
    let mut work = vec![0.0; field.turfs()];
    for (unit, &turf) in field.units.iter().zip(turf_of) {
        if turf != NOBODY {
            work[turf as usize] += unit.doors_ms + unit.walking_ms;
        }
    }
    work
}

/// Gives up the lightest turfs that are too many; their doors are as new.
fn give_up(field: &mut Field<'_>, turf_of: &mut [u32], wanted: usize) {
    let work = work(field, turf_of);
    let mut free: Vec<usize> = (0..field.turfs())
        .filter(|&t| !field.left_alone[t])
        .collect();
    free.sort_by(|&a, &b| work[a].total_cmp(&work[b]).then(a.cmp(&b)));
    let most = field
        .turfs()
        .saturating_sub(wanted)
        .min(free.len().saturating_sub(1));
    let mut number = vec![NOBODY; field.turfs()];
    let mut next = 0;
    for (turf, number) in number.iter_mut().enumerate() {
        if !free[..most].contains(&turf) {
            *number = next;
            next += 1;
        }
    }
    for turf in turf_of.iter_mut().filter(|t| **t != NOBODY) {
        *turf = number[*turf as usize];
    }
    for home in &mut field.home {
        *home = home.map(|t| number[t as usize]).filter(|&t| t != NOBODY);
    }
    let mut kept = number.iter().map(|&n| n != NOBODY);
    field.was.retain(|_| kept.next().unwrap_or(true));
    let mut kept = number.iter().map(|&n| n != NOBODY);
    field.left_alone.retain(|_| kept.next().unwrap_or(true));
}

/// Units of no turf join the nearest beside them: of those that are not left alone first.
fn join(field: &Field<'_>, turf_of: &mut [u32], any: bool) {
    let mut beside = vec![Vec::new(); field.units.len()];
    for link in &field.links {
        beside[link.a].push((link.b, link.apart_m));
        beside[link.b].push((link.a, link.apart_m));
    }
    let mut open = BinaryHeap::new();
    for (u, &turf) in turf_of.iter().enumerate() {
        if turf != NOBODY && (any || !field.left_alone[turf as usize]) {
            open.push(Reverse((0, u, turf)));
        }
    }
    let mut seen = vec![false; turf_of.len()];
    while let Some(Reverse((gone, u, turf))) = open.pop() {
        if std::mem::replace(&mut seen[u], true) {
            continue;
        }
        turf_of[u] = turf;
        for &(v, metres) in &beside[u] {
            if turf_of[v] == NOBODY {
                open.push(Reverse((gone + (metres * 10.0) as u64 + 1, v, turf)));
            }
        }
    }
}

/// Parts the heaviest turf in two until there are enough.
fn part(field: &mut Field<'_>, turf_of: &mut [u32], wanted: usize, random: &mut Random) {
    let mut whole = vec![false; field.turfs()];
    while field.turfs() < wanted {
        let work = work(field, turf_of);
        let heaviest = (0..field.turfs())
            .filter(|&t| !field.left_alone[t] && !whole[t])
            .max_by(|&a, &b| work[a].total_cmp(&work[b]).then(b.cmp(&a)));
        let Some(heaviest) = heaviest else { return };
        let mine: Vec<usize> = (0..turf_of.len())
            .filter(|&u| turf_of[u] as usize == heaviest)
            .collect();
        let land = Land::all(field, wanted);
        let Some(halves) = split(&land, &mine, 2, TREES, random) else {
            whole[heaviest] = true;
            continue;
        };
        // What is parted off has no home any more.
        let new = field.turfs() as u32;
        for u in halves.second {
            turf_of[u] = new;
            field.home[u] = None;
        }
        field.was.push(None);
        field.left_alone.push(false);
        whole.push(false);
    }
}
