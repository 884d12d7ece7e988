//! How good a set of units is as a turf.

use super::field::Field;
use super::graph::Link;
use super::unit::Unit;

/// Units and links, with what a fair turf is.
pub(crate) struct Land<'a> {
    pub(crate) units: Vec<&'a Unit>,
    /// Whether a unit is one that a turf grows around: each turf has one of them, if there are any.
    pub(crate) seeds: Vec<bool>,
    /// Between them, by their places in `units`.
    pub(crate) links: Vec<Link>,
    /// For each unit its links, as indices.
    pub(crate) at: Vec<Vec<usize>>,
    /// Work of a fair turf.
    pub(crate) fair_ms: f64,
    /// Mean square distance from the middle in a round turf of fair work, in m².
    pub(crate) fair_m2: f64,
}

/// Price of a turf whose work is off by the whole of a fair one, squared.
const UNEQUAL: f64 = 120.0;
/// Price of parting neighbours, for each unit of [`Link::worth`].
const PARTED: f64 = 0.03;

/// Sums over units from which a turf is judged.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) units: usize,
    pub(crate) seeds: usize,
    pub(crate) work: f64,
    x: f64,
    y: f64,
    square: f64,
    weight: f64,
}

impl Sums {
    fn of(unit: &Unit, is_seed: bool) -> Self {
        let (x, y) = unit.at;
        let weight = unit.doors.len() as f64;
        Self {
            units: 1,
            seeds: usize::from(is_seed),
            work: unit.doors_ms + unit.walking_ms,
            x: x * weight,
            y: y * weight,
            square: (x * x + y * y) * weight,
            weight,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            units: self.units + other.units,
            seeds: self.seeds + other.seeds,
            work: self.work + other.work,
            x: self.x + other.x,
            y: self.y + other.y,
            square: self.square + other.square,
            weight: self.weight + other.weight,
        }
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self {
            units: self.units - other.units,
            seeds: self.seeds - other.seeds,
            work: self.work - other.work,
            x: self.x - other.x,
            y: self.y - other.y,
            square: self.square - other.square,
            weight: self.weight - other.weight,
        }
    }

    /// Sum of squared distances of the doors from their middle, in m².
    fn spread(self) -> f64 {
        if self.weight <= 0.0 {
            return 0.0;
        }
        (self.square - (self.x * self.x + self.y * self.y) / self.weight).max(0.0)
    }

    /// Mean square distance of the doors from their middle, in m².
    pub(crate) fn spread_m2(self) -> f64 {
        if self.weight > 0.0 {
            self.spread() / self.weight
        } else {
            0.0
        }
    }
}

impl<'a> Land<'a> {
    /// All of a field, for a cut into `turfs` turfs.
    pub(crate) fn all(field: &'a Field<'_>, turfs: usize) -> Self {
        let all = field.units.iter().collect();
        Self::new(all, field.stays.clone(), field.links.clone(), turfs)
    }

    /// Some units of a field in ascending order, for a cut into `turfs` turfs.
    pub(crate) fn some(field: &'a Field<'_>, some: &[usize], turfs: usize) -> Self {
        let units = some.iter().map(|&u| &field.units[u]);
        let links = (0..).zip(some).flat_map(|(a, &unit)| {
            let links = field.links_from(unit).iter();
            links.filter_map(move |&link| {
                let b = some.binary_search(&link.b).ok()?;
                Some(Link { a, b, ..link })
            })
        });
        let seeds = some.iter().map(|&u| field.stays[u]);
        Self::new(units.collect(), seeds.collect(), links.collect(), turfs)
    }

    fn new(units: Vec<&'a Unit>, seeds: Vec<bool>, links: Vec<Link>, turfs: usize) -> Self {
        let mut at = vec![Vec::new(); units.len()];
        for (i, link) in links.iter().enumerate() {
            at[link.a].push(i);
            at[link.b].push(i);
        }
        let mut land = Self {
            units,
            seeds,
            links,
            at,
            fair_ms: 0.0,
            fair_m2: 1.0,
        };
        let all = (0..land.units.len())
            .map(|u| land.sums(u))
            .fold(Sums::default(), Sums::plus);
        land.fair_ms = all.work / turfs as f64;
        land.fair_m2 = (all.spread_m2() / turfs as f64).max(1.0);
        land
    }

    pub(crate) fn sums(&self, unit: usize) -> Sums {
        Sums::of(self.units[unit], self.seeds[unit])
    }

    /// Price of a piece that is to become `turfs` turfs, parted neighbours not counted.
    pub(crate) fn price(&self, piece: Sums, turfs: usize) -> f64 {
        let k = turfs as f64;
        let off = piece.work / (self.fair_ms * k) - 1.0;
        let round = piece.spread_m2() / (self.fair_m2 * k);
        k * (UNEQUAL * off * off + round)
    }

    /// Price of parting neighbours.
    pub(crate) fn parting(&self, worth: f64) -> f64 {
        PARTED * worth
    }
}
