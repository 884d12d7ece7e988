//! Ten times the phones.

use std::time::Duration;

use super::field::Field;
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::simulate::{Plan, Usage, make_invites, run};

/// Phones at first.
const PHONES: u32 = 15;
/// What ten times the phones may cost the server at most, in times the processor.
const MOST_TIMES: f64 = 11.0;
/// Turfs that they are spread over.
const TURFS: u32 = 15;

/// A field of phones, then one of ten times as many, on the same server.
pub(super) fn ten_times(wish: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(TURFS)?;
    field.start()?;
    let few = play(&field, PHONES, wish)?;
    let many = play(&field, 10 * PHONES, wish)?;
    let times = many.as_secs_f64() / few.as_secs_f64().max(0.01);
    let said = format!(
        "{PHONES} phones took {:.2} s of the server's processor, {} took {:.2} s: {times:.1} times; \
         no error, nothing lost",
        few.as_secs_f64(),
        10 * PHONES,
        many.as_secs_f64()
    );
    if times > MOST_TIMES {
        return Err(said.into());
    }
    Ok(Seen::Held(said))
}

/// The processor time of the server for a field of phones, from joining to rest.
fn play(field: &Field, phones: u32, wish: &Wish) -> Result<Duration, CommandError> {
    let folder = field.folder()?;
    let turfs: Vec<_> = folder.db.turfs()?.iter().map(|(turf, _)| turf.id).collect();
    let invites = make_invites(&folder, &field.url(), &turfs, phones)?;
    let pid = field.server()?.pid();
    let plan = Plan {
        seconds: wish.patience.as_secs().max(2),
        every: Duration::from_secs(1),
        visits: 1.5,
        backlog: None,
        seed: wish.seed,
        server_pid: Some(pid),
    };
    let used = || Usage::of(pid).map(|usage| usage.cpu);
    let before = used();
    let report = tokio::runtime::Runtime::new()?.block_on(run(&plan, invites))?;
    if report.errors() > 0 || !report.broken().is_empty() {
        return Err(format!("{phones} phones: {report}").into());
    }
    match (before, used()) {
        (Some(before), Some(after)) => Ok(after.saturating_sub(before)),
        _ => Err("this system does not tell what a process costs".into()),
    }
}
