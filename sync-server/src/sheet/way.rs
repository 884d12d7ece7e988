//! The way from one heading to the next, told as a person would: side streets that one walks
//! past, bends and driveways left out. Wording is `words`'.

use turfwalk_core::address::street_key;
use turfwalk_core::route::{CrossingPlace, Leg, LegStep, Turn};
use turfwalk_core::streets::RoadClass;

/// A nameless stretch shorter than this is part of a corner, in metres.
const CORNER_M: u32 = 25;
/// A crossing between corners nearer than this is "here", in metres.
const HERE_M: u32 = 20;

/// One thing worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// Walk along a street; `None` for a way without a name.
    Along {
        /// Which way one turns for it.
        turn: Option<Turn>,
        /// Its name as displayed.
        street: Option<String>,
        /// How far.
        metres: u32,
    },
    /// Cross a road.
    Cross {
        /// Its name as displayed.
        street: Option<String>,
        /// Where.
        place: CrossingPlace,
        /// Whether one would mention it only to get somewhere.
        minor: bool,
        /// Metres that crossing here spares.
        saves_m: Option<u32>,
    },
    /// Go where no street of the map leads.
    Across {
        /// About how far.
        metres: u32,
    },
}

/// What to tell of `legs`, which follow each other, to someone who stands in the street `on`.
pub(super) fn way(legs: &[Leg], on: &str) -> Vec<Move> {
    let mut told: Vec<Move> = Vec::new();
    for leg in legs {
        if !leg.on_streets {
            told.push(Move::Across {
                metres: (leg.length_cm / 100) as u32,
            });
        }
        for step in &leg.steps {
            match step {
                LegStep::Along {
                    turn,
                    street,
                    metres,
                    ..
                } => {
                    along(&mut told, *turn, street.as_deref(), *metres);
                }
                LegStep::Cross {
                    street,
                    class,
                    place,
                    saves_m,
                    ..
                } => {
                    cross(&mut told, street.as_deref(), *class, place, *saves_m);
                }
            }
        }
    }
    let first_is_implied = match &told[..] {
        [
            Move::Along {
                turn,
                street: Some(street),
                metres,
            },
            next,
            ..,
        ] => {
            let here = matches!(
                next,
                Move::Cross {
                    place: CrossingPlace::MidBlock,
                    ..
                }
            );
            *turn != Some(Turn::Back)
                && street_key(street) == street_key(on)
                && (!here || *metres < HERE_M)
        }
        _ => false,
    };
    if first_is_implied {
        told.remove(0);
    }
    told
}

fn same(a: Option<&str>, b: Option<&str>) -> bool {
    a.map(street_key) == b.map(street_key)
}

fn along(told: &mut Vec<Move>, turn: Option<Turn>, street: Option<&str>, metres: u32) {
    if street.is_none() && metres < CORNER_M {
        return;
    }
    let ahead = matches!(turn, None | Some(Turn::Straight));
    // Side streets that one only walks past.
    if ahead {
        let passed = told.iter().rev().take_while(|step| {
            matches!(step, Move::Cross { minor: true, street: other, .. } if !same(other.as_deref(), street))
        });
        let kept = told.len() - passed.count();
        if kept > 0
            && matches!(&told[kept - 1], Move::Along { street: last, .. } if same(last.as_deref(), street))
        {
            told.truncate(kept);
        }
    }
    if let Some(Move::Along {
        street: last,
        metres: so_far,
        ..
    }) = told.last_mut()
        && same(last.as_deref(), street)
        && turn != Some(Turn::Back)
    {
        *so_far += metres;
        return;
    }
    told.push(Move::Along {
        turn,
        street: street.map(str::to_owned),
        metres,
    });
}

fn cross(
    told: &mut Vec<Move>,
    street: Option<&str>,
    class: RoadClass,
    place: &CrossingPlace,
    saves_m: Option<u32>,
) {
    let unnoticed = !class.has_faces()
        || class == RoadClass::Service
        || (street.is_none() && class == RoadClass::Quiet);
    // The second carriageway of one road.
    let again = matches!(told.last(), Some(Move::Cross { street: last, .. }) if same(last.as_deref(), street));
    if unnoticed || again {
        return;
    }
    told.push(Move::Cross {
        street: street.map(str::to_owned),
        place: place.clone(),
        minor: class == RoadClass::Quiet,
        saves_m,
    });
}
