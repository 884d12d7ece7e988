//! The campaign and its script, shown and changed.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use turfwalk_core::model::{Campaign, DataNotice};
use turfwalk_core::script::Script;

use super::access::Organizer;
use super::texts::{ENGLISH, Texts};
use super::{WebError, now_ms, read};
use crate::db::{Db, DbError, Deed, Who};
use crate::serve::App;
use crate::settings::{LEASE_H, USUAL_LEASE_H, quiet_hours, quiet_text, time_zone};

#[derive(Template)]
#[template(path = "settings.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    csrf: &'a str,
    said: Said,
    campaign: OfCampaign,
    script: OfScript,
    version: u32,
}

/// What the page says of the change before.
enum Said {
    Nothing,
    Saved,
    /// One sentence on what can't be taken.
    Wrong(String),
}

/// What the form of the campaign holds, as typed.
#[derive(Default, Deserialize)]
pub(super) struct OfCampaign {
    csrf: String,
    name: String,
    time_zone: String,
    quiet: String,
    cool_down_h: String,
    lease_h: String,
    emergency: String,
    help_line: String,
    held_by: String,
    purpose: String,
    source: String,
    contact: String,
}

/// What the form of the script holds, as typed.
#[derive(Default, Deserialize)]
pub(super) struct OfScript {
    csrf: String,
    title: String,
    opening: String,
    questions: String,
}

impl OfCampaign {
    fn of(campaign: &Campaign) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let notice = |of: fn(&DataNotice) -> &String| {
            campaign
                .notice
                .as_ref()
                .map(of)
                .cloned()
                .unwrap_or_default()
        };
        Self {
            csrf: String::new(),
            name: campaign.name.clone(),
            time_zone: campaign.time_zone.clone(),
            quiet: quiet_text(campaign.quiet_hours),
            cool_down_h: campaign.cool_down_h.to_string(),
            lease_h: campaign.lease_h.unwrap_or(USUAL_LEASE_H).to_string(),
            emergency: text(&campaign.emergency),
            help_line: text(&campaign.help_line),
            held_by: notice(|it| &it.held_by),
            purpose: notice(|it| &it.purpose),
            source: notice(|it| &it.source),
            contact: notice(|it| &it.contact),
        }
    }

    /// The campaign with all this; one sentence on what can't be taken. A field that is left empty
    /// takes away what it said.
    fn onto(&self, was: Campaign) -> Result<Campaign, String> {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let lease_h: u32 = hours(&self.lease_h)?;
        if !LEASE_H.contains(&i64::from(lease_h)) {
            return Err(format!(
                "a lease is of {} to {} hours",
                LEASE_H.start(),
                LEASE_H.end()
            ));
        }
        let said = [&self.held_by, &self.purpose, &self.source, &self.contact];
        let says = said.into_iter().any(|text| some(text).is_some());
        let word = |text: &String| text.trim().to_owned();
        Ok(Campaign {
            name: some(&self.name).ok_or("the campaign has no name")?,
            time_zone: time_zone(self.time_zone.trim())?,
            quiet_hours: quiet_hours(self.quiet.trim())?,
            cool_down_h: hours(&self.cool_down_h)?,
            // What phones take without is not written down for being shown.
            lease_h: match was.lease_h {
                None if lease_h == USUAL_LEASE_H => None,
                _ => Some(lease_h),
            },
            emergency: some(&self.emergency),
            help_line: some(&self.help_line),
            notice: says.then(|| DataNotice {
                held_by: word(&self.held_by),
                purpose: word(&self.purpose),
                source: word(&self.source),
                contact: word(&self.contact),
            }),
            ..was
        })
    }
}

impl OfScript {
    fn of(script: &Script) -> Self {
        Self {
            csrf: String::new(),
            title: script.title.clone(),
            opening: script.opening.clone(),
            questions: serde_json::to_string_pretty(&script.questions).unwrap_or_default(),
        }
    }

    fn onto(&self, was: Script) -> Result<Script, String> {
        Ok(Script {
            title: self.title.trim().to_owned(),
            opening: self.opening.trim().to_owned(),
            questions: serde_json::from_str(&self.questions)
                .map_err(|error| format!("the questions can't be read: {error}"))?,
            ..was
        })
    }
}

fn hours(text: &str) -> Result<u32, String> {
    let hours = text.trim().parse();
    hours.map_err(|_| format!("{} is no number of hours", text.trim()))
}

/// `GET /campaign`; `?saved` after a change.
pub(super) async fn show(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let (campaign, script) = read(app, stands).await?;
    let typed = (OfCampaign::of(&campaign), OfScript::of(&script));
    let said = match query.as_deref() {
        Some("saved") => Said::Saved,
        _ => Said::Nothing,
    };
    page(&organizer, said, typed, script.version)
}

/// `POST /campaign`: phones have it at their next sync. What can't be taken is shown again as it
/// was typed, with what is wrong.
pub(super) async fn change_campaign(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<OfCampaign>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let (was, script) = read(Arc::clone(&app), stands).await?;
    let now = match form.onto(was.clone()) {
        Ok(now) => now,
        Err(wrong) => {
            let typed = (form, OfScript::of(&script));
            return page(&organizer, Said::Wrong(wrong), typed, script.version);
        }
    };
    if now != was {
        let who = organizer.who();
        read(app, move |db| {
            db.change_campaign(&now)?;
            changed(db, &who, "")
        })
        .await?;
    }
    Ok(Redirect::to("/campaign?saved").into_response())
}

/// `POST /campaign/script`: the same for the script, as its next version.
pub(super) async fn change_script(
    organizer: Organizer,
    State(app): State<Arc<App>>,
    Form(form): Form<OfScript>,
) -> Result<Response, WebError> {
    organizer.posted(&form.csrf)?;
    let (campaign, was) = read(Arc::clone(&app), stands).await?;
    let version = was.version;
    let mut next = form.onto(was.clone());
    if let Ok(script) = &next
        && let Err(fault) = script.check()
    {
        next = Err(fault.to_string());
    }
    let next = match next {
        Ok(next) => next,
        Err(wrong) => {
            let typed = (OfCampaign::of(&campaign), form);
            return page(&organizer, Said::Wrong(wrong), typed, version);
        }
    };
    if next != was {
        let who = organizer.who();
        read(app, move |db| {
            db.change_script(&next)?;
            changed(db, &who, "script")
        })
        .await?;
    }
    Ok(Redirect::to("/campaign?saved").into_response())
}

fn stands(db: &Db) -> Result<(Campaign, Script), WebError> {
    let missing = || DbError::Refused("this database has no campaign".into());
    let campaign = db.campaign()?.ok_or_else(missing)?;
    Ok((campaign, db.script()?.ok_or_else(missing)?))
}

fn changed(db: &Db, who: &Who, what: &str) -> Result<(), WebError> {
    Ok(db.note(now_ms(), who, Deed::CampaignChanged, what)?)
}

fn page(
    organizer: &Organizer,
    said: Said,
    (campaign, script): (OfCampaign, OfScript),
    version: u32,
) -> Result<Response, WebError> {
    let status = match said {
        Said::Wrong(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Said::Nothing | Said::Saved => StatusCode::OK,
    };
    let page = Page {
        t: &ENGLISH,
        title: ENGLISH.settings.title,
        csrf: &organizer.csrf,
        said,
        campaign,
        script,
        version,
    };
    Ok((status, Html(page.render()?)).into_response())
}
