//! A cut made better: neighbouring turfs are parted anew, and border units change sides.

use std::collections::BTreeSet;

use super::score::{Land, Sums};
use super::split::split;
use crate::route::Random;

/// Trees drawn to part two turfs anew.
const TREES: usize = 12;
/// What a change must save to be made.
const WORTHWHILE: f64 = 1e-9;

/// Improves `turf_of` (a turf for each unit) until a round changes nothing, at most `rounds`.
/// Turfs stay in one piece and are never emptied.
pub(crate) fn refine(
    land: &Land,
    turf_of: &mut [usize],
    turfs: usize,
    rounds: usize,
    random: &mut Random,
) {
    for _ in 0..rounds {
        let mut changed = part_pairs_anew(land, turf_of, random);
        while move_border_units(land, turf_of, turfs) {
            changed = true;
        }
        if !changed {
            break;
        }
    }
}

fn sums(land: &Land, units: &[usize]) -> Sums {
    units
        .iter()
        .map(|&u| Sums::of(&land.units[u]))
        .fold(Sums::default(), Sums::plus)
}

fn part_pairs_anew(land: &Land, turf_of: &mut [usize], random: &mut Random) -> bool {
    let pairs: BTreeSet<(usize, usize)> = land
        .links
        .iter()
        .map(|l| (turf_of[l.a], turf_of[l.b]))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    let mut changed = false;
    for (a, b) in pairs {
        let of = |turf: usize| -> Vec<usize> {
            (0..turf_of.len()).filter(|&u| turf_of[u] == turf).collect()
        };
        let (ours, theirs) = (of(a), of(b));
        let border: f64 = ours
            .iter()
            .flat_map(|&u| land.at[u].iter().map(move |&l| (u, l)))
            .filter(|&(u, l)| turf_of[land.over(l, u)] == b)
            .map(|(_, l)| land.links[l].worth)
            .sum();
        // After earlier changes of this round they may not be neighbours any more.
        let touching = ours
            .iter()
            .any(|&u| land.at[u].iter().any(|&l| turf_of[land.over(l, u)] == b));
        if !touching {
            continue;
        }
        let price = land.price(sums(land, &ours), 1)
            + land.price(sums(land, &theirs), 1)
            + land.parting(border);
        let mut both = [ours, theirs].concat();
        both.sort_unstable();
        if let Some(halves) = split(land, &both, 2, TREES, random)
            && halves.price < price - WORTHWHILE
        {
            for u in halves.first {
                turf_of[u] = a;
            }
            for u in halves.second {
                turf_of[u] = b;
            }
            changed = true;
        }
    }
    changed
}

fn move_border_units(land: &Land, turf_of: &mut [usize], turfs: usize) -> bool {
    let mut all = vec![Sums::default(); turfs];
    for (u, unit) in land.units.iter().enumerate() {
        all[turf_of[u]] = all[turf_of[u]].plus(Sums::of(unit));
    }
    let mut changed = false;
    for u in 0..turf_of.len() {
        let from = turf_of[u];
        if all[from].units < 2 {
            continue;
        }
        let others: BTreeSet<usize> = land.at[u]
            .iter()
            .filter(|&&l| land.links[l].on_streets)
            .map(|&l| turf_of[land.over(l, u)])
            .filter(|&t| t != from)
            .collect();
        let unit = Sums::of(&land.units[u]);
        let worth_to = |turf: usize| -> f64 {
            land.at[u]
                .iter()
                .filter(|&&l| turf_of[land.over(l, u)] == turf)
                .map(|&l| land.links[l].worth)
                .sum()
        };
        let best = others
            .into_iter()
            .map(|to| {
                let before = land.price(all[from], 1) + land.price(all[to], 1);
                let after =
                    land.price(all[from].minus(unit), 1) + land.price(all[to].plus(unit), 1);
                (
                    before - after + land.parting(worth_to(to) - worth_to(from)),
                    to,
                )
            })
            .filter(|&(gain, _)| gain > WORTHWHILE)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, to)) = best
            && holds_without(land, turf_of, u)
        {
            turf_of[u] = to;
            all[from] = all[from].minus(unit);
            all[to] = all[to].plus(unit);
            changed = true;
        }
    }
    changed
}

/// Whether the turf of `unit` hangs together without it.
fn holds_without(land: &Land, turf_of: &[usize], unit: usize) -> bool {
    let turf = turf_of[unit];
    let wanted: BTreeSet<usize> = land.at[unit]
        .iter()
        .map(|&l| land.over(l, unit))
        .filter(|&v| turf_of[v] == turf)
        .collect();
    let Some(&first) = wanted.first() else {
        return true;
    };
    let mut seen = BTreeSet::from([first]);
    let mut open = vec![first];
    let mut found = 0;
    while let Some(v) = open.pop() {
        found += usize::from(wanted.contains(&v));
        if found == wanted.len() {
            return true;
        }
        for &l in &land.at[v] {
            let w = land.over(l, v);
            if w != unit && turf_of[w] == turf && seen.insert(w) {
                open.push(w);
            }
        }
    }
    false
}
