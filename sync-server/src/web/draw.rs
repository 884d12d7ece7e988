//! A turf drawn by hand on the map.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use turfwalk_core::model::LatLon;
use turfwalk_core::turf::Area;

use super::access::Organizer;
use super::frame::Frame;
use super::texts::ENGLISH;
use super::{WebError, now_ms, read};
use crate::cuts::{CutError, carve};
use crate::db::Deed;
use crate::serve::App;
use crate::streets::Streets;

/// Most corners of an area, and most letters of a turf's name.
const MOST_CORNERS: usize = 500;
const MOST_LETTERS: usize = 60;
/// Carries what a form's hidden field would.
const FORM_HEADER: &str = "x-turfwalk-form";

/// An area as the page sends it.
#[derive(Deserialize)]
pub(super) struct Drawn {
    name: String,
    /// Height of the map that it was drawn on, which tells whether the map is still the same.
    height: i32,
    /// Corners in the map's units, the last joined to the first.
    ring: Vec<(i32, i32)>,
}

#[derive(Serialize)]
struct Said {
    said: String,
}

/// Makes the turf, and says in a sentence what came of it.
pub(super) async fn draw(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(drawn): Json<Drawn>,
) -> Result<Response, WebError> {
    let shown = headers
        .get(FORM_HEADER)
        .and_then(|value| value.to_str().ok());
    organizer.posted(shown.unwrap_or_default())?;
    let who = organizer.who();
    let noted = Arc::clone(&app);
    let made = tokio::task::spawn_blocking(move || make(&app, &drawn))
        .await
        .map_err(|_| WebError::Ended)??;
    if made.is_ok() {
        read(noted, move |db| {
            Ok(db.note(now_ms(), &who, Deed::Cut, "turfs/1")?)
        })
        .await?;
    }
    let (status, said) = match made {
        Ok(said) => (StatusCode::OK, said),
        Err(said) => (StatusCode::UNPROCESSABLE_ENTITY, said),
    };
    Ok((status, Json(Said { said })).into_response())
}

/// What is said of a turf that was made, or of why there is none.
fn make(app: &App, drawn: &Drawn) -> Result<Result<String, String>, WebError> {
    let t = &ENGLISH;
    let name = drawn.name.trim();
    if name.is_empty() || name.chars().count() > MOST_LETTERS {
        return Ok(Err(t.draw_name(MOST_LETTERS)));
    }
    if !(3..=MOST_CORNERS).contains(&drawn.ring.len()) {
        return Ok(Err(t.draw_corners(MOST_CORNERS)));
    }
    let frame = Frame::around(&app.db.doors()?);
    let Some(frame) = frame.filter(|frame| frame.height == drawn.height) else {
        return Ok(Err(t.draw_stale.to_owned()));
    };
    let corners = drawn.ring.iter().chain(drawn.ring.first());
    let ring: Vec<LatLon> = corners.map(|&at| frame.place(at)).collect();
    let area = Area {
        polygons: vec![vec![ring]],
    };
    let streets = Streets::load(&app.db)?;
    match carve(&app.db, &streets, name, &area) {
        Ok(lines) => Ok(Ok(lines.first().map_or(String::new(), |line| {
            t.drawn(name, line.turf, line.doors, line.minutes)
        }))),
        Err(CutError::EmptyArea) => Ok(Err(t.draw_empty.to_owned())),
        Err(CutError::Streets(error)) => Err(error.into()),
        Err(CutError::Db(error)) => Err(error.into()),
        Err(error) => Ok(Err(error.to_string())),
    }
}
