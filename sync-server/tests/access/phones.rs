//! A lost phone.

use turfwalk_core::device::{DeviceError, SyncError};
use turfwalk_core::model::{DeviceId, DoorId, Outcome, TurfId};
use turfwalk_server::db::{AuditFilter, Who};

use crate::browser::raw;
use crate::common::at;
use crate::limits::{TOKEN, post};
use crate::world::{Server, anywhere, app, phone};

#[tokio::test(flavor = "multi_thread")]
async fn revoking_takes_effect_at_the_next_request_and_no_invite_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(anywhere(), None, app()).await;
    let (lost, kept) = (
        phone(folder.path(), "lost.db"),
        phone(folder.path(), "kept.db"),
    );
    let invite = server.invite(None);
    lost.join(&invite, "Lost").await.unwrap();
    kept.join(&server.invite(None), "Kept").await.unwrap();
    lost.sync().await.unwrap();
    lost.record(at(1, Outcome::NotHome)).unwrap();
    lost.sync().await.unwrap();

    server.db.revoke(DeviceId(1), &Who::Command, 7).unwrap();
    lost.record(at(2, Outcome::NotHome)).unwrap();
    let report = lost.sync().await.unwrap();
    assert!(report.wiped);
    assert_eq!((report.sent, report.refused), (1, 1));
    assert!(lost.walk_lists().unwrap().is_empty());
    assert_eq!(server.db.quarantine().unwrap().len(), 1);
    // What it had sent before stays.
    let held = server.db.turf_record(TurfId(1)).unwrap();
    assert_eq!(held.records[&DoorId(1)].attempts.len(), 1);
    kept.sync().await.unwrap();
    assert_eq!(kept.walk_lists().unwrap().len(), 1);

    // Its invite is used up: for the same token, which the phone itself repeats, as for another.
    let again = phone(folder.path(), "again.db");
    let refused = again.join(&invite, "Again").await;
    assert!(
        matches!(refused, Err(DeviceError::Sync(SyncError::Rejected(_)))),
        "{refused:?}"
    );
    // A device that repeats its own join is known by its token, until it is shut out.
    let link = server.invite(None);
    let (_, code) = link.split_once("/join#").unwrap();
    let body = format!(
        "{{\"code\":\"{code}\",\"token\":\"{TOKEN}\",\"incarnation\":\"00c0ffee00c0ffee\",\
         \"name\":\"x\"}}"
    );
    let join = || post(server.address, "/v1/join", "", body.as_bytes()).unwrap();
    let streets = || {
        let path = format!("/v1/streets/{}", "0".repeat(64));
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\
             Authorization: Bearer {TOKEN}\r\n\r\n"
        );
        raw(server.address, head.as_bytes()).unwrap().status
    };
    tokio::task::block_in_place(|| {
        assert_eq!((join().status, join().status, streets()), (200, 200, 404));
        server.db.revoke(DeviceId(3), &Who::Command, 8).unwrap();
        assert_eq!((join().status, streets()), (403, 401));
        let sync = "{\"v\":1,\"incarnation\":\"00c0ffee00c0ffee\",\"from\":1,\"cursors\":[],\
                    \"holds_from\":0}\n";
        let answered = post(server.address, "/v1/sync", "", sync.as_bytes()).unwrap();
        assert!(
            answered.body.contains("\"streams\":[]"),
            "{}",
            answered.body
        );
        assert!(!answered.body.contains("\"row\""), "{}", answered.body);
    });
    assert!(server.db.revoke(DeviceId(1), &Who::Command, 8).is_err());
    assert!(server.db.revoke(DeviceId(9), &Who::Command, 8).is_err());
    let log = server.db.audit(&AuditFilter::default()).unwrap();
    let said: Vec<_> = log
        .iter()
        .map(|row| (row.did.as_str(), row.about.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("invited", "turf/1"),
            ("joined", "turf/1"),
            ("invited", "turf/1"),
            ("joined", "turf/1"),
            ("device_revoked", "device/1"),
            ("invited", "turf/1"),
            ("joined", "turf/1"),
            ("device_revoked", "device/3"),
        ]
    );
    server.end().await;
}
