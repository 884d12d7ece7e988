//! `turfwalk drill`: faults played on loopback against real server processes, and one page of what
//! was expected and what was seen.
//!
//! `field` is the ground, each other file has faults of one sort. What can't be played here is
//! named with its reason; nothing is passed over in silence.

mod backups;
mod balancer;
mod certificate;
mod cluster;
mod disk;
mod failover;
mod field;
mod killed;
mod load;
mod odd;
mod phone;
mod regions;
mod server;
mod slow;
mod upgrade;
mod walker;

pub use cluster::Cluster;
pub use failover::{FailOver, east_is_lost};
pub use phone::DrillPhoneCommand;

use std::time::{Duration, Instant};

use clap::Args;

use crate::commands::{CommandError, say};

/// Arguments of `drill`.
#[derive(Debug, Args)]
#[command(after_help = "Examples: turfwalk drill\n          \
    turfwalk drill --only process-kill --seconds 600")]
pub struct DrillCommand {
    /// How long a fault that goes on is kept up
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Play these faults alone, by their names in the report
    #[arg(long, value_name = "FAULT", value_delimiter = ',')]
    only: Vec<String>,
    /// Decides what is killed when
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What is asked of every fault.
struct Wish {
    /// How long it is kept up, where it goes on.
    patience: Duration,
    seed: u64,
}

/// What was seen; an error is a promise that did not hold.
enum Seen {
    /// What was expected.
    Held(String),
    /// The fault could not be played here.
    NotRun(String),
}

/// One fault.
struct Fault {
    name: &'static str,
    expected: &'static str,
    play: fn(&Wish) -> Result<Seen, CommandError>,
}

/// All of them, in the order of the report.
const FAULTS: [Fault; 12] = [
    Fault {
        name: "fail-over",
        expected: "every record has one effect, and no phone is touched",
        play: failover::fail_over,
    },
    Fault {
        name: "process-kill",
        expected: "what a phone has promised is on the server once",
        play: killed::process_kill,
    },
    Fault {
        name: "disk-full",
        expected: "refused, nothing acknowledged is lost, mends itself",
        play: disk::full,
    },
    Fault {
        name: "clock",
        expected: "clocks change nothing but times shown",
        play: odd::clocks,
    },
    Fault {
        name: "slow-disk",
        expected: "slower answers, and no error",
        play: slow::slow_disk,
    },
    Fault {
        name: "poison-op",
        expected: "in quarantine once, nothing behind it waits",
        play: odd::poison_op,
    },
    Fault {
        name: "phone-restored",
        expected: "a new life by itself, every record once",
        play: backups::phone_restored,
    },
    Fault {
        name: "certificate",
        expected: "phones that pin the key go on, others send nothing",
        play: certificate::expired,
    },
    Fault {
        name: "half-restored",
        expected: "refused whole; phones send what a backup lacks",
        play: backups::half_restored,
    },
    Fault {
        name: "ten-times",
        expected: "no error, at most eleven times the processor",
        play: load::ten_times,
    },
    Fault {
        name: "upgrade",
        expected: "older databases come up, and old phones go on",
        play: upgrade::upgrade,
    },
    Fault {
        name: "lost-standby",
        expected: "taken on as safe, told as backed up no more, said on the page",
        play: failover::lost_standby,
    },
];

impl DrillCommand {
    /// Plays the faults and prints the report.
    ///
    /// # Errors
    /// If a promise did not hold, or a fault is asked for that there is not.
    pub fn run(self) -> Result<(), CommandError> {
        if let Some(other) = self
            .only
            .iter()
            .find(|name| !FAULTS.iter().any(|it| it.name == **name))
        {
            let names = FAULTS.map(|fault| fault.name).join(", ");
            return Err(format!("there is no fault {other}; there are {names}").into());
        }
        let wish = Wish {
            patience: Duration::from_secs(self.seconds),
            seed: self.seed,
        };
        let (mut broken, mut not_run) = (0, 0);
        say!(
            "turfwalk drill: real processes on loopback, seed {}\n",
            wish.seed
        )?;
        for fault in &FAULTS {
            if !self.only.is_empty() && !self.only.iter().any(|name| name == fault.name) {
                continue;
            }
            let began = Instant::now();
            let (word, seen) = match (fault.play)(&wish) {
                Ok(Seen::Held(seen)) => ("held", seen),
                Ok(Seen::NotRun(why)) => {
                    not_run += 1;
                    ("NOT RUN", why)
                }
                Err(error) => {
                    broken += 1;
                    ("BROKEN", error.to_string())
                }
            };
            say!(
                "{:<15} {word} ({:.0} s)",
                fault.name,
                began.elapsed().as_secs_f64()
            )?;
            say!("  expected  {}", fault.expected)?;
            say!("  seen      {seen}")?;
        }
        say!("\n{broken} broken, {not_run} not run")?;
        match broken {
            0 => Ok(()),
            broken => Err(format!(
                "{broken} promises did not hold; they stand above. Run it again with --seed {} to \
                 see them again",
                wish.seed
            )
            .into()),
        }
    }
}
