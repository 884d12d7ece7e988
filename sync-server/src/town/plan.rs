//! The plan of the town: streets that bend as hills and habit bent them, a river, one bridge.

use std::collections::BTreeSet;

use super::names::{ACROSS, BUSY, COURTS, UPHILL};
use super::random::Random;

/// Metres east and north of the town's south-west corner.
pub(super) type Point = (f64, f64);

/// Blocks between the streets, in metres.
const BLOCK: (f64, f64) = (118.0, 104.0);
/// Corners in each direction.
const SIZE: (usize, usize) = (UPHILL.len(), ACROSS.len());
/// The street that crosses the river.
const MAIN: usize = 5;
/// The river flows between this row and the next.
const RIVER_ROW: usize = 3;
/// Half of the river's width.
pub(super) const RIVER_HALF_M: f64 = 21.0;

/// What a street is, in OpenStreetMap's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Secondary,
    Tertiary,
    Residential,
    CulDeSac,
    Path,
    Steps,
}

/// A stretch of street between two corners.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) line: Vec<Point>,
    pub(super) bridge: bool,
    /// Which run of numbers its doors count in: stretches of one street, from its start.
    pub(super) run: usize,
}

pub(super) struct Plan {
    pub(super) stretches: Vec<Stretch>,
    /// The middle of the river.
    pub(super) river: Vec<Point>,
}

impl Plan {
    pub(super) fn draw(random: &mut Random) -> Self {
        let land = Land::new(random);
        let mut joins = land.joins(random);
        let closed = close_some(&mut joins, random);
        let mut stretches = Vec::new();
        for join in &joins {
            stretches.push(land.stretch(*join));
        }
        land.add_courts(&closed, &mut stretches, random);
        land.add_park(&closed, &corners(&joins), &mut stretches);
        Self {
            stretches,
            river: land.river(),
        }
    }
}

/// A street between two neighbouring corners: from column and row, upwards or across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Join {
    column: usize,
    row: usize,
    up: bool,
}

impl Join {
    fn end(self) -> (usize, usize) {
        if self.up {
            (self.column, self.row + 1)
        } else {
            (self.column + 1, self.row)
        }
    }

    fn crosses_river(self) -> bool {
        self.up && self.row == RIVER_ROW
    }

    /// Main Street, the road along the river and the streets beside it are never closed.
    fn is_spine(self) -> bool {
        self.up && self.column == MAIN || !self.up && ACROSS[self.row] == BUSY
    }
}

/// Corners by column and row.
type Corners = BTreeSet<(usize, usize)>;

/// How the land pushes the streets about: random vectors on a coarse lattice, smoothly joined.
struct Land {
    push: Vec<Vec<Point>>,
}

impl Land {
    const COARSE: f64 = 2.6;

    fn new(random: &mut Random) -> Self {
        let mut row = || {
            (0..8)
                .map(|_| (random.between(-52.0, 52.0), random.between(-46.0, 46.0)))
                .collect()
        };
        Self {
            push: (0..8).map(|_| row()).collect(),
        }
    }

    /// Where the corner of a column and a row lies; between corners, where the street runs.
    fn at(&self, column: f64, row: f64) -> Point {
        let (x, y) = (column / Self::COARSE + 0.3, row / Self::COARSE + 0.3);
        let (i, j) = (x as usize, y as usize);
        // Perlin's smooth step, so that streets have no kinks.
        let ease = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (s, t) = (ease(x - i as f64), ease(y - j as f64));
        let mix = |of: fn(Point) -> f64| {
            let p = |i: usize, j: usize| of(self.push[j.min(7)][i.min(7)]);
            let low = p(i, j) * (1.0 - s) + p(i + 1, j) * s;
            let high = p(i, j + 1) * (1.0 - s) + p(i + 1, j + 1) * s;
            low * (1.0 - t) + high * t
        };
        // The river takes its room between its two rows.
        let river = if row > RIVER_ROW as f64 {
            (row - RIVER_ROW as f64).min(1.0) * 46.0
        } else {
            0.0
        };
        (
            column * BLOCK.0 + mix(|p| p.0),
            row * BLOCK.1 + river + mix(|p| p.1),
        )
    }

    /// All joins within the town's ragged edge but those over the river, Main Street's excepted.
    fn joins(&self, random: &mut Random) -> Vec<Join> {
        let centre = ((SIZE.0 - 1) as f64 / 2.0, (SIZE.1 - 1) as f64 / 2.0);
        let mut inside = vec![vec![false; SIZE.1]; SIZE.0];
        for (column, rows) in inside.iter_mut().enumerate() {
            for (row, inside) in rows.iter_mut().enumerate() {
                let (x, y) = (
                    (column as f64 - centre.0) / 6.3,
                    (row as f64 - centre.1) / 6.4,
                );
                *inside = x * x + y * y + random.between(-0.12, 0.16) < 1.0;
            }
        }
        let mut joins = Vec::new();
        for up in [true, false] {
            for column in 0..SIZE.0 {
                for row in 0..SIZE.1 {
                    let join = Join { column, row, up };
                    let (c, r) = join.end();
                    let both = c < SIZE.0 && r < SIZE.1 && inside[column][row] && inside[c][r];
                    if both && (!join.crosses_river() || column == MAIN) {
                        joins.push(join);
                    }
                }
            }
        }
        joins
    }

    fn stretch(&self, join: Join) -> Stretch {
        let (c, r) = join.end();
        let kind = match (join.up, join.column, join.row) {
            (true, MAIN, _) => Kind::Tertiary,
            (false, _, row) if ACROSS[row] == BUSY => Kind::Secondary,
            _ => Kind::Residential,
        };
        let name = match (join.up, join.column) {
            (true, MAIN) if join.row < RIVER_ROW => "South Main Street",
            (true, MAIN) => "North Main Street",
            (true, column) => UPHILL[column],
            (false, _) => ACROSS[join.row],
        };
        // North Main Street counts from the river on.
        let run = match (join.up, join.column) {
            (true, MAIN) if join.row < RIVER_ROW => 0,
            (true, column) => 1 + column,
            (false, _) => 1 + SIZE.0 + join.row,
        };
        Stretch {
            name,
            kind,
            line: self.line((join.column as f64, join.row as f64), (c as f64, r as f64)),
            bridge: join.crosses_river(),
            run,
        }
    }

    fn line(&self, from: Point, to: Point) -> Vec<Point> {
        const PIECES: usize = 6;
        (0..=PIECES)
            .map(|i| {
                let t = i as f64 / PIECES as f64;
                self.at(from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t)
            })
            .collect()
    }

    /// Closed joins leave stubs: from their start, or from their end where the start is none.
    fn add_courts(&self, closed: &[Join], out: &mut Vec<Stretch>, random: &mut Random) {
        let mut names = COURTS.iter();
        for join in closed {
            let (c, r) = join.end();
            let (mut from, mut to) = ((join.column as f64, join.row as f64), (c as f64, r as f64));
            if random.percent(15) {
                continue;
            }
            if random.percent(50) {
                (from, to) = (to, from);
            }
            let Some(name) = names.next() else { return };
            let share = random.between(0.58, 0.7);
            let to = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            let run = 100 + out.len();
            let line = self.line(from, to);
            out.push(Stretch {
                name,
                kind: Kind::CulDeSac,
                line,
                bridge: false,
                run,
            });
        }
    }

    /// A path with steps between two streets, where one was closed.
    fn add_park(&self, closed: &[Join], corners: &Corners, out: &mut Vec<Stretch>) {
        // Not over the river, and down from a street to the one below.
        let fits = |j: &&Join| {
            let below = j.row.checked_sub(1).filter(|row| *row != RIVER_ROW);
            !j.up && below.is_some_and(|row| corners.contains(&(j.column, row)))
        };
        let Some(join) = closed.iter().find(fits) else {
            return;
        };
        let (column, row) = (join.column as f64, join.row as f64);
        let steps = |a: f64, b: f64, kind| Stretch {
            name: "",
            kind,
            line: vec![
                self.at(column + 1.0 - a, row - a),
                self.at(column + 1.0 - b, row - b),
            ],
            bridge: false,
            run: usize::MAX,
        };
        out.extend([
            steps(0.0, 0.45, Kind::Path),
            steps(0.45, 0.55, Kind::Steps),
            steps(0.55, 1.0, Kind::Path),
        ]);
    }

    fn river(&self) -> Vec<Point> {
        (-4..=(SIZE.0 as i32 * 4))
            .map(|i| {
                let column = f64::from(i) / 4.0;
                let (low, high) = (
                    self.at(column.max(0.0), RIVER_ROW as f64),
                    self.at(column.max(0.0), RIVER_ROW as f64 + 1.0),
                );
                (
                    low.0 * 0.5 + high.0 * 0.5 + column.min(0.0) * BLOCK.0,
                    low.1 * 0.5 + high.1 * 0.5,
                )
            })
            .collect()
    }
}

/// Takes away about one street in six where the town stays in one piece without it.
fn close_some(joins: &mut Vec<Join>, random: &mut Random) -> Vec<Join> {
    keep_main_part(joins);
    let mut closed = Vec::new();
    let mut order = joins.clone();
    random.shuffle(&mut order);
    let wanted = joins.len() / 7;
    for join in order {
        if closed.len() == wanted {
            break;
        }
        if join.is_spine() {
            continue;
        }
        let without: Vec<Join> = joins.iter().copied().filter(|j| *j != join).collect();
        if corners(&without).len() == corners(joins).len() && in_one_piece(&without) {
            *joins = without;
            closed.push(join);
        }
    }
    closed
}

fn corners(joins: &[Join]) -> Corners {
    joins
        .iter()
        .flat_map(|j| [(j.column, j.row), j.end()])
        .collect()
}

/// The corners that hang together with Main Street's bridge.
fn reached(joins: &[Join]) -> Corners {
    let mut reached = Corners::from([(MAIN, RIVER_ROW)]);
    loop {
        let before = reached.len();
        for join in joins {
            let (a, b) = ((join.column, join.row), join.end());
            if reached.contains(&a) || reached.contains(&b) {
                reached.extend([a, b]);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}

fn in_one_piece(joins: &[Join]) -> bool {
    reached(joins) == corners(joins)
}

fn keep_main_part(joins: &mut Vec<Join>) {
    let main = reached(joins);
    joins.retain(|j| main.contains(&(j.column, j.row)));
}
