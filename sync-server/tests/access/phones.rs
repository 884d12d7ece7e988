//! A lost phone.

use turfwalk_core::device::{DeviceError, SyncError};
use turfwalk_core::model::{DeviceId, Outcome};
use turfwalk_server::db::{AuditFilter, Who};

use crate::common::at;
use crate::world::{Server, anywhere, app, phone};

#[tokio::test]
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
    kept.sync().await.unwrap();

    // Its invite is used up: for the same token, which the phone itself repeats, as for another.
    let again = phone(folder.path(), "again.db");
    let refused = again.join(&invite, "Again").await;
    assert!(
        matches!(refused, Err(DeviceError::Sync(SyncError::Rejected(_)))),
        "{refused:?}"
    );
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
        ]
    );
    server.end().await;
}
