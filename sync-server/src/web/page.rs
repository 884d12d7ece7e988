//! The page and its live part as HTML: what the overview holds, put in words.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use turfwalk_core::merge::Refusal;
use turfwalk_core::model::DeviceId;

use super::WebError;
use super::door_layer::door_layer;
use super::overview::{Overview, TurfNow};
use super::texts::{ENGLISH, Texts};
use crate::db::Db;

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    t: &'a Texts,
    title: &'a str,
    as_of: Moment,
    reader: &'a Reader,
    /// The live part, rendered.
    live: &'a str,
}

#[derive(Template)]
#[template(path = "live.html")]
struct Live<'a> {
    t: &'a Texts,
    totals: Totals,
    /// That incidents wait for somebody, if some do.
    incidents: Option<String>,
    notices: Vec<Notice>,
    map: Option<Map>,
    turfs: Vec<TurfLine>,
    devices: Vec<DeviceLine>,
    /// What is backed up of it.
    second_copy: String,
    quarantine: Vec<QuarantineLine>,
    /// Whether the map has doors in no turf, for the legend.
    has_loose: bool,
    may_draw: bool,
}

/// Who reads the page, and what of it they have.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    /// What forms of the page carry.
    pub(super) csrf: String,
    /// The user's name; `None` for the printed key.
    pub(super) name: Option<String>,
    /// Whether phones are shown by what people call them.
    pub(super) names: bool,
    /// Whether turfs may be drawn.
    pub(super) draw: bool,
    /// Whether there is a way to the phones' page.
    pub(super) phones: bool,
    /// Whether incidents are shown.
    pub(super) incidents: bool,
    /// Whether there is a way to what canvassers would put right.
    pub(super) proposals: bool,
    /// Whether there is a way to the campaign's settings.
    pub(super) settings: bool,
    /// Whether there is a way to the audit log.
    pub(super) audit: bool,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage<'a> {
    t: &'a Texts,
    title: &'a str,
    text: &'a str,
    /// A way on, and its words.
    link: Option<(&'a str, &'a str)>,
}

struct Totals {
    doors: String,
    share: String,
    done_of: String,
    attempts: String,
    phones: String,
}

/// Something that is missing, and the command that helps.
struct Notice {
    text: &'static str,
    command: String,
}

struct Map {
    /// The doors' picture: markup of this program's making.
    doors: String,
    /// Version of the street layer, and whose data it is.
    streets: Option<(String, String)>,
    height: i32,
}

struct TurfLine {
    number: u32,
    name: String,
    colour: &'static str,
    doors: String,
    done: String,
    share: String,
    bar: Bar,
    tried: String,
    work: String,
    phones: Vec<String>,
}

/// Widths in parts of a hundred.
struct Bar {
    label: String,
    done: f64,
    tried: f64,
    all: u32,
    now: u32,
}

struct DeviceLine {
    name: String,
    turfs: Vec<u32>,
    safe: String,
    refused: u64,
    seen: Option<Moment>,
}

struct QuarantineLine {
    phone: String,
    n: u64,
    reason: &'static str,
    came: Moment,
}

/// A moment in words, exactly, and for machines.
struct Moment {
    said: String,
    exact: String,
    machine: String,
}

/// Moments as the campaign's time zone has them, seen from now.
struct Clock {
    now_ms: i64,
    zone: TimeZone,
}

impl Clock {
    fn moment(&self, at_ms: i64, said: impl FnOnce(&str) -> String) -> Moment {
        let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
        let there = at.to_zoned(self.zone.clone());
        Moment {
            said: said(&there.strftime("%H:%M:%S").to_string()),
            exact: there.strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
            machine: at.to_string(),
        }
    }

    fn ago(&self, t: &Texts, at_ms: i64) -> Moment {
        self.moment(at_ms, |_| t.ago(self.now_ms, at_ms))
    }
}

/// The whole page.
pub(super) fn page(db: &Db, now_ms: i64, reader: &Reader) -> Result<String, WebError> {
    let t = &ENGLISH;
    let now = Overview::read_for(db, reader.names)?;
    let clock = clock(&now, now_ms);
    let live = live_part(&now, &clock, reader, t)?;
    let title = match now.campaign.name.trim() {
        "" => t.unnamed,
        name => name,
    };
    let as_of = clock.moment(now_ms, str::to_owned);
    Ok(Page {
        t,
        title,
        as_of,
        reader,
        live: &live,
    }
    .render()?)
}

/// The part that is fetched again and again.
pub(super) fn live(db: &Db, now_ms: i64, reader: &Reader) -> Result<String, WebError> {
    let now = Overview::read_for(db, reader.names)?;
    live_part(&now, &clock(&now, now_ms), reader, &ENGLISH)
}

/// A page that only says something.
pub(super) fn notice(
    title: &str,
    text: &str,
    link: Option<(&str, &str)>,
) -> Result<String, askama::Error> {
    NoticePage {
        t: &ENGLISH,
        title,
        text,
        link,
    }
    .render()
}

fn clock(now: &Overview, now_ms: i64) -> Clock {
    let zone = TimeZone::get(&now.campaign.time_zone).unwrap_or(TimeZone::UTC);
    Clock { now_ms, zone }
}

fn live_part(
    now: &Overview,
    clock: &Clock,
    reader: &Reader,
    t: &Texts,
) -> Result<String, WebError> {
    let drawn = now
        .frame
        .as_ref()
        .map(|frame| (frame.height, door_layer(now, frame, t)));
    let colours = drawn.as_ref().map_or(&[][..], |(_, layer)| &layer.colours);
    let turfs = turf_lines(now, colours, t);
    let map = drawn.map(|(height, layer)| Map {
        doors: layer.svg,
        streets: now
            .streets
            .as_ref()
            .map(|held| (held.hash.clone(), held.attribution.clone())),
        height,
    });
    let live = Live {
        t,
        totals: totals(now, t),
        incidents: reader.incidents.then(|| waiting(now, t)).flatten(),
        notices: notices(now, t),
        map,
        turfs,
        devices: now
            .devices
            .iter()
            .map(|device| device_line(device, clock, t))
            .collect(),
        second_copy: t.second_copy(now.second_copy),
        quarantine: quarantine_lines(now, clock, t),
        has_loose: !now.loose.is_empty(),
        may_draw: reader.draw,
    };
    Ok(live.render()?)
}

fn totals(now: &Overview, t: &Texts) -> Totals {
    let (doors, done) = (now.sum(|turf| turf.doors), now.sum(|turf| turf.done));
    Totals {
        doors: t.count(if now.turfs.is_empty() {
            now.doors as u64
        } else {
            doors.into()
        }),
        share: t.share(done, doors),
        done_of: t.done_of(done, doors),
        attempts: t.count(now.sum(|turf| turf.attempts).into()),
        phones: t.count(now.devices.len() as u64),
    }
}

/// What is missing, in the order in which it is made.
fn waiting(now: &Overview, t: &Texts) -> Option<String> {
    let (open, urgent) = now.incidents;
    (open > 0).then(|| t.incidents_wait(open, urgent))
}

fn notices(now: &Overview, t: &Texts) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |missing: bool, text, command: &str| {
        if missing {
            notices.push(Notice {
                text,
                command: command.to_owned(),
            });
        }
    };
    let no_streets = now.doors == 0 || (now.frame.is_some() && now.streets.is_none());
    say(
        no_streets,
        t.no_streets,
        "turfwalk import streets MAP.osm.pbf",
    );
    say(
        now.doors == 0,
        t.no_doors,
        "turfwalk import voters FILE.csv",
    );
    say(
        now.doors > 0 && now.turfs.is_empty(),
        t.no_cut,
        "turfwalk cut",
    );
    say(
        now.turfs.iter().any(|turf| !turf.has_list),
        t.no_lists,
        "turfwalk order",
    );
    if let Some(first) = now.turfs.first() {
        say(
            now.devices.is_empty(),
            t.no_phones,
            &format!("turfwalk invite --turf {}", first.id),
        );
    }
    notices
}

fn turf_lines(now: &Overview, colours: &[&'static str], t: &Texts) -> Vec<TurfLine> {
    let holders = now.holders();
    let line = |(i, turf): (usize, &TurfNow)| TurfLine {
        number: turf.id.0,
        name: turf.name.clone(),
        colour: colours.get(i).copied().unwrap_or("#444444"),
        doors: t.count(turf.doors.into()),
        done: t.done_of(turf.done, turf.doors),
        share: t.share(turf.done, turf.doors),
        bar: bar(turf, t),
        tried: t.count(turf.tried.into()),
        work: t.minutes(turf.minutes),
        phones: holders.get(&turf.id).map_or_else(Vec::new, |devices| {
            devices
                .iter()
                .map(|device| phone(&device.name, device.id, t))
                .collect()
        }),
    };
    now.turfs.iter().enumerate().map(line).collect()
}

fn bar(turf: &TurfNow, t: &Texts) -> Bar {
    let part = |n: u32| (f64::from(n) * 1000.0 / f64::from(turf.doors.max(1))).round() / 10.0;
    Bar {
        label: t.bar_said(&turf.name),
        done: part(turf.done),
        tried: part(turf.tried),
        all: turf.doors,
        now: turf.done,
    }
}

fn device_line(device: &crate::db::DeviceRow, clock: &Clock, t: &Texts) -> DeviceLine {
    DeviceLine {
        name: phone(&device.name, device.id, t),
        turfs: device.turfs.iter().map(|turf| turf.0).collect(),
        safe: t.safe(device.safe),
        refused: device.refused,
        seen: device.seen_at_ms.map(|at_ms| clock.ago(t, at_ms)),
    }
}

fn quarantine_lines(now: &Overview, clock: &Clock, t: &Texts) -> Vec<QuarantineLine> {
    let name = |id: DeviceId| {
        let device = now.devices.iter().find(|device| device.id == id);
        phone(device.map_or("", |device| &device.name), id, t)
    };
    now.quarantine
        .iter()
        .map(|row| QuarantineLine {
            phone: name(row.device),
            n: row.n,
            reason: t.refusal(refusal(&row.refused)),
            came: clock.ago(t, row.received_at_ms),
        })
        .collect()
}

fn phone(name: &str, id: DeviceId, t: &Texts) -> String {
    t.phone_named(name, id.0)
}

fn refusal(word: &str) -> Option<Refusal> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}
