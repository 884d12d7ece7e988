//! The search for the ring of most worth.
//!
//! Iterated: some strings of neighbouring stops are taken out (slack induction by string
//! removals: Christiaens and Vanden Berghe 2020), or some outside stops are forced in and what is
//! worth least for its cost goes (the drop operator of Kobeaga, Merino and Lozano 2018); what
//! then fits is put in where it costs least, and the ring is made shorter around the places that
//! changed. The result is kept if it is not much worse, by a measure that shrinks through a round
//! of steps; each round begins with the best ring so far.

use super::change::Change;
use super::fill::Greed;
use super::problem::Problem;
use super::trip::Trip;
use crate::route::goal::Progress;
use crate::route::random::Random;

/// Steps of a round.
const ROUND: u64 = 4_000;
/// What a ring may be worse and still be kept, in thousandths of the best: at most, as a round
/// begins.
const WORSE_PER_MILLE: i128 = 25;

/// Places of the best ring found for as long as `effort` says go on; empty if none was found.
pub(super) fn best(
    problem: &Problem,
    seed: u64,
    effort: &mut dyn FnMut(&Progress) -> bool,
) -> Vec<u32> {
    let Some(first) = first_trip(problem) else {
        return Vec::new();
    };
    let mut random = Random::new(seed);
    let mut change = Change::new(problem, first);
    change.fill(Greed::Ratio, &mut random);
    change.keep();
    let mut best = change.trip.clone();
    let mut steps = 0;
    while effort(&Progress {
        steps,
        best_ms: problem.ms_of(best.places()),
    }) {
        change.step(&mut random);
        if is_better(&change.trip, &best) {
            best.copy(&change.trip);
        }
        let loss = value(problem, change.kept(), &best) - value(problem, &change.trip, &best);
        let cooling = i128::from(ROUND - steps % ROUND) * random.below(1_000) as i128;
        let most = value(problem, &best, &best) * WORSE_PER_MILLE / 1_000;
        if loss <= most * cooling / (i128::from(ROUND) * 1_000) {
            change.keep();
        } else {
            change.back();
        }
        steps += 1;
        if steps.is_multiple_of(ROUND) {
            change.begin(&best);
        }
    }
    best.places().to_vec()
}

/// What goal and limit force on every ring; without such, one stop of most worth.
fn first_trip(problem: &Problem) -> Option<Trip> {
    let ring = if problem.required.is_empty() {
        let most = (0..problem.len()).max_by_key(|&p| (problem.worth[p], std::cmp::Reverse(p)));
        most.into_iter().collect()
    } else {
        problem.required.clone()
    };
    let trip = Trip::new(problem, &ring);
    problem.is_within(trip.cost).then_some(trip)
}

fn is_better(trip: &Trip, than: &Trip) -> bool {
    trip.worth > than.worth || trip.worth == than.worth && trip.cost < than.cost
}

/// A ring's worth, with the room that it leaves at half the price that the best ring pays on
/// average: among rings of equal worth a shorter one is nearer to holding one more.
fn value(problem: &Problem, trip: &Trip, best: &Trip) -> i128 {
    let room = i128::from(problem.limit - trip.cost);
    i128::from(trip.worth) * i128::from(problem.span().max(1)) + i128::from(best.worth) * room / 2
}
