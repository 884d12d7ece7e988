//! What a sync asks of a server that says what a test tells it to, what it makes of each answer,
//! and what it counts.

use std::sync::Mutex;

use sha2::{Digest, Sha256};
use turfwalk_core::model::{Incarnation, Op};
use turfwalk_core::store::{Standing, Store};
use turfwalk_core::sync::{self, Request, SyncError, SyncReport};
use turfwalk_core::wire::{Cursor, MAX_INFLATED, Page, write_snapshot};

use crate::phone::{NOON_MS, NOWHERE, file, turf, unsent, visit};
use crate::script::{Phone, Script, header, made, now, page, paths, refused, reply, with_rows};

#[test]
fn a_phone_with_nothing_to_say_asks_once() {
    let phone = Phone::with(0);
    let (done, asked) = phone.sync(vec![reply(0, "", &[])]);
    let expected = SyncReport {
        rounds: 1,
        ..SyncReport::default()
    };
    assert_eq!(done.unwrap(), expected);
    assert_eq!(paths(&asked), ["/v1/sync"]);
    assert_eq!(asked[0].token.as_deref(), Some("token"));
    let said = header(&asked[0]);
    assert_eq!(
        (said["from"].as_u64(), said["holds_from"].as_u64()),
        (Some(1), Some(0))
    );
    assert_eq!(said["cursors"].as_array().unwrap().len(), 2);
    let identity = phone.store().joined().unwrap();
    assert_eq!((identity.acc, identity.synced_at_ms), (0, Some(NOON_MS)));
}

#[test]
fn what_the_server_left_is_sent_from_there_until_all_is_decided() {
    let phone = Phone::with(3);
    let (done, asked) = phone.sync(vec![
        reply(2, "", &with_rows(&[made(1), refused(2)], &["[9,1,1]"], 9)),
        reply(3, "", &with_rows(&[made(3)], &["[11,3,1]"], 11)),
    ]);
    let expected = SyncReport {
        rounds: 2,
        sent: 3,
        refused: 1,
        received: 2,
        forked: false,
        wiped: false,
    };
    assert_eq!(done.unwrap(), expected);
    let sent = |request: &Request| {
        let from = header(request)["from"].as_u64().unwrap();
        (from, request.body.as_ref().unwrap().0.lines().count() - 1)
    };
    assert_eq!((sent(&asked[0]), sent(&asked[1])), ((1, 3), (3, 1)));
    assert_eq!(header(&asked[1])["holds_from"].as_u64(), Some(1));
    assert!(unsent(&phone.store()).is_empty());
    let receipts = phone.store().receipts().unwrap();
    let counts = (
        receipts.on_phone,
        receipts.safe,
        receipts.backed_up,
        receipts.refused,
    );
    assert_eq!(counts, (3, 3, 3, 1));
}

/// More words than one request has room for, on a phone that holds very many turfs.
#[test]
fn no_request_is_larger_than_a_server_takes_however_much_is_unsent_and_held() {
    let phone = Phone::with(0);
    for id in 2..=400 {
        phone
            .store()
            .apply_page(&turf(id, id * 10..=id * 10))
            .unwrap();
    }
    for door in (1..=3).cycle().take(290) {
        let mut visit = visit(door);
        let Op::Attempt(attempt) = &mut visit else {
            panic!("a visit is an attempt");
        };
        attempt.note.as_mut().unwrap().text = "x".repeat(4_000);
        phone.store().capture(visit).unwrap().unwrap();
    }
    let (_, asked) = phone.sync(Vec::new());
    let (body, _) = asked[0].body.as_ref().unwrap();
    assert!(body.len() <= MAX_INFLATED, "{}", body.len());
    assert!(body.len() > MAX_INFLATED / 10 * 9, "and what fits goes");
}

#[test]
fn a_request_has_as_many_ops_as_fit_and_one_that_does_not_fit_by_itself() {
    let phone = Phone::with(3);
    let store = phone.store();
    let lines = store.outbox(1, 10, 1 << 20).unwrap();
    let room = lines[0].len() + lines[1].len() + 2;
    for (bytes, fit) in [(room + 1, 2), (room, 2), (room - 1, 1), (1, 1)] {
        assert_eq!(store.outbox(1, 10, bytes).unwrap(), lines[..fit]);
    }
}

#[test]
fn a_server_that_takes_nothing_is_not_asked_for_ever() {
    let phone = Phone::with(2);
    let (done, asked) = phone.sync(vec![reply(0, "", &[]); 5]);
    assert!(matches!(done, Err(SyncError::Server(said)) if said.contains("takes no more")));
    assert_eq!(asked.len(), 1);
    assert_eq!(unsent(&phone.store()).len(), 2);
}

/// A server may send a row as three numbers only where the phone can make it from its op.
#[test]
fn a_row_in_numbers_of_an_op_that_nothing_is_known_of_is_not_passed_over() {
    let phone = Phone::with(1);
    let without_turf = |answer: Vec<u8>| {
        let text = String::from_utf8(answer).unwrap();
        text.replace(r#","turf/1"]"#, "]").into_bytes()
    };
    let (done, _) = phone.sync(vec![without_turf(reply(1, "", &[made(1)]))]);
    done.unwrap();
    let (done, _) = phone.sync(vec![reply(1, "", &page(&["[9,1,1]"], 9))]);
    done.unwrap_err();
    assert_eq!(phone.store().cursors().unwrap().len(), 1);
}

#[test]
fn rows_that_an_answer_had_no_room_for_are_asked_for_from_where_it_ended() {
    let phone = Phone::with(0);
    let row = |seq: u64, door: u32| {
        format!(r#"[{seq},"door",{{"id":{door},"number":"{door}","street":"Main Street"}}]"#)
    };
    let (done, asked) = phone.sync(vec![
        reply(0, r#","more":true"#, &page(&[&row(9, 4), &row(10, 5)], 10)),
        reply(0, "", &page(&[&row(11, 6)], 11)),
    ]);
    let expected = SyncReport {
        rounds: 2,
        received: 3,
        ..SyncReport::default()
    };
    assert_eq!(done.unwrap(), expected);
    let cursors = header(&asked[1])["cursors"].clone();
    assert!(cursors.to_string().contains(r#""seq":10"#), "{cursors}");
}

#[test]
fn a_stream_that_is_not_named_any_more_is_erased() {
    let phone = Phone::with(0);
    let only = reply(0, "", &[]);
    let only = String::from_utf8(only).unwrap().replace(r#","turf/1""#, "");
    phone.sync(vec![only.into_bytes()]).0.unwrap();
    let held = phone.store().cursors().unwrap();
    assert_eq!(held.len(), 1);
    assert!(phone.store().walk_lists().unwrap().is_empty());
}

#[test]
fn who_is_shut_out_sends_its_decided_ops_once_more_and_holds_nothing() {
    let phone = Phone::with(2);
    let decided = with_rows(&[made(1), made(2)], &["[9,1,1]", "[10,2,1]"], 10);
    phone.sync(vec![reply(2, "", &decided)]).0.unwrap();
    let wipe = reply(2, r#","wipe":true"#, &[]);
    let wipe = String::from_utf8(wipe).unwrap();
    let wipe = wipe
        .replace(r#"["campaign/1","turf/1"]"#, "[]")
        .into_bytes();
    let again = reply(2, "", &[made(1), made(2)]);
    let (done, asked) = phone.sync(vec![wipe, again]);
    let done = done.unwrap();
    assert!(done.wiped && !done.forked);
    assert_eq!((done.rounds, asked.len()), (2, 2));
    assert_eq!(asked[1].body.as_ref().unwrap().0.lines().count(), 1 + 2);
    assert!(phone.store().cursors().unwrap().is_empty());
}

#[test]
fn a_phone_that_is_taken_for_another_begins_a_new_life_once() {
    let phone = Phone::with(1);
    let fork = || reply(1, r#","fork":1"#, &[]);
    let (done, asked) = phone.sync(vec![fork(), reply(1, "", &[made(1)])]);
    let done = done.unwrap();
    assert!(done.forked && !done.wiped);
    assert_eq!((done.rounds, done.sent), (2, 1));
    let life = |request: &Request| header(request)["incarnation"].as_str().unwrap().to_owned();
    assert_ne!(life(&asked[0]), life(&asked[1]));
    let now = phone.store().joined().unwrap();
    assert_eq!(life(&asked[1]), now.incarnation.to_string());

    let phone = Phone::with(1);
    let (done, asked) = phone.sync(vec![fork(), fork(), fork()]);
    assert!(matches!(done, Err(SyncError::Server(said)) if said.contains("twice in a row")));
    assert_eq!(asked.len(), 2);
    assert_eq!(unsent(&phone.store()).len(), 1);
}

/// These bytes as one raw block in a zstd frame (RFC 8878).
fn frame(text: &[u8]) -> Vec<u8> {
    assert!((256..60_000).contains(&text.len()));
    let mut out = vec![0x28, 0xB5, 0x2F, 0xFD, 0x60];
    out.extend_from_slice(&(text.len() as u16 - 256).to_le_bytes());
    out.extend_from_slice(&((text.len() as u32) << 3 | 1).to_le_bytes()[..3]);
    out.extend_from_slice(text);
    out
}

fn name(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Turf 1 anew, with five doors, as a snapshot: its bytes, and the line that announces it.
pub(crate) fn snapshot() -> (Vec<u8>, String) {
    let Page { rows, cursor, .. } = turf(1, 1..=5);
    let bytes = frame(write_snapshot(&rows, &cursor).as_bytes());
    let Cursor { seq, tag, .. } = cursor;
    let line = format!(
        r#"{{"snapshot":{{"stream":"turf/1","seq":{seq},"tag":"{tag}","sha256":"{}","bytes":{}}}}}"#,
        name(&bytes),
        bytes.len()
    );
    (bytes, line)
}

fn doors(phone: &Phone) -> usize {
    let list = &phone.store().walk_lists().unwrap()[0];
    list.stops.len()
}

#[test]
fn a_snapshot_comes_in_parts_each_asked_for_behind_what_is_held() {
    let (bytes, line) = snapshot();
    let (first, rest) = bytes.split_at(100);
    let (second, third) = rest.split_at(50);
    let phone = Phone::with(0);
    // Cut off in the middle: what came stays.
    let (done, _) = phone.sync(vec![
        reply(0, "", std::slice::from_ref(&line)),
        first.to_vec(),
    ]);
    assert!(matches!(done, Err(SyncError::Offline(_))));
    assert_eq!(phone.store().snapshot_part(&name(&bytes)).unwrap(), first);
    let (done, asked) = phone.sync(vec![
        reply(0, "", &[line]),
        second.to_vec(),
        third.to_vec(),
        reply(0, "", &[]),
    ]);
    let done = done.unwrap();
    assert_eq!((done.rounds, doors(&phone)), (4, 5));
    let froms: Vec<_> = asked.iter().map(|request| request.from).collect();
    assert_eq!(froms, [None, Some(100), Some(150), None]);
    let path = format!("/v1/snapshots/{}", name(&bytes));
    assert_eq!(paths(&asked), ["/v1/sync", &path, &path, "/v1/sync"]);
    assert!(
        phone
            .store()
            .snapshot_part(&name(&bytes))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_snapshot_that_is_not_what_was_announced_is_let_go_and_nothing_of_it_used() {
    let (bytes, line) = snapshot();
    let mut spoilt = bytes.clone();
    spoilt[60] ^= 1;
    let elsewhere = line.replacen("\"seq\":12", "\"seq\":13", 1);
    assert_ne!(elsewhere, line);
    for (line, bytes) in [(line.clone(), spoilt), (elsewhere, bytes)] {
        let phone = Phone::with(0);
        let (done, _) = phone.sync(vec![reply(0, "", &[line]), bytes.clone()]);
        assert!(matches!(done, Err(SyncError::Server(said)) if said.contains("not what it said")));
        assert_eq!(doors(&phone), 3);
        let part = phone.store().snapshot_part(&name(&bytes)).unwrap();
        assert!(part.is_empty(), "it is fetched anew the next time");
    }
    let phone = Phone::with(0);
    let (done, _) = phone.sync(vec![reply(0, "", &[line]), Vec::new()]);
    assert!(matches!(done, Err(SyncError::Server(said)) if said.contains("ends early")));
}

#[test]
fn a_server_that_gives_a_snapshot_and_takes_nothing_yet_is_asked_again() {
    let (bytes, line) = snapshot();
    let phone = Phone::with(1);
    let taken = [r#"{"result":{"n":1,"stream":"turf/1","seq":13}}"#.to_owned()];
    let (done, asked) = phone.sync(vec![
        reply(0, "", &[line]),
        bytes,
        reply(1, "", &with_rows(&taken, &["[13,1,1]"], 13)),
    ]);
    assert_eq!((done.unwrap().sent, asked.len()), (1, 3));
    assert!(unsent(&phone.store()).is_empty());
}

#[test]
fn who_has_signed_out_sends_what_is_unsent_and_fetches_nothing() {
    let phone = Phone::with(1);
    phone.store().sign_out().unwrap();
    let (_, line) = snapshot();
    let lines = [made(1), line];
    let (done, asked) = phone.sync(vec![reply(1, r#","more":true"#, &lines)]);
    assert_eq!(done.unwrap().sent, 1);
    assert_eq!(paths(&asked), ["/v1/sync"]);
    assert_eq!(phone.store().joined().unwrap().standing, Standing::Leaving);
}

#[test]
fn the_streets_of_a_turf_are_fetched_once_and_only_as_they_are_named() {
    let pack = b"streets".to_vec();
    let turf = format!(
        r#"[9,"turf",{{"id":1,"name":"Turf","streets":"{}"}}]"#,
        name(&pack)
    );
    let told = || reply(0, "", &page(&[&turf], 9));
    let phone = Phone::with(0);
    let (done, _) = phone.sync(vec![told(), b"<html>Log in</html>".to_vec()]);
    assert!(matches!(done, Err(SyncError::NotAServer)));
    let (done, asked) = phone.sync(vec![reply(0, "", &[]), pack.clone()]);
    assert_eq!(done.unwrap().rounds, 1);
    assert_eq!(asked[1].path, format!("/v1/streets/{}", name(&pack)));
    let held = phone.store().street_pack(&name(&pack)).unwrap();
    assert_eq!(held.as_deref(), Some(&pack[..]));
    let (_, asked) = phone.sync(vec![reply(0, "", &[])]);
    assert_eq!(asked.len(), 1);
}

#[test]
fn a_wait_says_what_is_held_and_whether_there_is_news() {
    let phone = Phone::with(1);
    for news in [true, false] {
        let script = Script::default();
        let said = format!("{{\"news\":{news}}}").into_bytes();
        script.answers.lock().unwrap().push_back(said);
        assert_eq!(now(sync::wait(&phone.store, &script)).unwrap(), news);
        let asked = script.asked.into_inner().unwrap();
        assert_eq!(paths(&asked), ["/v1/wait"]);
        assert_eq!(asked[0].body.as_ref().unwrap().0.lines().count(), 1);
        assert_eq!(header(&asked[0])["holds_from"].as_u64(), Some(1));
    }
}

#[test]
fn one_phone_holds_one_campaign_and_a_join_said_twice_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Mutex::new(Store::open(&file(&folder)).unwrap());
    let join = |code: &str, answers: &[&str]| {
        let invite = format!("{NOWHERE}/join#{code}").parse().unwrap();
        let script = Script::default();
        let said = answers.iter().map(|said| said.as_bytes().to_vec());
        script.answers.lock().unwrap().extend(said);
        let life = Incarnation(7);
        let done = now(sync::join(&store, &script, &invite, "Phone", "token", life));
        (done, script.asked.into_inner().unwrap())
    };
    let (lost, asked) = join("CODE", &[]);
    assert!(matches!(lost, Err(SyncError::Offline(_))));
    assert_eq!(
        (paths(&asked), asked[0].token.as_deref()),
        (vec!["/v1/join"], None)
    );
    assert!(matches!(
        join("CODE", &["<html>"]).0,
        Err(SyncError::NotAServer)
    ));
    join("CODE", &[r#"{"device":4,"campaign":1}"#]).0.unwrap();
    assert_eq!(store.lock().unwrap().joined().unwrap().device.unwrap().0, 4);
    let (done, asked) = join("CODE", &[]);
    done.unwrap();
    assert!(asked.is_empty());
    let (other, asked) = join("OTHER", &[]);
    assert!(matches!(other, Err(SyncError::Rejected(said)) if said.contains("one campaign")));
    assert!(asked.is_empty());
}
