//! Phones: which there are, what turfs they have, an invite for one more, and shutting one out.

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
use crate::serve::{App, OwnKey};

#[derive(Template)]
#[template(path = "phones.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    csrf: &'a str,
    /// Turfs to invite to; empty for those who may not.
    turfs: Vec<TurfChoice>,
    phones: Vec<Phone>,
    may_assign: bool,
    may_revoke: bool,
}

#[derive(Clone)]
struct TurfChoice {
    id: u32,
    name: String,
}

struct Phone {
    id: u32,
    name: String,
    turfs: Vec<TurfChoice>,
    /// Those that it may be given besides.
    others: Vec<TurfChoice>,
    revoked: bool,
}

#[derive(Template)]
#[template(path = "invited.html")]
struct Invited<'a> {
    t: &'a Texts,
    title: &'a str,
    turf: String,
    link: &'a str,
    /// Whether the link leads to this computer alone.
    is_here_alone: bool,
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
    let turfs = turfs.into_iter().map(|(turf, _)| TurfChoice {
        id: turf.id.0,
        name: turf.name,
    });
    let turfs: Vec<TurfChoice> = turfs.collect();
    let may_assign = organizer.may(Right::Assign);
    let phone = |device: crate::db::DeviceRow| {
        let has = |turf: &TurfChoice| device.turfs.contains(&TurfId(turf.id));
        let (has, others) = turfs.iter().cloned().partition(has);
        Phone {
            id: device.id.0,
            name: t.phone_named(&device.name, device.id.0),
            turfs: has,
            others,
            revoked: device.is_shut_out,
        }
    };
    let page = Page {
        t,
        title: t.phones,
        csrf: &organizer.csrf,
        phones: devices.into_iter().map(phone).collect(),
        turfs,
        may_assign,
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
    let turf = TurfId(form.turf);
    let (made, name) = read(app, move |db| {
        let turfs = db.turfs()?;
        let name = turfs.into_iter().find(|(it, _)| it.id == turf);
        let made = db.invite_by(turf, &who, now_ms())?;
        Ok((made, name.map_or(String::new(), |(it, _)| it.name)))
    })
    .await?;
    let is_here_alone = crate::commands::is_here_alone(&server.url);
    let link = Invite {
        server: server.to_string(),
        code: made.code,
    }
    .to_string();
    let page = Invited {
        t,
        title: t.invited,
        turf: match name {
            plain if plain.is_empty() || plain == format!("Turf {turf}") => turf.to_string(),
            name => format!("{turf} · {name}"),
        },
        is_here_alone,
        code: qr(&link),
        link: &link,
    };
    Ok(Html(page.render()?).into_response())
}

#[derive(Deserialize)]
pub(super) struct ToAssign {
    csrf: String,
    phone: u32,
    turf: u32,
    /// `give` or `withdraw`.
    what: String,
}

/// `POST /phones/turf`: a turf given to a phone or taken back, by its next sync.
pub(super) async fn assign(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<ToAssign>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let who = organizer.who();
    let (phone, turf) = (DeviceId(form.phone), TurfId(form.turf));
    let gives = match form.what.as_str() {
        "give" => true,
        "withdraw" => false,
        _ => return Err(WebError::Forged),
    };
    read(app, move |db| {
        if gives {
            db.assign(phone, turf, &who, now_ms())?;
        } else {
            db.withdraw(turf, Some(phone), &who, now_ms())?;
        }
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/phones").into_response())
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
    let own = app.own_key.as_ref();
    let own = own.filter(|_| url.starts_with("https://"));
    Some(ServerAddress::new(url, own.map(OwnKey::hash)))
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
