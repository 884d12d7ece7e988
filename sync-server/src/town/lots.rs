//! Lots along the streets, their numbers, and which hold houses, flats or nothing.

use std::collections::BTreeMap;

use super::plan::{Kind, Plan, Point, RIVER_HALF_M, Stretch};
use super::random::Random;

/// A building with its address.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    pub(super) number: String,
    pub(super) street: &'static str,
    /// The middle of the house.
    pub(super) at: Point,
    /// A unit vector from the house towards its street.
    pub(super) front: Point,
    /// Flats by name; empty for a house.
    pub(super) units: Vec<String>,
    run: usize,
    count: u32,
    left: bool,
}

pub(super) struct Lots(pub(super) Vec<Lot>);

/// Buildings with flats.
const APARTMENTS: usize = 46;

impl Lots {
    /// Divides the land along all streets, so that houses and flats are `doors` together.
    pub(super) fn divide(plan: &Plan, doors: usize, random: &mut Random) -> Self {
        let mut lots = places(plan, random);
        give_numbers(&mut lots, random);
        let mut order: Vec<usize> = (0..lots.len()).collect();
        random.shuffle(&mut order);
        // Flats stand on the greater streets first.
        order.sort_by_key(|i| {
            !matches!(
                lots[*i].street,
                "North Main Street" | "South Main Street" | "Mill River Road" | "Church Street"
            )
        });
        for i in order.iter().step_by(2).take(APARTMENTS) {
            lots[*i].units = units(random);
        }
        let mut made = Self(lots);
        // What is too much stays empty land.
        let mut empty: Vec<usize> = (0..made.0.len())
            .filter(|i| made.0[*i].units.is_empty())
            .collect();
        random.shuffle(&mut empty);
        empty.truncate(made.door_count().saturating_sub(doors));
        empty.sort_unstable();
        for i in empty.into_iter().rev() {
            made.0.remove(i);
        }
        made
    }

    /// Houses and flats.
    pub(super) fn door_count(&self) -> usize {
        self.0.iter().map(|l| l.units.len().max(1)).sum()
    }
}

/// Room for houses: beside a street, off its corners, and clear of all others and the river.
fn places(plan: &Plan, random: &mut Random) -> Vec<Lot> {
    let mut lots: Vec<Lot> = Vec::new();
    let mut along: BTreeMap<usize, f64> = BTreeMap::new();
    for stretch in plan
        .stretches
        .iter()
        .filter(|s| !s.bridge && !s.name.is_empty())
    {
        let length = length(&stretch.line);
        let start = along.entry(stretch.run).or_default();
        for left in [true, false] {
            let court = stretch.kind == Kind::CulDeSac;
            let mut here = random.between(19.0, 24.0);
            let end = length - if court { 2.0 } else { 19.0 };
            while here < end {
                let setback = random.between(13.0, 16.5);
                if let Some((at, front)) = beside(stretch, here, left, setback)
                    && is_free(plan, &lots, at, setback)
                {
                    // Numbers rise with every five metres, odd on the left; courts count round.
                    let count = if !court {
                        let pairs = ((*start + here) / 9.0) as u32;
                        pairs * 2 + if left { 1 } else { 2 }
                    } else if left {
                        (here / 14.0) as u32 + 1
                    } else {
                        ((2.0 * length - here) / 14.0) as u32 + 2
                    };
                    lots.push(Lot {
                        number: String::new(),
                        street: stretch.name,
                        at,
                        front,
                        units: Vec::new(),
                        run: stretch.run,
                        count,
                        left,
                    });
                }
                here += random.between(14.5, 19.5);
            }
        }
        *start += length;
    }
    lots
}

/// Turns counts into numbers, each once a street, some with letters, halves and ranges.
fn give_numbers(lots: &mut Vec<Lot>, random: &mut Random) {
    lots.sort_by_key(|l| (l.run, l.count, l.left));
    let mut last: BTreeMap<(usize, bool), u32> = BTreeMap::new();
    let mut extra = Vec::new();
    for lot in lots.iter_mut() {
        let court = lot.run >= 100;
        let step = if court { 1 } else { 2 };
        // A court counts all round, so both its sides share one row of numbers.
        let taken = last.entry((lot.run, lot.left && !court)).or_insert(0);
        let number = lot.count.max(if *taken == 0 { 1 } else { *taken + step });
        *taken = number;
        lot.number = number.to_string();
        match random.below(60) {
            0 => {
                lot.number = format!("{number}-{}", number + step);
                *taken = number + step;
            }
            1 | 2 => extra.push(behind(lot, format!("{number}A"))),
            3 => extra.push(behind(lot, format!("{number} 1/2"))),
            _ => {}
        }
    }
    lots.extend(extra);
}

/// A second house on the lot, behind the first.
fn behind(lot: &Lot, number: String) -> Lot {
    let at = (lot.at.0 - lot.front.0 * 9.0, lot.at.1 - lot.front.1 * 9.0);
    Lot {
        number,
        at,
        ..lot.clone()
    }
}

fn units(random: &mut Random) -> Vec<String> {
    let (floors, flats) = (2 + random.below(3), 2 + random.below(4));
    let style = random.below(3);
    let mut out = Vec::new();
    for floor in 1..=floors {
        for flat in 1..=flats {
            out.push(match style {
                0 => format!("Apt {floor}{}", char::from(b'A' + flat as u8 - 1)),
                1 => format!("Apt {floor}{flat:02}"),
                _ => format!("Unit {}", (floor - 1) * flats + flat),
            });
        }
    }
    out
}

pub(super) fn distance(a: Point, b: Point) -> f64 {
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    (x * x + y * y).sqrt()
}

fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|p| distance(p[0], p[1])).sum()
}

/// The point beside a street and the direction from it to the street.
fn beside(stretch: &Stretch, along: f64, left: bool, off: f64) -> Option<(Point, Point)> {
    let mut rest = along;
    for pair in stretch.line.windows(2) {
        let step = distance(pair[0], pair[1]);
        if rest <= step {
            let (x, y) = (
                (pair[1].0 - pair[0].0) / step,
                (pair[1].1 - pair[0].1) / step,
            );
            let out = if left { (-y, x) } else { (y, -x) };
            let on = (pair[0].0 + x * rest, pair[0].1 + y * rest);
            return Some(((on.0 + out.0 * off, on.1 + out.1 * off), (-out.0, -out.1)));
        }
        rest -= step;
    }
    None
}

/// Whether a house stands here: not in a street, the river or another house.
fn is_free(plan: &Plan, lots: &[Lot], at: Point, setback: f64) -> bool {
    let clear = |line: &[Point], off: f64| line.windows(2).all(|p| off_line(p[0], p[1], at) >= off);
    plan.stretches.iter().all(|s| clear(&s.line, setback - 1.5))
        && clear(&plan.river, RIVER_HALF_M + 12.0)
        && lots.iter().all(|l| distance(l.at, at) >= 13.0)
}

fn off_line(a: Point, b: Point, p: Point) -> f64 {
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    let squared = x * x + y * y;
    let share = (((p.0 - a.0) * x + (p.1 - a.1) * y) / squared).clamp(0.0, 1.0);
    distance(p, (a.0 + x * share, a.1 + y * share))
}
