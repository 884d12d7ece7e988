//! `turfwalk simulate`: a field of phones, to see what a server carries.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use turfwalk_core::wire::{Invite, ServerAddress};

use super::{CommandError, Folder, say};
use crate::simulate::{Plan, make_invites, make_turfs, run};

/// Arguments of `simulate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: turfwalk --dir field simulate --url https://127.0.0.1:8642 --devices 7000 \\
                    --turfs 2000 --seconds 60\n          \
    turfwalk simulate --url https://127.0.0.1:8642 --invites links.txt --seconds 60

The phones write into the server's campaign like real ones: use a folder made for it. Invites are
made in the server's data folder (--dir), or read from a file (--invites). An empty folder gets \
turfs, doors and people."
)]
pub struct SimulateCommand {
    /// Where `turfwalk serve` listens
    #[arg(long, value_name = "URL", default_value = super::serve::DEFAULT_URL)]
    url: String,
    /// Phones; with --invites, as many as the file has if left out
    #[arg(long, value_name = "N")]
    devices: Option<u32>,
    /// Turfs that the phones are spread over
    #[arg(long, value_name = "M", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    turfs: u32,
    /// Doors of a turf, where turfs are made
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    doors: u32,
    /// How long the phones walk
    #[arg(long, value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// From one sync of a phone to the next; over 30 s it closes its connection in between
    #[arg(long, value_name = "TIME", default_value = "10s")]
    every: SignedDuration,
    /// Visits from one sync to the next, on average
    #[arg(long, value_name = "N", default_value_t = 1.5)]
    visits: f64,
    /// All sync at the same moment, as after an outage, with --backlog visits each; --seconds is
    /// what they may take
    #[arg(long)]
    arrive_at_once: bool,
    /// Visits that each phone captured in the outage
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        requires = "arrive_at_once"
    )]
    backlog: u32,
    /// Links of invites, one a line, as `turfwalk invite --count N --out FILE` writes them
    #[arg(long, value_name = "FILE")]
    invites: Option<PathBuf>,
    /// The server's process on this machine: its processor time and memory are told then
    #[arg(long, value_name = "PID")]
    server_pid: Option<u32>,
    /// Decides who does what when; the same seed, the same visits
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl SimulateCommand {
    /// Runs the field and prints what it came to.
    ///
    /// # Errors
    /// If a promise did not hold, among others.
    pub fn run(
        self,
        folder: impl FnOnce() -> Result<Folder, CommandError>,
    ) -> Result<(), CommandError> {
        let plan = self.plan()?;
        let invites = match &self.invites {
            Some(file) => self.read_invites(file)?,
            None => {
                let folder = folder()?;
                let turfs = make_turfs(&folder.db, self.turfs, self.doors, self.seed)?;
                let phones = self.devices.unwrap_or(self.turfs);
                make_invites(&folder, &self.url, &turfs, phones)?
            }
        };
        say!("{} phones, against {}", invites.len(), self.url)?;
        let runtime = tokio::runtime::Runtime::new()?;
        let report = runtime.block_on(run(&plan, invites))?;
        say!("{report}")?;
        match report.broken().len() {
            0 => Ok(()),
            broken => Err(format!(
                "{broken} promises did not hold; they stand above. Run it again with --seed {} to \
                 see them again",
                self.seed
            )
            .into()),
        }
    }

    fn plan(&self) -> Result<Plan, CommandError> {
        let every = Duration::try_from(self.every).ok();
        let every = every.filter(|every| *every >= Duration::from_millis(100));
        if !(0.0..=1000.0).contains(&self.visits) {
            return Err("--visits is from 0 to 1000 between two syncs".into());
        }
        Ok(Plan {
            seconds: self.seconds,
            every: every.ok_or("--every is a time such as 10s or 1m, and 100ms at least")?,
            visits: self.visits,
            backlog: self.arrive_at_once.then_some(self.backlog),
            seed: self.seed,
            server_pid: self.server_pid,
        })
    }

    /// The links of a file, to be used at `--url`.
    fn read_invites(&self, file: &std::path::Path) -> Result<Vec<Invite>, CommandError> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            format!("can't read {}: {error}; name another file", file.display())
        })?;
        let lines = (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.trim().is_empty());
        let mut invites = lines
            .map(|(number, line)| {
                let invite: Invite = line
                    .parse()
                    .map_err(|error| format!("{}, line {number}: {error}", file.display()))?;
                let server: ServerAddress = invite.server.parse()?;
                let url = self.url.trim_end_matches('/').to_owned();
                Ok(Invite {
                    server: ServerAddress { url, ..server }.to_string(),
                    ..invite
                })
            })
            .collect::<Result<Vec<_>, CommandError>>()?;
        if let Some(devices) = self.devices {
            if invites.len() < devices as usize {
                return Err(format!(
                    "{} has {} invites, and {devices} phones are asked for; make more with \
                     `turfwalk invite --count N --out FILE`",
                    file.display(),
                    invites.len()
                )
                .into());
            }
            invites.truncate(devices as usize);
        }
        Ok(invites)
    }
}
