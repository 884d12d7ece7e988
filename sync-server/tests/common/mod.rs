//! A small campaign, phones for it, and a way between them that loses what it is told to.

use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use turfwalk_core::device::Device;
use turfwalk_core::model::{
    Attempt, Campaign, CampaignId, Channel, DoorId, Job, LatLon, Outcome, ScriptId, Stop, Style,
    Target, TurfId, WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::{Invite, Join, SNAPSHOT_PART, read_push, write_reply};
use turfwalk_server::db::{Db, DbError, ListToStore, NewDoor, NewPerson, SyncOutcome, TurfToStore};

/// Midday of some day, in milliseconds since 1970.
pub(crate) const NOON_MS: i64 = 1_767_268_800_000;

/// A campaign with two turfs on one street: doors 1, 2 and the flats 3 and 4 in turf 1, door 5
/// in turf 2; one person in each but door 2.
pub(crate) fn campaign(db: &Db) {
    let campaign = Campaign {
        id: CampaignId(1),
        name: "Bridge for all".into(),
        time_zone: "Europe/Helsinki".into(),
        quiet_hours: None,
        cool_down_h: 0,
        emergency: None,
        help_line: None,
        notice: None,
        seal_key: None,
        lease_h: None,
    };
    let script = Script {
        id: ScriptId(1),
        version: 1,
        title: "First talk".into(),
        opening: String::new(),
        questions: Vec::new(),
    };
    db.ensure_campaign(&campaign, &script).unwrap();
    db.import(|importer| -> Result<(), DbError> {
        for (number, unit, name) in [
            ("1", "", "Ada Lind"),
            ("2", "", ""),
            ("4", "Apt 1", "Bo Mäki"),
            ("4", "Apt 2", "Cy Nieminen"),
            ("6", "", "Di Virtanen"),
        ] {
            let door = importer.door(&NewDoor {
                number: number.into(),
                street: "Main Street".into(),
                unit: unit.into(),
                city: "Helsinki".into(),
                postcode: "00100".into(),
                at: LatLon::from_degrees(60.17, 24.94),
            })?;
            if !name.is_empty() {
                let source_key = format!("plain:{number}{unit}");
                importer.person(
                    door,
                    &NewPerson {
                        source_key,
                        name: name.into(),
                        ..NewPerson::default()
                    },
                )?;
            }
        }
        Ok(())
    })
    .unwrap();
    let turf = |name: &str, doors: &[u32]| TurfToStore {
        goes_on: None,
        name: name.into(),
        minutes: 10,
        doors: doors.iter().map(|door| DoorId(*door)).collect(),
        pack: None,
    };
    db.store_cut(&[turf("Turf 1", &[1, 2, 3, 4]), turf("Turf 2", &[5])])
        .unwrap();
    let building = db.turf_record(TurfId(1)).unwrap().buildings[0].id;
    let stop = |building, doors: &[u32]| Stop {
        building,
        doors: doors.iter().map(|door| DoorId(*door)).collect(),
        at: None,
        walk_m: 12,
        walk_s: 10,
        crossings: 0,
    };
    let list = |turf, stops| ListToStore {
        turf: TurfId(turf),
        name: format!("Turf {turf}"),
        job: Job::Canvass,
        stops,
        totals: WalkTotals {
            metres: 24,
            seconds: 20,
            crossings: 0,
        },
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        part: None,
    };
    let first = vec![
        stop(None, &[1]),
        stop(None, &[2]),
        stop(Some(building), &[3, 4]),
    ];
    db.store_lists(&[list(1, first), list(2, vec![stop(None, &[5])])])
        .unwrap();
}

/// What the next requests meet with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Net {
    /// Works.
    Up,
    /// The request does not arrive.
    LosesRequests,
    /// The request arrives, its answer does not.
    LosesAnswers,
    /// The answer is cut off in the middle.
    CutsAnswers,
    /// One request is answered, the next do not arrive.
    AnswersOnce,
}

/// A way to a server that may be swapped for another, as after a restore.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) db: Arc<Mutex<Arc<Db>>>,
    net: Arc<AtomicU8>,
}

impl Way {
    pub(crate) fn to(db: Db) -> Self {
        let db = Arc::new(Mutex::new(Arc::new(db)));
        Self {
            db,
            net: Arc::new(AtomicU8::new(Net::Up as u8)),
        }
    }

    pub(crate) fn db(&self) -> Arc<Db> {
        Arc::clone(&self.db.lock().unwrap())
    }

    pub(crate) fn set(&self, net: Net) {
        self.net.store(net as u8, Ordering::SeqCst);
    }

    fn answer(&self, request: &Request) -> Answer {
        let db = self.db();
        let body = request
            .body
            .as_ref()
            .map(|(body, _)| body.as_bytes())
            .unwrap_or_default();
        let (status, body) = match request.path.as_str() {
            "/v1/join" => {
                let join: Join = serde_json::from_slice(body).unwrap();
                match db.join(&join, NOON_MS) {
                    Ok(joined) => (200, serde_json::to_vec(&joined).unwrap()),
                    Err(error) => (403, said(&error)),
                }
            }
            "/v1/sync" => {
                let hash = sha256_hex(request.token.as_deref().unwrap_or_default());
                match db.sync(&hash, &read_push(body).unwrap(), NOON_MS).unwrap() {
                    SyncOutcome::Reply(reply) => (200, write_reply(&reply).into_bytes()),
                    SyncOutcome::Unauthorized => (401, said(&"unknown")),
                }
            }
            path => {
                let hash = sha256_hex(request.token.as_deref().unwrap_or_default());
                let device = db.device_by_token(&hash).unwrap();
                let pack = path.strip_prefix("/v1/streets/").zip(device);
                let pack = pack.and_then(|(pack, device)| db.street_pack(device, pack).unwrap());
                let whole = path.strip_prefix("/v1/snapshots/").zip(device);
                let whole = whole.and_then(|(name, device)| db.snapshot(device, name).unwrap());
                let from = request.from.unwrap_or(0) as usize;
                let part = |bytes: Vec<u8>| {
                    let end = bytes.len().min(from + SNAPSHOT_PART as usize);
                    bytes[from.min(end)..end].to_vec()
                };
                match pack.or(whole.map(part)) {
                    Some(bytes) => (200, bytes),
                    None => (404, said(&"nothing here")),
                }
            }
        };
        Answer {
            status,
            retry_after_s: None,
            key: None,
            body,
        }
    }
}

fn said(error: &dyn std::fmt::Display) -> Vec<u8> {
    serde_json::json!({"code": "refused", "error": error.to_string()})
        .to_string()
        .into_bytes()
}

impl Transport for Way {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        let lost = || SyncError::Offline("lost on the way".into());
        let net = self.net.load(Ordering::SeqCst);
        if net == Net::LosesRequests as u8 {
            return Err(lost());
        }
        let mut answer = self.answer(&request);
        if net == Net::AnswersOnce as u8 {
            self.set(Net::LosesRequests);
        }
        if net == Net::LosesAnswers as u8 {
            return Err(lost());
        }
        if net == Net::CutsAnswers as u8 {
            answer.body.truncate(answer.body.len() / 2);
        }
        Ok(answer)
    }
}

/// SHA-256 in hexadecimal, as the server keeps tokens.
pub(crate) fn sha256_hex(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A phone with its file at `path`, joined to `turf`.
pub(crate) fn phone(way: &Way, path: &Path, turf: u32) -> Device<Way> {
    let device = Device::open(path, way.clone()).unwrap();
    let code = way.db().invite(TurfId(turf), NOON_MS).unwrap().code;
    let link = Invite {
        server: "http://127.0.0.1:1".into(),
        code,
    }
    .to_string();
    now(device.join(&link, "Phone")).unwrap();
    device
}

/// An attempt at a door.
pub(crate) fn at(door: u32, outcome: Outcome) -> Attempt {
    Attempt {
        target: Target::Door(DoorId(door)),
        channel: Channel::Door,
        outcome,
        at_ms: NOON_MS,
        list: None,
        note: None,
        supersedes: None,
    }
}

/// The result of a future that never waits for anything but this thread. No runtime is around
/// it: the database may not be asked inside one.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(done) = future.as_mut().poll(&mut context) {
            return done;
        }
        std::thread::yield_now();
    }
}
