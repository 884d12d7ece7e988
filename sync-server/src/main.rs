//! `turfwalk`, the organizer's binary. `commands` says what it does.

use std::process::ExitCode;

use clap::Parser;
use turfwalk_server::commands::{Cli, run};

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("turfwalk: {error}");
            ExitCode::FAILURE
        }
    }
}
