//! The same without streets: by straight lines, which the walk says.

use super::{OpenStop, WalkWish, WishedEnd, unwalked};
use crate::model::{LatLon, Replan, ReplannedStop, WalkTotals};
use crate::route::{DETOUR, End, Goal, Progress, budget, order};
use crate::streets::{WalkingCosts, WalkingTimes};

/// Metres and seconds to walk from one place to another where no street is known: a guess.
pub fn straight_way(from: LatLon, to: LatLon) -> (u32, u32) {
    let metres = from.distance_m(to) * DETOUR;
    let seconds = metres * f64::from(WalkingCosts::default().ms_per_m) / 1000.0;
    (metres.round() as u32, seconds.round() as u32)
}

pub(super) fn replan(
    version: u32,
    stops: &[OpenStop],
    wish: &WalkWish,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Replan {
    let (known, lost): (Vec<&OpenStop>, Vec<&OpenStop>) =
        stops.iter().partition(|stop| stop.at.is_some());
    let mut at: Vec<LatLon> = known.iter().filter_map(|stop| stop.at).collect();
    let mut place = |at_place: LatLon| {
        at.push(at_place);
        at.len() - 1
    };
    let start = wish.from.map(&mut place);
    let end = match wish.to {
        WishedEnd::Anywhere => End::Free,
        WishedEnd::Start => End::Start,
        WishedEnd::Near(there) => End::At(place(there)),
    };
    let speed_m_s = 1000.0 / f64::from(WalkingCosts::default().ms_per_m);
    let times = WalkingTimes::straight(&at, DETOUR, speed_m_s);
    let goal = Goal {
        start,
        end,
        seed: 0,
    };
    let walked = match wish.minutes {
        None => order(&times, &goal, effort).stops,
        Some(minutes) => {
            let worth: Vec<u32> = known.iter().map(|stop| stop.visit.worth).collect();
            let knocking: Vec<u32> = known.iter().map(|stop| stop.visit.ms).collect();
            let padded = |mut all: Vec<u32>| {
                all.resize(times.len(), 0);
                all
            };
            let limit_ms = u64::from(minutes) * 60_000;
            let (worth, knocking) = (padded(worth), padded(knocking));
            budget(&times, &worth, &knocking, limit_ms, &goal, effort).stops
        }
    };
    let metres = |ms: u32| (f64::from(ms) / 1000.0 * speed_m_s).round() as u32;
    let before = std::iter::once(None).chain(walked.iter().copied().map(Some));
    let (mut own, mut ms_in_all) = (Vec::with_capacity(walked.len()), 0);
    for (&stop, before) in walked.iter().zip(before) {
        let ms = before.map_or(0, |before| times.ms(before, stop));
        ms_in_all += ms;
        if let Some(known) = known.get(stop) {
            own.push(ReplannedStop {
                number: known.number,
                door: None,
                walk_m: metres(ms),
                walk_s: (ms + 500) / 1000,
                crossings: 0,
            });
        }
    }
    if end == End::Start
        && let (Some(&first), Some(&last)) = (walked.first(), walked.last())
    {
        ms_in_all += times.ms(last, first);
    }
    let all_walked = wish.minutes.is_none();
    own.extend(
        lost.iter()
            .filter(|_| all_walked)
            .map(|stop| unwalked(stop.number)),
    );
    Replan {
        version,
        on_streets: false,
        style: wish.style,
        avoid_steps: wish.avoid_steps,
        totals: WalkTotals {
            metres: metres(ms_in_all),
            seconds: (ms_in_all + 500) / 1000,
            crossings: 0,
        },
        stops: own,
    }
}
