//! TLS: phones know their server by its key, and by nothing else.

use turfwalk_core::device::{DeviceError, SyncError};
use turfwalk_core::model::Outcome;
use turfwalk_core::wire::{ServerAddress, ServerKey};
use turfwalk_server::serve::{KeyFile, OwnKey};

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
async fn a_phone_that_has_heard_of_the_next_key_goes_on_across_the_switch_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let mut app = app();
    app.own_key = Some(key.clone());
    let server = Server::start(anywhere(), Some(&key), app).await;
    server.db.seal_secret().unwrap();
    let keeps = |id: usize| server.db.devices().unwrap()[id].next_key;
    let [heard, deaf] = ["heard.db", "deaf.db"].map(|name| phone(folder.path(), name));
    for phone in [&heard, &deaf] {
        phone
            .join(&server.invite(Some(key.hash())), "Phone")
            .await
            .unwrap();
        phone.sync().await.unwrap();
    }
    let pinned_first = key.hash();
    let next = KeyFile::make_next(folder.path()).unwrap().hash();
    key.look().unwrap();
    heard.sync().await.unwrap();
    assert_eq!(
        (keeps(1), keeps(0)),
        (None, None),
        "told, and not yet said to be kept"
    );
    heard.record(at(1, Outcome::NotHome)).unwrap();
    heard.sync().await.unwrap();
    assert_eq!((keeps(1), keeps(0)), (Some(next), None));

    KeyFile::switch(folder.path()).unwrap();
    key.look().unwrap();
    heard.record(at(2, Outcome::NotHome)).unwrap();
    deaf.record(at(1, Outcome::Vacant)).unwrap();
    // Both apps are started anew, so that no connection is left from before.
    drop((heard, deaf));
    let [heard, deaf] = ["heard.db", "deaf.db"].map(|name| phone(folder.path(), name));
    for _ in 0..2 {
        heard.sync().await.unwrap();
        let refused = deaf.sync().await;
        assert!(
            matches!(refused, Err(DeviceError::Sync(SyncError::ServerKeyChanged))),
            "{refused:?}"
        );
    }
    assert_eq!(heard.receipts().unwrap().safe, 2);
    assert_eq!(keeps(1), None, "the old key is over for it");
    assert_eq!(deaf.walk_lists().unwrap().len(), 1);

    // The other phone comes back by a new invite, with what it has not sent.
    deaf.sign_out().unwrap();
    deaf.join(&server.invite(Some(next)), "Phone")
        .await
        .unwrap();
    deaf.sync().await.unwrap();
    assert_eq!(deaf.receipts().unwrap().safe, 1);

    // Whoever got hold of the old key is no server any more to either.
    let address = server.address;
    server.end().await;
    let thief = tempfile::tempdir().unwrap();
    let old = folder.path().join("server-key-old.pem");
    std::fs::copy(old, thief.path().join("server-key.pem")).unwrap();
    let stolen = OwnKey::of(thief.path()).unwrap();
    assert_eq!(stolen.hash(), pinned_first);
    let impostor = Server::start(address, Some(&stolen), crate::world::app()).await;
    for phone in [&heard, &deaf] {
        let refused = phone.sync().await;
        assert!(
            matches!(refused, Err(DeviceError::Sync(SyncError::ServerKeyChanged))),
            "{refused:?}"
        );
    }
    impostor.end().await;
}

#[tokio::test]
async fn a_stranger_on_the_way_announces_nothing() {
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
    server.end().await;

    // It knows even what the server knows, but has keys of its own, and announces one of them.
    let elsewhere = tempfile::tempdir().unwrap();
    KeyFile::make_next(elsewhere.path()).unwrap();
    let foreign = OwnKey::of(elsewhere.path()).unwrap();
    for _ in 0..2 {
        let mut app = app();
        app.db = std::sync::Arc::clone(&db);
        app.own_key = Some(foreign.clone());
        let stranger = Server::start(address, Some(&foreign), app).await;
        let refused = phone.sync().await;
        assert!(
            matches!(refused, Err(DeviceError::Sync(SyncError::ServerKeyChanged))),
            "{refused:?}"
        );
        stranger.end().await;
        if foreign.next().is_some() {
            KeyFile::switch(elsewhere.path()).unwrap();
            foreign.look().unwrap();
        }
    }
}

#[tokio::test]
async fn without_a_key_in_the_invite_only_what_authorities_vouch_for_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let key = OwnKey::of(folder.path()).unwrap();
    let server = Server::start(anywhere(), Some(&key), app()).await;
    let phone = phone(folder.path(), "phone.db");
    let unpinned = ServerAddress::new(format!("https://{}", server.address), None);
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
