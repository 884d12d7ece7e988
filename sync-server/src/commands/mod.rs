//! The commands of `turfwalk`, one file each: arguments, what it does, what it prints.

mod assign;
mod audit;
mod backup;
mod campaign;
mod compact;
mod config;
mod cut;
mod device;
mod export;
mod flyers;
mod folder;
mod import;
mod import_ops;
mod invite;
mod key;
mod move_doors;
mod order;
mod person;
#[cfg(feature = "print")]
mod print;
mod progress;
mod proposals;
pub(crate) mod report;
mod script;
mod serve;
#[cfg(feature = "demo")]
mod simulate;
mod user;

pub use assign::{AssignCommand, WithdrawCommand};
pub use audit::AuditCommand;
pub use backup::{BackupCommand, RestoreCommand};
pub use campaign::CampaignCommand;
pub use compact::CompactCommand;
pub use config::with_config;
pub use cut::{CutCommand, cut_turfs};
pub use device::DeviceCommand;
pub use export::ExportCommand;
pub use flyers::{FaceFlyers, FlyersCommand, TurfFlyers, turf_flyers};
pub use folder::{DbAddress, Folder};
pub use import::{ImportCommand, import_streets, import_voters};
pub use invite::InviteCommand;
pub(crate) use invite::is_here_alone;
#[cfg(feature = "demo")]
pub(crate) use invite::{link as invite_link, server_key};
pub use key::KeyCommand;
pub use move_doors::MoveCommand;
pub use order::{OrderCommand, WalkTotalsReport, order_turfs};
pub use person::PersonCommand;
#[cfg(feature = "print")]
pub use print::{PrintCommand, print_turfs};
pub use proposals::ProposalsCommand;
pub use report::ReportError;
pub(crate) use report::say;
pub use script::ScriptCommand;
#[cfg(feature = "demo")]
pub(crate) use serve::told_to_end;
pub use serve::{ServeCommand, organizer_key};
#[cfg(feature = "demo")]
pub use simulate::SimulateCommand;
pub use user::UserCommand;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// What every command may end with: one sentence that says what happened and what to do.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Turfwalk: cut turf, order walks, print them, and serve the phones that walk them.
#[derive(Debug, Parser)]
#[command(name = "turfwalk", version, propagate_version = true)]
pub struct Cli {
    /// Folder for the database, prints and rejects [default: the platform's own place]
    #[arg(long, global = true, value_name = "DIR", env = "TURFWALK_DIR")]
    pub dir: Option<PathBuf>,
    /// File of settings, `name = value` a line, named as the flags are; flags and the environment
    /// go before
    #[arg(long, global = true, value_name = "FILE", env = "TURFWALK_CONFIG")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    address: DbAddress,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Play the whole of it: a town, its turfs, a print, a phone that is killed and syncs
    #[cfg(feature = "demo")]
    Demo(crate::demo::DemoCommand),
    /// Serve phones and the organizer's page
    Serve(ServeCommand),
    /// Read streets or voters in
    #[command(subcommand)]
    Import(ImportCommand),
    /// Cut all doors into turfs of equal work
    Cut(CutCommand),
    /// Order the doors of each turf into a short walk
    Order(OrderCommand),
    /// Print walk lists as PDF
    #[cfg(feature = "print")]
    Print(PrintCommand),
    /// Show or change the campaign: name, hours, numbers to call, the notice on people's data
    Campaign(CampaignCommand),
    /// Show or change what is asked at the door
    #[command(subcommand)]
    Script(ScriptCommand),
    /// Invite phones to a turf
    Invite(InviteCommand),
    /// Give a turf to a phone that has joined
    Assign(AssignCommand),
    /// Move doors to another turf, with all that was recorded at them
    Move(MoveCommand),
    /// Take a turf back from a phone, or from all
    Withdraw(WithdrawCommand),
    /// Find, show, correct or erase what is held of a person
    #[command(subcommand)]
    Person(PersonCommand),
    /// List what canvassers would put right, and answer them
    #[command(subcommand)]
    Proposals(ProposalsCommand),
    /// Write a copy of the database, while the server may run
    Backup(BackupCommand),
    /// Put a backup in the database's place
    Restore(RestoreCommand),
    /// Let go of rows that later ones have replaced
    Compact(CompactCommand),
    /// List phones, or shut a lost one out
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Show the key by which phones know the server, or give it another
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make, list and remove those who may open the organizer's page
    #[command(subcommand)]
    User(UserCommand),
    /// Print who saw, took out and changed what
    Audit(AuditCommand),
    /// Count flyers by block face; find letterboxes passed by, or served twice
    Flyers(FlyersCommand),
    /// Write everything recorded as CSV
    Export(ExportCommand),
    /// Let thousands of simulated phones walk, to see what a server carries
    #[cfg(feature = "demo")]
    Simulate(SimulateCommand),
    /// Play faults against real servers on this machine, and report what was seen
    #[cfg(feature = "demo")]
    Drill(crate::drill::DrillCommand),
    /// A phone for the drill to kill
    #[cfg(feature = "demo")]
    #[command(hide = true)]
    DrillPhone(crate::drill::DrillPhoneCommand),
    /// A phone for the demo to kill
    #[cfg(feature = "demo")]
    #[command(hide = true)]
    DemoPhone(crate::demo::PhoneCommand),
}

/// Runs the command line.
pub fn run(cli: Cli) -> Result<(), CommandError> {
    let dir = cli.dir;
    let folder = || Folder::open(dir.as_deref(), &cli.address);
    match cli.command {
        #[cfg(feature = "demo")]
        Command::Demo(command) => command.run(dir.as_deref()),
        Command::Serve(command) => command.run(folder()?),
        Command::Import(command) => command.run(&folder()?),
        Command::Cut(command) => command.run(folder),
        Command::Order(command) => command.run(folder),
        #[cfg(feature = "print")]
        Command::Print(command) => command.run(folder),
        Command::Campaign(command) => command.run(&folder()?),
        Command::Script(command) => command.run(&folder()?),
        Command::Invite(command) => command.run(&folder()?),
        Command::Assign(command) => command.run(&folder()?),
        Command::Move(command) => command.run(&folder()?),
        Command::Withdraw(command) => command.run(&folder()?),
        Command::Person(command) => command.run(&folder()?),
        Command::Proposals(command) => command.run(&folder()?),
        Command::Backup(command) => command.run(&folder()?),
        Command::Restore(command) => command.run(&Folder::place(dir.as_deref())?, &cli.address),
        Command::Compact(command) => command.run(&folder()?),
        Command::Device(command) => command.run(&folder()?),
        Command::Key(command) => command.run(&folder()?),
        Command::User(command) => command.run(&folder()?),
        Command::Audit(command) => command.run(&folder()?),
        Command::Flyers(command) => command.run(&folder()?),
        Command::Export(command) => command.run(&folder()?),
        #[cfg(feature = "demo")]
        Command::Simulate(command) => command.run(folder),
        #[cfg(feature = "demo")]
        Command::Drill(command) => command.run(),
        #[cfg(feature = "demo")]
        Command::DrillPhone(command) => command.run(),
        #[cfg(feature = "demo")]
        Command::DemoPhone(command) => command.run(),
    }
}
