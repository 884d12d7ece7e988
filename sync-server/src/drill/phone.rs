//! A phone of the drill as a process of its own, to be killed at any moment.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::Timestamp;
use turfwalk_core::device::Device;
use turfwalk_core::sync::Http;

use super::field::record;
use crate::commands::{CommandError, say};

/// Records between two syncs.
const SYNC_EVERY: u32 = 3;
/// After so long it ends by itself, should nobody kill it.
const LONGEST: Duration = Duration::from_secs(120);

/// Arguments of the hidden `drill-phone`.
#[derive(Debug, Args)]
pub struct DrillPhoneCommand {
    /// The phone's database; it has joined
    #[arg(long)]
    file: PathBuf,
    /// Begins the marks of its records
    #[arg(long)]
    mark: String,
}

impl DrillPhoneCommand {
    /// Records and syncs until killed. A line for each record that is on disk, and one for what the
    /// phone shows after each sync.
    pub fn run(self) -> Result<(), CommandError> {
        let phone = Device::open(&self.file, Http::new()?)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let began = Instant::now();
        for number in 0.. {
            if began.elapsed() > LONGEST {
                break;
            }
            let mark = format!("{}.{number}", self.mark);
            say!("begins {mark}")?;
            record(&phone, &mark, Timestamp::now().as_millisecond())?;
            say!("recorded {mark}")?;
            if number % SYNC_EVERY == 0 {
                // The server may be dead just now; what is recorded goes with a later sync.
                if runtime.block_on(phone.sync()).is_err() {
                    say!("unsynced")?;
                }
                let told = phone.receipts()?;
                say!("receipts {} {} .", told.safe, told.backed_up)?;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}
