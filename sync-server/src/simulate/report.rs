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
        writeln!(f, "{} phones joined in {:.1} s", self.phones, self.join_s)?;
        write_errors(f, &self.joining)?;
        for part in &self.parts {
            write!(f, "{part}")?;
        }
        let (captured, safe, refused) = self.ops();
        writeln!(
            f,
            "\n{captured} visits were recorded on phones; {safe} are safe on the server, of which it \
             refused {refused}."
        )?;
        if let Some(own) = self.own {
            let (cpu_s, mib) = (own.cpu.as_secs_f64(), own.peak_kib / 1024);
            writeln!(
                f,
                "The simulated phones themselves took {cpu_s:.1} s of processor time and {mib} MiB."
            )?;
        }
        let broken = self.broken();
        if broken.is_empty() {
            writeln!(
                f,
                "Kept: each visit has one result, and phones and server hold each once; {} turfs were \
                 read anew to see it.",
                self.read_anew
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
        if counts.syncs == 0 && counts.errors.is_empty() {
            return Ok(());
        }
        let (seconds, syncs) = (end.took.as_secs_f64(), counts.syncs);
        writeln!(f, "\n{}: {seconds:.1} s", self.name)?;
        let a_second = syncs as f64 / seconds.max(0.001);
        writeln!(f, "  syncs    {syncs}, {a_second:.0} a second")?;
        let (captured, safe) = (counts.captured, counts.safe);
        if captured + safe > 0 {
            writeln!(f, "  visits   {captured} recorded, {safe} acknowledged")?;
        }
        let (rows, resets) = (counts.rows, counts.resets);
        writeln!(
            f,
            "  rows     {rows} came down, {resets} lists were read anew"
        )?;
        let ms = self.tally.within([0.5, 0.95, 0.99, 1.0]);
        let [half, most, nearly, all] = ms.map(|time| time.as_secs_f64() * 1000.0);
        writeln!(
            f,
            "  answers  half within {half:.1} ms, 95 of 100 within {most:.1} ms, 99 of 100 within \
             {nearly:.1} ms, the slowest {all:.1} ms"
        )?;
        if counts.late > 0 {
            writeln!(
                f,
                "  late     {} syncs were left out: the one before was still under way",
                counts.late
            )?;
        }
        let (up, down) = self.bytes();
        let Metered {
            connections, of, ..
        } = self.metered;
        let metered = (syncs as f64 * connections as f64 / of.max(1) as f64).max(1.0);
        let (each_up, each_down) = (up as f64 / metered, down as f64 / metered);
        writeln!(
            f,
            "  network  about {each_up:.0} bytes up and {each_down:.0} down a sync, as counted on \
             {connections} of {of} phones"
        )?;
        if let Some((before, after)) = self.server_before.zip(end.server) {
            let cpu_s = (after.cpu - before.cpu).as_secs_f64();
            let each_s = 1000.0 * cpu_s / syncs.max(1) as f64;
            let (now, peak) = (after.memory_kib / 1024, after.peak_kib / 1024);
            writeln!(
                f,
                "  server   {cpu_s:.2} s of processor time, {each_s:.3} s for 1,000 syncs; {now} MiB, \
                 at most {peak}"
            )?;
        }
        write_errors(f, &counts)
    }
}

fn write_errors(f: &mut fmt::Formatter<'_>, counts: &Counts) -> fmt::Result {
    for (kind, times) in &counts.errors {
        writeln!(f, "  FAILED   {times} requests, tried again: {kind}")?;
    }
    Ok(())
}
