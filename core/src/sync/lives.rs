//! What a phone or a server that was restored from a backup has otherwise than the other side:
//! asked for before anything is said again, so that nothing is lost and nothing counts twice.
//!
//! A life is the time of one incarnation of the phone.

use std::sync::Mutex;

use super::round::{ROOM, SyncReport, ask, locked};
use super::{SyncError, Transport};
use crate::model::Incarnation;
use crate::store::{Lost, Store};
use crate::wire::{MAX_OPS, OpResult, Page, Reply, ReplyHeader};

/// No op has a higher number.
const MAX_N: u64 = 1 << 53;

/// Whether the server may not be what it was when it answered last: it has fewer ops, or another
/// stream, than this phone knows of; or one that the phone knows nothing of, which may have been
/// taken back and given again meanwhile.
pub(super) fn may_be_restored(store: &Store, from: u64, reply: &Reply) -> Result<bool, SyncError> {
    let held = store.cursors()?;
    let is_held = |page: &Page| held.iter().any(|it| it.stream == page.cursor.stream);
    Ok(reply.header.acc + 1 < from
        || !reply.snapshots.is_empty()
        || reply.pages.iter().any(|page| page.reset || !is_held(page)))
}

/// Whether the server has, in this life, ops of another than this phone as it is: one of the two
/// was restored from a backup.
pub(super) fn is_of_another(store: &Store, header: &ReplyHeader) -> Result<bool, SyncError> {
    Ok(header.fork.is_some() || header.acc >= store.joined()?.next_n)
}

/// Says the ops from `from` to `acc` that the request before a new life had no room for: what the
/// server has as this phone does is decided, and would count twice under another name.
pub(super) async fn ask_behind<T: Transport>(
    (mut from, acc): (u64, u64),
    store: &Mutex<Store>,
    transport: &T,
    report: &mut SyncReport,
) -> Result<Vec<OpResult>, SyncError> {
    let life = locked(store).joined()?.incarnation;
    let mut results = Vec::new();
    loop {
        let held = locked(store).first_held(from)?;
        let Some(first) = held.filter(|n| *n <= acc) else {
            return Ok(results);
        };
        let most = usize::try_from(acc - first + 1).map_or(MAX_OPS, |ops| ops.min(MAX_OPS));
        let lines = locked(store).outbox(first, most, ROOM)?;
        let reply = ask(store, transport, (life, first), &lines).await?;
        report.rounds += 1;
        results.extend(reply.results);
        from = first + lines.len() as u64;
    }
}

/// Of ops that were sent from `first` on, the numbers under which the server has another.
fn others(first: u64, sent: usize, reply: &Reply) -> impl Iterator<Item = u64> {
    let last = reply.header.acc.min(first + sent as u64 - 1);
    let is_said = |n: &u64| reply.results.iter().any(|result| result.n == *n);
    (first..=last).filter(move |n| !is_said(n))
}

/// Asks how far the server has the earlier lives of which ops are held, one request each; what it
/// lacks of each.
pub(super) async fn ask_for_earlier<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    report: &mut SyncReport,
) -> Result<Vec<Lost>, SyncError> {
    let lives = locked(store).earlier_lives()?;
    let mut known = Vec::with_capacity(lives.len());
    for life in lives {
        let reply = ask(store, transport, (life, 1), &[]).await?;
        report.rounds += 1;
        known.push((life, reply.header.acc + 1..=MAX_N));
    }
    Ok(known)
}

/// Sends once more, as it was sent, all that is decided and held, since a wipe will erase it: a
/// server that was restored may have nothing under an op's number, or that the op is lost, which a
/// later copy of this phone told it. Gives what it does not have.
pub(super) async fn ask_for_all<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    report: &mut SyncReport,
) -> Result<Vec<Lost>, SyncError> {
    let lives = locked(store).decided_lives()?;
    let mut lost = Vec::new();
    if !lives.is_empty() {
        // The lists at once, whatever becomes of the next request.
        locked(store).wipe_lists()?;
    }
    for life in lives {
        let mut from = 1;
        loop {
            let (first, lines) = {
                let store = locked(store);
                let Some(first) = store.first_decided(life, from)? else {
                    break;
                };
                (first, store.decided_lines(life, first, MAX_OPS, ROOM)?)
            };
            let reply = ask(store, transport, (life, first), &lines).await?;
            report.rounds += 1;
            lost.extend(others(first, lines.len(), &reply).map(|n| (life, n..=n)));
            from = first + lines.len() as u64;
            let next = reply.header.acc + 1;
            if reply.header.fork.is_some() {
                // What it might have taken is said again. Whatever the answer says, this ends.
                from = from.min(next).max(first + 1);
            } else if next < from {
                lost.push((life, next..=MAX_N));
                break;
            }
        }
    }
    Ok(lost)
}

/// Asks what became of the decided ops whose rows have not come, by sending them as they were sent:
/// one request for each of these lives. Gives what the server does not have as this phone does.
pub(super) async fn ask_for_doubted<T: Transport>(
    lives: Vec<(Incarnation, u64)>,
    store: &Mutex<Store>,
    transport: &T,
    report: &mut SyncReport,
) -> Result<Vec<Lost>, SyncError> {
    let mut lost = Vec::new();
    for (life, from) in lives {
        let lines = locked(store).decided_lines(life, from, MAX_OPS, ROOM)?;
        let reply = ask(store, transport, (life, from), &lines).await?;
        report.rounds += 1;
        let (header, mut store) = (&reply.header, locked(store));
        store.settle(life, &reply.results, &header.streams)?;
        lost.extend(others(from, lines.len(), &reply).map(|n| (life, n..=n)));
        // What it lacks of the present life it says again in the next answer, if that goes on.
        if header.fork.is_some() || store.joined()?.incarnation != life {
            lost.push((life, header.acc + 1..=MAX_N));
        }
    }
    Ok(lost)
}
