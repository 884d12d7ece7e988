//! TLS: phones know their server by its key, and by nothing else.

use turfwalk_core::device::{DeviceError, SyncError};
use turfwalk_core::model::Outcome;
use turfwalk_core::wire::{ServerAddress, ServerKey};
use turfwalk_server::serve::OwnKey;

use crate::common::at;
use crate::world::{Server, anywhere, app, phone};

#[tokio::test]
async fn a_phone_joins_and_syncs_with_the_server_whose_key_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let server = Server::start(anywhere(), Some(&key), app()).await;
    let phone = phone(folder.path(), "phone.db");
    phone
        .join(&server.invite(Some(key.hash())), "Phone")
        .await
        .unwrap();
    phone.sync().await.unwrap();
    phone.record(at(1, Outcome::NotHome)).unwrap();
    phone.sync().await.unwrap();
    let receipts = phone.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (1, 1));
    server.end().await;
}

#[tokio::test]
async fn with_a_wrong_key_in_the_invite_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let server = Server::start(anywhere(), Some(&key), app()).await;
    let phone = phone(folder.path(), "phone.db");
    let mut wrong = key.hash();
    wrong.0[31] ^= 1;
    let refused = phone.join(&server.invite(Some(wrong)), "Phone").await;
    assert!(
        matches!(refused, Err(DeviceError::Sync(SyncError::ServerKeyChanged))),
        "{refused:?}"
    );
    assert!(server.db.devices().unwrap().is_empty());
    // The invite is not used up: the right link of the same server still works.
    phone
        .join(&server.invite(Some(key.hash())), "Phone")
        .await
        .unwrap();
    server.end().await;
}

#[tokio::test]
async fn a_server_that_comes_back_with_another_key_gets_nothing_and_the_right_one_gets_all() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let server = Server::start(anywhere(), Some(&key), app()).await;
    let phone = phone(folder.path(), "phone.db");
    phone
        .join(&server.invite(Some(key.hash())), "Phone")
        .await
        .unwrap();
    phone.sync().await.unwrap();
    let (address, db) = (server.address, std::sync::Arc::clone(&server.db));
    let with_db = || {
        let mut app = app();
        app.db = std::sync::Arc::clone(&db);
        app
    };
    server.end().await;

    phone.record(at(2, Outcome::Vacant)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = OwnKey::of(elsewhere.path()).unwrap();
    let impostor = Server::start(address, Some(&other), with_db()).await;
    for _ in 0..2 {
        let refused = phone.sync().await;
        assert!(
            matches!(refused, Err(DeviceError::Sync(SyncError::ServerKeyChanged))),
            "{refused:?}"
        );
    }
    let receipts = phone.receipts().unwrap();
    assert_eq!((receipts.on_phone, receipts.safe), (1, 0));
    assert_eq!(phone.walk_lists().unwrap().len(), 1);
    impostor.end().await;

    let server = Server::start(address, Some(&key), with_db()).await;
    phone.sync().await.unwrap();
    assert_eq!(phone.receipts().unwrap().safe, 1);
    server.end().await;
}

#[tokio::test]
async fn without_a_key_in_the_invite_only_what_authorities_vouch_for_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let server = Server::start(anywhere(), Some(&key), app()).await;
    let phone = phone(folder.path(), "phone.db");
    let unpinned = ServerAddress {
        url: format!("https://{}", server.address),
        key: None,
    };
    let refused = phone.join(&server.invite_by(&unpinned), "Phone").await;
    assert!(
        matches!(refused, Err(DeviceError::Sync(SyncError::NotAServer))),
        "{refused:?}"
    );
    assert!(server.db.devices().unwrap().is_empty());
    server.end().await;
}

#[tokio::test]
async fn a_key_is_no_use_over_plain_http() {
    let link = format!("http://127.0.0.1:1/join#AAAA.{}", ServerKey([7; 32]));
    let folder = tempfile::tempdir().unwrap();
    let refused = phone(folder.path(), "phone.db").join(&link, "Phone").await;
    assert!(
        matches!(refused, Err(DeviceError::Invite(_))),
        "{refused:?}"
    );
}
