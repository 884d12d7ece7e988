//! The organizer's page: turfs on a map, doors done, receipts by phone, live.
//!
//! `page` and [`map_svg`] turn the database into text; [`routes`] serves it to browsers that are
//! signed in; `access` has who may do what. What is recorded and what counts as done is the
//! core's to say; devices are served by `serve`.

mod access;
mod assets;
mod audit;
mod colours;
mod door_layer;
mod draw;
mod error;
mod frame;
mod incidents;
mod overview;
mod page;
mod phones;
mod proposals;
mod settings;
mod sign_in;
mod street_layer;
#[cfg(test)]
mod tests;
mod texts;
mod throttle;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::{from_fn, map_response};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;

use crate::db::{Db, Deed, Who};
use crate::serve::{ApiError, App, Client};
use access::{Organizer, Right, admit, by, same_site};
pub use assets::{ASSETS, Asset};
pub use error::WebError;
use page::{Reader, live, notice, page};
use street_layer::Drawn;
pub(crate) use throttle::Throttle;

/// The street layer of the map as SVG: water and streets around the doors, no door and no person.
///
/// # Errors
/// [`WebError::Streets`] where there are no streets, or no doors to frame them.
pub fn map_svg(db: &Db) -> Result<String, WebError> {
    street_layer::street_layer(db)
}

/// The organizer's routes, and what one needs for each. Who has which right says
/// [`access::may`].
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", by(Right::SignedIn, get(open)))
        .route("/live", by(Right::Progress, get(live_part)))
        .route("/map.svg", by(Right::Progress, get(map)))
        .route("/turfs", by(Right::Cut, post(draw::draw)))
        .route("/phones", by(Right::Names, get(phones::show)))
        .route("/invites", by(Right::Assign, post(phones::invite)))
        .route("/phones/turf", by(Right::Assign, post(phones::assign)))
        .route("/phones/revoke", by(Right::Revoke, post(phones::revoke)))
        .route("/incidents", by(Right::Incidents, get(incidents::show)))
        .route(
            "/incidents/take",
            by(Right::Incidents, post(incidents::take)),
        )
        .route("/proposals", by(Right::People, get(proposals::show)))
        .route(
            "/proposals/answer",
            by(Right::People, post(proposals::answer)),
        )
        .route(
            "/campaign",
            by(
                Right::Settings,
                get(settings::show).post(settings::change_campaign),
            ),
        )
        .route(
            "/campaign/script",
            by(Right::Settings, post(settings::change_script)),
        )
        .route("/audit", by(Right::Audit, get(audit::show)))
        .route("/metrics", by(Right::Metrics, get(metrics)))
        .route("/logout", by(Right::SignedIn, post(sign_in::sign_out)))
        .route(
            "/first-owner",
            by(
                Right::SignedIn,
                get(sign_in::first).post(sign_in::make_first),
            ),
        )
        // For everybody.
        .route("/login", get(sign_in::show).post(sign_in::sign_in))
        .route("/assets/{name}", get(asset))
        .route_layer(Extension(Arc::new(Drawn::default())))
        .route_layer(from_fn(same_site))
        .route_layer(map_response(guarded))
}

#[derive(serde::Deserialize)]
struct Shown {
    key: Option<String>,
}

/// The page; with the printed key, the cookie for it instead and the way to the page, so that the
/// key does not stay in the address bar.
async fn open(
    State(app): State<Arc<App>>,
    client: Client,
    Query(shown): Query<Shown>,
    organizer: Result<Organizer, WebError>,
) -> Result<Response, WebError> {
    if let Some(key) = shown.key {
        let cookie = read(Arc::clone(&app), {
            let app = Arc::clone(&app);
            move |db| {
                let cookie = admit(&app, client, &key)?;
                let who = Who::Page {
                    organizer: None,
                    address: client.address.to_string(),
                };
                db.note(now_ms(), &who, Deed::OpenedByKey, "")?;
                Ok(cookie)
            }
        })
        .await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response());
    }
    let organizer = organizer?;
    if !organizer.may(Right::Progress) {
        return Ok(Redirect::to("/audit").into_response());
    }
    let reader = reader(&organizer);
    Ok(Html(read(app, move |db| page(db, now_ms(), &reader)).await?).into_response())
}

async fn live_part(
    organizer: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Response, WebError> {
    let reader = reader(&organizer);
    Ok(Html(read(app, move |db| live(db, now_ms(), &reader)).await?).into_response())
}

/// What the page shows to somebody with these rights.
fn reader(organizer: &Organizer) -> Reader {
    Reader {
        csrf: organizer.csrf.clone(),
        name: organizer.user.as_ref().map(|user| user.name.clone()),
        names: organizer.may(Right::Names),
        draw: organizer.may(Right::Cut),
        phones: organizer.may(Right::Names),
        incidents: organizer.may(Right::Incidents),
        proposals: organizer.may(Right::People),
        settings: organizer.may(Right::Settings),
        audit: organizer.may(Right::Audit),
    }
}

/// For a program on this machine, or for somebody with the right.
async fn metrics(
    client: Client,
    State(app): State<Arc<App>>,
    organizer: Result<Organizer, WebError>,
) -> Result<Response, WebError> {
    if !client.is_here {
        organizer?;
    }
    Ok(crate::serve::metrics(app)
        .await
        .unwrap_or_else(ApiError::into_response))
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
             connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // With "no-referrer" a browser hides the origin of a form too, by which `access` knows it.
        (header::REFERRER_POLICY, "same-origin"),
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
