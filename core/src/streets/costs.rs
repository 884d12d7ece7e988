//! What walking and crossing cost, as integers, so that every device counts the same.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::RoadClass;

/// Walking speed and the price of crossing each kind of road. Fixed in a street pack and printed
/// with each result.
///
/// The defaults:
/// - walking 750 ms a metre (1.33 m/s, 4.8 km/h): between the 1.2 m/s by which signals are
///   timed for slower walkers (MUTCD 2009, 4E.06, 3.5–4 ft/s) and the 1.4 m/s that adults
///   choose (Bohannon, Age and Ageing 26, 1997);
/// - stairs 1,700 ms a metre (0.59 m/s along the slope: Fujiyama and Tyler, 2004);
/// - a crossing is the roadway's usual width at walking speed plus the mean wait: service 4 m
///   and none; quiet 7 m and 2 s; busy 10 m and 12 s; major 14 m and 30 s (waits by the order
///   of the Highway Capacity Manual's signal delay `(C − g)² / 2C`: 27 s for a 90 s cycle with
///   20 s of green). Paths and stairs are crossed for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WalkingCosts {
    /// Milliseconds for a metre on the flat.
    pub ms_per_m: u32,
    /// Milliseconds for a metre of stairs.
    pub steps_ms_per_m: u32,
    /// Milliseconds to cross a service way, at corners or anywhere.
    pub cross_service_ms: u32,
    /// Milliseconds to cross a quiet street, at corners or anywhere.
    pub cross_quiet_ms: u32,
    /// Milliseconds to cross a busy road, at corners only.
    pub cross_busy_ms: u32,
    /// Milliseconds to cross a major road, at corners only.
    pub cross_major_ms: u32,
}

impl Default for WalkingCosts {
    fn default() -> Self {
        Self {
            ms_per_m: 750,
            steps_ms_per_m: 1_700,
            cross_service_ms: 3_000,
            cross_quiet_ms: 7_250,
            cross_busy_ms: 19_500,
            cross_major_ms: 40_500,
        }
    }
}

/// A style of walking as weights on crossings, in percent of [`WalkingCosts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CrossingWeights {
    /// Service ways and quiet streets.
    pub quiet_percent: u32,
    /// Busy and major roads.
    pub busy_percent: u32,
}

impl CrossingWeights {
    /// As they are: the quickest walk.
    pub const QUICKEST: Self = Self {
        quiet_percent: 100,
        busy_percent: 100,
    };
    /// One side at a time: any crossing is worth a long way round.
    pub const ONE_SIDE: Self = Self {
        quiet_percent: 800,
        busy_percent: 300,
    };
    /// To and fro on quiet streets; busy roads stay borders.
    pub const ZIGZAG: Self = Self {
        quiet_percent: 20,
        busy_percent: 150,
    };
}

impl WalkingCosts {
    /// The same with weighted crossings: for choosing an order, not for saying how long it takes.
    #[must_use]
    pub fn weighted(self, by: CrossingWeights) -> Self {
        let scale = |ms: u32, percent: u32| {
            u32::try_from(u64::from(ms) * u64::from(percent) / 100).unwrap_or(u32::MAX / 64)
        };
        Self {
            cross_service_ms: scale(self.cross_service_ms, by.quiet_percent),
            cross_quiet_ms: scale(self.cross_quiet_ms, by.quiet_percent),
            cross_busy_ms: scale(self.cross_busy_ms, by.busy_percent),
            cross_major_ms: scale(self.cross_major_ms, by.busy_percent),
            ..self
        }
    }

    /// Milliseconds to cross a road of this class once.
    pub fn crossing_ms(&self, class: RoadClass) -> u32 {
        match class {
            RoadClass::Path | RoadClass::Steps => 0,
            RoadClass::Service => self.cross_service_ms,
            RoadClass::Quiet => self.cross_quiet_ms,
            RoadClass::Busy => self.cross_busy_ms,
            RoadClass::Major => self.cross_major_ms,
        }
    }

    /// Whether one crosses such a road between corners.
    pub fn crosses_mid_block(class: RoadClass) -> bool {
        class <= RoadClass::Quiet
    }

    /// Milliseconds from a road's start to a place along it. A walk between two places on it
    /// takes the difference, so that pieces always add up exactly to the whole.
    pub fn along_ms(&self, class: RoadClass, along_cm: u32) -> u64 {
        let per_m = match class {
            RoadClass::Steps => self.steps_ms_per_m,
            _ => self.ms_per_m,
        };
        u64::from(along_cm) * u64::from(per_m) / 100
    }
}

/// One line for print and screen.
impl fmt::Display for WalkingCosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = |ms: u32| f64::from(ms) / 1000.0;
        write!(
            f,
            "walking {:.2} m/s, stairs {:.2} m/s; crossing a service way {:.0} s, a quiet street \
             {:.0} s, a busy road {:.0} s, a major road {:.0} s",
            1.0 / s(self.ms_per_m.max(1)),
            1.0 / s(self.steps_ms_per_m.max(1)),
            s(self.cross_service_ms),
            s(self.cross_quiet_ms),
            s(self.cross_busy_ms),
            s(self.cross_major_ms),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greater_road_costs_more_to_cross() {
        let costs = WalkingCosts::default();
        let prices: Vec<u32> = [
            RoadClass::Path,
            RoadClass::Service,
            RoadClass::Quiet,
            RoadClass::Busy,
            RoadClass::Major,
        ]
        .map(|c| costs.crossing_ms(c))
        .to_vec();
        assert!(prices.is_sorted_by(|a, b| a < b), "{prices:?}");
    }

    #[test]
    fn the_defaults_print_as_a_sentence() {
        let text = WalkingCosts::default().to_string();
        assert!(
            text.starts_with("walking 1.33 m/s, stairs 0.59 m/s;"),
            "{text}"
        );
    }

    #[test]
    fn weights_touch_crossings_alone() {
        let costs = WalkingCosts::default().weighted(CrossingWeights::ZIGZAG);
        assert_eq!(costs.ms_per_m, 750);
        assert_eq!(costs.cross_quiet_ms, 1_450);
        assert_eq!(costs.cross_busy_ms, 29_250);
    }
}
