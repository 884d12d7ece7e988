//! Who sees what of the organizer's page: one table of roles and rights, the browsers that are
//! signed in, and what keeps other sites from asking in their name.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{COOKIE, HOST, HeaderMap, ORIGIN};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use super::texts::ENGLISH;
use super::{WebError, now_ms};
use crate::db::{Role, SIGNED_IN_MS, SignedIn, User, Who, sha256_hex};
use crate::serve::{App, Client};

/// What a page or a button needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// To be signed in.
    SignedIn,
    /// Turfs, the map, how far one is.
    Progress,
    /// What people call their phones.
    Names,
    /// Giving turfs to phones.
    Assign,
    /// Making turfs.
    Cut,
    /// Shutting phones out.
    Revoke,
    /// What went wrong at the doors.
    Incidents,
    /// Putting people's data right.
    People,
    /// Campaign and script.
    Settings,
    /// The audit log.
    Audit,
    /// How the server does.
    Metrics,
}

/// Who may do what: the whole of it.
pub(super) fn may(role: Role, right: Right) -> bool {
    use Right::{Assign, Audit, Incidents, Metrics, Names, Progress, SignedIn};
    match role {
        Role::Owner => true,
        Role::Organizer => right != Metrics,
        Role::FieldLead => matches!(right, SignedIn | Progress | Names | Assign | Incidents),
        Role::Lawyer => matches!(right, SignedIn | Audit | Incidents),
        Role::Viewer => matches!(right, SignedIn | Progress),
    }
}

impl Right {
    #[cfg(test)]
    pub(super) const ALL: [Self; 11] = [
        Self::SignedIn,
        Self::Progress,
        Self::Names,
        Self::Assign,
        Self::Cut,
        Self::Revoke,
        Self::Incidents,
        Self::People,
        Self::Settings,
        Self::Audit,
        Self::Metrics,
    ];
}

#[derive(Clone, Copy)]
struct Needs(Right);

/// The routes for those who have the right. A handler that takes an [`Organizer`] and stands
/// outside of this is closed to everybody.
pub(super) fn by(right: Right, routes: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    routes.layer(Extension(Needs(right)))
}

/// Who asks for a page: somebody signed in with the right for it, or, while there is no user yet,
/// whoever opened the page by the printed key on this machine.
#[derive(Clone, Debug)]
pub(super) struct Organizer {
    /// `None` for the printed key.
    pub(super) user: Option<User>,
    /// What forms must carry.
    pub(super) csrf: String,
    pub(super) client: Client,
    /// The browser's token.
    pub(super) token: String,
}

impl Organizer {
    pub(super) fn may(&self, right: Right) -> bool {
        may(
            self.user.as_ref().map_or(Role::Owner, |user| user.role),
            right,
        )
    }

    /// For the audit log.
    pub(super) fn who(&self) -> Who {
        Who::Page {
            organizer: self.user.as_ref().map(|user| user.id),
            address: self.client.address.to_string(),
        }
    }

    /// As phones are told who answered or took something in hand.
    pub(super) fn name(&self) -> String {
        let name = self.user.as_ref().map(|user| user.name.clone());
        name.unwrap_or_else(|| ENGLISH.an_organizer.to_owned())
    }

    /// Whether what was posted comes from a page that this browser was shown.
    pub(super) fn posted(&self, csrf: &str) -> Result<(), WebError> {
        if same(csrf, &self.csrf) {
            Ok(())
        } else {
            Err(WebError::Forged)
        }
    }
}

impl FromRequestParts<Arc<App>> for Organizer {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, WebError> {
        let Some(Needs(right)) = parts.extensions.get::<Needs>().copied() else {
            return Err(WebError::NotAllowed);
        };
        let Ok(client) = Client::from_request_parts(parts, app).await;
        let token = cookie(app, &parts.headers, Cookie::Session).unwrap_or_default();
        let (db, asked) = (Arc::clone(&app.db), token.clone());
        let read = move || {
            let user = db.browser(&asked, true, now_ms())?;
            Ok::<_, WebError>((user, db.has_users()?))
        };
        let (user, has_users) = tokio::task::spawn_blocking(read)
            .await
            .map_err(|_| WebError::Ended)??;
        match &user {
            None if has_users => return Err(WebError::SignedOut),
            None if !(client.is_here && is_key_cookie(app, &token)) => {
                return Err(WebError::Locked);
            }
            _ => {}
        }
        let organizer = Self {
            user,
            csrf: csrf(&token),
            client,
            token,
        };
        if organizer.may(right) {
            Ok(organizer)
        } else {
            Err(WebError::NotAllowed)
        }
    }
}

/// The cookie for whoever shows the printed key on this machine, while there is no user. An empty
/// key opens nothing.
pub(super) fn admit(app: &App, client: Client, shown: &str) -> Result<String, WebError> {
    if app.db.has_users()? {
        return Err(WebError::SignedOut);
    }
    let opens = !app.organizer_key.is_empty() && same(shown, &app.organizer_key);
    if !opens || !client.is_here {
        return Err(WebError::Locked);
    }
    let token = key_token(&app.organizer_key);
    Ok(set(app, Cookie::Session, &token, SIGNED_IN_MS / 1000))
}

/// What the cookie of the key holds: not the key itself, which would open other browsers too.
fn key_token(key: &str) -> String {
    sha256_hex(format!("turfwalk organizer's page: {key}").as_bytes())
}

fn is_key_cookie(app: &App, token: &str) -> bool {
    !app.organizer_key.is_empty() && same(token, &key_token(&app.organizer_key))
}

/// What forms carry, made of the browser's own secret: another site can't know it.
fn csrf(token: &str) -> String {
    sha256_hex(format!("turfwalk form: {token}").as_bytes())
}

/// The cookies of a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Signed in.
    Session,
    /// Has been signed in.
    Known,
}

impl Cookie {
    /// With `__Host-` a browser takes a cookie only over TLS, and from this host alone.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-turfwalk",
            (Self::Session, false) => "turfwalk",
            (Self::Known, true) => "__Host-turfwalk_known",
            (Self::Known, false) => "turfwalk_known",
        }
    }
}

/// The value of a cookie that the browser sent.
pub(super) fn cookie(app: &App, headers: &HeaderMap, which: Cookie) -> Option<String> {
    let wanted = which.name(app.secure);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then(|| value.to_owned()))
}

/// A cookie as it is set. No script reads it and no other site's request carries it.
pub(super) fn set(app: &App, which: Cookie, value: &str, seconds: i64) -> String {
    let name = which.name(app.secure);
    let secure = if app.secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// The cookies of a browser that has signed in.
pub(super) fn cookies(app: &App, signed_in: &SignedIn) -> [String; 2] {
    [
        set(
            app,
            Cookie::Session,
            &signed_in.session,
            SIGNED_IN_MS / 1000,
        ),
        set(app, Cookie::Known, &signed_in.known, 90 * 24 * 3600),
    ]
}

/// Refuses what another site's page asks for: browsers say where a request that changes something
/// comes from.
pub(super) async fn same_site(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let host = text(HOST.as_str()).unwrap_or_default();
    let elsewhere = text("sec-fetch-site").is_some_and(|site| site != "same-origin")
        || text(ORIGIN.as_str()).is_some_and(|origin| {
            origin
                .strip_prefix("https://")
                .or_else(|| origin.strip_prefix("http://"))
                .is_none_or(|origin| origin != host)
        });
    if elsewhere && !request.method().is_safe() {
        return WebError::Forged.into_response();
    }
    next.run(request).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_its_rights_and_no_other() {
        use Right::{
            Assign, Audit, Cut, Incidents, Metrics, Names, People, Progress, Revoke, Settings,
            SignedIn,
        };
        let table = [
            (
                Role::Owner,
                vec![
                    SignedIn, Progress, Names, Assign, Cut, Revoke, Incidents, People, Settings,
                    Audit, Metrics,
                ],
            ),
            (
                Role::Organizer,
                vec![
                    SignedIn, Progress, Names, Assign, Cut, Revoke, Incidents, People, Settings,
                    Audit,
                ],
            ),
            (
                Role::FieldLead,
                vec![SignedIn, Progress, Names, Assign, Incidents],
            ),
            (Role::Lawyer, vec![SignedIn, Incidents, Audit]),
            (Role::Viewer, vec![SignedIn, Progress]),
        ];
        assert_eq!(table.len(), Role::ALL.len());
        for (role, rights) in table {
            let has = Right::ALL.into_iter().filter(|right| may(role, *right));
            assert_eq!(has.collect::<Vec<_>>(), rights, "{role:?}");
        }
    }
}
