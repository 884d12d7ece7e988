//! The organizer's page: turfs on a map, doors done, receipts by phone, live.
//!
//! [`page`], [`live`] and [`map_svg`] turn the database into text; [`routes`] serves them to a
//! browser that has shown the organizer's key. What is recorded and what counts as done is the
//! core's to say; devices are served by `serve`.

mod access;
mod assets;
mod colours;
mod door_layer;
mod draw;
mod error;
mod frame;
mod overview;
mod page;
mod street_layer;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;

use crate::db::Db;
use crate::serve::App;
use access::{Organizer, admit};
pub use assets::{ASSETS, Asset};
pub use error::WebError;
use page::notice;
use street_layer::Drawn;

/// The page as HTML, as of `now_ms` (milliseconds since 1970).
pub fn page(db: &Db, now_ms: i64) -> Result<String, WebError> {
    page::page(db, now_ms)
}

/// The page's live part: totals, doors on the map, tables. A fragment of HTML whose parts bear
/// `data-part`; it is the same text as long as nothing has changed that one would see.
pub fn live(db: &Db, now_ms: i64) -> Result<String, WebError> {
    page::live(db, now_ms)
}

/// The street layer of the map as SVG: water and streets around the doors, no door and no person.
///
/// # Errors
/// [`WebError::Streets`] where there are no streets, or no doors to frame them.
pub fn map_svg(db: &Db) -> Result<String, WebError> {
    street_layer::street_layer(db)
}

/// The organizer's routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(open))
        .route("/live", get(live_part))
        .route("/map.svg", get(map))
        .route("/turfs", post(draw::draw))
        .route("/assets/{name}", get(asset))
        .route_layer(Extension(Arc::new(Drawn::default())))
        .route_layer(map_response(guarded))
}

#[derive(serde::Deserialize)]
struct Shown {
    key: Option<String>,
}

/// The page; with a key, the cookie for it instead and the way to the page, so that the key does
/// not stay in the address bar.
async fn open(
    State(app): State<Arc<App>>,
    Query(shown): Query<Shown>,
    organizer: Result<Organizer, WebError>,
) -> Result<Response, WebError> {
    if let Some(key) = shown.key {
        let cookie = admit(&app, &key)?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response());
    }
    organizer?;
    Ok(Html(read(app, |db| page(db, now_ms())).await?).into_response())
}

async fn live_part(_: Organizer, State(app): State<Arc<App>>) -> Result<Response, WebError> {
    Ok(Html(read(app, |db| live(db, now_ms())).await?).into_response())
}

/// Kept by the browser: the address that the page asks for names the version.
async fn map(
    _: Organizer,
    State(app): State<Arc<App>>,
    Extension(drawn): Extension<Arc<Drawn>>,
) -> Result<Response, WebError> {
    let svg = read(app, move |db| drawn.get(db)).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "private, max-age=86400"),
    ];
    Ok((headers, svg.to_string()).into_response())
}

async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.content_type)], asset.text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Reads the database where it holds up no other request.
async fn read<T: Send + 'static>(
    app: Arc<App>,
    read: impl FnOnce(&Db) -> Result<T, WebError> + Send + 'static,
) -> Result<T, WebError> {
    tokio::task::spawn_blocking(move || read(&app.db))
        .await
        .map_err(|_| WebError::Ended)?
}

fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Nothing of another host, nothing in a frame, nothing kept, no address passed on.
async fn guarded(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
