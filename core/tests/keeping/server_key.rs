//! By which key a phone knows its server: from the invite on through every key that is announced.

use std::sync::Mutex;

use serde_json::json;
use turfwalk_core::model::Incarnation;
use turfwalk_core::store::{Standing, Store, StoreError};
use turfwalk_core::sync::{self, SyncError};
use turfwalk_core::wire::ServerKey;

use crate::phone::{NOON_MS, NOWHERE, as_device, campaign, file, joined, record, turf, unsent};
use crate::script::{FRESH, Script, header, now, reply};

const OLD: ServerKey = ServerKey([1; 32]);
const NEW: ServerKey = ServerKey([2; 32]);
const URL: &str = "https://192.0.2.7:8642";
const SEALED_FOR: &str = "5ea1";

/// A phone that pins the old key, with the campaign, turf 1 and that many visits unsent.
fn pinning(folder: &tempfile::TempDir, visits: u32) -> Store {
    let mut store = Store::open(&file(folder)).unwrap();
    let invite = format!("{URL}/join#CODE.{OLD}").parse().unwrap();
    let life = Incarnation(0xC0FFEE);
    store.begin_join(&invite, "token", life).unwrap();
    let mut answer = as_device(1);
    answer.seal_key = Some(SEALED_FOR.into());
    store.finish_join(&answer).unwrap();
    store.apply_page(&campaign(&[])).unwrap();
    store.apply_page(&turf(1, 1..=3)).unwrap();
    store
        .keep_street_pack(&crate::phone::pack_name(1), b"streets")
        .unwrap();
    record(&mut store, visits);
    store
}

#[test]
fn an_announced_key_is_kept_and_said_and_takes_the_place_of_the_old_one_once_it_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let store = Mutex::new(pinning(&folder, 0));
    // What the server shows and announces, then how the phone finds it and what it says it keeps.
    for (shown, announced, server, says) in [
        (OLD, None, format!("{URL}#{OLD}"), None),
        (OLD, Some(NEW), format!("{URL}#{OLD}"), None),
        (OLD, None, format!("{URL}#{OLD},{NEW}"), Some(NEW)),
        (NEW, None, format!("{URL}#{OLD},{NEW}"), Some(NEW)),
        (NEW, None, format!("{URL}#{NEW}"), None),
    ] {
        let said = announced.map_or(String::new(), |key| format!(r#","next_key":"{key}""#));
        let script = Script {
            answers: Mutex::new([reply(0, &said, &[])].into()),
            shown: Some(shown),
            ..Script::default()
        };
        now(sync::sync(&store, &script, FRESH, &|| NOON_MS)).unwrap();
        let asked = script.asked.into_inner().unwrap();
        assert_eq!((asked.len(), &asked[0].server), (1, &server));
        let next = header(&asked[0])["next_key"].as_str().map(str::to_owned);
        assert_eq!(next, says.map(|key| key.to_string()));
    }
}

#[test]
fn an_answer_that_was_cut_off_and_a_server_without_a_pin_announce_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let announced = format!(r#","next_key":"{NEW}""#);
    let mut cut = reply(0, &announced, &[]);
    cut.truncate(cut.len() - 3);
    let elsewhere = tempfile::tempdir().unwrap();
    let unpinned = joined(Store::open(&file(&elsewhere)).unwrap(), NOWHERE);
    for (store, answer, server) in [
        (pinning(&folder, 0), cut, format!("{URL}#{OLD}")),
        (unpinned, reply(0, &announced, &[]), NOWHERE.to_owned()),
    ] {
        let store = Mutex::new(store);
        let script = Script {
            answers: Mutex::new([answer].into()),
            ..Script::default()
        };
        let done = now(sync::sync(&store, &script, FRESH, &|| NOON_MS));
        assert_eq!(done.is_ok(), server == NOWHERE);
        assert_eq!(store.into_inner().unwrap().joined().unwrap().server, server);
    }
}

#[test]
fn unsent_ops_go_along_where_the_server_or_the_campaign_is_the_one_that_they_are_for() {
    let again = Some(SEALED_FOR);
    for (invite, answer, goes_along) in [
        (format!("{URL}/join#NEXT.{OLD}"), None, true),
        // A new key, a new place, both: by what its files are sealed for it is the same campaign.
        (format!("{URL}/join#NEXT.{NEW}"), again, true),
        (format!("https://192.0.2.8:1/join#NEXT.{OLD}"), again, true),
        (format!("https://192.0.2.8:1/join#NEXT.{NEW}"), again, true),
        // At the same place somebody else may be by now.
        (format!("{URL}/join#NEXT.{NEW}"), None, false),
        (format!("{URL}/join#NEXT.{NEW}"), Some("0ff0"), false),
        (format!("https://192.0.2.8:1/join#NEXT.{OLD}"), None, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = pinning(&folder, 2);
        let lines = unsent(&store);
        store.sign_out().unwrap();
        let store = Mutex::new(store);
        let answer = json!({"device": 2, "campaign": 1, "seal_key": answer});
        let script = Script {
            answers: Mutex::new([answer.to_string().into_bytes()].into()),
            ..Script::default()
        };
        let invite = invite.parse().unwrap();
        let done = now(sync::join(
            &store, &script, &invite, "Phone", "token-2", FRESH,
        ));
        let store = store.into_inner().unwrap();
        let identity = store.joined().unwrap();
        if goes_along {
            done.unwrap();
            assert_eq!(
                (identity.standing, identity.server),
                (Standing::In, invite.server)
            );
            assert_eq!(identity.seal_key.as_deref(), answer["seal_key"].as_str());
        } else {
            let Err(SyncError::Store(StoreError::UnsentElsewhere { unsent: 2 })) = done else {
                panic!("{done:?}");
            };
            assert_eq!(identity.standing, Standing::Leaving);
            assert_eq!(identity.server, format!("{URL}#{OLD}"));
        }
        assert_eq!(unsent(&store), lines);
    }
}

#[test]
fn who_was_shut_out_and_has_nothing_unsent_may_join_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let store = joined(Store::open(&file(&folder)).unwrap(), NOWHERE);
    store.set_standing(Standing::ShutOut).unwrap();
    let store = Mutex::new(store);
    let answer = json!({"device": 2, "campaign": 7}).to_string();
    let script = Script {
        answers: Mutex::new([answer.into_bytes()].into()),
        ..Script::default()
    };
    let invite = format!("{URL}/join#NEXT.{NEW}").parse().unwrap();
    let joined = sync::join(&store, &script, &invite, "Phone", "token-2", FRESH);
    now(joined).unwrap();
    let identity = store.into_inner().unwrap().joined().unwrap();
    assert_eq!(
        (identity.standing, identity.incarnation),
        (Standing::In, FRESH)
    );
    assert_eq!(identity.server, format!("{URL}#{NEW}"));
}
