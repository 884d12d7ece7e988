//! The times between all stops of a region, found once.

use super::field::{Field, spots};
use super::goal::DoorAt;
use super::subgraph::Subgraph;
use crate::route::walked_ms;
use crate::streets::{Pavement, SpotOnStreet, StreetTimes, Walking, WalkingCosts, WalkingTimes};

/// Up to so many stops the times are held as a matrix, which has them sooner.
const MATRIX: usize = 8_000;

/// Times between the stops of some units.
pub(crate) struct RegionTimes<'a> {
    doors: &'a [DoorAt],
    spots: Vec<SpotOnStreet>,
    times: Times,
}

enum Times {
    Matrix(WalkingTimes),
    Held(Box<StreetTimes>),
}

impl<'a> RegionTimes<'a> {
    /// For some units, by these costs; of a large field only the streets around them are looked at.
    pub(crate) fn of(field: &Field<'a>, units: &[usize], costs: &WalkingCosts) -> Self {
        let doors: Vec<usize> = units
            .iter()
            .flat_map(|&u| field.units[u].doors.iter().copied())
            .collect();
        let spots = spots(field.doors, &doors);
        let times = if units.len() < field.units.len() {
            let units = units.iter().map(|&u| &field.units[u]);
            let part = Subgraph::around(field.pavement.graph(), units);
            let placed: Vec<SpotOnStreet> = spots.iter().map(|&spot| part.spot(spot)).collect();
            let pavement = Pavement::new(&part.graph, costs);
            Times::between(&pavement, &placed)
        } else {
            Times::between(&Pavement::new(field.pavement.graph(), costs), &spots)
        };
        Self {
            doors: field.doors,
            spots,
            times,
        }
    }

    /// The number of the stop at a spot.
    pub(crate) fn stop(&self, spot: SpotOnStreet) -> usize {
        let found = self.spots.binary_search(&spot);
        found.expect("the spots of all doors were collected")
    }

    /// From one stop to another.
    pub(crate) fn ms(&self, a: usize, b: usize) -> u32 {
        match &self.times {
            Times::Matrix(times) => times.ms(a, b),
            Times::Held(times) => times.ms(a, b),
        }
    }

    /// A walk from stop to stop.
    pub(crate) fn walked_ms(&self, order: &[usize]) -> u64 {
        walked_ms(order, |a, b| self.ms(a, b))
    }

    /// The stops of some doors, each once, in order.
    pub(crate) fn stops(&self, doors: &[usize]) -> Vec<usize> {
        let spots = spots(self.doors, doors);
        spots.into_iter().map(|spot| self.stop(spot)).collect()
    }

    /// The times between some stops.
    pub(crate) fn among(&self, stops: &[usize]) -> WalkingTimes {
        let rows = stops
            .iter()
            .flat_map(|&a| stops.iter().map(move |&b| (a, b)));
        let ms = rows.map(|(a, b)| self.ms(a, b)).collect();
        WalkingTimes::both_ways(stops.len(), ms)
    }
}

impl Times {
    fn between(pavement: &Pavement<'_>, spots: &[SpotOnStreet]) -> Self {
        if spots.len() <= MATRIX {
            Self::Matrix(pavement.times(spots))
        } else {
            Self::Held(Box::new(pavement.street_times(spots)))
        }
    }
}
