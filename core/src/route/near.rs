//! Each place's neighbours.

use super::ring::Ring;
use crate::streets::Walking;

/// Of each place: neighbours looked at for those to keep, the nearest that are kept, and most that
/// are kept. Where places are many or were in good order, and where they are few.
const QUICK: (usize, usize, usize) = (40, 7, 10);
const WELL: (usize, usize, usize) = (200, 10, 16);
/// Places that count as few.
const FEW_PLACES: usize = 3_000;
/// Most picks all round.
const ALL_ROUND: usize = 8;
/// Neighbours kept that are no way off, as doors at one spot are to each other.
const SAME_SPOT: usize = 3;

/// A neighbour, and the cost of the way there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbour {
    pub(crate) place: u32,
    pub(crate) ms: u32,
}

/// Lists of near neighbours, nearest first. The gap of an open walk is in none and has none.
pub(crate) struct Near {
    all: Vec<Neighbour>,
    first: Vec<u32>,
}

impl Near {
    /// `None` if `go_on` says stop before all are found. `well` looks farther around where places
    /// are few: clusters may lie apart.
    pub(crate) fn new<W: Walking + ?Sized>(
        ring: &Ring<'_, W>,
        well: bool,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Option<Self> {
        let walking = ring.walking();
        let stops = walking.len();
        let mut near = Self {
            all: Vec::with_capacity(stops * QUICK.2),
            first: vec![0],
        };
        let (around, nearest, most_kept) = if well && stops <= FEW_PLACES {
            WELL
        } else {
            QUICK
        };
        for stop in 0..stops {
            if stop % 32 == 0 && !go_on() {
                return None;
            }
            let mut most = around;
            loop {
                let found = walking.nearest(stop, most);
                let way = |other: &u32| walking.ms(stop, *other as usize);
                let same = found.partition_point(|other| way(other) == 0);
                if found.len() == most && same > most / 2 {
                    most *= 2;
                    continue;
                }
                let (same, apart) = found.split_at(same);
                near.extend_from_same_spot(stop as u32, same);
                let from = near.all.len();
                near.all
                    .extend(apart.iter().take(nearest).map(|other| Neighbour {
                        place: *other,
                        ms: way(other),
                    }));
                near.extend_all_round(walking, (from, nearest, most_kept), stop, apart);
                break;
            }
            near.first.push(near.all.len() as u32);
        }
        while near.first.len() <= ring.len() {
            near.first.push(near.all.len() as u32);
        }
        Some(near)
    }

    /// Of those at the same spot, all may be as many as they are, those whose numbers follow and
    /// precede: so each is in some list.
    fn extend_from_same_spot(&mut self, stop: u32, same: &[u32]) {
        let behind = same.partition_point(|other| *other < stop);
        let picked = (0..same.len().min(SAME_SPOT)).map(|i| match i {
            1 => same[(behind + same.len() - 1) % same.len()],
            i => same[(behind + i.div_ceil(2)) % same.len()],
        });
        self.all
            .extend(picked.map(|place| Neighbour { place, ms: 0 }));
    }

    /// Of those around, some to which no other one picked lies on the way: so that lists of a
    /// place in a row of houses or in a village lead out of it too (the relative neighbourhood,
    /// Toussaint 1980).
    fn extend_all_round<W: Walking + ?Sized>(
        &mut self,
        walking: &W,
        (from, nearest, most_kept): (usize, usize, usize),
        stop: usize,
        apart: &[u32],
    ) {
        let mut picked: Vec<usize> = Vec::with_capacity(ALL_ROUND);
        for (rank, &other) in apart.iter().enumerate() {
            let other = other as usize;
            let ms = walking.ms(stop, other);
            if picked.iter().any(|&p| walking.ms(p, other) < ms) {
                continue;
            }
            picked.push(other);
            if rank >= nearest {
                self.all.push(Neighbour {
                    place: other as u32,
                    ms,
                });
            }
            if picked.len() == ALL_ROUND || self.all.len() - from == most_kept {
                break;
            }
        }
    }

    pub(crate) fn from_lists(lists: impl Iterator<Item = Vec<Neighbour>>) -> Self {
        let mut near = Self {
            all: Vec::new(),
            first: vec![0],
        };
        for list in lists {
            near.all.extend(list);
            near.first.push(near.all.len() as u32);
        }
        near
    }

    /// The first `most` of each place.
    pub(crate) fn nearest(&self, most: usize) -> Self {
        let lists = (0..self.len() as u32).map(|place| {
            let all = self.of(place);
            all[..most.min(all.len())].to_vec()
        });
        Self::from_lists(lists)
    }

    /// Number of places.
    pub(crate) fn len(&self) -> usize {
        self.first.len() - 1
    }

    #[inline]
    pub(crate) fn of(&self, place: u32) -> &[Neighbour] {
        &self.all[self.first[place as usize] as usize..self.first[place as usize + 1] as usize]
    }
}
