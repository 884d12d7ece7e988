//! A phone that is answered by anything at all: bytes in the place of an answer, of a snapshot, of
//! a street pack. It takes it or refuses it, and loses nothing that it has recorded.

use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use turfwalk_core::device::Device;
use turfwalk_core::model::{
    Attempt, Campaign, CampaignId, Channel, DoorId, Job, Outcome, ScriptId, Target, TurfId,
};
use turfwalk_core::script::Script;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::read_reply;
use turfwalk_server::db::{Db, DbError, NewDoor, NewPerson, TurfToStore};

use crate::mutate::Random;
use crate::{feed, hex, kept};

/// A turf with two doors and a person; an invite for it.
pub(crate) fn campaign(db: &Db) -> String {
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
        for number in ["1", "3 1/2"] {
            let door = importer.door(&NewDoor {
                number: number.into(),
                street: "Main Street".into(),
                ..NewDoor::default()
            })?;
            importer.person(
                door,
                &NewPerson {
                    source_key: number.into(),
                    name: "Ada Lind".into(),
                    ..NewPerson::default()
                },
            )?;
        }
        Ok(())
    })
    .unwrap();
    db.store_cut(&[TurfToStore {
        goes_on: None,
        name: "Turf 1".into(),
        minutes: 10,
        doors: vec![DoorId(1), DoorId(2)],
        pack: None,
    }])
    .unwrap();
    db.invite(TurfId(1), 1).unwrap().code
}

/// Requests of one sync that are answered; a server that never has enough would be asked on.
const ANSWERED: u32 = 6;

/// Says what it is told to, whatever is asked.
#[derive(Clone, Default)]
struct Says(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    answer: Vec<u8>,
    /// The snapshot or the street pack.
    file: Vec<u8>,
    asked: u32,
}

impl Says {
    fn tell(&self, answer: Vec<u8>, file: &[u8]) {
        *self.0.lock().unwrap() = Told {
            answer,
            file: file.to_vec(),
            asked: 0,
        };
    }
}

impl Transport for Says {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        let mut told = self.0.lock().unwrap();
        told.asked += 1;
        if told.asked > ANSWERED {
            return Err(SyncError::Offline("enough".into()));
        }
        Ok(Answer {
            status: 200,
            retry_after_s: None,
            body: match request.path.as_str() {
                "/v1/join" => br#"{"device":1,"campaign":1}"#.to_vec(),
                "/v1/sync" => told.answer.clone(),
                _ => told.file.clone(),
            },
        })
    }
}

/// The result of a future that never waits.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(done) => done,
        std::task::Poll::Pending => panic!("nothing here waits"),
    }
}

/// A phone with two records that nobody has taken.
fn phone(says: &Says) -> Device<Says> {
    let phone = Device::open(":memory:".as_ref(), says.clone()).unwrap();
    now(phone.join("http://127.0.0.1:1/join#CODE", "Phone")).unwrap();
    says.tell(answer(""), b"");
    now(phone.sync()).unwrap();
    for door in [1, 2] {
        let attempt = Attempt {
            target: Target::Door(DoorId(door)),
            channel: Channel::Door,
            outcome: Outcome::NotHome,
            at_ms: 1,
            list: None,
            note: None,
            supersedes: None,
        };
        phone.record(attempt).unwrap();
    }
    phone
}

/// The kept answer with no results and with this line for its snapshot; its count put right.
fn answer(snapshot: &str) -> Vec<u8> {
    let text = String::from_utf8(kept("reply.ndjson")).unwrap();
    let mut lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("{\"result\"") && !line.starts_with("{\"snapshot\""))
        .filter(|line| !line.starts_with("{\"row\":[7,1,1]"))
        .filter(|line| !line.starts_with("{\"row\":[15,") && !line.starts_with("{\"end\""))
        .collect();
    let header = r#"{"v":1,"acc":0,"dur":0,"streams":["campaign/1","turf/1"],"more":false}"#;
    lines[0] = header;
    if !snapshot.is_empty() {
        lines.push(snapshot);
    }
    let end = format!("{{\"end\":{}}}", lines.len() - 1);
    lines.push(&end);
    (lines.join("\n") + "\n").into_bytes()
}

/// Syncs; nothing that was recorded is forgotten, and what is held can be shown.
fn takes(phone: &Device<Says>) {
    let before = phone.receipts().unwrap();
    // Taken or not: what came may be nonsense.
    drop(now(phone.sync()));
    let after = phone.receipts().unwrap();
    assert_eq!(before.on_phone, after.on_phone, "a record is forgotten");
    assert!(after.backed_up <= after.safe && after.safe <= after.on_phone);
    for list in phone.walk_lists().unwrap_or_default() {
        // Whatever is held can be shown, or is told to be missing.
        drop(phone.walk_list(list.id));
    }
    for door in 1..=2 {
        drop(phone.door(DoorId(door), Channel::Door, 1));
    }
}

#[test]
fn a_phone_bears_any_answer() {
    let says = Says::default();
    let mut fed = 0_u32;
    let mut held = phone(&says);
    feed(
        "phone",
        &[answer(""), kept("reply.ndjson")],
        |input, _| input.to_vec(),
        |input| {
            fed += 1;
            if fed.is_multiple_of(50) || held.receipts().unwrap().safe > 0 {
                held = phone(&says);
            }
            says.tell(input.to_vec(), b"");
            takes(&held);
            read_reply(input).is_ok()
        },
    );
}

#[test]
fn a_phone_bears_any_snapshot_and_any_frame_of_zstd() {
    let says = Says::default();
    let held = phone(&says);
    let frame = zstd::encode_all(&kept("snapshot.ndjson")[..], 3).unwrap();
    let is_frame = |bytes: &[u8]| bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let sealed = |input: &[u8], random: &mut Random| match is_frame(input) || random.below(4) == 0 {
        true => input.to_vec(),
        false => zstd::encode_all(input, 1).unwrap(),
    };
    feed(
        "frame",
        &[frame, kept("snapshot.ndjson")],
        sealed,
        |input| {
            let name: String = Sha256::digest(input).iter().map(hex).collect();
            let line = format!(
                r#"{{"snapshot":{{"stream":"turf/1","seq":15,"tag":"00000003","sha256":"{name}","bytes":{}}}}}"#,
                input.len()
            );
            says.tell(answer(&line), input);
            takes(&held);
            let lists = held.walk_lists().unwrap_or_default();
            lists.iter().any(|list| list.job == Job::Flyer)
        },
    );
}
