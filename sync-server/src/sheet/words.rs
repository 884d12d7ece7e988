//! The sheet's own English, in one place for translation: addresses, sides, floors, ways and
//! warnings. The fixed words of the page are `turfwalk_print::Labels`.

use turfwalk_core::address::{line, street_key};
use turfwalk_core::merge::DoorState;
use turfwalk_core::model::Job;
use turfwalk_core::route::{CrossingPlace, Turn};
use turfwalk_core::walk_list::StreetSide;
use turfwalk_print::Paper;

use super::way::Move;

/// A way of more moves than this is left to the map.
const MOST_MOVES: usize = 5;
/// Shorter stretches are told without their length, in metres.
const SHORT_M: u32 = 15;

pub(super) fn job(job: Job) -> &'static str {
    match job {
        Job::Canvass => "Canvass",
        Job::Flyer => "Flyers",
        Job::GetOutTheVote => "Get out the vote",
    }
}

pub(super) fn address(house: &str, street: &str) -> String {
    if street.trim().is_empty() && !house.trim().is_empty() {
        // A bare number would not read as an address.
        return format!("No. {}", house.trim());
    }
    line(house, street, None)
}

/// A door's street, spelled as on the map of the street `on` that it is placed at: a sheet that
/// mixes `MILL RIVER RD` with `Mill River Road` reads as two streets. A door without a street has
/// the one that it is placed at; a street of another name stays.
pub(super) fn street_on(written: String, on: Option<&str>) -> String {
    let is_empty = written.trim().is_empty();
    match on {
        Some(on) if is_empty || street_key(&written) == street_key(on) => on.to_owned(),
        _ => written,
    }
}

pub(super) fn street(name: &str) -> String {
    if name.trim().is_empty() {
        "Street not named".to_owned()
    } else {
        name.to_owned()
    }
}

pub(super) fn side(side: StreetSide) -> &'static str {
    match side {
        StreetSide::Odd => "odd side",
        StreetSide::Even => "even side",
        StreetSide::One => "",
        StreetSide::Both => "both sides",
    }
}

/// A floor as `Unit::floor` counts it.
pub(super) fn floor(floor: i16) -> String {
    match floor {
        i16::MAX => "Top floor".to_owned(),
        0 => "Ground floor".to_owned(),
        -1 => "Basement".to_owned(),
        below if below < 0 => format!("Basement {}", below.unsigned_abs()),
        n => {
            let ending = match (n % 100, n % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            };
            format!("{n}{ending} floor")
        }
    }
}

/// How far one was with a door when the sheet was printed.
pub(super) fn state(state: DoorState) -> Option<&'static str> {
    match state {
        DoorState::Open => None,
        DoorState::TryAgain => Some("Tried before"),
        DoorState::Done => Some("Done already"),
    }
}

pub(super) const STRAIGHT_LINES: &str = "No streets were loaded when this walk was ordered: its order and distances go by straight lines.";

pub(super) fn off_the_map(stops: usize) -> String {
    match stops {
        1 => "1 stop is on no street of the map and is not drawn.".to_owned(),
        n => format!("{n} stops are on no street of the map and are not drawn."),
    }
}

pub(super) fn not_listed(doors: usize) -> String {
    match doors {
        1 => "1 door fits no street of the map and is not on this sheet.".to_owned(),
        n => format!("{n} doors fit no street of the map and are not on this sheet."),
    }
}

pub(super) fn left_out(doors: usize) -> String {
    match doors {
        1 => "1 door of this turf is not on this list: it was made for less time or fewer doors."
            .to_owned(),
        n => format!(
            "{n} doors of this turf are not on this list: it was made for less time or fewer doors."
        ),
    }
}

pub(super) fn in_doubt(doors: usize) -> String {
    match doors {
        1 => "1 door's place on the map is a guess: its point and its street do not agree, or one is missing.".to_owned(),
        n => format!("The places of {n} doors on the map are guesses: their points and streets do not agree, or one is missing."),
    }
}

/// The way in a sentence, for someone who stands in the street `on`; `None` where there is
/// nothing to tell.
pub(super) fn way(moves: &[Move], on: &str, paper: Paper) -> Option<String> {
    if moves.len() > MOST_MOVES {
        return Some(long_way(moves, paper));
    }
    let mut on = Some(on);
    let mut parts: Vec<String> = Vec::new();
    for (i, step) in moves.iter().enumerate() {
        let part = match step {
            Move::Along {
                turn,
                street,
                metres,
            } => {
                let part = along(*turn, street.as_deref(), on);
                on = street.as_deref().or(on);
                with_length(part, *metres, paper)
            }
            Move::Cross {
                street,
                place,
                saves_m,
                ..
            } => {
                let before = i.checked_sub(1).and_then(|i| moves.get(i));
                let what = cross(street.as_deref(), place, before);
                match saves_m {
                    Some(saved) if *saved >= WORTH_SAYING_M => {
                        format!("{what} (saves {})", length(*saved, paper))
                    }
                    _ => what,
                }
            }
            Move::Across { metres } => {
                format!(
                    "go about {}: the map has no way there",
                    length(*metres, paper)
                )
            }
        };
        parts.push(part);
    }
    let last = parts.pop()?;
    let text = if parts.is_empty() {
        last
    } else {
        format!("{}, then {last}", parts.join(", "))
    };
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
}

fn long_way(moves: &[Move], paper: Paper) -> String {
    let metres: u32 = moves
        .iter()
        .map(|step| match step {
            Move::Along { metres, .. } | Move::Across { metres } => *metres,
            Move::Cross { .. } => 0,
        })
        .sum();
    let into = moves.iter().rev().find_map(|step| match step {
        Move::Along {
            street: Some(street),
            ..
        } => Some(street),
        _ => None,
    });
    let length = length(metres, paper);
    match into {
        Some(street) => format!("Follow the line on the map for {length} into {street}"),
        None => format!("Follow the line on the map for {length}"),
    }
}

fn along(turn: Option<Turn>, street: Option<&str>, on: Option<&str>) -> String {
    let Some(street) = street else {
        return match turn {
            Some(Turn::Left) => "left along a way without a name",
            Some(Turn::Right) => "right along a way without a name",
            _ => "on along a way without a name",
        }
        .to_owned();
    };
    let stays = on.map(street_key) == Some(street_key(street));
    let lead = match (turn, stays) {
        (Some(Turn::Back), true) => "back along",
        (Some(Turn::Back), false) => "sharply back into",
        (_, true) => "on along",
        (Some(Turn::Left), false) => "left into",
        (Some(Turn::Right), false) => "right into",
        (_, false) => "straight on into",
    };
    format!("{lead} {street}")
}

fn cross(street: Option<&str>, place: &CrossingPlace, before: Option<&Move>) -> String {
    let what = format!("cross {}", street.unwrap_or("the road"));
    let CrossingPlace::Corner { with } = place else {
        return what;
    };
    // The second of two crossings at one corner.
    let is_told = matches!(before, Some(Move::Cross { street: crossed, place: CrossingPlace::Corner { .. }, .. })
        if crossed.as_deref().map(street_key) == with.as_deref().map(street_key));
    match with {
        _ if is_told => what,
        Some(with) => format!("{what} at the corner with {with}"),
        None => format!("{what} at the corner"),
    }
}

/// A crossing that spares less than this needs no reason.
const WORTH_SAYING_M: u32 = 50;

fn with_length(text: String, metres: u32, paper: Paper) -> String {
    if metres < SHORT_M {
        text
    } else {
        format!("{text}, {}", length(metres, paper))
    }
}

/// Metres or feet as people say them.
fn length(metres: u32, paper: Paper) -> String {
    let to = |step: u32, value: f64| ((value / f64::from(step)).round() as u32).max(1) * step;
    let m = f64::from(metres);
    match paper {
        Paper::A4 if metres < 1000 => format!("{} m", to(10, m)),
        Paper::A4 => format!("{:.1} km", m / 1000.0),
        Paper::Letter if m < 304.8 => format!("{} ft", to(50, m / 0.3048)),
        Paper::Letter => format!("{:.1} mi", m / 1609.344),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn along(turn: Option<Turn>, street: &str, metres: u32) -> Move {
        Move::Along {
            turn,
            street: Some(street.into()),
            metres,
        }
    }

    fn cross(street: &str, with: Option<&str>) -> Move {
        let place = match with {
            Some(with) => CrossingPlace::Corner {
                with: Some(with.into()),
            },
            None => CrossingPlace::MidBlock,
        };
        Move::Cross {
            street: Some(street.into()),
            place,
            minor: false,
            saves_m: None,
        }
    }

    #[test]
    fn a_way_reads_as_a_person_would_tell_it() {
        let (left, right, back) = (Some(Turn::Left), Some(Turn::Right), Some(Turn::Back));
        for (moves, told) in [
            (
                vec![
                    cross("Elm Street", Some("Oak Avenue")),
                    along(right, "Oak Avenue", 118),
                ],
                "Cross Elm Street at the corner with Oak Avenue, then right into Oak Avenue, 120 m",
            ),
            (vec![cross("Elm Street", None)], "Cross Elm Street"),
            (vec![along(left, "Oak Avenue", 8)], "Left into Oak Avenue"),
            (
                vec![cross("Elm Street", None), along(back, "Elm Street", 40)],
                "Cross Elm Street, then back along Elm Street, 40 m",
            ),
            (
                vec![
                    cross("Elm St", Some("Oak Ave")),
                    cross("Oak Ave", Some("Elm St")),
                    along(left, "Oak Ave", 60),
                ],
                "Cross Elm St at the corner with Oak Ave, cross Oak Ave, then left into Oak Ave, 60 m",
            ),
            (
                vec![Move::Across { metres: 1234 }],
                "Go about 1.2 km: the map has no way there",
            ),
        ] {
            assert_eq!(way(&moves, "Elm Street", Paper::A4).as_deref(), Some(told));
        }
        assert_eq!(way(&[], "Elm Street", Paper::A4), None);
        assert_eq!(
            way(&[along(left, "Oak Avenue", 118)], "", Paper::Letter).as_deref(),
            Some("Left into Oak Avenue, 400 ft")
        );
    }

    #[test]
    fn a_street_is_spelled_as_on_the_map() {
        for (written, on, told) in [
            ("MILL RIVER RD", Some("Mill River Road"), "Mill River Road"),
            ("", Some("Mill River Road"), "Mill River Road"),
            ("Court Street", Some("Mill River Road"), "Court Street"),
            ("MILL RIVER RD", None, "MILL RIVER RD"),
        ] {
            assert_eq!(street_on(written.into(), on), told);
        }
    }

    #[test]
    fn floors_are_counted_in_words() {
        for (number, told) in [
            (1, "1st floor"),
            (2, "2nd floor"),
            (11, "11th floor"),
            (23, "23rd floor"),
            (0, "Ground floor"),
            (-2, "Basement 2"),
            (i16::MAX, "Top floor"),
        ] {
            assert_eq!(floor(number), told);
        }
    }
}
