//! Claims about trades, on a grid of units: against a slow twin that floods and adds up anew.

use proptest::prelude::*;

use super::cut_tests::town;
use super::field::Field;
use super::heat::Effort;
use super::improve::times_between;
use super::market::{Crowd, Market, market};
use super::part;
use super::round::{Round, Ways};
use super::score::Land;
use super::trade::{Slack, Trade};
use super::{CutGoal, Size};
use crate::route::Random;
use crate::streets::{Pavement, WalkingCosts};

/// `wide × wide` units a hundred seconds apart, each as long as a tenth of that.
fn grid(wide: usize, doors_ms: &[i64]) -> Market {
    let place = |end: usize| {
        let unit = end / 2;
        let (x, y) = (unit % wide, unit / wide);
        (100 * x as i64 + 10 * (end % 2) as i64, 100 * y as i64)
    };
    let units = wide * wide;
    let between = |a: usize, b: usize| {
        let ((ax, ay), (bx, by)) = (place(a), place(b));
        ((ax - bx).abs() + (ay - by).abs()) as u32 * 1000
    };
    let ends = 2 * units;
    let ms = (0..ends).flat_map(|a| (0..ends).map(move |b| between(a, b)));
    let beside = |u: usize| -> Vec<u32> {
        let (x, y) = (u % wide, u / wide);
        let mut near = Vec::new();
        for (there, v) in [
            (x > 0, u.wrapping_sub(1)),
            (x + 1 < wide, u + 1),
            (y > 0, u.wrapping_sub(wide)),
            (y + 1 < wide, u + wide),
        ] {
            if there {
                near.push(v as u32);
            }
        }
        near
    };
    let beside: Vec<Vec<u32>> = (0..units).map(beside).collect();
    Market {
        ways: Ways::new((0..ends as u32).collect(), ends, ms.collect()),
        at_door_ms: 0,
        doors_ms: doors_ms.iter().copied().cycle().take(units).collect(),
        ties: beside
            .iter()
            .map(|near| near.iter().map(|&v| (v, 5_000.0)).collect())
            .collect(),
        views: vec![beside.clone()],
        beside,
        island: None,
        crowds: crowds_of_rows(wide),
        crowds_of: (0..units as u32).map(|u| vec![u / wide as u32]).collect(),
        face: (0..units as u32).map(|u| u / 3 * 2).collect(),
        stays: vec![false; units],
        home: vec![None; units],
    }
}

/// A door at the beginning of each row, the nearest to which are at its end.
fn crowds_of_rows(wide: usize) -> Vec<Crowd> {
    let row = |y: usize| Crowd {
        unit: (y * wide) as u32,
        near: [1, 2, 3, 4].map(|back| (y * wide + wide - back) as u32),
        doors: 1,
    };
    (0..wide).map(row).collect()
}

fn hangs_together(market: &Market, turf_of: &[u32], turf: u32) -> bool {
    let mut left: Vec<u32> = (0..turf_of.len() as u32)
        .filter(|&u| turf_of[u as usize] == turf)
        .collect();
    let mut open: Vec<u32> = left.pop().into_iter().collect();
    if open.is_empty() {
        return false;
    }
    while let Some(u) = open.pop() {
        let (near, far) = left
            .iter()
            .partition(|v| market.beside[u as usize].contains(v));
        open.extend::<Vec<u32>>(near);
        left = far;
    }
    left.is_empty()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn trades_keep_turfs_whole_and_their_sums_right(
        doors_ms in prop::collection::vec(60_000..900_000_i64, 1..8),
        turfs in 1..7_usize,
        seed in any::<u64>(),
    ) {
        let wide = 7;
        let market = grid(wide, &doors_ms);
        // Rows of units, so uneven at first.
        let began: Vec<u32> = (0..wide * wide).map(|u| (u / wide).min(turfs - 1) as u32).collect();
        let mut trade = Trade::new(&market, began, turfs, Slack::LARGE_UNITS);
        let effort = Effort { tries: 4_000, from_ms: 60_000.0, to_ms: 500.0 };
        trade.run(effort, &mut Random::new(seed));
        let mut work = Vec::new();
        for turf in 0..turfs {
            prop_assert!(hangs_together(&market, &trade.turf_of, turf as u32));
            let held: Vec<u32> = (0..trade.turf_of.len() as u32)
                .filter(|&u| trade.turf_of[u as usize] as usize == turf)
                .collect();
            let mut walked: Vec<u32> = trade.rounds[turf].units().collect();
            walked.sort_unstable();
            prop_assert_eq!(&walked, &held);
            // A walk made anew of the same units is not much shorter.
            let anew = Round::through(&market.ways, held.iter().copied()).ms;
            prop_assert!(trade.rounds[turf].ms * 2 <= anew * 3);
            let doors: i64 = held.iter().map(|&u| market.doors_ms[u as usize]).sum();
            work.push(doors + trade.rounds[turf].ms);
        }
        // What trades were told to cost adds up to what the turfs cost now.
        let again = Trade::new(&market, trade.turf_of.clone(), turfs, Slack::LARGE_UNITS).besides_ms();
        prop_assert!((trade.besides_ms() - again).abs() < 1.0);
        let mean = work.iter().sum::<i64>() / turfs as i64;
        let heaviest = work.iter().copied().max().unwrap();
        prop_assert!(heaviest * 100 <= mean * 125, "{heaviest} of {mean}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn turfs_cut_anew_are_never_dearer_and_their_sums_right(
        turfs in 2..7_usize,
        doors in 1..5_usize,
        seed in any::<u64>(),
    ) {
        cut_town_anew(turfs, doors, seed, |before, after, trade| {
            prop_assert_eq!((before.0, after.0), (turfs as u32, turfs as u32));
            prop_assert!(after.1 <= before.1 * 1.001, "{:?} after {:?}", after, before);
            let again = Trade::new(trade.market, trade.turf_of.clone(), turfs, Slack::LARGE_UNITS);
            prop_assert!((trade.besides_ms() - again.besides_ms()).abs() < 1.0);
            for turf in 0..turfs {
                let sorted = |trade: &Trade<'_>| {
                    let mut held: Vec<u32> = trade.rounds[turf].units().collect();
                    held.sort_unstable();
                    held
                };
                prop_assert_eq!(sorted(trade), sorted(&again));
                prop_assert_eq!(trade.doors_ms[turf], again.doors_ms[turf]);
            }
            Ok(())
        })?;
    }
}

/// Cuts the turfs of a town anew, and shows how they stood before and after, and what they are.
fn cut_town_anew<T>(
    turfs: usize,
    doors: usize,
    seed: u64,
    see: impl FnOnce((u32, f64), (u32, f64), &Trade<'_>) -> T,
) -> T {
    let (graph, doors) = town(4, 3, doors);
    let pavement = Pavement::new(&graph, &WalkingCosts::default());
    let goal = CutGoal {
        size: Size::Turfs(turfs),
        ..CutGoal::default()
    };
    let field = Field::of(&pavement, &doors, &goal, None).expect("there are doors");
    let random = &mut Random::new(seed);
    let began = part::all(&field, random);
    let numbers: Vec<u32> = (0..turfs as u32).collect();
    let units: Vec<usize> = (0..field.units.len()).collect();
    let times = times_between(&field, &numbers, &began);
    let number = numbers.iter().map(|&turf| (turf, turf)).collect();
    let market = market(&field, &units, &number, &times);
    let mut trade = Trade::new(&market, began, turfs, Slack::LARGE_UNITS);
    trade.find_fair();
    let before = trade.standing();
    trade.cut_anew(&Land::some(&field, &units, turfs), 12, random);
    trade.find_fair();
    see(before, trade.standing(), &trade)
}

#[test]
fn turfs_get_better_by_being_cut_anew() {
    for (turfs, seed) in [(4, 1), (5, 2), (6, 3)] {
        let (before, after) = cut_town_anew(turfs, 4, seed, |before, after, _| (before.1, after.1));
        assert!(
            after < before * 0.96,
            "{turfs} turfs: {after} after {before}"
        );
    }
}

#[test]
fn what_a_turf_has_too_much_is_passed_on_over_full_ones() {
    let wide = 7;
    let market = grid(wide, &[600_000]);
    // Rows of seven units, but the first has eight and the third six: only the second lies between.
    let turf = |unit: usize| match unit {
        0..8 => 0,
        8..15 => 1,
        _ => (unit / wide) as u32,
    };
    let began: Vec<u32> = (0..wide * wide).map(turf).collect();
    let mut trade = Trade::new(&market, began, wide, Slack::LARGE_UNITS);
    trade.be_fair();
    assert!(trade.level(), "something is traded");
    for turf in 0..wide as u32 {
        let held = trade.turf_of.iter().filter(|&&t| t == turf).count();
        assert_eq!(held, wide, "units of turf {turf}");
        assert!(hangs_together(&market, &trade.turf_of, turf));
    }
    assert!(!trade.level(), "fair turfs are left alone");
}
