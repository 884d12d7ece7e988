//! `turfwalk`, the organizer's binary. `commands` says what it does.

use std::process::ExitCode;

use clap::Parser;
use turfwalk_server::commands::{Cli, ReportError, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if matches!(error.downcast_ref(), Some(ReportError::Closed)) => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("turfwalk: {error}");
            ExitCode::FAILURE
        }
    }
}
