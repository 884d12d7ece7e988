//! Who sees the organizer's page: a browser that has shown the key once.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, HeaderMap};
use axum::http::request::Parts;

use super::WebError;
use crate::db::sha256_hex;
use crate::serve::App;

const COOKIE_NAME: &str = "turfwalk_organizer";

/// The organizer: a request with the cookie that the key gave.
#[derive(Debug)]
pub(super) struct Organizer;

impl FromRequestParts<Arc<App>> for Organizer {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, WebError> {
        let session = session(&app.organizer_key);
        let shown = cookies(&parts.headers).any(|cookie| same(cookie, &session));
        (shown && !app.organizer_key.is_empty())
            .then_some(Self)
            .ok_or(WebError::Locked)
    }
}

/// The cookie for whoever shows the right key. An empty key opens nothing.
pub(super) fn admit(app: &App, shown: &str) -> Result<String, WebError> {
    if app.organizer_key.is_empty() || !same(shown, &app.organizer_key) {
        return Err(WebError::Locked);
    }
    let session = session(&app.organizer_key);
    Ok(format!(
        "{COOKIE_NAME}={session}; Path=/; HttpOnly; SameSite=Strict"
    ))
}

/// What the cookie holds: not the key itself, which would open other browsers too.
fn session(key: &str) -> String {
    sha256_hex(format!("turfwalk organizer's page: {key}").as_bytes())
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(name, value)| (name == COOKIE_NAME).then_some(value))
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ: their
/// hashes are compared, whole.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (sha256_hex(a.as_bytes()), sha256_hex(b.as_bytes()));
    a.bytes()
        .zip(b.bytes())
        .fold(0, |differs, (a, b)| differs | (a ^ b))
        == 0
}
