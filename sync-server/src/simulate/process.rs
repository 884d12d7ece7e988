//! What a process on this machine costs, as Linux tells it.

use std::time::Duration;

/// Clock ticks of `/proc` a second: Linux shows 100 to programs whatever it counts in itself.
const TICKS_PER_SECOND: f64 = 100.0;

/// A process's use of the machine at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Processor time so far, all threads, kernel included.
    pub cpu: Duration,
    /// Memory held now, in KiB.
    pub memory_kib: u64,
    /// The most memory held so far, in KiB.
    pub peak_kib: u64,
}

impl Usage {
    /// Of the process `pid`; `None` where there is no such process, or no `/proc`.
    pub fn of(pid: u32) -> Option<Self> {
        Self::in_folder(&format!("/proc/{pid}"))
    }

    /// Of this process.
    pub fn of_this() -> Option<Self> {
        Self::in_folder("/proc/self")
    }

    fn in_folder(folder: &str) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("{folder}/stat")).ok()?;
        let status = std::fs::read_to_string(format!("{folder}/status")).ok()?;
        Self::parse(&stat, &status)
    }

    fn parse(stat: &str, status: &str) -> Option<Self> {
        // The second field is the program's name in brackets and may hold anything.
        let (_, after_name) = stat.rsplit_once(')')?;
        let mut fields = after_name.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<f64>().ok();
        let cpu = Duration::from_secs_f64((ticks()? + ticks()?) / TICKS_PER_SECOND);
        let kib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        Some(Self {
            cpu,
            memory_kib: kib("VmRSS")?,
            peak_kib: kib("VmHWM")?,
        })
    }
}

/// How many files this process may have open, where the system tells.
pub(super) fn open_files_allowed() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_and_memory_are_read_past_any_name() {
        let stat = "7 (a) b (c) R 1 7 7 0 -1 4194560 90 0 0 0 150 50 0 0 20 0 9 0 1 1 1";
        let status = "Name:\ta) b (c\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
        let usage = Usage::parse(stat, status).unwrap();
        assert_eq!(usage.cpu, Duration::from_secs(2));
        assert_eq!((usage.memory_kib, usage.peak_kib), (1024, 2048));
        assert_eq!(Usage::parse("", ""), None);
    }
}
