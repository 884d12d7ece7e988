//! Signing in and out, and the first owner.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::{HeaderMap, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::{Cookie, Organizer, cookie, cookies, set};
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::db::{DbError, Deed, Role, Who};
use crate::serve::{App, Client, hash_password};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    text: &'a str,
    /// Where the form goes.
    action: &'a str,
    button: &'a str,
    csrf: &'a str,
    name: &'a str,
    /// What went wrong with the last try.
    wrong: Option<&'a str>,
    /// A password that is chosen here, not shown.
    is_new: bool,
}

/// The form, with what went wrong.
fn form(status: StatusCode, name: &str, wrong: Option<&str>) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let page = Page {
        t,
        title: t.sign_in,
        text: t.sign_in_help,
        action: "/login",
        button: t.sign_in,
        csrf: "",
        name,
        wrong,
        is_new: false,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// `GET /login`
pub(super) async fn show() -> Result<Response, WebError> {
    form(StatusCode::OK, "", None)
}

#[derive(Deserialize)]
pub(super) struct Tried {
    name: String,
    password: String,
}

/// `POST /login`: the same answer, after the same work, for a name that nobody has as for a wrong
/// password.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    client: Client,
    headers: HeaderMap,
    Form(tried): Form<Tried>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let known = cookie(&app, &headers, Cookie::Known);
    let (name, token) = (tried.name.clone(), known.clone());
    let (found, known_for) = read(Arc::clone(&app), move |db| {
        let known_for = token
            .map(|token| db.browser(&token, false, now_ms()))
            .transpose()?;
        Ok((db.user_named(&name)?, known_for.flatten()))
    })
    .await?;
    let user = found.as_ref().map(|(user, _)| user.clone());
    // A browser is known for one user; for another name it is like any other.
    let known = known.filter(|_| user.is_some() && user == known_for);
    let begun = app.throttle.begin(
        client.network(),
        &tried.name,
        known.as_deref(),
        Instant::now(),
    );
    let begun = begun.map_err(|wait| WebError::Wait {
        seconds: wait.as_secs_f64().ceil() as u32,
    })?;
    let hash = found.map(|(_, hash)| hash);
    let is_right = app.passwords.is(tried.password, hash).await;
    let who = Who::Page {
        organizer: user.as_ref().map(|user| user.id),
        address: client.address.to_string(),
    };
    let Some(user) = user.filter(|_| is_right) else {
        read(Arc::clone(&app), move |db| {
            Ok(db.note(now_ms(), &who, Deed::SignInFailed, "")?)
        })
        .await?;
        return form(StatusCode::UNAUTHORIZED, &tried.name, Some(t.sign_in_wrong));
    };
    app.throttle.right(begun);
    let signed_in = read(Arc::clone(&app), move |db| {
        Ok(db.sign_in(user.id, &who, now_ms())?)
    })
    .await?;
    let cookies = cookies(&app, &signed_in).map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), Redirect::to("/")).into_response())
}

#[derive(Deserialize)]
pub(super) struct Signed {
    csrf: String,
}

/// `POST /logout`
pub(super) async fn sign_out(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<Signed>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let who = organizer.who();
    read(Arc::clone(&app), move |db| {
        Ok(db.sign_out(&organizer.token, &who, now_ms())?)
    })
    .await?;
    let over = set(&app, Cookie::Session, "", 0);
    let over = HeaderValue::from_str(&over).map_err(|_| WebError::Ended)?;
    Ok(([(SET_COOKIE, over)], Redirect::to("/login")).into_response())
}

fn first_form(
    organizer: &Organizer,
    name: &str,
    wrong: Option<&str>,
) -> Result<Response, WebError> {
    let t = &ENGLISH;
    let page = Page {
        t,
        title: t.first_owner,
        text: t.first_owner_help,
        action: "/first-owner",
        button: t.first_owner_make,
        csrf: &organizer.csrf,
        name,
        wrong,
        is_new: true,
    };
    let status = match wrong {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok((status, Html(page.render()?)).into_response())
}

/// `GET /first-owner`
pub(super) async fn first(organizer: Organizer) -> Result<Response, WebError> {
    if organizer.user.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    first_form(&organizer, "", None)
}

#[derive(Deserialize)]
pub(super) struct FirstOwner {
    csrf: String,
    name: String,
    password: String,
    again: String,
}

/// `POST /first-owner`: ends the printed key's use.
pub(super) async fn make_first(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<FirstOwner>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    if organizer.user.is_some() {
        return Err(WebError::NotAllowed);
    }
    if form.password != form.again {
        return first_form(&organizer, &form.name, Some(ENGLISH.passwords_differ));
    }
    let (who, name) = (organizer.who(), form.name.clone());
    let made = read(app, move |db| {
        let hash = match hash_password(&form.password) {
            Ok(hash) => hash,
            Err(error) => return Ok(Err(error.to_string())),
        };
        match db.add_user(&form.name, Role::Owner, &hash, true, &who, now_ms()) {
            Ok(_) => Ok(Ok(())),
            Err(DbError::Refused(why)) => Ok(Err(why)),
            Err(error) => Err(error.into()),
        }
    })
    .await?;
    match made {
        Ok(()) => Ok(Redirect::to("/login").into_response()),
        Err(why) => first_form(&organizer, &name, Some(&why)),
    }
}
