//! What a visit is likely to come to: how likely somebody comes to the door, and how long it takes.
//!
//! Both are learnt from the visits that the phone holds. People are at home at other times on
//! working days than in the evening and at weekends (Weeks, Kulka and Pierson 1987), which holds
//! for second and third visits too, while visits at the same time of the week that found nobody
//! promise less and less (Kulka and Weeks 1988).

use jiff::Zoned;
use jiff::civil::Weekday;

use super::{AT_DOOR_MS, AT_LETTERBOX_MS};

/// The chance that somebody comes to a door of which nothing is known, in thousandths: a round
/// figure to begin from, which some dozens of visits outweigh.
const USUAL: u64 = 300;
/// What it takes to ring, wait and go, in milliseconds. A talk takes so much longer that a door
/// takes [`AT_DOOR_MS`] where the chance is the usual one.
const WAIT_MS: u64 = 45_000;
const TALK_MS: u64 = (AT_DOOR_MS as u64 - WAIT_MS) * 1_000 / USUAL;
/// How many visits all that is held, and each part of the week, is thought to have seen before;
/// and how many halves of visits each door.
const BEFORE: u64 = 20;
const BEFORE_AT_DOOR: u64 = 8;

/// The hour at which one is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOfWeek {
    /// Monday to Friday before 17:00.
    WorkingHours,
    /// Monday to Friday from 17:00.
    Evening,
    /// Saturday and Sunday.
    Weekend,
}

impl PartOfWeek {
    /// The one that a moment on the campaign's clocks is in.
    pub fn of(at: &Zoned) -> Self {
        match at.weekday() {
            Weekday::Saturday | Weekday::Sunday => Self::Weekend,
            _ if at.hour() < 17 => Self::WorkingHours,
            _ => Self::Evening,
        }
    }
}

/// One earlier visit to a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knock {
    /// When it was.
    pub part: PartOfWeek,
    /// Whether somebody came to the door.
    pub answered: bool,
}

/// What visits to some doors are likely to come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// Talks that one may hope for, in thousandths.
    pub worth: u32,
    /// Time at the doors in milliseconds.
    pub ms: u32,
}

impl Visit {
    /// To so many doors of which nothing is known.
    pub fn usual(doors: u32) -> Self {
        Self {
            worth: doors.saturating_mul(USUAL as u32),
            ms: doors.saturating_mul(AT_DOOR_MS),
        }
    }

    /// To so many letterboxes.
    pub fn flyers(letterboxes: u32) -> Self {
        Self {
            worth: letterboxes.saturating_mul(1_000),
            ms: letterboxes.saturating_mul(AT_LETTERBOX_MS),
        }
    }

    fn at(chance: u64) -> Self {
        Self {
            worth: chance as u32,
            ms: (WAIT_MS + chance * TALK_MS / 1_000) as u32,
        }
    }
}

impl std::iter::Sum for Visit {
    fn sum<I: Iterator<Item = Self>>(visits: I) -> Self {
        visits.fold(Self::default(), |all, visit| Self {
            worth: all.worth.saturating_add(visit.worth),
            ms: all.ms.saturating_add(visit.ms),
        })
    }
}

/// How likely somebody comes to a door now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chances {
    now: PartOfWeek,
    /// In thousandths, at a door of which nothing is known.
    usual: u64,
}

impl Chances {
    /// Learnt from earlier visits to any doors.
    pub fn learnt(now: PartOfWeek, knocks: &[Knock]) -> Self {
        let rate = |of: &dyn Fn(&Knock) -> bool, before: u64| {
            let held = || knocks.iter().filter(|knock| of(knock));
            let answered = held().filter(|knock| knock.answered).count() as u64;
            (1_000 * answered + before * BEFORE) / (held().count() as u64 + BEFORE)
        };
        let whole_week = rate(&|_| true, USUAL);
        Self {
            now,
            usual: rate(&|knock| knock.part == now, whole_week),
        }
    }

    /// A visit to one door that has seen these: those in the same part of the week count double.
    pub fn visit(&self, knocks: &[Knock]) -> Visit {
        let weight = |knock: &Knock| 1 + u64::from(knock.part == self.now);
        let all: u64 = knocks.iter().map(weight).sum();
        let answered: u64 = knocks.iter().filter(|k| k.answered).map(weight).sum();
        Visit::at((1_000 * answered + self.usual * BEFORE_AT_DOOR) / (all + BEFORE_AT_DOOR))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PartOfWeek::{Evening, WorkingHours};

    fn knocks(part: PartOfWeek, answered: usize, in_vain: usize) -> Vec<Knock> {
        let knock = |answered| Knock { part, answered };
        let came = std::iter::repeat_n(knock(true), answered);
        came.chain(std::iter::repeat_n(knock(false), in_vain))
            .collect()
    }

    #[test]
    fn where_nothing_is_known_a_door_takes_the_time_that_turf_is_cut_by() {
        let visit = Chances::learnt(Evening, &[]).visit(&[]);
        assert_eq!(visit, Visit::usual(1));
        assert_eq!(visit.ms, AT_DOOR_MS);
    }

    #[test]
    fn a_door_that_nobody_opened_promises_less_and_least_at_the_same_hours() {
        let chances = Chances::learnt(Evening, &[]);
        let new = chances.visit(&[]);
        let tried = chances.visit(&knocks(WorkingHours, 0, 2));
        let again = chances.visit(&knocks(Evening, 0, 2));
        assert!(new.worth > tried.worth && tried.worth > again.worth);
        assert!(new.ms > tried.ms && tried.ms > again.ms);
        assert!(chances.visit(&knocks(Evening, 1, 1)).worth > new.worth);
    }

    #[test]
    fn hours_are_learnt_from_what_came_of_them() {
        let mut held = knocks(WorkingHours, 10, 90);
        held.extend(knocks(Evening, 50, 50));
        let day = Chances::learnt(WorkingHours, &held).visit(&[]);
        let evening = Chances::learnt(Evening, &held).visit(&[]);
        assert!((100..160).contains(&day.worth), "{day:?}");
        assert!((440..500).contains(&evening.worth), "{evening:?}");
    }

    #[test]
    fn the_week_has_three_parts() {
        let part = |text: &str| PartOfWeek::of(&text.parse().expect("a moment"));
        assert_eq!(part("2026-11-20T16:59[Europe/Berlin]"), WorkingHours);
        assert_eq!(part("2026-11-20T17:00[Europe/Berlin]"), Evening);
        assert_eq!(part("2026-11-22T10:00[Europe/Berlin]"), PartOfWeek::Weekend);
    }
}
