//! All times between many doors: every way goes up the hierarchy and down again, so two sweeps
//! over its points give the times from one door to all, and sixteen doors are swept at once.
//!
//! After PHAST (Delling, Goldberg, Nowatzyk and Werneck 2011), on the points above the doors
//! alone.

use super::lean::{CAP_MS, Lean};

/// Doors swept at once.
const LANES: usize = 16;

type Row = [u32; LANES];

/// Times from one batch of doors to one more: the door's index, the first of the batch, and as
/// many times as the batch has doors.
pub(super) type Told<'t> = &'t mut dyn FnMut(usize, usize, &[u32]);

/// A point above the doors: where the arcs upward from it begin and end.
struct Above {
    first: u32,
    last: u32,
}

/// Tells the milliseconds between all doors, given the arcs upward from each point and by each
/// door the points that it touches. Times of [`CAP_MS`] and more stand for "no way".
pub(super) fn sweep(up: &Lean, doors: &[Vec<(u32, u32)>], told: Told<'_>) {
    // The points above the doors, from the highest down, with numbers of their own.
    let mut wanted = vec![false; up.len()];
    for (point, _) in doors.iter().flatten() {
        wanted[*point as usize] = true;
    }
    for point in 0..up.len() {
        if wanted[point] {
            for (above, _) in up.arcs_of(point as u32) {
                wanted[*above as usize] = true;
            }
        }
    }
    let mut number = vec![0; up.len()];
    let (mut points, mut arcs) = (Vec::new(), Vec::new());
    for point in (0..up.len()).rev().filter(|p| wanted[*p]) {
        number[point] = points.len() as u32;
        let first = arcs.len() as u32;
        let above = up.arcs_of(point as u32).iter();
        arcs.extend(above.map(|(to, ms)| (number[*to as usize], *ms)));
        let last = arcs.len() as u32;
        points.push(Above { first, last });
    }
    let arcs_of = |point: &Above| &arcs[point.first as usize..point.last as usize];
    let touches: Vec<Vec<(u32, u32)>> = doors
        .iter()
        .map(|t| t.iter().map(|(p, ms)| (number[*p as usize], *ms)).collect())
        .collect();
    let mut rows: Vec<Row> = vec![[CAP_MS; LANES]; points.len()];
    let mut reached = vec![false; points.len()];
    for start in (0..doors.len()).step_by(LANES) {
        let batch = &touches[start..doors.len().min(start + LANES)];
        rows.fill([CAP_MS; LANES]);
        reached.fill(false);
        for (lane, touches) in batch.iter().enumerate() {
            for &(point, ms) in touches {
                let row = &mut rows[point as usize];
                row[lane] = row[lane].min(ms);
                reached[point as usize] = true;
            }
        }
        for (index, point) in points.iter().enumerate().rev() {
            if reached[index] {
                let row = rows[index];
                for &(to, ms) in arcs_of(point) {
                    reached[to as usize] = true;
                    lower(&mut rows[to as usize], &row, ms);
                }
            }
        }
        for (index, point) in points.iter().enumerate() {
            let mut row = rows[index];
            for &(from, ms) in arcs_of(point) {
                lower(&mut row, &rows[from as usize], ms);
            }
            rows[index] = row;
        }
        for (door, touches) in touches.iter().enumerate() {
            let mut row = [CAP_MS; LANES];
            for &(point, ms) in touches {
                lower(&mut row, &rows[point as usize], ms);
            }
            told(door, start, &row[..batch.len()]);
        }
    }
}

/// Lowers times to those by way of others that are `ms` away. No sum passes `i32::MAX`, and signed
/// numbers compare quicker where there are no unsigned vectors.
#[inline]
fn lower(row: &mut Row, by: &Row, ms: u32) {
    for (known, way) in row.iter_mut().zip(by) {
        *known = (*known as i32).min((way + ms) as i32) as u32;
    }
}
