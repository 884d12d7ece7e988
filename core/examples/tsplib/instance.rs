//! An instance as TSPLIB writes it (Reinelt, TSPLIB 95).

use turfwalk_core::streets::{PlaneTimes, Rounding, Walking, WalkingTimes};

/// Most nodes in the plane for which a matrix is made. Beyond, times are found as they are asked
/// for.
const MATRIX: usize = 5_000;

/// What a file says about the distances between its nodes, as if they were milliseconds.
pub(crate) enum Instance {
    /// All of them.
    Weights(WalkingTimes),
    /// Where the nodes lie in the plane.
    Points(Vec<[f64; 2]>, Rounding),
}

impl Instance {
    /// Number of nodes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Weights(times) => times.len(),
            Self::Points(at, _) => at.len(),
        }
    }

    /// The same with its nodes renumbered: node `i` is what was `ids[i]`.
    pub(crate) fn renumbered(self, ids: &[usize]) -> Self {
        match self {
            Self::Weights(times) => {
                Self::Weights(matrix(ids.len(), |a, b| times.ms(ids[a], ids[b])))
            }
            Self::Points(at, rounding) => {
                Self::Points(ids.iter().map(|&id| at[id]).collect(), rounding)
            }
        }
    }

    /// The walking times, in a matrix unless that would be too great.
    pub(crate) fn times(self) -> Times {
        match self {
            Self::Weights(times) => Times::Matrix(times),
            Self::Points(at, rounding) => {
                let plane = PlaneTimes::new(at, rounding);
                match plane.len() {
                    0..=MATRIX => Times::Matrix(matrix(plane.len(), |a, b| plane.ms(a, b))),
                    _ => Times::Plane(plane),
                }
            }
        }
    }
}

/// Walking times between the nodes of an instance.
pub(crate) enum Times {
    /// In a matrix.
    Matrix(WalkingTimes),
    /// Of points in the plane.
    Plane(PlaneTimes),
}

/// The part of a file before its numbers: `KEY : value` on each line.
#[derive(Default)]
struct Header {
    n: usize,
    weights: String,
    format: String,
}

/// Reads an instance: its header, then a section of coordinates or one of weights.
///
/// # Errors
/// What is wrong with the file, in words.
pub(crate) fn read(text: &str) -> Result<Instance, String> {
    let mut lines = text.lines().map(str::trim);
    let header = read_header(&mut lines)?;
    let numbers = read_numbers(&mut lines);
    instance(&header, &numbers)
}

/// Reads up to and with the line that names the first section of numbers.
fn read_header<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Header, String> {
    let mut header = Header::default();
    for line in lines {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim();
        match key.trim() {
            "DIMENSION" => {
                header.n = value
                    .parse()
                    .map_err(|_| format!("{value} is not a dimension"))?;
            }
            "EDGE_WEIGHT_TYPE" => header.weights = value.to_owned(),
            "EDGE_WEIGHT_FORMAT" => header.format = value.to_owned(),
            "NODE_COORD_SECTION" | "EDGE_WEIGHT_SECTION" => break,
            _ => {}
        }
    }
    Ok(header)
}

/// The numbers of a section, up to the word that begins the next.
fn read_numbers<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<f64> {
    lines
        .flat_map(str::split_whitespace)
        .map_while(|word| word.parse().ok())
        .collect()
}

/// The instance that a header and the numbers behind it describe.
fn instance(header: &Header, numbers: &[f64]) -> Result<Instance, String> {
    let n = header.n;
    // Numbers wanted, and where among them the weight from `a` to `b` stands.
    let (wanted, index): (usize, &dyn Fn(usize, usize) -> usize) =
        match (header.weights.as_str(), header.format.as_str()) {
            ("EUC_2D", _) => return points(n, numbers, Rounding::Nearest),
            ("CEIL_2D", _) => return points(n, numbers, Rounding::Up),
            ("ATT", _) => return between(n, numbers, att),
            ("GEO", _) => return between(n, numbers, geo),
            ("EXPLICIT", "FULL_MATRIX") => (n * n, &|a, b| a * n + b),
            ("EXPLICIT", "UPPER_ROW" | "LOWER_COL") => (n * n.saturating_sub(1) / 2, &|a, b| {
                let (a, b) = (a.min(b), a.max(b));
                a * n - a * (a + 1) / 2 + b - a - 1
            }),
            ("EXPLICIT", "UPPER_DIAG_ROW" | "LOWER_DIAG_COL") => (n * (n + 1) / 2, &|a, b| {
                let (a, b) = (a.min(b), a.max(b));
                a * n - a * (a + 1) / 2 + b
            }),
            ("EXPLICIT", "LOWER_ROW" | "UPPER_COL") => (n * n.saturating_sub(1) / 2, &|a, b| {
                let (a, b) = (a.max(b), a.min(b));
                a * (a - 1) / 2 + b
            }),
            ("EXPLICIT", "LOWER_DIAG_ROW" | "UPPER_DIAG_COL") => (n * (n + 1) / 2, &|a, b| {
                let (a, b) = (a.max(b), a.min(b));
                a * (a + 1) / 2 + b
            }),
            (weights, format) => {
                return Err(format!(
                    "edge weights of type {weights} {format} are not read"
                ));
            }
        };
    if numbers.len() < wanted {
        let there = numbers.len();
        return Err(format!("{wanted} weights are announced, {there} are there"));
    }
    let weight = |a, b| numbers[index(a, b)] as u32;
    Ok(Instance::Weights(matrix(n, weight)))
}

fn points(n: usize, numbers: &[f64], rounding: Rounding) -> Result<Instance, String> {
    let points = numbers.chunks_exact(3).map(|c| [c[1], c[2]]);
    let at: Vec<[f64; 2]> = points.take(n).collect();
    if at.len() < n {
        let there = at.len();
        return Err(format!("{n} nodes are announced, {there} are there"));
    }
    Ok(Instance::Points(at, rounding))
}

/// The matrix of a formula over the coordinates.
fn between(
    n: usize,
    numbers: &[f64],
    formula: fn([f64; 2], [f64; 2]) -> u32,
) -> Result<Instance, String> {
    match points(n, numbers, Rounding::Nearest)? {
        Instance::Points(at, _) => {
            let times = matrix(n, |a, b| formula(at[a], at[b]));
            Ok(Instance::Weights(times))
        }
        weights @ Instance::Weights(_) => Ok(weights),
    }
}

/// `ATT` of TSPLIB 95: a tenth of the square, its root rounded up.
fn att(a: [f64; 2], b: [f64; 2]) -> u32 {
    let (x, y) = (a[0] - b[0], a[1] - b[1]);
    ((x * x + y * y) / 10.0).sqrt().ceil() as u32
}

/// `GEO` of TSPLIB 95: degrees and minutes as `DDD.MM`, kilometres on its idealized sphere, with
/// its value of pi.
fn geo(a: [f64; 2], b: [f64; 2]) -> u32 {
    let radians = |x: f64| {
        let degrees = x.trunc();
        3.141_592 * (degrees + 5.0 * (x - degrees) / 3.0) / 180.0
    };
    let [(a_lat, a_lon), (b_lat, b_lon)] = [a, b].map(|p| (radians(p[0]), radians(p[1])));
    let q1 = (a_lon - b_lon).cos();
    let q2 = (a_lat - b_lat).cos();
    let q3 = (a_lat + b_lat).cos();
    (6_378.388 * (0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3)).acos() + 1.0) as u32
}

/// The matrix of what `weight` says, with nothing from a node to itself.
fn matrix(n: usize, weight: impl Fn(usize, usize) -> u32) -> WalkingTimes {
    let weight = |a, b| if a == b { 0 } else { weight(a, b) };
    let rows = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
    let rows = rows.map(|(a, b)| weight(a, b)).collect();
    WalkingTimes::from_rows(n, rows).expect("n rows of n numbers each are n × n")
}
