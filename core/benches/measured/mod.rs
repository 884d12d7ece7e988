//! What a bench takes of the machine.

// Each user takes what it needs.
#![allow(dead_code, reason = "shared by benches")]

use std::time::{Duration, Instant};

/// How long something takes by the wall's clock, and how long a processor worked on it: on a
/// machine that others use, the second is what it costs.
#[derive(Clone, Copy)]
pub(crate) struct Took {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
}

impl Took {
    /// The median of each.
    pub(crate) fn median(times: Vec<Self>) -> Self {
        let middle = |mut times: Vec<Duration>| {
            times.sort();
            times[times.len() / 2]
        };
        Self {
            wall: middle(times.iter().map(|it| it.wall).collect()),
            cpu: middle(times.iter().map(|it| it.cpu).collect()),
        }
    }
}

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2?} ({:.2?} of CPU)", self.wall, self.cpu)
    }
}

pub(crate) fn took(work: impl FnOnce()) -> Took {
    let (began, cpu) = (Instant::now(), cpu());
    work();
    Took {
        wall: began.elapsed(),
        cpu: self::cpu() - cpu,
    }
}

/// What this thread has had of the processor, as Linux tells it; elsewhere nothing.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = told
        .split_whitespace()
        .next()
        .and_then(|ns| ns.parse().ok());
    Duration::from_nanos(ns.unwrap_or(0))
}

/// How many bytes this process has given to files so far, as Linux tells it; elsewhere none.
pub(crate) fn written() -> u64 {
    let told = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let bytes = told.lines().find_map(|line| line.strip_prefix("wchar: "));
    bytes.and_then(|bytes| bytes.parse().ok()).unwrap_or(0)
}

/// The most KiB that this process has held, as Linux tells it.
pub(crate) fn most_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let most = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    most.split_whitespace().next()?.parse().ok()
}
