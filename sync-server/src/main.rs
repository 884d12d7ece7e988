//! `turfwalk`, the organizer's binary. `commands` says what it does.

use std::process::ExitCode;

use clap::Parser;
use turfwalk_server::commands::{Cli, CommandError, ReportError, run, with_config};

fn main() -> ExitCode {
    match read_and_run() {
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

fn read_and_run() -> Result<(), CommandError> {
    let args = with_config(std::env::args_os().collect())?;
    run(Cli::parse_from(args))
}
