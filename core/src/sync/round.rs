//! Joining, and the rounds of a sync.

use std::sync::{Mutex, MutexGuard};

use sha2::{Digest, Sha256};

use super::lives::{
    ask_behind, ask_for_all, ask_for_doubted, ask_for_earlier, is_of_another, may_be_restored,
};
use super::zstd::unzstd;
use super::{Request, SyncError, Transport};
use crate::model::Incarnation;
use crate::store::{Identity, Lost, Standing, Store};
use crate::wire::{
    Invite, Join, Joined, MAX_INFLATED, MAX_OPS, MAX_SNAPSHOT, News, Page, Reply, RequestHeader,
    SnapshotRef, VERSION, read_reply, read_snapshot, write_push,
};

/// Rounds after which a sync gives up for now: far more than any list needs.
const MAX_ROUNDS: usize = 10_000;
/// Bytes of ops in one request at most: 64 KiB are left for its header.
pub(super) const ROOM: usize = MAX_INFLATED - 64 * 1024;

/// What a sync did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Requests made.
    pub rounds: u32,
    /// Ops that the server decided, refused ones included.
    pub sent: u64,
    /// Of these: refused.
    pub refused: u64,
    /// Rows that came.
    pub received: u64,
    /// Whether the phone began a new life: it, or the server since an earlier life of the phone,
    /// turned out to be restored from a backup.
    pub forked: bool,
    /// Whether the phone has been shut out: its lists are erased.
    pub wiped: bool,
}

/// Joins the campaign that `invite` is for. Safe to repeat: after an answer that got lost, the
/// same invite leads to the same device.
///
/// `token` and `incarnation` are fresh randomness; those of a join under way are kept instead.
pub async fn join<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    invite: &Invite,
    name: &str,
    token: &str,
    incarnation: Incarnation,
) -> Result<(), SyncError> {
    let identity = locked(store).begin_join(invite, token, incarnation)?;
    if identity.device.is_some() && identity.code == invite.code {
        return Ok(());
    }
    if identity.device.is_some() {
        return Err(SyncError::Rejected(
            "this phone has joined a campaign already; one phone holds one campaign".into(),
        ));
    }
    let body = Join {
        code: identity.code,
        token: identity.token,
        incarnation: identity.incarnation,
        name: name.to_owned(),
    };
    let body = serde_json::to_string(&body).expect("a join holds only texts, which serialize");
    let answer = transport
        .send(Request {
            server: identity.server,
            path: "/v1/join".into(),
            token: None,
            body: Some((body, "application/json")),
            from: None,
        })
        .await?;
    let joined: Joined =
        serde_json::from_slice(&answer.success()?).map_err(|_| SyncError::NotAServer)?;
    Ok(locked(store).finish_join(&joined)?)
}

/// Sends what is not sent and fetches what is new, round after round, until neither is left.
///
/// `fresh` is a random incarnation for the case that the phone turns out to be restored from a
/// backup, `now_ms` gives the time to show as the last contact.
pub async fn sync<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    fresh: Incarnation,
    now_ms: &(dyn Fn() -> i64 + Sync),
) -> Result<SyncReport, SyncError> {
    let mut report = SyncReport::default();
    let (mut has_looked, mut has_asked) = (false, false);
    for _ in 0..MAX_ROUNDS {
        let (request, from, said) = plan(&locked(store))?;
        let answer = transport.send(request).await?;
        let shown = answer.key;
        let mut reply = read_reply(&answer.success()?)?;
        locked(store).note_keys(shown, reply.header.next_key)?;
        report.rounds += 1;
        // A restored server may lack ops of earlier lives too, and what is sent again may correct
        // them: they go first. Asked before the answer is applied, which tells of it once only.
        let lost = if has_looked {
            Vec::new()
        } else if reply.header.wipe {
            ask_for_all(store, transport, &mut report).await?
        } else if may_be_restored(&locked(store), from, &reply)? {
            ask_for_earlier(store, transport, &mut report).await?
        } else {
            Vec::new()
        };
        if is_of_another(&locked(store), &reply.header)? {
            let rest = (from + said, reply.header.acc);
            let behind = ask_behind(rest, store, transport, &mut report).await?;
            reply.results.extend(behind);
        }
        let header = &reply.header;
        has_looked |= header.wipe || !lost.is_empty();
        let applied = apply(
            &mut locked(store),
            (&reply, &lost),
            fresh,
            now_ms,
            &mut report,
        )?;
        let Some(left) = applied else { continue };
        let leaving = locked(store).joined()?.standing == Standing::Leaving;
        let snapshots = if leaving { &[] } else { &reply.snapshots[..] };
        for snapshot in snapshots {
            report.rounds += fetch_snapshot(store, transport, snapshot).await?;
        }
        // An answer to nothing tells how far the server is, where the next op is lost here; and
        // after a snapshot there may be rows.
        let moved = header.acc + 1 != from || said == 0 || !snapshots.is_empty();
        let all_here = !header.more && snapshots.is_empty();
        if !left && (all_here || leaving) {
            let doubts = match report.forked || has_asked {
                true => Vec::new(),
                false => locked(store).lives_in_doubt()?,
            };
            if !doubts.is_empty() {
                let lost = ask_for_doubted(doubts, store, transport, &mut report).await?;
                report.forked = !lost.is_empty() && locked(store).send_again(&lost, fresh)?;
                has_asked = true;
                continue;
            }
            fetch_streets(store, transport).await?;
            locked(store).drop_drafts_elsewhere()?;
            return Ok(report);
        }
        if !header.more && !moved {
            return Err(SyncError::Server(
                "it takes no more of what this phone has".into(),
            ));
        }
    }
    Err(SyncError::Server("it never said that it was done".into()))
}

/// Waits until the server has something new, or half a minute at most; whether it has. A phone
/// that holds nothing has to sync first.
pub async fn wait<T: Transport>(store: &Mutex<Store>, transport: &T) -> Result<bool, SyncError> {
    let request = {
        let store = locked(store);
        let identity = store.joined()?;
        let header = header(&store, &identity)?;
        Request {
            server: identity.server,
            path: "/v1/wait".into(),
            token: Some(identity.token),
            body: Some((
                write_push(&header, std::iter::empty()),
                "application/x-ndjson",
            )),
            from: None,
        }
    };
    let answer = transport.send(request).await?.success()?;
    let said: News = serde_json::from_slice(&answer).map_err(|_| SyncError::NotAServer)?;
    Ok(said.news)
}

/// A request for some life, with ops of it from `from` on; its answer is for what was asked only.
pub(super) async fn ask<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    (life, from): (Incarnation, u64),
    lines: &[String],
) -> Result<Reply, SyncError> {
    let request = {
        let store = locked(store);
        let identity = store.joined()?;
        let header = RequestHeader {
            v: VERSION,
            incarnation: life,
            from,
            cursors: store.cursors()?,
            holds_from: 0,
            next_key: identity.next_key(),
        };
        sync_request(
            identity,
            write_push(&header, lines.iter().map(String::as_str)),
        )
    };
    let answer = transport.send(request).await?;
    Ok(read_reply(&answer.success()?)?)
}

fn sync_request(identity: Identity, body: String) -> Request {
    Request {
        server: identity.server,
        path: "/v1/sync".into(),
        token: Some(identity.token),
        body: Some((body, "application/x-ndjson")),
        from: None,
    }
}

fn header(store: &Store, identity: &Identity) -> Result<RequestHeader, SyncError> {
    Ok(RequestHeader {
        v: VERSION,
        incarnation: identity.incarnation,
        from: identity.acc + 1,
        cursors: store.cursors()?,
        holds_from: store.holds_from()?,
        next_key: identity.next_key(),
    })
}

/// The next request, the `n` of its first op, and how many it has.
fn plan(store: &Store) -> Result<(Request, u64, u64), SyncError> {
    let identity = store.joined()?;
    let from = identity.acc + 1;
    let header = header(store, &identity)?;
    let lines = store.outbox(from, MAX_OPS, ROOM)?;
    let body = write_push(&header, lines.iter().map(String::as_str));
    Ok((sync_request(identity, body), from, lines.len() as u64))
}

/// Applies one answer, and has sent again what the server `lost` of earlier lives. Returns whether
/// the phone has ops left to send, or `None` when it has begun a new life.
///
/// Not async, so that no future holds the store's lock while it waits and each may change threads.
fn apply(
    store: &mut Store,
    (reply, lost): (&Reply, &[Lost]),
    fresh: Incarnation,
    now_ms: &(dyn Fn() -> i64 + Sync),
    report: &mut SyncReport,
) -> Result<Option<bool>, SyncError> {
    let header = &reply.header;
    // What else the answer holds is for the phone as it was.
    if is_of_another(store, header)? {
        if report.forked {
            let said = "it takes this phone for another twice in a row";
            return Err(SyncError::Server(said.into()));
        }
        let decided = header
            .fork
            .map_or(header.acc, |fork| fork.saturating_sub(1));
        store.apply_results(&reply.results, decided, 0, now_ms())?;
        if !store.send_again(lost, fresh)? {
            store.renumber(fresh)?;
        }
        report.forked = true;
        return Ok(None);
    }
    store.apply_results(&reply.results, header.acc, header.dur, now_ms())?;
    for page in &reply.pages {
        store.apply_page(page)?;
        report.received += page.rows.len() as u64;
    }
    store.keep_only(&header.streams)?;
    store.settle_elsewhere(&reply.results, &header.streams)?;
    let sends_again = store.send_again(lost, fresh)?;
    if header.wipe {
        store.wipe_all()?;
        report.wiped = true;
    }
    report.sent += reply.results.len() as u64;
    report.refused += reply.results.iter().filter(|r| r.is_refused()).count() as u64;
    if sends_again {
        report.forked = true;
        return Ok(None);
    }
    Ok(Some(store.joined()?.next_n > header.acc + 1))
}

/// Fetches a snapshot part by part, each kept before the next is asked for, and applies it whole.
/// Returns the requests made.
async fn fetch_snapshot<T: Transport>(
    store: &Mutex<Store>,
    transport: &T,
    snapshot: &SnapshotRef,
) -> Result<u32, SyncError> {
    let identity = locked(store).joined()?;
    let mut requests = 0;
    let mut held = locked(store).snapshot_part(&snapshot.sha256)?;
    while (held.len() as u64) < snapshot.bytes {
        let request = Request {
            server: identity.server.clone(),
            path: format!("/v1/snapshots/{}", snapshot.sha256),
            token: Some(identity.token.clone()),
            body: None,
            from: Some(held.len() as u64),
        };
        let part = transport.send(request).await?.success()?;
        requests += 1;
        if part.is_empty() {
            return Err(SyncError::Server("its snapshot ends early".into()));
        }
        held.extend_from_slice(&part);
        // Once whole, it is applied at once.
        if (held.len() as u64) < snapshot.bytes {
            locked(store).keep_snapshot_part(&snapshot.sha256, &held)?;
        }
    }
    let page = unpack_snapshot(&held, snapshot);
    let mut store = locked(store);
    store.drop_snapshot_parts()?;
    store.apply_page(&page?)?;
    Ok(requests)
}

fn unpack_snapshot(bytes: &[u8], snapshot: &SnapshotRef) -> Result<Page, SyncError> {
    let bad = || SyncError::Server("its snapshot is not what it said".into());
    if !is_named(bytes, &snapshot.sha256) {
        return Err(bad());
    }
    let page = read_snapshot(&unzstd(bytes, MAX_SNAPSHOT)?)?;
    if page.cursor == snapshot.cursor {
        Ok(page)
    } else {
        Err(bad())
    }
}

/// Fetches the street packs that the held turfs name and this phone lacks.
async fn fetch_streets<T: Transport>(store: &Mutex<Store>, transport: &T) -> Result<(), SyncError> {
    let (identity, turfs) = {
        let store = locked(store);
        (store.joined()?, store.turfs()?)
    };
    for sha256 in turfs.into_iter().filter_map(|turf| turf.streets) {
        if locked(store).street_pack(&sha256)?.is_some() {
            continue;
        }
        let request = Request {
            server: identity.server.clone(),
            path: format!("/v1/streets/{sha256}"),
            token: Some(identity.token.clone()),
            body: None,
            from: None,
        };
        let bytes = transport.send(request).await?.success()?;
        if !is_named(&bytes, &sha256) {
            return Err(SyncError::NotAServer);
        }
        locked(store).keep_street_pack(&sha256, &bytes)?;
    }
    Ok(())
}

/// Whether these bytes have this SHA-256, in hexadecimal: a captive portal's page has not.
fn is_named(bytes: &[u8], sha256: &str) -> bool {
    let digest: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digest == sha256
}

/// The store; a thread that panicked while holding it left a rolled-back transaction behind, not
/// a half-written one, so it may be used on.
pub(crate) fn locked(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
