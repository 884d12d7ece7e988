//! Makes a ring shorter without changing which places it visits: pieces are turned (2-opt, Croes
//! 1958) or moved elsewhere (Or 1976), near neighbours only, around the places that changed
//! (Bentley 1992).

use super::problem::Problem;
use super::trip::Trip;

/// Longest piece that is moved.
const PIECE: usize = 3;
/// Neighbours looked at.
const NEAR: usize = 10;

/// The places worth looking at: beside them something changed.
pub(super) struct Waiting {
    places: Vec<u32>,
    is_waiting: Vec<bool>,
    changed: Vec<u32>,
    is_changed: Vec<bool>,
}

impl Waiting {
    pub(super) fn new(places: usize) -> Self {
        Self {
            places: Vec::new(),
            is_waiting: vec![false; places],
            changed: Vec::new(),
            is_changed: vec![false; places],
        }
    }

    pub(super) fn add(&mut self, place: usize) {
        if !self.is_waiting[place] {
            self.is_waiting[place] = true;
            self.places.push(place as u32);
        }
        if !self.is_changed[place] {
            self.is_changed[place] = true;
            self.changed.push(place as u32);
        }
    }

    /// The next of the places added, whether or not it was looked at since.
    pub(super) fn take_changed(&mut self) -> Option<usize> {
        let place = self.changed.pop()? as usize;
        self.is_changed[place] = false;
        Some(place)
    }

    fn take(&mut self) -> Option<usize> {
        let place = self.places.pop()? as usize;
        self.is_waiting[place] = false;
        Some(place)
    }
}

/// Shortens the ring until no waiting place offers anything.
pub(super) fn settle(problem: &Problem, trip: &mut Trip, waiting: &mut Waiting) {
    while let Some(place) = waiting.take() {
        while trip.len() > 3 && trip.holds(place) && improve_at(problem, trip, waiting, place) {}
    }
}

fn improve_at(problem: &Problem, trip: &mut Trip, waiting: &mut Waiting, place: usize) -> bool {
    problem.symmetric && turn_piece(problem, trip, waiting, place)
        || move_piece(problem, trip, waiting, place)
}

/// Takes out a way at `place` and another, and turns the piece between.
fn turn_piece(problem: &Problem, trip: &mut Trip, waiting: &mut Waiting, place: usize) -> bool {
    let cost = |a, b| problem.cost(a, b);
    for onward in [true, false] {
        let beside = |trip: &Trip, p| {
            if onward {
                trip.next(p)
            } else {
                trip.previous(p)
            }
        };
        let end = beside(trip, place);
        let out = cost(place, end);
        for &other in &problem.near[place][..NEAR.min(problem.near[place].len())] {
            let other = other as usize;
            let into = cost(place, other);
            if into >= out {
                break;
            }
            if !trip.holds(other) || other == end {
                continue;
            }
            let far = beside(trip, other);
            let change = into + cost(end, far) - out - cost(other, far);
            if change >= 0 {
                continue;
            }
            let (i, j) = (trip.position(place), trip.position(other));
            let (low, high) = (i.min(j), i.max(j));
            // What lies between the two ways, without the place at position 0.
            let (from, to) = if onward {
                (low + 1, high)
            } else {
                (low, high - 1)
            };
            if from == 0 {
                trip.reverse(to + 1, trip.len() - 1, change);
            } else {
                trip.reverse(from, to, change);
            }
            for p in [place, end, other, far] {
                waiting.add(p);
            }
            return true;
        }
    }
    false
}

/// Moves a short piece that `place` is an end of to beside a near neighbour of `place`.
fn move_piece(problem: &Problem, trip: &mut Trip, waiting: &mut Waiting, place: usize) -> bool {
    let cost = |a, b| problem.cost(a, b);
    let here = trip.position(place);
    for count in 1..=PIECE {
        for onward in [true, false] {
            if count == 1 && !onward {
                continue;
            }
            // The piece from position `from` to `to`, never with position 0 in it.
            let (from, to) = if onward {
                (here, here + count - 1)
            } else if here + 1 >= count {
                (here + 1 - count, here)
            } else {
                continue;
            };
            if from == 0 || to >= trip.len() || trip.len() < count + 2 {
                continue;
            }
            let (first, last) = (trip.at(from), trip.at(to));
            let (before, after) = (trip.previous(first), trip.next(last));
            let saved = cost(before, first) + cost(last, after) - cost(before, after);
            if saved <= 0 {
                continue;
            }
            for &other in &problem.near[place][..NEAR.min(problem.near[place].len())] {
                let other = other as usize;
                if problem.symmetric && cost(place, other) >= saved + cost(place, place) {
                    break;
                }
                if !trip.holds(other) || (from..=to).contains(&trip.position(other)) {
                    continue;
                }
                for behind in [true, false] {
                    let (left, right) = if behind {
                        (other, trip.next(other))
                    } else {
                        (trip.previous(other), other)
                    };
                    if left == last || right == first {
                        continue;
                    }
                    // `place` comes to lie beside `other`.
                    let head = if behind { place } else { first + last - place };
                    let turned = head != first;
                    if turned && !problem.symmetric {
                        continue;
                    }
                    let tail = first + last - head;
                    let added = cost(left, head) + cost(tail, right) - cost(left, right);
                    let change = added - saved;
                    if change >= 0 {
                        continue;
                    }
                    let gap = trip.position(left) + 1;
                    trip.shift(from, to, gap, turned, change);
                    for p in [before, after, left, right, first, last] {
                        waiting.add(p);
                    }
                    return true;
                }
            }
        }
    }
    false
}
