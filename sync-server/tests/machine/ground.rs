//! The campaign that the machine plays in, made once and copied for each case.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use tempfile::TempDir;
use turfwalk_core::model::{
    Campaign, CampaignId, DoorId, Incarnation, Job, ScriptId, Stop, Style, TurfId, WalkTotals,
};
use turfwalk_core::script::Script;
use turfwalk_core::store::Store;
use turfwalk_core::sync;
use turfwalk_core::wire::Invite;
use turfwalk_server::db::{Db, DbError, ListToStore, NewDoor, NewPerson, TurfToStore};

use super::common::{NOON_MS, now};
use super::net::Net;
use super::steps::{ALL_DOORS, DOORS, Model, PHONES, TURFS};

/// Files of a campaign whose phones have joined and hold their lists.
pub(crate) struct Ground {
    folder: TempDir,
    /// Each phone's token.
    pub(crate) tokens: Vec<String>,
}

/// A folder whose files are in memory where the system has such a place: what is written to it
/// is as lost by a kill as from a disk, and fsync costs nothing.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.unwrap()
}

/// The one ground of this process.
pub(crate) fn ground(model: &Model) -> &'static Ground {
    static GROUND: OnceLock<Ground> = OnceLock::new();
    GROUND.get_or_init(|| Ground::make(model))
}

pub(crate) fn server_file(folder: &Path) -> PathBuf {
    folder.join("server.db")
}

pub(crate) fn phone_file(folder: &Path, phone: usize) -> PathBuf {
    folder.join(format!("phone{phone}.db"))
}

/// Copies a database with its log as they stand, which is what a backup of a phone or a pulled
/// plug makes of them.
pub(crate) fn copy(from: &Path, to: &Path) {
    let with = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(with(to, end));
    }
    std::fs::copy(from, to).unwrap();
    if with(from, "-wal").exists() {
        std::fs::copy(with(from, "-wal"), with(to, "-wal")).unwrap();
    }
}

impl Ground {
    fn make(model: &Model) -> Self {
        let folder = folder();
        let db = Db::open(&server_file(folder.path())).unwrap();
        campaign(&db, model);
        let net = Net::to(db, NOON_MS);
        let mut tokens = Vec::new();
        for phone in 0..PHONES {
            let turf = *model.turfs_of[phone].first().unwrap();
            let code = net
                .inside()
                .db()
                .invite(TurfId(turf), NOON_MS)
                .unwrap()
                .code;
            let invite = Invite {
                server: "http://127.0.0.1:1".into(),
                code,
            };
            let store = Mutex::new(Store::open(&phone_file(folder.path(), phone)).unwrap());
            let token = format!("{phone:064x}");
            let life = Incarnation(phone as u64);
            now(sync::join(&store, &net, &invite, "Phone", &token, life)).unwrap();
            now(sync::sync(&store, &net, life, &|| NOON_MS)).unwrap();
            tokens.push(token);
        }
        Self { folder, tokens }
    }

    /// Copies everything into `folder`.
    pub(crate) fn copy_to(&self, folder: &Path) {
        copy(&server_file(self.folder.path()), &server_file(folder));
        for phone in 0..PHONES {
            copy(
                &phone_file(self.folder.path(), phone),
                &phone_file(folder, phone),
            );
        }
    }
}

/// The name of a person in the voter file.
pub(crate) fn person(number: u32, name: &str) -> NewPerson {
    NewPerson {
        source_key: format!("voter {number}"),
        name: name.into(),
        ..NewPerson::default()
    }
}

fn campaign(db: &Db, model: &Model) {
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
        for number in 1..=ALL_DOORS {
            let is_flat = number <= DOORS && number % 3 != 1;
            let house = if is_flat {
                number.div_ceil(3)
            } else {
                100 + number
            };
            let door = importer.door(&NewDoor {
                number: house.to_string(),
                street: "Main Street".into(),
                unit: if is_flat {
                    format!("Apt {number}")
                } else {
                    String::new()
                },
                city: "Helsinki".into(),
                postcode: "00100".into(),
                at: None,
            })?;
            assert_eq!(door, DoorId(number));
            if number <= DOORS {
                importer.person(door, &person(number, "Ada Lind"))?;
            }
        }
        Ok(())
    })
    .unwrap();
    cut(db, model, false);
    db.store_lists(
        &(1..=TURFS)
            .map(|turf| list(model, turf))
            .collect::<Vec<_>>(),
    )
    .unwrap();
}

/// Puts the cut that is foreseen in force.
pub(crate) fn cut(db: &Db, model: &Model, goes_on: bool) {
    let turf = |turf| TurfToStore {
        goes_on: goes_on.then_some(TurfId(turf)),
        name: format!("Turf {turf}"),
        minutes: 10,
        doors: model.doors_of(turf).map(DoorId).collect(),
        pack: None,
    };
    db.store_cut(&(1..=TURFS).map(turf).collect::<Vec<_>>())
        .unwrap();
}

/// A walk through all doors of a turf.
pub(crate) fn list(model: &Model, turf: u32) -> ListToStore {
    let stop = |door| Stop {
        building: None,
        doors: vec![DoorId(door)],
        at: None,
        walk_m: 12,
        walk_s: 10,
        crossings: 0,
    };
    ListToStore {
        turf: TurfId(turf),
        name: format!("Turf {turf}"),
        job: Job::Canvass,
        stops: model.doors_of(turf).map(stop).collect(),
        totals: WalkTotals {
            metres: 24,
            seconds: 20,
            crossings: 0,
        },
        on_streets: false,
        style: Style::Quickest,
        avoid_steps: false,
        part: None,
    }
}
