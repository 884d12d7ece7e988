//! Orders a TSPLIB instance and prints the walk as one JSON line.
//!
//! ```text
//! cargo run --release --example tsplib -- berlin52.tsp [--path closed|open|open-to-last]
//!     [--millis N | --steps N] [--seed S] [--shuffle]
//! ```
//!
//! `--shuffle` hides the order of the file from the search: some instances list their nodes in
//! the order of the best tour. The order printed is in the file's numbers all the same.
//!
//! `closed` is a round tour, `open` starts at the first node and ends anywhere, `open-to-last`
//! ends at the last. With `--steps` the result is the same on every machine. Format: Reinelt,
//! TSPLIB 95. Read are `EUC_2D`, `CEIL_2D` and `EXPLICIT` as `FULL_MATRIX`, `UPPER_ROW`,
//! `LOWER_DIAG_ROW`.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use turfwalk_core::route::{End, Goal, Progress, order};
use turfwalk_core::streets::WalkingTimes;

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(what) => {
            eprintln!("tsplib: {what}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: impl Iterator<Item = String>) -> Result<String, String> {
    let (mut file, mut path) = (None, "closed".to_owned());
    let (mut millis, mut steps, mut seed, mut shuffle) = (1000, None, 0, false);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} wants a value"));
        match arg.as_str() {
            "--path" => path = value()?,
            "--millis" => millis = number(&value()?)?,
            "--steps" => steps = Some(number::<u64>(&value()?)?),
            "--seed" => seed = number(&value()?)?,
            "--shuffle" => shuffle = true,
            _ if arg.starts_with("--") => return Err(format!("there is no option {arg}")),
            _ => file = Some(arg),
        }
    }
    let file = file.ok_or("name a .tsp file")?;
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{file}: {e}"))?;
    let mut times = read(&text)?;
    let n = times.len();
    let last = n.checked_sub(1).ok_or("the file holds no node")?;
    let ids = if shuffle {
        shuffled(n, seed)
    } else {
        (0..n).collect()
    };
    if shuffle {
        let rows = ids.iter().flat_map(|&a| ids.iter().map(move |&b| (a, b)));
        let rows = rows.map(|(a, b)| times.ms(a, b)).collect();
        times = WalkingTimes::from_rows(n, rows).ok_or("the matrix is not square")?;
    }
    let (start, end) = match path.as_str() {
        "closed" => (None, End::Start),
        "open" => (Some(0), End::Free),
        "open-to-last" => (Some(0), End::At(last)),
        other => {
            return Err(format!(
                "--path is closed, open or open-to-last, not {other}"
            ));
        }
    };
    let began = Instant::now();
    let limit = Duration::from_millis(millis);
    let mut effort = |progress: &Progress| match steps {
        Some(steps) => progress.steps < steps,
        None => began.elapsed() < limit,
    };
    let walk = order(&times, &Goal { start, end, seed }, &mut effort);
    Ok(serde_json::json!({
        "n": times.len(),
        "length": walk.ms,
        "millis": began.elapsed().as_millis() as u64,
        "order": walk.stops.iter().map(|&stop| ids[stop]).collect::<Vec<_>>(),
    })
    .to_string())
}

/// All numbers below `n`, the first and the last in their places (Fisher and Yates, with the
/// linear congruential generator of Knuth's MMIX).
fn shuffled(n: usize, seed: u64) -> Vec<usize> {
    let mut ids: Vec<usize> = (0..n).collect();
    let mut state = seed;
    for i in (2..n.saturating_sub(1)).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ids.swap(i, 1 + (state >> 33) as usize % i);
    }
    ids
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

/// The distances of an instance, as if they were milliseconds.
fn read(text: &str) -> Result<WalkingTimes, String> {
    let mut lines = text.lines().map(str::trim);
    let (mut n, mut kind, mut format) = (0, String::new(), String::new());
    for line in lines.by_ref() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim();
        match key.trim() {
            "DIMENSION" => n = number(value)?,
            "EDGE_WEIGHT_TYPE" => kind = value.to_owned(),
            "EDGE_WEIGHT_FORMAT" => format = value.to_owned(),
            "NODE_COORD_SECTION" | "EDGE_WEIGHT_SECTION" => break,
            _ => {}
        }
    }
    let numbers = lines
        .flat_map(str::split_whitespace)
        .map_while(|word| word.parse::<f64>().ok())
        .collect::<Vec<_>>();
    let rows = match (kind.as_str(), format.as_str()) {
        ("EUC_2D", _) => plane(n, &numbers, f64::round)?,
        ("CEIL_2D", _) => plane(n, &numbers, f64::ceil)?,
        ("EXPLICIT", "FULL_MATRIX") => matrix(n, &numbers, n * n, |a, b| a * n + b)?,
        ("EXPLICIT", "UPPER_ROW") => matrix(n, &numbers, n * n.saturating_sub(1) / 2, |a, b| {
            let (a, b) = (a.min(b), a.max(b));
            a * n - a * (a + 1) / 2 + b - a - 1
        })?,
        ("EXPLICIT", "LOWER_DIAG_ROW") => matrix(n, &numbers, n * (n + 1) / 2, |a, b| {
            let (a, b) = (a.max(b), a.min(b));
            a * (a + 1) / 2 + b
        })?,
        _ => return Err(format!("edge weights of type {kind} {format} are not read")),
    };
    WalkingTimes::from_rows(n, rows).ok_or("the matrix does not fit the dimension".to_owned())
}

fn plane(n: usize, numbers: &[f64], round: fn(f64) -> f64) -> Result<Vec<u32>, String> {
    if numbers.len() < 3 * n {
        return Err(format!(
            "{n} nodes are announced, {} are there",
            numbers.len() / 3
        ));
    }
    let at: Vec<(f64, f64)> = numbers.chunks(3).take(n).map(|c| (c[1], c[2])).collect();
    Ok(at
        .iter()
        .flat_map(|a| {
            at.iter()
                .map(move |b| round((a.0 - b.0).hypot(a.1 - b.1)) as u32)
        })
        .collect())
}

fn matrix(
    n: usize,
    numbers: &[f64],
    wanted: usize,
    index: impl Fn(usize, usize) -> usize,
) -> Result<Vec<u32>, String> {
    if numbers.len() < wanted {
        return Err(format!(
            "{wanted} weights are announced, {} are there",
            numbers.len()
        ));
    }
    Ok((0..n * n)
        .map(|i| match (i / n, i % n) {
            (a, b) if a == b => 0,
            (a, b) => numbers[index(a, b)] as u32,
        })
        .collect())
}
