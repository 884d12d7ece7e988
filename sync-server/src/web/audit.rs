//! The audit log on the page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;

use super::access::Organizer;
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::db::{AuditFilter, AuditRow, Deed};
use crate::serve::App;

/// Rows shown; `turfwalk audit` has all.
const MOST: u32 = 500;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    rows: Vec<Line>,
}

struct Line {
    at: String,
    who: String,
    did: String,
    about: String,
    address: String,
}

/// `GET /audit`: the newest first. That it was read is in it too.
pub(super) async fn show(
    organizer: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let who = organizer.who();
    let rows = read(app, move |db| {
        db.note(now_ms(), &who, Deed::AuditRead, "")?;
        Ok(db.audit(&AuditFilter {
            most: Some(MOST),
            ..AuditFilter::default()
        })?)
    })
    .await?;
    let line = |row: &AuditRow| Line {
        at: Timestamp::from_millisecond(row.at_ms)
            .map(|at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
            .unwrap_or_default(),
        who: match (&row.organizer, row.device) {
            (Some((id, name)), _) => format!("{name} (user {id})"),
            (None, Some(device)) => t.phone_named("", device.0),
            (None, None) => row.via.clone(),
        },
        did: row.did.replace('_', " "),
        about: row.about.clone(),
        address: row.address.clone().unwrap_or_default(),
    };
    let page = Page {
        t,
        title: t.audit,
        rows: rows.iter().rev().map(line).collect(),
    };
    Ok(Html(page.render()?).into_response())
}
