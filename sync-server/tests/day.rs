//! What a canvasser's day costs in bytes, on the socket, against the real server.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]
#![cfg(feature = "demo")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use turfwalk_core::device::Device;
use turfwalk_core::model::{
    Answer, Attempt, Basis, Channel, DoorId, Note, Outcome, ScriptId, ScriptVersion, Target,
};
use turfwalk_core::sync::Http;
use turfwalk_server::commands::{DbAddress, Folder};
use turfwalk_server::db::Db;
use turfwalk_server::serve::{App, listen, serve};
use turfwalk_server::simulate::{Meter, make_invites, make_turfs};

const NOON_MS: i64 = 1_767_268_800_000;
const VISITS: u32 = 200;
const SYNCS: u32 = 20;

/// Visit `number`: nobody is at home at two doors of three; a talk has answers, every other one a
/// note of its own.
fn visit(number: u32, door: DoorId) -> Attempt {
    let said = |question: &str, value: &str| Answer {
        question: question.into(),
        value: value.into(),
    };
    let talk = number.is_multiple_of(3);
    let outcome = match talk {
        true => Outcome::Canvassed {
            script: Some(ScriptVersion {
                id: ScriptId(1),
                version: 1,
            }),
            answers: vec![
                said("support", ["yes", "leaning", "no"][number as usize / 3 % 3]),
                said("help", ["yes", "no"][number as usize / 3 % 2]),
            ],
        },
        false => Outcome::NotHome,
    };
    let word = |turn: u32| format!("{:x}", number.wrapping_mul(2_654_435_761).rotate_left(turn));
    Attempt {
        target: Target::Door(door),
        channel: Channel::Door,
        outcome,
        at_ms: NOON_MS + i64::from(number) * 97_531,
        list: None,
        note: (talk && number.is_multiple_of(2)).then(|| Note {
            text: format!("asked about {}, come after {}", word(3), word(17)),
            basis: Basis::Said,
        }),
        supersedes: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_of_200_visits_in_20_syncs_sends_at_most_40_kb() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::open(Some(dir.path()), &DbAddress::default()).unwrap();
    let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (relay, meter) = Meter::before(address).await.unwrap();
    let turfs = make_turfs(&folder.db, 1, VISITS, 1).unwrap();
    let invites = make_invites(&folder, &format!("http://{relay}"), &turfs, 1).unwrap();
    let db = Arc::new(Db::open(&dir.path().join("turfwalk.db")).unwrap());
    let app = Arc::new(App::new(db, "key".into()));
    tokio::spawn(serve(listener, None, app, std::future::pending()));

    let path = dir.path().join("phone.db");
    let device = Device::open(&path, Http::new().unwrap()).unwrap();
    device.join(&invites[0].to_string(), "Day").await.unwrap();
    device.sync().await.unwrap();
    let list = device.walk_lists().unwrap()[0].id;
    let stops = device.walk_list(list).unwrap().stops;
    let doors: Vec<DoorId> = stops.into_iter().flat_map(|stop| stop.doors).collect();
    let (before, _) = meter.bytes();
    for sync in 0..SYNCS {
        for number in sync * VISITS / SYNCS..(sync + 1) * VISITS / SYNCS {
            device
                .record(visit(number, doors[number as usize % doors.len()]))
                .unwrap();
        }
        device.sync().await.unwrap();
    }
    let receipts = device.receipts().unwrap();
    assert_eq!((receipts.safe, receipts.refused), (u64::from(VISITS), 0));
    let sent = meter.bytes().0 - before;
    println!("a day of {VISITS} visits in {SYNCS} syncs: {sent} bytes up");
    assert!(sent <= 40_000, "{sent} bytes");
}
