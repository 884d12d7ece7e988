//! Where the numbers of the stops stand.
//!
//! Each number wants its stop's own place; where that is taken it moves a
//! little aside and a thin line leads back to a dot. A number that finds no
//! room joins its neighbour in the walk: their stops become dots with one tag,
//! "12–18". Greedy in walk order, again after each joining (after the point
//! feature label placement of Christensen, Marks and Shieber 1995, without the
//! annealing: the candidates are theirs, a range takes the place of a dropped
//! label).

use serde::Serialize;

use super::space::{Area, along, text_width};
use super::view::{Point, View};
use crate::Labels;

const TAG_PT: f64 = 7.5;
const TAG_HEIGHT: f64 = 4.4;
/// Air between two tags, millimetres.
const AIR: f64 = 0.35;
/// A tag nearer to its stop than this covers it: no dot, no line.
const OWN_PLACE: f64 = 1.2;
/// Neighbours further apart than this are not joined to one range.
const JOIN_WITHIN: f64 = 22.0;
/// A place dearer than this, in millimetres of moving, is none as long as the
/// number may yet join a neighbour: it would stand on the other side's houses.
const DEAREST: f64 = 6.5;

/// A number on the map, in a white disc; millimetres, `x` and `y` the middle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Tag {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) text: String,
    /// White on black: where the walk starts or ends.
    pub(crate) inverse: bool,
}

/// The tags with what belongs to them in lines and dots.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) tags: Vec<Tag>,
    /// Stops that a tag doesn't stand on.
    pub(super) dots: Vec<Point>,
    /// From a dot to its tag.
    pub(super) leaders: Vec<(Point, Point)>,
    /// The ground that is taken by all these.
    pub(super) taken: Vec<Area>,
}

/// Finds a place for each stop's number and for the walk's ends.
pub(super) fn lay(view: &View, stops: &[(Point, String)], walk: &[Point], labels: &Labels) -> Laid {
    let ground = Ground {
        view,
        stops,
        line: along(walk, 1.5).into_iter().map(|(p, _)| p).collect(),
        ends: ends(walk, labels),
    };
    // Runs of stops with one tag, as (first, last).
    let mut runs: Vec<(usize, usize)> = (0..stops.len()).map(|i| (i, i)).collect();
    loop {
        let (laid, homeless) = ground.lay(&runs, DEAREST);
        if homeless.is_empty() {
            return laid;
        }
        let joined = join(&runs, &homeless, stops);
        if joined.len() == runs.len() {
            break;
        }
        runs = joined;
    }
    // What can't be joined takes any place; failing that, its dots remain.
    let (mut laid, homeless) = ground.lay(&runs, f64::INFINITY);
    for (first, last) in homeless.into_iter().map(|run| runs[run]) {
        laid.dots.extend(stops[first..=last].iter().map(|s| s.0));
    }
    laid
}

/// The tags for start and end; one where they are the same place.
fn ends(walk: &[Point], labels: &Labels) -> Vec<(Point, String)> {
    match (walk.first(), walk.last()) {
        (Some(&first), Some(&last)) if distance(first, last) > 6.0 => {
            vec![(first, labels.start.clone()), (last, labels.end.clone())]
        }
        (Some(&first), Some(_)) => vec![(first, labels.start.clone())],
        _ => Vec::new(),
    }
}

/// What the tags are laid on.
struct Ground<'a> {
    view: &'a View,
    stops: &'a [(Point, String)],
    /// Points along the walk.
    line: Vec<Point>,
    ends: Vec<(Point, String)>,
}

impl Ground<'_> {
    /// One pass over all runs: what was laid, and which runs found no place that
    /// costs at most `dearest`.
    fn lay(&self, runs: &[(usize, usize)], dearest: f64) -> (Laid, Vec<usize>) {
        let mut laid = Laid::default();
        let mut homeless = Vec::new();
        for (run, &(first, last)) in runs.iter().enumerate() {
            let members: Vec<Point> = self.stops[first..=last].iter().map(|s| s.0).collect();
            let text = if first == last {
                self.stops[first].1.clone()
            } else {
                format!("{}–{}", self.stops[first].1, self.stops[last].1)
            };
            if !self.put(&mut laid, &members, text, false, dearest) {
                homeless.push(run);
            }
        }
        // Last, or they would push the first numbers aside, one after the other.
        for (at, text) in &self.ends {
            self.put(&mut laid, &[*at], text.clone(), true, f64::INFINITY);
        }
        (laid, homeless)
    }

    /// Puts one tag at the cheapest free place near its stops; false without one.
    fn put(
        &self,
        laid: &mut Laid,
        members: &[Point],
        text: String,
        inverse: bool,
        dearest: f64,
    ) -> bool {
        let half_w = (text_width(&text, TAG_PT) + 2.0).max(TAG_HEIGHT) / 2.0;
        let half_h = TAG_HEIGHT / 2.0;
        let middle = members[members.len() / 2];
        let on_stop = members.len() == 1 && !inverse;
        let mut best: Option<(f64, Point)> = None;
        for (reach, at) in candidates(middle, half_w, half_h, on_stop) {
            let bound = best.map_or(dearest, |(least, _)| least);
            if reach > bound || !self.view.holds(at, half_w, half_h) {
                continue;
            }
            let area = Area::upright(at, half_w + AIR, half_h + AIR);
            if laid.taken.iter().any(|taken| taken.touches(&area)) {
                continue;
            }
            let cost = reach + self.hidden(&area, members, on_stop);
            if cost <= bound && best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, at));
            }
        }
        let Some((_, at)) = best else {
            return false;
        };
        laid.taken.push(Area::upright(at, half_w, half_h));
        if !(on_stop && distance(at, middle) < OWN_PLACE) {
            laid.leaders.push((middle, at));
            for &dot in members {
                laid.dots.push(dot);
                laid.taken.push(Area::upright(dot, 0.5, 0.5));
            }
        }
        laid.tags.push(Tag {
            x: at.0,
            y: at.1,
            width: 2.0 * half_w,
            height: 2.0 * half_h,
            text,
            inverse,
        });
        true
    }

    /// What a tag would hide, as millimetres of moving: other stops weigh most,
    /// then its own dots, then the walk.
    fn hidden(&self, area: &Area, members: &[Point], on_stop: bool) -> f64 {
        let all = self.stops.iter().filter(|s| area.holds(s.0)).count();
        let own = members.iter().filter(|&&m| area.holds(m)).count();
        let walk = self.line.iter().filter(|&&p| area.holds(p)).count();
        let own_dots = if on_stop { 0.0 } else { 2.0 * own as f64 };
        3.0 * all.saturating_sub(own) as f64 + own_dots + 0.6 * walk as f64
    }
}

/// Places to try around a stop, each with how far it is moved.
fn candidates(at: Point, half_w: f64, half_h: f64, on_stop: bool) -> Vec<(f64, Point)> {
    const TURNS: i32 = 16;
    let mut places = Vec::new();
    if on_stop {
        places.push((0.0, at));
    }
    for gap in [0.9, 2.4, 4.4, 7.0, 10.0, 14.0] {
        for turn in 0..TURNS {
            let (sin, cos) = (f64::from(turn) * std::f64::consts::TAU / f64::from(TURNS)).sin_cos();
            let (dx, dy) = (cos * (half_w + gap), sin * (half_h + gap));
            places.push((gap + half_h, (at.0 + dx, at.1 + dy)));
        }
    }
    places
}

/// The runs with each homeless one joined to its nearer neighbour in the walk.
/// One that has no neighbour near keeps its dots and goes without a tag.
fn join(
    runs: &[(usize, usize)],
    homeless: &[usize],
    stops: &[(Point, String)],
) -> Vec<(usize, usize)> {
    let gap = |left: usize| {
        let (a, b) = (runs[left].1, runs[left + 1].0);
        distance(stops[a].0, stops[b].0)
    };
    // Whether a run is to be joined with the one after it.
    let mut with_next = vec![false; runs.len()];
    for &run in homeless {
        let before = run.checked_sub(1).map(|b| (gap(b), b));
        let after = (run + 1 < runs.len()).then(|| (gap(run), run));
        let nearest = match (before, after) {
            (Some(b), Some(a)) => Some(if b.0 < a.0 { b } else { a }),
            (b, a) => b.or(a),
        };
        if let Some((_, left)) = nearest.filter(|(gap, _)| *gap <= JOIN_WITHIN) {
            // Two at a time, so that ranges grow no longer than they must.
            let busy = left > 0 && with_next[left - 1] || with_next.get(left + 1) == Some(&true);
            with_next[left] |= !busy;
        }
    }
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(runs.len());
    let mut open = false;
    for (run, &(first, last)) in runs.iter().enumerate() {
        match joined.last_mut() {
            Some(previous) if open => previous.1 = last,
            _ => joined.push((first, last)),
        }
        open = with_next[run];
    }
    joined
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
