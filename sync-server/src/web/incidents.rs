//! Incidents: what phones reported, and taking one in hand.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::access::Organizer;
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::db::IncidentNow;
use crate::serve::App;

#[derive(Template)]
#[template(path = "incidents.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    csrf: &'a str,
    rows: Vec<Line>,
}

struct Line {
    op: String,
    urgency: &'static str,
    what: &'static str,
    text: String,
    place: String,
    /// Latitude and longitude, if the canvasser sent them along.
    position: Option<String>,
    phone: String,
    at: String,
    taken: Option<String>,
}

/// `GET /incidents`: those that nobody has in hand first, of these the urgent ones.
pub(super) async fn show(
    organizer: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let (mut incidents, campaign) = read(app, |db| Ok((db.incidents()?, db.campaign()?))).await?;
    incidents.sort_by_key(|now| {
        let is_open = now.row.taken.is_none();
        (!is_open, is_open.then_some(now.row.incident.urgency as u8))
    });
    let zone = campaign
        .and_then(|campaign| TimeZone::get(&campaign.time_zone).ok())
        .unwrap_or(TimeZone::UTC);
    let page = Page {
        t,
        title: t.incidents,
        csrf: &organizer.csrf,
        rows: incidents
            .into_iter()
            .map(|now| line(t, now, &zone))
            .collect(),
    };
    Ok(Html(page.render()?).into_response())
}

fn line(t: &Texts, now: IncidentNow, zone: &TimeZone) -> Line {
    let time = |ms: i64| {
        Timestamp::from_millisecond(ms)
            .map(|at| {
                at.to_zoned(zone.clone())
                    .strftime("%-d %b, %H:%M")
                    .to_string()
            })
            .unwrap_or_default()
    };
    let incident = now.row.incident;
    Line {
        op: now.row.op.to_string(),
        urgency: t.urgency_of(incident.urgency),
        what: t.incident_kind(incident.kind),
        text: incident.text,
        place: now.line,
        position: incident
            .position
            .map(|at| format!("{:.5}, {:.5}", at.lat(), at.lon())),
        phone: t.phone_named(&now.phone, now.row.op.device.0),
        at: time(now.received_at_ms),
        taken: now
            .row
            .taken
            .map(|taken| format!("{}, {}", taken.by, time(taken.at_ms))),
    }
}

#[derive(Deserialize)]
pub(super) struct ToTake {
    csrf: String,
    incident: String,
}

/// `POST /incidents/take`: the phone is told who has it.
pub(super) async fn take(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<ToTake>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let op = form.incident.parse().map_err(|_| WebError::Forged)?;
    let (who, by) = (organizer.who(), organizer.name());
    read(app, move |db| {
        Ok(db.take_incident(op, &by, &who, now_ms())?)
    })
    .await?;
    Ok(Redirect::to("/incidents").into_response())
}
