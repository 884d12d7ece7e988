//! Phones: which there are, an invite for one more, and shutting one out.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::{HOST, HeaderMap};
use axum::response::{Html, IntoResponse, Redirect, Response};
use fast_qr::{ECL, QRBuilder};
use serde::Deserialize;
use turfwalk_core::model::{DeviceId, TurfId};
use turfwalk_core::wire::{Invite, ServerAddress};

use super::access::{Organizer, Right};
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::serve::App;

#[derive(Template)]
#[template(path = "phones.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    csrf: &'a str,
    /// Turfs to invite to; empty for those who may not.
    turfs: Vec<(u32, String)>,
    phones: Vec<Phone>,
    may_revoke: bool,
}

struct Phone {
    id: u32,
    name: String,
    turfs: Vec<u32>,
    revoked: bool,
}

#[derive(Template)]
#[template(path = "invited.html")]
struct Invited<'a> {
    t: &'a Texts,
    title: &'a str,
    link: &'a str,
    /// The dark modules of the QR code as a path, and the side with its quiet zone.
    code: Option<(String, usize)>,
}

/// `GET /phones`
pub(super) async fn show(
    organizer: Organizer,
    State(app): State<Arc<App>>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let (turfs, devices) = read(app, |db| Ok((db.turfs()?, db.devices()?))).await?;
    let turfs = turfs
        .into_iter()
        .filter(|_| organizer.may(Right::Assign))
        .map(|(turf, _)| (turf.id.0, turf.name));
    let page = Page {
        t,
        title: t.phones,
        csrf: &organizer.csrf,
        turfs: turfs.collect(),
        phones: devices
            .into_iter()
            .map(|device| Phone {
                id: device.id.0,
                name: t.phone_named(&device.name, device.id.0),
                turfs: device.turfs.iter().map(|turf| turf.0).collect(),
                revoked: device.is_shut_out,
            })
            .collect(),
        may_revoke: organizer.may(Right::Revoke),
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Deserialize)]
pub(super) struct ToInvite {
    csrf: String,
    turf: u32,
}

/// `POST /invites`: the link and its code, shown this once.
pub(super) async fn invite(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Form(form): Form<ToInvite>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let t = &ENGLISH;
    let server = address(&app, &headers).ok_or(WebError::Forged)?;
    let who = organizer.who();
    let made = read(app, move |db| {
        Ok(db.invite_by(TurfId(form.turf), &who, now_ms())?)
    })
    .await?;
    let link = Invite {
        server: server.to_string(),
        code: made.code,
    }
    .to_string();
    let page = Invited {
        t,
        title: t.invited,
        code: qr(&link),
        link: &link,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Deserialize)]
pub(super) struct ToRevoke {
    csrf: String,
    phone: u32,
}

/// `POST /phones/revoke`
pub(super) async fn revoke(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<ToRevoke>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let who = organizer.who();
    read(app, move |db| {
        Ok(db.revoke(DeviceId(form.phone), &who, now_ms())?)
    })
    .await?;
    Ok(Redirect::to("/phones").into_response())
}

/// Where phones reach this server: as `serve` was told, else as this browser does.
fn address(app: &App, headers: &HeaderMap) -> Option<ServerAddress> {
    let scheme = if app.secure { "https" } else { "http" };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let url = app
        .url
        .clone()
        .or_else(|| host.map(|host| format!("{scheme}://{host}")))?;
    let ServerAddress { url, .. } = url.parse().ok()?;
    let key = app.own_key.filter(|_| url.starts_with("https://"));
    Some(ServerAddress { url, key })
}

/// A text as a QR code with the quiet zone of four modules that the standard asks for (ISO/IEC
/// 18004), at level M.
fn qr(text: &str) -> Option<(String, usize)> {
    const QUIET: usize = 4;
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in (0..code.size).filter(|x| code[y][*x].value()) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    Some((path, code.size + 2 * QUIET))
}
