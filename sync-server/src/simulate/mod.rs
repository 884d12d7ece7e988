//! A field of phones against a real server over real HTTP: `turfwalk simulate`.
//!
//! The requests are made and the answers read by core, and sent by its transport; each phone has
//! a connection of its own and keeps in memory what PROTOCOL.md has it keep. A run is: all join,
//! all fetch their lists, all walk (or all arrive at once with what they captured in an outage),
//! all send what is left, and then everything is compared.

mod check;
mod ground;
mod meter;
mod phone;
mod process;
mod report;
mod tally;
mod walker;

pub use ground::{make_invites, make_turfs};
pub use meter::Meter;
pub use process::Usage;
pub use report::Report;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval};
use turfwalk_core::wire::{Invite, ServerAddress};

use crate::commands::CommandError;
use crate::db::random_hex;
use crate::town::random::Random;
use report::Part;
use tally::Tally;
use walker::Walker;

/// Phones that join, fetch their lists or are compared at the same time.
const AT_ONCE: usize = 64;
/// Connections whose bytes are counted, at most.
const METERED: usize = 200;
/// Longest time that all phones may take to send what is left.
const DRAIN: Duration = Duration::from_secs(120);

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How long the phones walk; for phones that arrive at once, how long they may take.
    pub seconds: u64,
    /// From one sync of a phone to the next.
    pub every: Duration,
    /// Visits from one sync to the next, on average.
    pub visits: f64,
    /// Whether all sync at once, with so many visits captured before; instead of walking.
    pub backlog: Option<u32>,
    /// Decides who does what when.
    pub seed: u64,
    /// The server's process, if it is on this machine.
    pub server_pid: Option<u32>,
}

/// Runs the field, one phone for each of `invites`. A line a second on the error stream says how
/// far it is.
///
/// # Errors
/// If phones can't join, or the server is not reached when all is compared. Promises that do not
/// hold are in the report.
pub async fn run(plan: &Plan, invites: Vec<Invite>) -> Result<Report, CommandError> {
    let phones = invites.len();
    allow_files(phones)?;
    let (invites, meter) = metered(invites).await?;
    let mut random = Random::new(plan.seed);

    let (joining, started) = (Arc::new(Tally::default()), Instant::now());
    let mut joins = JoinSet::new();
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    for invite in invites {
        let (gate, tally) = (Arc::clone(&gate), Arc::clone(&joining));
        let (token, random) = (random_hex(32)?, Random::new(random.next()));
        let every = plan.every;
        joins.spawn(async move {
            let _turn = gate.acquire().await;
            Walker::join(invite, token, every, random, &tally).await
        });
    }
    let mut walkers = Vec::with_capacity(phones);
    while let Some(joined) = joins.join_next().await {
        walkers.push(joined??);
    }
    let join_s = started.elapsed().as_secs_f64();
    let field_from = walkers.iter().map(|walker| walker.phone.device).min();
    let field_from = field_from.ok_or("no phone has joined; ask for one at least")?;
    for walker in &mut walkers {
        walker.phone.in_field_from(field_from);
    }

    let mut lists = Part::begin(plan, "All fetch their lists", &meter);
    let far = Instant::now() + DRAIN;
    let sync = move |mut walker: Walker, tally: Arc<Tally>| async move {
        walker.sync_by(far, &tally).await;
        walker
    };
    let walkers = each(walkers, AT_ONCE, &lists.tally, sync).await?;
    lists.end();

    let in_field = match plan.backlog {
        Some(_) => "All arrive at once",
        None => "In the field",
    };
    let mut field = Part::begin(plan, in_field, &meter);
    let progress = tokio::spawn(tell(Arc::clone(&field.tally), Instant::now()));
    let mut walkers = walk(plan, walkers, &field.tally).await?;
    field.end();

    let mut drain = Part::begin(plan, "What is left is sent", &meter);
    let far = Instant::now() + DRAIN;
    let empty = move |mut walker: Walker, tally: Arc<Tally>| async move {
        if walker.phone.is_waiting() {
            walker.sync_by(far, &tally).await;
        }
        walker
    };
    walkers = each(walkers, phones, &drain.tally, empty).await?;
    drain.end();
    progress.abort();

    let mut rest = Part::begin(plan, "All is compared", &meter);
    let far = Instant::now() + DRAIN;
    let sync = move |mut walker: Walker, tally: Arc<Tally>| async move {
        walker.sync_by(far, &tally).await;
        walker
    };
    walkers = each(walkers, AT_ONCE, &rest.tally, sync).await?;
    let read_anew = check::check(&mut walkers, field_from, &rest.tally).await?;
    rest.end();
    Ok(Report {
        phones,
        join_s,
        joining: joining.counts(),
        parts: vec![lists, field, drain, rest],
        read_anew,
        own: Usage::of_this(),
    })
}

/// The part in which the phones are in the field.
async fn walk(
    plan: &Plan,
    mut walkers: Vec<Walker>,
    tally: &Arc<Tally>,
) -> Result<Vec<Walker>, CommandError> {
    let end = Instant::now() + Duration::from_secs(plan.seconds);
    let phones = walkers.len();
    if let Some(visits) = plan.backlog {
        for walker in &mut walkers {
            walker.visit(f64::from(visits), tally);
        }
    }
    let (arrives, visits) = (plan.backlog.is_some(), plan.visits);
    let work = move |mut walker: Walker, tally: Arc<Tally>| async move {
        if arrives {
            walker.sync_by(end, &tally).await;
        } else {
            walker.walk(visits, end, &tally).await;
        }
        walker
    };
    each(walkers, phones, tally, work).await
}

/// Has every phone do its work, `at_once` of them at the same time.
async fn each<F>(
    walkers: Vec<Walker>,
    at_once: usize,
    tally: &Arc<Tally>,
    work: impl Fn(Walker, Arc<Tally>) -> F,
) -> Result<Vec<Walker>, CommandError>
where
    F: Future<Output = Walker> + Send + 'static,
{
    let gate = Arc::new(Semaphore::new(at_once));
    let mut working = JoinSet::new();
    let mut done = Vec::with_capacity(walkers.len());
    for walker in walkers {
        let (gate, work) = (Arc::clone(&gate), work(walker, Arc::clone(tally)));
        working.spawn(async move {
            let _turn = gate.acquire().await;
            work.await
        });
    }
    while let Some(walker) = working.join_next().await {
        done.push(walker?);
    }
    done.sort_by_key(|walker| walker.phone.device);
    Ok(done)
}

/// A line a second, until aborted.
async fn tell(tally: Arc<Tally>, started: Instant) {
    let mut seconds = interval(Duration::from_secs(1));
    let mut before = 0;
    loop {
        seconds.tick().await;
        let now = tally.counts();
        eprintln!(
            "{:>5} s  {:>9} syncs  {:>6} a second  {:>9} captured  {:>9} safe  {:>6} errors",
            started.elapsed().as_secs(),
            now.syncs,
            now.syncs - before,
            now.captured,
            now.safe,
            now.errors.values().sum::<u64>(),
        );
        before = now.syncs;
    }
}

/// Sends every so many-th phone by a relay that counts its bytes.
async fn metered(mut invites: Vec<Invite>) -> Result<(Vec<Invite>, report::Metered), CommandError> {
    let Some(first) = invites.first() else {
        return Err("no phone to simulate; ask for one at least".into());
    };
    let first: ServerAddress = first.server.parse()?;
    let parts = first.url.split_once("://");
    let (scheme, host) = parts.ok_or("the server's address has no scheme")?;
    let (scheme, host) = (scheme.to_owned(), host.to_owned());
    let default_port = if scheme == "https" { 443 } else { 80 };
    let target = match host.rsplit_once(':') {
        Some((_, port)) if port.parse::<u16>().is_ok() => host,
        _ => format!("{host}:{default_port}"),
    };
    let (relay, meter) = Meter::before(target).await?;
    let step = invites.len().div_ceil(METERED);
    let of = invites.len();
    let mut connections = 0;
    for invite in invites.iter_mut().step_by(step) {
        let server: ServerAddress = invite.server.parse()?;
        let url = format!("{scheme}://{relay}");
        invite.server = ServerAddress { url, ..server }.to_string();
        connections += 1;
    }
    Ok((
        invites,
        report::Metered {
            meter,
            connections,
            of,
        },
    ))
}

/// Each phone has a connection, and a metered one two more.
fn allow_files(phones: usize) -> Result<(), CommandError> {
    let needed = (phones + 2 * METERED.min(phones) + 100) as u64;
    match process::open_files_allowed() {
        Some(allowed) if allowed < needed => Err(format!(
            "{phones} phones need {needed} open files, and {allowed} are allowed here; run \
             `ulimit -n {needed}` first, here and before `turfwalk serve`"
        )
        .into()),
        _ => Ok(()),
    }
}
