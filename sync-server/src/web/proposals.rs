//! What canvassers would put right in what the organizer owns, and the answers.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::Organizer;
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::db::Deed;
use crate::serve::App;

#[derive(Template)]
#[template(path = "proposals.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    csrf: &'a str,
    rows: Vec<Line>,
}

struct Line {
    op: String,
    now: String,
    proposed: String,
    place: String,
    phone: String,
}

/// `GET /proposals`: those that nobody has answered, oldest first.
pub(super) async fn show(
    organizer: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let who = organizer.who();
    let waiting = read(app, move |db| {
        let waiting = db.proposals()?;
        if !waiting.is_empty() {
            let count = format!("proposals/{}", waiting.len());
            db.note(now_ms(), &who, Deed::ProposalsSeen, &count)?;
        }
        Ok(waiting)
    })
    .await?;
    let line = |it: crate::db::Proposal| Line {
        op: it.row.op.to_string(),
        now: it.name,
        proposed: it.row.edit.change.text().unwrap_or_default().to_owned(),
        place: it.door,
        phone: t.phone_named(&it.phone, it.row.op.device.0),
    };
    let page = Page {
        t,
        title: t.proposals,
        csrf: &organizer.csrf,
        rows: waiting.into_iter().map(line).collect(),
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Deserialize)]
pub(super) struct ToAnswer {
    csrf: String,
    proposal: String,
    answer: String,
}

/// `POST /proposals/answer`: phones are told at their next sync. Of two organizers the first one's
/// answer stands.
pub(super) async fn answer(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<ToAnswer>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let op = form.proposal.parse().map_err(|_| WebError::Forged)?;
    let accepted = match form.answer.as_str() {
        "accept" => true,
        "refuse" => false,
        _ => return Err(WebError::Forged),
    };
    let (who, by) = (organizer.who(), organizer.name());
    read(app, move |db| {
        let waits = db.proposals()?.iter().any(|it| it.row.op == op);
        if waits {
            db.answer_edit(op, accepted, &by, &who, now_ms())?;
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/proposals").into_response())
}
