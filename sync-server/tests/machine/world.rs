//! Phones and a server, and what each step does to them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Mutex;

use proptest_state_machine::StateMachineTest;
use tempfile::TempDir;
use turfwalk_core::model::{
    Attempt, Basis, BuildingId, Change, Channel, DeviceId, Door, DoorId, Edit, Incarnation,
    Incident, IncidentKind, Note, Op, OpId, Outcome, PersonId, PersonKey, Place, Scope, Subject,
    Suppression, Target, TurfId, Urgency, Why,
};
use turfwalk_core::store::Store;
use turfwalk_core::sync::{SyncError, SyncReport, sync};
use turfwalk_server::db::{Db, DbError, Who};

use super::common::{NOON_MS, now};
use super::ground::{copy, cut, folder, ground, list, person, phone_file, server_file};
use super::net::Net;
use super::oracle::{HeldOp, Named, Reader, counted};
use super::rules;
use super::steps::{Fault, Foreseen, Model, PHONES, Step, What};

/// Milliseconds of a year.
const YEAR_MS: i64 = 365 * 24 * 3_600_000;
/// What a phone may be out of room for.
const TABLES: [&str; 3] = ["op", "row", "cursor"];

/// Streams of so many rows come whole: some are longer, some are not.
const WHOLE_FROM: u64 = 14;

/// The server's database in its file.
fn open_server(file: &std::path::Path) -> Db {
    Db::open(file).unwrap().sending_whole_from(WHOLE_FROM)
}

/// A phone.
pub(crate) struct Phone {
    store: Option<Mutex<Store>>,
    pub(crate) reader: Reader,
    file: PathBuf,
    backup: Option<PathBuf>,
    clock_ms: i64,
    captured: u32,
    pub(crate) device: u32,
    /// What ops said that may be out of sight: they were refused once, or their turf was taken.
    pub(crate) excused: BTreeSet<String>,
}

/// Phones and a server.
pub(crate) struct World {
    folder: TempDir,
    pub(crate) phones: Vec<Phone>,
    pub(crate) net: Net,
    pub(crate) server: Reader,
    tokens: Vec<String>,
    has_backup: bool,
    lives: u64,
    names: u32,
    /// Each captured op's mark, with how often it has to be on the server at rest.
    pub(crate) must: BTreeMap<String, u32>,
    /// Whom from the voter file an op is about, by its mark.
    pub(crate) about: BTreeMap<String, u32>,
}

impl Phone {
    fn open(file: PathBuf, number: usize) -> Self {
        Self {
            store: Some(Mutex::new(Store::open(&file).unwrap())),
            reader: Reader::of(&file),
            file,
            backup: None,
            clock_ms: NOON_MS,
            captured: 0,
            device: number as u32 + 1,
            excused: BTreeSet::new(),
        }
    }

    fn store(&self) -> &Mutex<Store> {
        self.store.as_ref().expect("a phone is open between steps")
    }

    /// Closes it without a word, and opens what is in the file, or in `instead` of it.
    fn reopen(&mut self, instead: Option<&PathBuf>) {
        let from = match instead {
            Some(other) => other.clone(),
            None => {
                // What is in memory is gone; what was written is as the plug left it.
                let pulled = self.file.with_extension("pulled");
                copy(&self.file, &pulled);
                pulled
            }
        };
        // Whoever closes a database last tidies its files, so both close before they change.
        self.store = None;
        self.reader = Reader::nowhere();
        copy(&from, &self.file);
        self.store = Some(Mutex::new(Store::open(&self.file).unwrap()));
        self.reader = Reader::of(&self.file);
    }

    fn pending(&self) -> Vec<HeldOp> {
        let mut ops = self.reader.held_ops();
        ops.retain(|op| op.state == "pending");
        ops
    }
}

impl World {
    fn new(model: &Model) -> Self {
        let ground = ground(model);
        let folder = folder();
        ground.copy_to(folder.path());
        let file = server_file(folder.path());
        let db = open_server(&file);
        let open = |phone| Phone::open(phone_file(folder.path(), phone), phone);
        Self {
            phones: (0..PHONES).map(open).collect(),
            net: Net::to(db, NOON_MS),
            server: Reader::of(&file),
            tokens: ground.tokens.clone(),
            has_backup: false,
            lives: 100,
            names: 0,
            must: BTreeMap::new(),
            about: BTreeMap::new(),
            folder,
        }
    }

    fn step(&mut self, model: &Model, step: Step) {
        match step {
            Step::Record { phone, door, what } => self.record(phone, door, what),
            Step::Correct { phone, pick } => self.correct(phone, pick),
            Step::Retract { phone, pick } => {
                if let Some(attempt) = self.attempt(phone, pick) {
                    self.capture(phone, Op::Retract { attempt });
                }
            }
            Step::Poison { phone, pick } => self.poison(phone, pick),
            Step::Sync { phone, faults } => {
                let _ = self.sync(phone, &faults);
            }
            Step::Deliver => self.net.deliver(),
            Step::Kill { phone } => {
                let before = self.phones[phone].reader.held_ops();
                self.phones[phone].reopen(None);
                let after = self.phones[phone].reader.held_ops();
                assert_eq!(before, after, "rule 2: what is captured survives a kill");
            }
            Step::Full { phone, table } => {
                let table = TABLES[usize::from(table)];
                self.phones[phone].reader.execute(&format!(
                    "CREATE TRIGGER IF NOT EXISTS full_{table} BEFORE INSERT ON {table}
                     BEGIN SELECT RAISE(ABORT, 'no room'); END"
                ));
            }
            Step::Backup { phone } => {
                let phone = &mut self.phones[phone];
                let backup = phone.file.with_extension("backup");
                copy(&phone.file, &backup);
                phone.backup = Some(backup);
            }
            Step::Restore { phone } => self.restore(phone),
            Step::KillServer => self.reopen_server(None),
            Step::BackupServer => {
                copy(&self.server_file(), &self.server_backup());
                self.has_backup = true;
            }
            Step::RestoreServer => self.restore_server(),
            Step::Clock { phone, years } => {
                let jump = i64::from(years) * YEAR_MS;
                match phone {
                    Some(phone) => self.phones[phone].clock_ms += jump,
                    None => self.net.inside().now_ms += jump,
                }
            }
            Step::Grant { phone, turf } => {
                let device = DeviceId(self.phones[phone].device);
                let inside = self.net.inside();
                inside
                    .db()
                    .assign(device, TurfId(turf), &Who::Command, inside.now_ms)
                    .unwrap();
            }
            Step::Withdraw { phone, turf } => {
                let device = DeviceId(self.phones[phone].device);
                let inside = self.net.inside();
                inside
                    .db()
                    .withdraw(TurfId(turf), Some(device), &Who::Command, inside.now_ms)
                    .unwrap();
            }
            Step::Compact { keep } => {
                self.net.inside().db().compact(u64::from(keep)).unwrap();
            }
            Step::Recut { .. } => cut(self.net.inside().db(), model, true),
            Step::Reimport {
                person: number,
                door,
            } => {
                self.names += 1;
                let named = person(number, &format!("Name {}", self.names));
                let done = self
                    .net
                    .inside()
                    .db()
                    .import(|importer| -> Result<(), DbError> {
                        importer.person(DoorId(door), &named)
                    });
                let done = done.unwrap();
                // A name that an organizer gave stays.
                assert_eq!(done.changed_people + done.same_people, 1);
            }
            Step::Move { door, turf } => {
                let inside = self.net.inside();
                let moved = inside
                    .db()
                    .move_doors(&[DoorId(door)], TurfId(turf), inside.now_ms);
                moved.unwrap();
            }
            Step::Erase { person } => {
                let inside = self.net.inside();
                let who = PersonKey::Imported(PersonId(person));
                inside.db().erase(who, inside.now_ms).unwrap();
            }
            Step::Revoke { phone } => {
                let device = DeviceId(self.phones[phone].device);
                let inside = self.net.inside();
                inside
                    .db()
                    .revoke(device, &Who::Command, inside.now_ms)
                    .unwrap();
            }
            Step::Answer { pick, accepted } => {
                let open = self.server.open_edits();
                if let Some(at) = usize::from(pick).checked_rem(open.len()) {
                    let inside = self.net.inside();
                    let (op, by) = (open[at].parse().unwrap(), "Robin");
                    let now_ms = inside.now_ms;
                    let answered = inside
                        .db()
                        .answer_edit(op, accepted, by, &Who::Command, now_ms);
                    answered.unwrap();
                }
            }
            Step::Order { turf } => {
                self.net
                    .inside()
                    .db()
                    .store_lists(&[list(model, turf)])
                    .unwrap();
            }
            Step::Rest => self.rest(model),
        }
        self.foresee(model);
    }

    fn server_file(&self) -> PathBuf {
        server_file(self.folder.path())
    }

    fn server_backup(&self) -> PathBuf {
        self.folder.path().join("server.backup")
    }

    /// Tells the watch on the net what may pass.
    fn foresee(&self, model: &Model) {
        let mut inside = self.net.inside();
        let tokens = self.tokens.iter().cloned();
        inside.turfs_of = tokens.zip(model.turfs_of.iter().cloned()).collect();
        inside.turf_of.clone_from(&model.turf_of);
    }

    // --- capturing

    fn mark(&self, phone: usize) -> String {
        format!("#{phone}.{}#", self.phones[phone].captured)
    }

    fn record(&mut self, phone: usize, door: u8, what: What) {
        let doors = self.phones[phone].reader.keys_of("door");
        let Some(door) = doors.get(usize::from(door) % doors.len().max(1)) else {
            return;
        };
        let door = DoorId(door.parse().unwrap());
        let resident = PersonKey::Imported(PersonId(door.0));
        let building = BuildingId(door.0.div_ceil(3));
        let at = |target, outcome| self.attempt_at(phone, target, outcome);
        let edit = |about, change| {
            let edits = self.phones[phone].reader.keys_of("edit");
            Op::Edit(Edit {
                about,
                change,
                seen: edits.last().map(|op| op.parse().unwrap()),
                at_ms: self.phones[phone].clock_ms,
            })
        };
        let mark = || self.mark(phone);
        let op = match what {
            What::Renamed => edit(Target::Person(resident), Change::Name(mark())),
            What::Speaks => edit(Target::Person(resident), Change::Language(mark())),
            What::Number => {
                let number = Change::AddPhone(format!("+358 {}", mark()));
                edit(Target::Door(door), number)
            }
            What::Incident => Op::Incident {
                at: Place::Door(door),
                incident: Incident {
                    kind: IncidentKind::Animal,
                    urgency: Urgency::Today,
                    text: mark(),
                    at_ms: self.phones[phone].clock_ms,
                    position: None,
                },
            },
            What::AddedDoor => {
                let drawn = (self.phones[phone].captured << 4) + phone as u32;
                Op::AddDoor {
                    door: Door {
                        id: Door::drawn(drawn << 2),
                        building: None,
                        number: mark(),
                        street: "Main Street".into(),
                        unit: None,
                        city: String::new(),
                        postcode: String::new(),
                        beside: Some(door),
                        at: None,
                    },
                }
            }
            What::NotHome => at(Target::Door(door), Outcome::NotHome),
            What::Refused => at(Target::Door(door), Outcome::Refused),
            What::LeaveAlone => at(
                Target::Door(door),
                Outcome::DoNotContact { scope: Scope::Door },
            ),
            What::Moved => at(Target::Person(resident), Outcome::Moved),
            What::Entrance => at(Target::Building(building), Outcome::Partial),
            What::Added => Op::AddPerson {
                door,
                name: self.mark(phone),
            },
            What::Wish => Op::Suppress {
                heard_at: Target::Door(door),
                suppression: Suppression {
                    subject: Subject::Number(self.mark(phone)),
                    channels: vec![Channel::Phone],
                    why: Why::Asked,
                },
            },
        };
        self.capture(phone, op);
    }

    fn attempt_at(&self, phone: usize, target: Target, outcome: Outcome) -> Op {
        Op::Attempt(Attempt {
            target,
            channel: Channel::Door,
            outcome,
            at_ms: self.phones[phone].clock_ms,
            list: None,
            note: Some(Note {
                text: self.mark(phone),
                basis: Basis::Inferred,
            }),
            supersedes: None,
        })
    }

    /// One of the attempts that the phone shows, by anybody.
    fn attempt(&self, phone: usize, pick: u8) -> Option<OpId> {
        let attempts = self.phones[phone].reader.keys_of("attempt");
        let at = usize::from(pick).checked_rem(attempts.len())?;
        Some(attempts[at].parse().unwrap())
    }

    fn correct(&mut self, phone: usize, pick: u8) {
        let Some(earlier) = self.attempt(phone, pick) else {
            return;
        };
        let key = ("attempt".to_owned(), earlier.to_string());
        let row = self.phones[phone].reader.row(&key.0, &key.1);
        let target = serde_json::from_value(row["target"].clone()).unwrap();
        let outcome = match target {
            Target::Building(_) => Outcome::Hazard,
            _ => Outcome::NotHome,
        };
        let Op::Attempt(attempt) = self.attempt_at(phone, target, outcome) else {
            unreachable!("an attempt is an attempt");
        };
        let supersedes = Some(earlier);
        self.capture(
            phone,
            Op::Attempt(Attempt {
                supersedes,
                ..attempt
            }),
        );
    }

    fn capture(&mut self, phone: usize, op: Op) {
        let retracted = match &op {
            Op::Retract { attempt } => Some(attempt.to_string()),
            _ => None,
        };
        let key = match &op {
            Op::AddDoor { door } => Some(door.id.to_string()),
            _ => None,
        };
        let about = match op.person() {
            Some(PersonKey::Imported(person)) => Some(person.0),
            _ => None,
        };
        let held = &mut self.phones[phone];
        let captured = held.store().lock().unwrap().capture(op);
        // Refused on the spot, or no room for it: nothing was captured.
        let Ok(Ok(id)) = captured else { return };
        let mark = if let Some(attempt) = retracted {
            if self.is_said_already(phone, &id.to_string(), &attempt) {
                return;
            }
            format!("retraction of {}", self.phones[phone].device)
        } else {
            let mark = format!("#{phone}.{}#", held.captured);
            held.captured += 1;
            mark
        };
        if let Some(person) = about {
            self.about.insert(mark.clone(), person);
        }
        *self.must.entry(mark).or_default() += 1;
        let shown = self.phones[phone].reader.held_keys();
        assert!(
            shown.contains(&key.unwrap_or_else(|| id.to_string())),
            "rule 7: one sees what one has just recorded"
        );
    }

    /// Whether a retraction is, in its words and by its number, one that the server has: the phone
    /// was restored. It is another where it takes back what this phone alone has under its number.
    fn is_said_already(&self, phone: usize, retraction: &str, attempt: &str) -> bool {
        let Phone { device, reader, .. } = &self.phones[phone];
        let ops = reader.held_ops();
        let held = |key: &str| ops.iter().find(|op| op.key(*device) == key);
        let has = |op: &HeldOp| self.server.has_decided(&op.named(*device));
        let takes_back_another =
            || held(attempt).is_some_and(|op| op.state == "pending" && !has(op));
        held(retraction).is_some_and(|op| {
            has(op) && !(self.server.made_at(*device, op).is_some() && takes_back_another())
        })
    }

    fn poison(&mut self, phone: usize, pick: u8) {
        let pending = self.phones[phone].pending();
        let at = usize::from(pick).checked_rem(pending.len());
        // One that names nothing can't be told from others in quarantine.
        let marked = |at: usize| Some((&pending[at], super::oracle::mark(&pending[at].line)?));
        let Some((op, mark)) = at.and_then(marked) else {
            return;
        };
        // What may have gone out already is the server's: another line would be another op.
        if !self.net.inside().delayed.is_empty() || self.is_decided(phone, op) {
            return;
        }
        self.phones[phone].reader.execute(&format!(
            "UPDATE op SET line = '{{\"n\":{n},{poison},\"was\":\"{mark}\"}}'
             WHERE incarnation = '{life}' AND n = {n}",
            poison = rules::POISON,
            n = op.n,
            life = op.incarnation,
        ));
    }

    fn is_decided(&self, phone: usize, op: &HeldOp) -> bool {
        let device = self.phones[phone].device;
        let decided = self.server.decided_marks().unwrap();
        decided
            .keys()
            .any(|(of, life, n, _)| (*of, life, *n) == (device, &op.incarnation, op.n))
    }

    // --- syncing

    /// Syncs, and holds the phone to the rules that hold at any time.
    fn sync(&mut self, phone: usize, faults: &[Fault]) -> Result<SyncReport, SyncError> {
        self.lives += 1;
        // As random as a phone draws it.
        let life = Incarnation(self.lives.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        self.net.inside().faults = faults.iter().copied().collect::<VecDeque<_>>();
        let held = &self.phones[phone];
        let before = held.pending();
        let cursors = held.reader.cursors();
        let clock_ms = held.clock_ms;
        let done = now(sync(held.store(), &self.net, life, &|| clock_ms));
        self.net.inside().faults.clear();
        let held = &mut self.phones[phone];
        let ops = held.reader.held_ops().into_iter();
        // What is at the doors of a turf goes with the turf.
        let now = held.reader.cursors();
        let lost = cursors.keys().any(|stream| !now.contains_key(stream));
        // What was made at a door that has moved on is not shown again before it is sent again,
        // should a restored server ask for it.
        let shown = held.reader.held_keys();
        let (device, server) = (held.device, &self.server);
        let has_moved_on = |op: &HeldOp| {
            let made = || server.made_at(device, op);
            !shown.contains(&op.key(device)) && made().is_some_and(|(of, _)| !now.contains_key(&of))
        };
        let excused = ops.filter(|op| lost || op.state == "refused" || has_moved_on(op));
        held.excused.extend(excused.map(|op| op.text().to_owned()));
        let held = &self.phones[phone];
        let check = || -> Result<(), String> {
            rules::a_sync_takes_nothing_out_of_the_outbox(&before, held)?;
            rules::one_sees_what_one_recorded(held, &self.server)?;
            rules::no_row_is_skipped(held, &self.server)?;
            rules::nothing_leaves_without_an_assignment(&self.net)?;
            let first = faults.first().copied().unwrap_or(Fault::None);
            if !matches!(first, Fault::None | Fault::Doubles) {
                rules::nothing_of_a_lost_answer_is_used(&before, &cursors, held)?;
            }
            Ok(())
        };
        check().unwrap_or_else(|broken| panic!("{broken}"));
        done
    }

    // --- backups

    /// What is on the server or on the phone, each op once.
    fn remaining(&self, phone: usize) -> BTreeMap<Named, String> {
        let device = self.phones[phone].device;
        let mut all = self.server.decided_marks().unwrap();
        all.retain(|(of, ..), _| *of == device);
        all.extend(self.phones[phone].reader.held_marks(device));
        all
    }

    /// After a restore just what is still on phone or server can be asked for.
    fn forget_what_is_gone(&mut self, phone: usize) {
        let prefix = format!("#{phone}.");
        let retraction = format!("retraction of {}", self.phones[phone].device);
        self.must
            .retain(|mark, _| !mark.starts_with(&prefix) && *mark != retraction);
        let remaining = self.remaining(phone);
        self.must.extend(counted(remaining.values()));
    }

    fn restore(&mut self, phone: usize) {
        let Some(backup) = self.phones[phone].backup.clone() else {
            return;
        };
        self.net.deliver();
        self.phones[phone].reopen(Some(&backup));
        self.forget_what_is_gone(phone);
    }

    fn restore_server(&mut self) {
        if !self.has_backup {
            return;
        }
        self.net.deliver();
        self.reopen_server(Some(self.server_backup()));
        for phone in 0..PHONES {
            self.forget_what_is_gone(phone);
        }
    }

    fn reopen_server(&mut self, instead: Option<PathBuf>) {
        let file = self.server_file();
        let pulled = file.with_extension("pulled");
        let was_restored = instead.is_some();
        let from = instead.unwrap_or_else(|| {
            copy(&file, &pulled);
            pulled
        });
        let mut inside = self.net.inside();
        inside.db = None;
        self.server = Reader::nowhere();
        copy(&from, &file);
        let db = open_server(&file);
        // What `turfwalk restore` does; after a kill there is nothing to be done again.
        if was_restored {
            db.apply_again().unwrap();
        }
        inside.db = Some(db);
        drop(inside);
        self.server = Reader::of(&file);
    }

    // --- rest

    fn rest(&mut self, model: &Model) {
        self.net.deliver();
        for phone in &self.phones {
            for table in TABLES {
                phone
                    .reader
                    .execute(&format!("DROP TRIGGER IF EXISTS full_{table}"));
            }
        }
        for round in 0..2 {
            for phone in 0..PHONES {
                if let Err(error) = self.sync(phone, &[]) {
                    panic!("rule 12: phone {phone} can't sync in round {round}: {error}");
                }
            }
        }
        for phone in 0..PHONES {
            let (requests, bytes) = {
                let mut inside = self.net.inside();
                (inside.requests, inside.bytes) = (0, 0);
                drop(inside);
                self.sync(phone, &[]).unwrap();
                let inside = self.net.inside();
                (inside.requests, inside.bytes)
            };
            assert!(
                requests == 1 && bytes <= 1024,
                "rule 13: an idle round took {requests} requests and {bytes} bytes"
            );
        }
        rules::at_rest(self, model).unwrap_or_else(|broken| panic!("{broken}"));
    }
}

impl StateMachineTest for World {
    type SystemUnderTest = Self;
    type Reference = Foreseen;

    fn init_test(model: &Model) -> Self {
        let world = Self::new(model);
        world.foresee(model);
        world
    }

    fn apply(mut world: Self, model: &Model, step: Step) -> Self {
        world.step(model, step);
        world
    }

    fn teardown(mut world: Self, model: Model) {
        world.rest(&model);
    }
}
