//! What devices ask for: join, sync, streets.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use turfwalk_core::wire::{Join, Joined, read_push, write_reply};

use super::body::Sent;
use super::openapi::{self as schema, Failure};
use super::{ApiError, App, Client, pack, watch};
use crate::db::{Db, DbError, SyncOutcome, sha256_hex};

/// An invite for a device. Repeated with the same token it gives the same device again.
#[utoipa::path(
    post,
    path = "/v1/join",
    tag = "device",
    request_body = schema::Join,
    responses(
        (status = 200, description = "Joined", body = schema::Joined),
        (status = 400, description = "`malformed`", body = Failure),
        (status = 403, description = "`refused`: the invite is wrong, over, or used, or the token is known already", body = Failure),
        (status = 408, description = "`too_slow`: the body took more than a minute", body = Failure),
        (status = 413, description = "`too_large`", body = Failure),
        (status = 429, description = "`too_many_requests`: wait as `Retry-After` says", body = Failure),
        (status = 503, description = "`busy`: wait as `Retry-After` says", body = Failure),
    )
)]
pub(super) async fn join(
    State(app): State<Arc<App>>,
    client: Client,
    Sent { body, turn }: Sent,
) -> Result<Json<Joined>, ApiError> {
    app.limits.join(client)?;
    let join: Join = serde_json::from_slice(&body)
        .map_err(|_| ApiError::malformed("the body is not a join; see PROTOCOL.md"))?;
    let joined = blocking(&app, move |db| db.join(&join, now_ms())).await?;
    drop(turn);
    tracing::info!(device = joined.device.0, "joined");
    Ok(Json(joined))
}

/// Sends ops, fetches rows: lines of JSON both ways. Bodies may be gzip; answers come as zstd where
/// `Accept-Encoding` allows it.
#[utoipa::path(
    post,
    path = "/v1/sync",
    tag = "device",
    request_body(
        content = String,
        content_type = "application/x-ndjson",
        description = "A header line, then one op a line"
    ),
    responses(
        (
            status = 200,
            description = "A header line, then results, pages, snapshots, and `end`",
            body = String,
            content_type = "application/x-ndjson"
        ),
        (status = 400, description = "`malformed`, or `newer_device`", body = Failure),
        (status = 401, description = "`unauthorized`: nothing is wiped", body = Failure),
        (status = 408, description = "`too_slow`: the body took more than a minute", body = Failure),
        (status = 413, description = "`too_large`, or `too_many_ops`", body = Failure),
        (status = 429, description = "`too_many_requests`: wait as `Retry-After` says", body = Failure),
        (status = 503, description = "`busy`: wait as `Retry-After` says", body = Failure),
    ),
    security(("token" = []))
)]
pub(super) async fn sync(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Sent { body, turn }: Sent,
) -> Result<Response, ApiError> {
    let token_hash = token_hash(&headers)?;
    app.limits.device(&token_hash)?;
    let sent = read_push(&body)?;
    drop(body);
    let ops = sent.ops.len();
    let next_key = app.announced(sent.header.next_key);
    let packs = pack::is_welcome(&headers);
    let answer = blocking(&app, move |db| {
        let SyncOutcome::Reply(mut reply) = db.sync(&token_hash, &sent, now_ms())? else {
            return Ok(None);
        };
        reply.header.next_key = next_key;
        watch::synced(&reply);
        let rows: usize = reply.pages.iter().map(|page| page.rows.len()).sum();
        tracing::debug!(ops, rows, acc = reply.header.acc, "synced");
        let text = write_reply(&reply).into_bytes();
        Ok(Some(match packs.then(|| pack::zstd(&text)).flatten() {
            Some(packed) => (Some("zstd"), packed),
            None => (None, text),
        }))
    })
    .await?;
    drop(turn);
    let (encoding, body) = answer.ok_or_else(|| app.limits.unknown(client))?;
    let mut response = ([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response();
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    Ok(response)
}

/// A turf's street pack.
#[utoipa::path(
    get,
    path = "/v1/streets/{sha256}",
    tag = "device",
    params(("sha256" = String, Path, description = "As the turf's row names it")),
    responses(
        (status = 200, description = "The pack", content_type = "application/octet-stream"),
        (status = 401, description = "`unauthorized`", body = Failure),
        (status = 404, description = "`not_found`: none of this device's turfs names it", body = Failure),
        (status = 429, description = "`too_many_requests`", body = Failure),
        (status = 503, description = "`busy`", body = Failure),
    ),
    security(("token" = []))
)]
pub(super) async fn streets(
    State(app): State<Arc<App>>,
    client: Client,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let token_hash = token_hash(&headers)?;
    app.limits.device(&token_hash)?;
    let pack = blocking(&app, move |db| {
        let Some(device) = db.device_by_token(&token_hash)? else {
            return Ok(None);
        };
        Ok(Some(db.street_pack(device, &sha256)?))
    })
    .await?;
    let bytes = pack
        .ok_or_else(|| app.limits.unknown(client))?
        .ok_or_else(ApiError::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// A stream whole, or the part that `Range` asks for.
#[utoipa::path(
    get,
    path = "/v1/snapshots/{sha256}",
    tag = "device",
    params(
        ("sha256" = String, Path, description = "As a sync's answer names it"),
        ("Range" = Option<String>, Header, description = "`bytes=<from>-<to>`")
    ),
    responses(
        (status = 200, description = "The snapshot", content_type = "application/zstd"),
        (status = 206, description = "The part asked for", content_type = "application/zstd"),
        (status = 401, description = "`unauthorized`", body = Failure),
        (status = 404, description = "`not_found`: it is not this device's, or is gone", body = Failure),
        (status = 429, description = "`too_many_requests`", body = Failure),
        (status = 503, description = "`busy`", body = Failure),
    ),
    security(("token" = []))
)]
pub(super) async fn snapshot(
    State(app): State<Arc<App>>,
    client: Client,
    Path(sha256): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let token_hash = token_hash(&headers)?;
    app.limits.device(&token_hash)?;
    let found = blocking(&app, move |db| {
        let Some(device) = db.device_by_token(&token_hash)? else {
            return Ok(None);
        };
        Ok(Some(db.snapshot(device, &sha256)?))
    })
    .await?;
    let bytes = found
        .ok_or_else(|| app.limits.unknown(client))?
        .ok_or_else(ApiError::not_found)?;
    let kind = (header::CONTENT_TYPE, "application/zstd");
    // What is compressed already is not compressed again.
    let encoding = (header::CONTENT_ENCODING, "identity");
    let Some((from, to)) = range(&headers, bytes.len()) else {
        return Ok(([kind, encoding], bytes).into_response());
    };
    let said = (
        header::CONTENT_RANGE,
        format!("bytes {from}-{to}/{}", bytes.len()),
    );
    let part = bytes[from..=to].to_vec();
    Ok((StatusCode::PARTIAL_CONTENT, [kind, encoding], [said], part).into_response())
}

/// First and last byte of `Range: bytes=FROM-TO` or `bytes=FROM-`; `None` asks for all. Several
/// ranges, one that is counted from the end and one that begins behind it are answered with all, as
/// one may.
fn range(headers: &HeaderMap, length: usize) -> Option<(usize, usize)> {
    let text = headers.get(header::RANGE)?.to_str().ok()?;
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = match to {
        "" => usize::MAX,
        to => to.parse().ok()?,
    };
    let to = to.min(length.checked_sub(1)?);
    (from <= to).then_some((from, to))
}

/// `GET /join`: what a browser shows that follows an invite. The code stays behind the `#`.
pub(super) async fn join_page() -> Html<&'static str> {
    Html(include_str!("join.html"))
}

pub(super) fn token_hash(headers: &HeaderMap) -> Result<String, ApiError> {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| sha256_hex(token.as_bytes()))
        .ok_or_else(ApiError::unauthorized)
}

pub(super) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Db) -> Result<T, DbError> + Send + 'static,
) -> Result<T, ApiError> {
    let db = Arc::clone(&app.db);
    let done = tokio::task::spawn_blocking(move || work(&db)).await;
    Ok(done.map_err(|_| DbError::Unreadable { what: "answer" })??)
}

/// Milliseconds since 1970 by the server's clock.
fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}
