//! The simulated field against the real server on loopback: a sound server keeps its promises,
//! and one that loses an op is found out.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on is to stop there"
)]
#![cfg(feature = "demo")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use turfwalk_core::wire::Invite;
use turfwalk_server::commands::{DbAddress, Folder};
use turfwalk_server::db::Db;
use turfwalk_server::serve::{App, listen, serve};
use turfwalk_server::simulate::{Plan, Report, make_invites, make_turfs, run};

/// A server over `dir` with four turfs, and an invite for each of `phones`.
async fn server(dir: &Path, phones: u32) -> Vec<Invite> {
    let folder = Folder::open(Some(dir), &DbAddress::default()).unwrap();
    let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let turfs = make_turfs(&folder.db, 4, 6, 1).unwrap();
    let invites = make_invites(&folder, &url, &turfs, phones).unwrap();
    let db = Arc::new(Db::open(&dir.join("turfwalk.db")).unwrap());
    let app = Arc::new(App::new(db, "key".into()));
    tokio::spawn(serve(listener, None, app, std::future::pending()));
    invites
}

fn plan(backlog: Option<u32>) -> Plan {
    Plan {
        seconds: 2,
        every: Duration::from_millis(400),
        visits: 1.5,
        backlog,
        seed: 7,
        server_pid: Some(std::process::id()),
    }
}

fn kept(report: &Report) {
    assert_eq!(report.broken(), [], "{report}");
    assert_eq!(report.errors(), 0, "{report}");
    let (captured, safe, refused) = report.ops();
    assert!(captured > 60, "{report}");
    assert_eq!((safe, refused), (captured, 0), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_walks_keeps_each_op_once() {
    let folder = tempfile::tempdir().unwrap();
    let invites = server(folder.path(), 30).await;
    kept(&run(&plan(None), invites).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_arrive_at_once_send_all_that_they_captured() {
    let folder = tempfile::tempdir().unwrap();
    let invites = server(folder.path(), 30).await;
    let report = run(&plan(Some(9)), invites).await.unwrap();
    kept(&report);
    assert_eq!(report.ops().0, 30 * 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_loses_an_op_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let invites = server(folder.path(), 12).await;
    let file = folder.path().join("turfwalk.db");
    let thief = tokio::task::spawn_blocking(move || {
        let db = rusqlite::Connection::open(file).unwrap();
        db.busy_timeout(Duration::from_secs(10)).unwrap();
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(20));
            let sql = "DELETE FROM stream_row WHERE stream = 'turf/1' AND kind = 'attempt'
                       AND seq = (SELECT min(seq) FROM stream_row
                                  WHERE stream = 'turf/1' AND kind = 'attempt')";
            if db.execute(sql, []).unwrap() > 0 {
                return;
            }
        }
        panic!("nothing was there to be stolen");
    });
    let report = run(&plan(None), invites).await.unwrap();
    thief.await.unwrap();
    let broken = report.broken();
    assert!(
        broken
            .iter()
            .any(|(promise, _)| promise.contains("read anew")),
        "{broken:?}"
    );
}

#[test]
fn invites_are_made_by_the_dozen_and_read_from_their_file() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    make_turfs(
        &Folder::open(Some(&dir), &DbAddress::default()).unwrap().db,
        1,
        3,
        1,
    )
    .unwrap();
    let links = folder.path().join("links.txt");
    let turfwalk = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
        let done = command.arg("--dir").arg(&dir).args(args).output().unwrap();
        (
            done.status.success(),
            String::from_utf8(done.stderr).unwrap(),
        )
    };
    let links = links.to_str().unwrap();
    let made = turfwalk(&["invite", "--turf", "1", "--count", "12", "--out", links]);
    assert!(made.0, "{}", made.1);
    let text = std::fs::read_to_string(links).unwrap();
    let codes: std::collections::BTreeSet<&str> = text.lines().collect();
    assert_eq!(codes.len(), 12);
    // Nobody listens there, which is said in one sentence.
    let url = "http://127.0.0.1:1";
    let (done, said) = turfwalk(&[
        "simulate",
        "--url",
        url,
        "--invites",
        links,
        "--devices",
        "13",
    ]);
    assert!(!done && said.contains("has 12 invites"), "{said}");
}
