//! What a run came to, in lines for people.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Plan;
use super::meter::Meter;
use super::process::Usage;
use super::tally::{Counts, Tally};

/// Some of the field's connections, counted byte by byte.
#[derive(Clone, Debug)]
pub(super) struct Metered {
    pub(super) meter: Arc<Meter>,
    pub(super) connections: usize,
    pub(super) of: usize,
}

/// One part of a run.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) tally: Arc<Tally>,
    server_pid: Option<u32>,
    metered: Metered,
    started: Instant,
    server_before: Option<Usage>,
    bytes_before: (u64, u64),
    end: Option<End>,
}

#[derive(Debug)]
struct End {
    took: Duration,
    server: Option<Usage>,
    bytes: (u64, u64),
}

/// What a run came to.
#[derive(Debug)]
pub struct Report {
    pub(super) phones: usize,
    pub(super) join_s: f64,
    pub(super) joining: Counts,
    pub(super) parts: Vec<Part>,
    pub(super) read_anew: usize,
    pub(super) own: Option<Usage>,
}

impl Part {
    pub(super) fn begin(plan: &Plan, name: &'static str, metered: &Metered) -> Self {
        Self {
            name,
            tally: Arc::default(),
            server_pid: plan.server_pid,
            metered: metered.clone(),
            started: Instant::now(),
            server_before: plan.server_pid.and_then(Usage::of),
            bytes_before: metered.meter.bytes(),
            end: None,
        }
    }

    pub(super) fn end(&mut self) {
        self.end = Some(End {
            took: self.started.elapsed(),
            server: self.server_pid.and_then(Usage::of),
            bytes: self.metered.meter.bytes(),
        });
    }

    /// Bytes up and down of the metered connections.
    fn bytes(&self) -> (u64, u64) {
        let after = self.end.as_ref().map_or(self.bytes_before, |end| end.bytes);
        (after.0 - self.bytes_before.0, after.1 - self.bytes_before.1)
    }
}

impl Report {
    /// Every promise that did not hold, with how often.
    pub fn broken(&self) -> Vec<(String, u64)> {
        let counts = self.parts.iter().map(|part| part.tally.counts());
        counts.flat_map(|counts| counts.broken).collect()
    }

    /// Requests that got no answer, in all parts.
    pub fn errors(&self) -> u64 {
        let parts = self.parts.iter().map(|part| part.tally.counts());
        let parts = parts.chain([self.joining.clone()]);
        parts
            .map(|counts| counts.errors.values().sum::<u64>())
            .sum()
    }

    /// Ops captured, acknowledged, and refused.
    pub fn ops(&self) -> (u64, u64, u64) {
        let counts = self.parts.iter().map(|part| part.tally.counts());
        counts.fold((0, 0, 0), |(captured, safe, refused), now| {
            (
                captured + now.captured,
                safe + now.safe,
                refused + now.refused,
            )
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "phones joined       {:>10}  in {:.1} s",
            self.phones, self.join_s
        )?;
        write_errors(f, &self.joining)?;
        for part in &self.parts {
            write!(f, "{part}")?;
        }
        let (captured, safe, refused) = self.ops();
        writeln!(f, "\ncaptured            {captured:>10}")?;
        writeln!(
            f,
            "safe on the server  {safe:>10}  of these refused: {refused}"
        )?;
        writeln!(f, "turfs read anew     {:>10}", self.read_anew)?;
        if let Some(own) = self.own {
            let (cpu, mib) = (own.cpu.as_secs_f64(), own.peak_kib / 1024);
            writeln!(
                f,
                "this simulator      {cpu:>10.1}  CPU s, at most {mib} MiB"
            )?;
        }
        let broken = self.broken();
        if broken.is_empty() {
            writeln!(
                f,
                "Kept: each op has one result; phones and server hold each op once."
            )?;
        }
        for (promise, times) in broken {
            writeln!(f, "BROKEN, {times} times: {promise}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.tally.counts();
        let Some(end) = &self.end else { return Ok(()) };
        let seconds = end.took.as_secs_f64();
        let syncs = counts.syncs;
        writeln!(f, "\n{} ({seconds:.1} s)", self.name)?;
        let a_second = syncs as f64 / seconds.max(0.001);
        writeln!(f, "  syncs             {syncs:>10}  {a_second:.0} a second")?;
        let (captured, safe) = (counts.captured, counts.safe);
        writeln!(
            f,
            "  ops               {captured:>10}  captured, {safe} acknowledged"
        )?;
        let (rows, resets) = (counts.rows, counts.resets);
        writeln!(
            f,
            "  rows              {rows:>10}  down, {resets} streams read anew"
        )?;
        let ms = self.tally.within([0.5, 0.95, 0.99, 1.0]);
        let [p50, p95, p99, most] = ms.map(|time| time.as_secs_f64() * 1000.0);
        writeln!(
            f,
            "  answered within   {p50:>10.1}  ms p50, {p95:.1} p95, {p99:.1} p99, {most:.1} at most"
        )?;
        if counts.late > 0 {
            writeln!(f, "  late              {:>10}  syncs left out", counts.late)?;
        }
        let (up, down) = self.bytes();
        let Metered {
            connections, of, ..
        } = self.metered;
        writeln!(
            f,
            "  bytes             {up:>10}  up, {down} down, on {connections} of {of} connections"
        )?;
        if let Some((before, after)) = self.server_before.zip(end.server) {
            let cpu = (after.cpu - before.cpu).as_secs_f64();
            let each = 1000.0 * cpu / syncs.max(1) as f64;
            let (now, peak) = (after.memory_kib / 1024, after.peak_kib / 1024);
            writeln!(
                f,
                "  server            {cpu:>10.2}  CPU s, {each:.3} a 1,000 syncs; {now} MiB, at most {peak}"
            )?;
        }
        write_errors(f, &counts)
    }
}

fn write_errors(f: &mut fmt::Formatter<'_>, counts: &Counts) -> fmt::Result {
    for (kind, times) in &counts.errors {
        writeln!(f, "  errors            {times:>10}  {kind}")?;
    }
    Ok(())
}
