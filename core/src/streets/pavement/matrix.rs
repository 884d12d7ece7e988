//! Walking times between spots as a matrix.

use super::eliminate::eliminate;
use super::lean::CAP_MS;
use super::parts::Part;
use super::search::Search;
use super::sweep::sweep;
use super::{FAR, Pavement, SpotOnStreet, Touch, WalkingTimes, clamp, straight_ms};

/// Up to so many spots are searched from one by one.
const FEW: usize = 24;
/// And so are those that are scattered, with more points around them than this for each spot: it
/// takes about so long to take a point out as to pass it so many times in a search.
const POINTS_A_SPOT: usize = 350;

impl Pavement<'_> {
    /// Walking times between all these spots. Symmetric; where no way leads,
    /// [`WalkingTimes::UNREACHABLE`] and the time along the straight line, so that a walk leaves
    /// an island where the gap is narrow.
    ///
    /// A few spots are searched from one by one, as far as the last one; many are
    /// swept together over a hierarchy of the streets around them.
    pub fn times(&self, spots: &[SpotOnStreet]) -> WalkingTimes {
        if spots.len() > FEW
            && let Some(parts) = self.parts(spots, spots.len() * POINTS_A_SPOT)
        {
            return self.swept_times(spots, parts);
        }
        let n = spots.len();
        let mut search = Search::new(self.first.len() - 1);
        let touches: Vec<Vec<Touch>> = spots.iter().map(|s| self.touches(*s)).collect();
        let mut ms = vec![0_u32; n * n];
        for a in 0..n {
            let begins: Vec<(u32, u64)> = touches[a].iter().map(|t| (t.point, t.ms)).collect();
            let ends = touches[a + 1..].iter().flatten().map(|t| t.point);
            search.run(self, &begins, ends);
            for b in a + 1..n {
                let round = touches[b]
                    .iter()
                    .map(|t| search.at(t.point).saturating_add(t.ms));
                let best = round.fold(self.direct_ms(spots[a], spots[b]), u64::min);
                let best = if best == FAR {
                    self.straight_ms(spots[a], spots[b])
                } else {
                    clamp(best)
                };
                ms[a * n + b] = best;
                ms[b * n + a] = best;
            }
        }
        WalkingTimes::both_ways(n, ms)
    }

    fn straight_ms(&self, a: SpotOnStreet, b: SpotOnStreet) -> u32 {
        let [a, b] = [a, b].map(|s| self.graph.edges[s.edge.0 as usize].point_at(s.along_cm));
        straight_ms(a, b, self.costs.ms_per_m)
    }

    /// The matrix for many spots.
    fn swept_times(&self, spots: &[SpotOnStreet], parts: Vec<Part>) -> WalkingTimes {
        let n = spots.len();
        let mut ms = vec![CAP_MS; n * n];
        for Part { near, hung } in parts {
            let (stops, touches): (Vec<u32>, Vec<_>) = hung.into_iter().unzip();
            sweep(&eliminate(&near), &touches, &mut |door, start, times| {
                let row = stops[door] as usize * n;
                for (lane, time) in times.iter().enumerate() {
                    ms[row + stops[start + lane] as usize] = *time;
                }
            });
        }
        let part: Vec<u32> = spots.iter().map(|s| self.part_of(*s)).collect();
        let (stops, first_on_road, on_road) = self.stops(spots);
        for (a, stop) in stops.iter().enumerate() {
            let road = first_on_road[stop.road as usize] as usize
                ..first_on_road[stop.road as usize + 1] as usize;
            for b in on_road[road].iter().map(|b| *b as usize) {
                let direct = stop
                    .direct_ms(&stops[b])
                    .map(|ms| ms.min(u64::from(CAP_MS)));
                let known = &mut ms[a * n + b];
                *known = (*known).min(direct.map_or(CAP_MS, |ms| ms as u32));
            }
        }
        for (a, row) in ms.chunks_exact_mut(n.max(1)).enumerate() {
            for (b, ms) in row.iter_mut().enumerate() {
                if *ms >= WalkingTimes::UNREACHABLE {
                    let together = part[a] == part[b];
                    *ms = if together {
                        clamp(u64::from(*ms))
                    } else {
                        straight_ms(stops[a].place, stops[b].place, self.costs.ms_per_m)
                    };
                }
            }
            row[a] = 0;
        }
        WalkingTimes::both_ways(n, ms)
    }
}
