//! Orders a TSPLIB or OPLib instance and prints the walk as one JSON line.
//!
//! ```text
//! cargo run --release --example tsplib -- berlin52.tsp [--path closed|open|open-to-last]
//!     [--millis N | --steps N] [--seed S] [--shuffle]
//! ```
//!
//! `closed` is a round tour, `open` starts at the first node and ends anywhere, `open-to-last`
//! ends at the last. `--millis` is the time of the search with all that it sets up, without
//! reading the file; with `--steps` the result is the same on every machine. `--shuffle` hides the
//! order of the file from the search: some instances list their nodes in the order of the best
//! tour. The nodes in `order` are counted from 0, in the order of the file, whatever they are
//! called there.
//!
//! An instance with a `COST_LIMIT` is one of orienteering: the walk of most score within the limit,
//! from the depot; `score`, `cost` and `limit` are printed too.
//!
//! Read are `EUC_2D` and `CEIL_2D` (beyond 5,000 nodes without a matrix), `ATT`, `GEO`, and `EXPLICIT` as a full
//! matrix or as any triangle of one; `TSP` and `ATSP` alike.

mod instance;
mod op;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use instance::Times;
use turfwalk_core::route::{BudgetWalk, End, Goal, Progress, budget, order};

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

/// What is asked for on the command line.
struct Wish {
    file: String,
    path: String,
    millis: u64,
    steps: Option<u64>,
    seed: u64,
    shuffle: bool,
}

fn wish(mut args: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut wish = Wish {
        file: String::new(),
        path: "closed".to_owned(),
        millis: 1000,
        steps: None,
        seed: 0,
        shuffle: false,
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} wants a value"));
        match arg.as_str() {
            "--path" => wish.path = value()?,
            "--millis" => wish.millis = number(&value()?)?,
            "--steps" => wish.steps = Some(number(&value()?)?),
            "--seed" => wish.seed = number(&value()?)?,
            "--shuffle" => wish.shuffle = true,
            _ if arg.starts_with("--") => return Err(format!("there is no option {arg}")),
            _ => wish.file = arg,
        }
    }
    if wish.file.is_empty() {
        return Err("name a .tsp file".to_owned());
    }
    Ok(wish)
}

fn run(args: impl Iterator<Item = String>) -> Result<String, String> {
    let wish = wish(args)?;
    let text = std::fs::read_to_string(&wish.file).map_err(|e| format!("{}: {e}", wish.file))?;
    let mut instance = instance::read(&text)?;
    let n = instance.len();
    let last = n.checked_sub(1).ok_or("the file holds no node")?;
    let (start, end) = match wish.path.as_str() {
        "closed" => (None, End::Start),
        "open" => (Some(0), End::Free),
        "open-to-last" => (Some(0), End::At(last)),
        other => {
            return Err(format!(
                "--path is closed, open or open-to-last, not {other}"
            ));
        }
    };
    let op = op::read(&text, n)?;
    let mut ids: Vec<usize> = (0..n).collect();
    if wish.shuffle {
        shuffle(&mut ids, wish.seed);
        instance = instance.renumbered(&ids);
    }
    let goal = Goal {
        start,
        end,
        seed: wish.seed,
    };
    let times = instance.times();
    let began = Instant::now();
    let limit = Duration::from_millis(wish.millis);
    let mut effort = |progress: &Progress| match wish.steps {
        Some(steps) => progress.steps < steps,
        None => began.elapsed() < limit,
    };
    if let Some(op) = op {
        let scores: Vec<u32> = ids.iter().map(|&id| op.scores[id]).collect();
        let goal = Goal {
            start: ids.iter().position(|&id| id == op.depot),
            ..goal
        };
        let at_nodes = vec![0; n];
        let limit = op.limit;
        let walk: BudgetWalk = match times {
            Times::Matrix(times) => budget(&times, &scores, &at_nodes, limit, &goal, &mut effort),
            Times::Plane(times) => budget(&times, &scores, &at_nodes, limit, &goal, &mut effort),
        };
        return Ok(serde_json::json!({
            "n": n,
            "score": walk.worth,
            "cost": walk.ms,
            "limit": limit,
            "length": walk.ms,
            "millis": began.elapsed().as_millis() as u64,
            "order": walk.stops.iter().map(|&stop| ids[stop]).collect::<Vec<_>>(),
        })
        .to_string());
    }
    let walk = match times {
        Times::Matrix(times) => order(&times, &goal, &mut effort),
        Times::Plane(times) => order(&times, &goal, &mut effort),
    };
    Ok(serde_json::json!({
        "n": n,
        "length": walk.ms,
        "millis": began.elapsed().as_millis() as u64,
        "order": walk.stops.iter().map(|&stop| ids[stop]).collect::<Vec<_>>(),
    })
    .to_string())
}

/// Mixes all but the first and the last (Fisher and Yates, with the linear congruential generator
/// of Knuth's MMIX).
fn shuffle(ids: &mut [usize], seed: u64) {
    let mut state = seed;
    for i in (2..ids.len().saturating_sub(1)).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ids.swap(i, 1 + (state >> 33) as usize % i);
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}
