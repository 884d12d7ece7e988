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

use std::cell::Cell;
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

#[test]
fn whatever_happens_the_promises_hold() {
    let steps_wanted = number("STEPS");
    let first = number("SEED").unwrap_or_else(|| drawn() >> 20);
    let (started, steps) = (Instant::now(), Cell::new(0_u64));
    let goes_on = || match steps_wanted {
        Some(wanted) => steps.get() < wanted,
        None => started.elapsed() < USUAL,
    };
    for seed in (first..).take_while(|_| goes_on()) {
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
            steps.set(steps.get() + transitions.len() as u64);
            World::test_sequential(config.clone(), model, transitions, counter);
            Ok(())
        });
        if let Err(error) = done {
            panic!("{error}\nAgain: SEED={seed} STEPS=1 cargo test --test machine");
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let steps = steps.get();
    eprintln!(
        "{steps} steps from seed {first}, {:.0} a second",
        steps as f64 / seconds
    );
}
