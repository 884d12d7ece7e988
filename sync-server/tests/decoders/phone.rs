//! A phone that is answered by anything at all: bytes in the place of an answer, of a snapshot, of
//! a street pack. It takes it or refuses it, and loses nothing that it has recorded.

use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use turfwalk_core::device::Device;
use turfwalk_core::model::{Attempt, Channel, DoorId, Job, Outcome, Target};
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::read_reply;

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
            key: None,
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

/// How many answers one phone is given before another takes its place.
const ANSWERS: u32 = 50;

/// A phone with two records that nobody has taken, and who answers it.
pub(crate) struct Phone {
    held: Device<Says>,
    says: Says,
    answered: u32,
}

impl Phone {
    pub(crate) fn new() -> Self {
        let says = Says::default();
        Self {
            held: device(&says),
            says,
            answered: 0,
        }
    }

    /// Syncs, and is answered by this; whether it can be read.
    pub(crate) fn answered(&mut self, body: &[u8]) -> bool {
        self.answered += 1;
        if self.answered.is_multiple_of(ANSWERS) || self.held.receipts().unwrap().safe > 0 {
            self.held = device(&self.says);
        }
        self.says.tell(body.to_vec(), b"");
        takes(&self.held);
        read_reply(body).is_ok()
    }

    /// Syncs, and is given this for its turf's snapshot; whether it holds the snapshot's list then.
    pub(crate) fn given(&mut self, frame: &[u8]) -> bool {
        let name: String = Sha256::digest(frame)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let line = format!(
            r#"{{"snapshot":{{"stream":"turf/1","seq":15,"tag":"00000003","sha256":"{name}","bytes":{}}}}}"#,
            frame.len()
        );
        self.says.tell(answer(&line), frame);
        takes(&self.held);
        let lists = self.held.walk_lists().unwrap_or_default();
        lists.iter().any(|list| list.job == Job::Flyer)
    }
}

fn device(says: &Says) -> Device<Says> {
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

const REPLY: &str = include_str!("corpus/reply/reply.ndjson");

/// The kept answer with no results and with this line for its snapshot; its count put right.
fn answer(snapshot: &str) -> Vec<u8> {
    let mut lines: Vec<&str> = REPLY
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
