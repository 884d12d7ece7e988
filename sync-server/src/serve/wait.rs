//! The long poll: a device that waits is told when one of its streams has gone on.
//!
//! It is told nothing else; what is new it fetches by a sync. One look at the streams' heads each
//! second serves all who wait, whichever process wrote.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use tokio::sync::watch;
use turfwalk_core::wire::{Cursor, News, StreamId, read_push};

use super::body::Sent;
use super::device::{blocking, token_hash};
use super::openapi::{self as schema, Failure};
use super::{ApiError, App, Client};

/// How long a device is kept waiting at most; shorter than what proxies cut off.
const LONGEST: Duration = Duration::from_secs(25);
/// How often the heads are looked at while somebody waits.
const LOOK: Duration = Duration::from_secs(1);

type Heads = Arc<HashMap<StreamId, u64>>;

/// Who waits, and what they wait for.
#[derive(Debug)]
pub(crate) struct Waiting {
    heads: watch::Sender<Heads>,
    devices: AtomicUsize,
}

impl Default for Waiting {
    fn default() -> Self {
        Self {
            heads: watch::Sender::new(Heads::default()),
            devices: AtomicUsize::new(0),
        }
    }
}

/// One that waits, until it is dropped: also when its connection ends.
struct Turn<'a>(&'a AtomicUsize);

impl<'a> Turn<'a> {
    fn take(devices: &'a AtomicUsize) -> Self {
        devices.fetch_add(1, Ordering::Relaxed);
        Self(devices)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Looks at the streams' heads while somebody waits for them.
pub(super) async fn look(app: Arc<App>) {
    let mut tick = tokio::time::interval(LOOK);
    loop {
        tick.tick().await;
        if app.waiting.devices.load(Ordering::Relaxed) == 0 {
            continue;
        }
        match blocking(&app, |db| db.heads()).await {
            Ok(heads) => {
                app.waiting.heads.send_if_modified(|held| {
                    let is_new = **held != heads;
                    if is_new {
                        *held = Arc::new(heads);
                    }
                    is_new
                });
            }
            Err(error) => tracing::warn!(?error, "the streams' heads can't be read"),
        }
    }
}

/// Waits for news of the streams held, 25 seconds at most. Carries no data.
#[utoipa::path(
    post,
    path = "/v1/wait",
    tag = "device",
    request_body(
        content = String,
        content_type = "application/x-ndjson",
        description = "A header line, as in a sync"
    ),
    responses(
        (status = 200, description = "Whether a sync is worth its while", body = schema::News),
        (status = 400, description = "`malformed`", body = Failure),
        (status = 401, description = "`unauthorized`", body = Failure),
        (status = 408, description = "`too_slow`: the body took more than a minute", body = Failure),
        (status = 413, description = "`too_large`", body = Failure),
        (status = 429, description = "`too_many_requests`: wait as `Retry-After` says", body = Failure),
        (status = 503, description = "`busy`: wait as `Retry-After` says", body = Failure),
    ),
    security(("token" = []))
)]
pub(super) async fn wait(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Sent { body, turn }: Sent,
) -> Result<Json<News>, ApiError> {
    let token_hash = token_hash(&headers)?;
    app.limits.device(&token_hash)?;
    let cursors = read_push(&body)?.header.cursors;
    let known = blocking(&app, move |db| db.device_by_token(&token_hash)).await?;
    if known.is_none() {
        return Err(app.limits.unknown(client));
    }
    drop((body, turn));
    let _turn = Turn::take(&app.waiting.devices);
    let mut heads = app.waiting.heads.subscribe();
    let gone_on = heads.wait_for(|heads| has_news(heads, &cursors));
    let news = tokio::time::timeout(LONGEST, gone_on).await.is_ok();
    Ok(Json(News { news }))
}

fn has_news(heads: &Heads, cursors: &[Cursor]) -> bool {
    let is_behind = |cursor: &Cursor| heads.get(&cursor.stream).is_some_and(|h| *h > cursor.seq);
    cursors.iter().any(is_behind)
}
