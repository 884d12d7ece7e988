//! The property machine: phones and a server, both real, and everything that may go wrong
//! between them. Steps are drawn by chance; `rules` says what must hold after each.
//!
//! `cargo test --test machine` runs for some seconds. `STEPS=1000000` runs about so many steps,
//! `SEED=7` begins with that seed; a failure names the seed and the fewest steps that lead to it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]

#[allow(dead_code, reason = "other tests use the rest of it")]
#[path = "../common/mod.rs"]
mod common;
mod ground;
mod net;
mod oracle;
mod rules;
mod steps;
mod world;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use proptest::test_runner::{Config, RngSeed, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use steps::Foreseen;
use world::World;

/// Steps of one case, at most.
const LENGTH: usize = 80;
/// How long the cases run where nobody says how many steps.
const USUAL: Duration = Duration::from_secs(12);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// A number that is another at each run.
fn drawn() -> u64 {
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_nanos() as u64
}

/// What the threads of a run have in common.
struct Run {
    started: Instant,
    wanted: Option<u64>,
    steps: AtomicU64,
    has_failed: AtomicBool,
}

impl Run {
    fn goes_on(&self) -> bool {
        let is_wanted = match self.wanted {
            Some(wanted) => self.steps.load(Relaxed) < wanted,
            None => self.started.elapsed() < USUAL,
        };
        is_wanted && !self.has_failed.load(Relaxed)
    }

    /// Some cases from one seed.
    fn play(&self, seed: u64) {
        let config = Config {
            cases: 8,
            rng_seed: RngSeed::Fixed(seed),
            failure_persistence: None,
            max_shrink_iters: 4_000,
            ..Config::default()
        };
        let mut runner = TestRunner::new(config.clone());
        let strategy = Foreseen::sequential_strategy(1..LENGTH);
        let done = runner.run(&strategy, |(model, transitions, counter)| {
            self.steps.fetch_add(transitions.len() as u64, Relaxed);
            World::test_sequential(config.clone(), model, transitions, counter);
            Ok(())
        });
        if let Err(error) = done {
            self.has_failed.store(true, Relaxed);
            panic!("{error}\nAgain: SEED={seed} STEPS=1 cargo test --test machine");
        }
    }
}

/// As many worlds at a time as there are processors; each seed plays in one, by itself.
#[test]
fn whatever_happens_the_promises_hold() {
    let run = Run {
        started: Instant::now(),
        wanted: number("STEPS"),
        steps: AtomicU64::new(0),
        has_failed: AtomicBool::new(false),
    };
    let first = number("SEED").unwrap_or_else(|| drawn() >> 20);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let run = &run;
            let mut seeds = (first + thread as u64..).step_by(threads);
            scope.spawn(move || {
                while run.goes_on() {
                    run.play(seeds.next().expect("numbers don't end"));
                }
            });
        }
    });
    let seconds = run.started.elapsed().as_secs_f64();
    let steps = run.steps.load(Relaxed);
    eprintln!(
        "{steps} steps from seed {first}, {:.0} a second on {threads} threads",
        steps as f64 / seconds
    );
}
