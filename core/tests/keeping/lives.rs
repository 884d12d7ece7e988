//! What a phone asks about its earlier lives and about ops whose rows do not come, and what it makes
//! of the answers.

use turfwalk_core::model::DoorId;
use turfwalk_core::sync::Request;

use crate::phone::{record, visit};
use crate::rounds::snapshot;
use crate::script::{FIRST, Phone, header, made, page, refused, reply, with_rows};

/// Of each request the number of its first op, and how many it has.
fn told(asked: &[Request]) -> Vec<(u64, usize)> {
    let told = |request: &Request| {
        let lines = request.body.as_ref().unwrap().0.lines().count();
        (header(request)["from"].as_u64().unwrap(), lines - 1)
    };
    asked.iter().map(told).collect()
}

/// The life that each sync is of.
fn lives(asked: &[Request]) -> Vec<String> {
    let asked = asked.iter().filter(|request| request.path == "/v1/sync");
    let life = |request| header(request)["incarnation"].as_str().unwrap().to_owned();
    asked.map(life).collect()
}

/// How many attempts the phone shows at a door.
fn shown(phone: &Phone, door: u32) -> usize {
    let store = phone.store();
    let door = store.door(DoorId(door)).unwrap().unwrap();
    store.record(&door).unwrap().attempts.len()
}

/// A phone with very many visits unsent.
fn with_very_many(visits: usize) -> Phone {
    let phone = Phone::with(0);
    for door in (1..=3).cycle().take(visits) {
        phone.store().capture(visit(door)).unwrap().unwrap();
    }
    phone
}

/// Turf 1 from the beginning: its doors, these rows of the phone's own, and its end.
fn reset(own: &[&str], seq: u64) -> Vec<String> {
    let door =
        |id| format!(r#"[{id},"door",{{"id":{id},"number":"{id}","street":"Main Street"}}]"#);
    let doors = [1, 2, 3].map(door);
    let rows: Vec<&str> = doors.iter().map(String::as_str).collect();
    let page = page(&[&rows, own].concat(), seq).into_iter();
    page.map(|line| line.replace("false", "true")).collect()
}

fn all_made(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers.into_iter().map(made).collect()
}

/// A phone that the server took for another once: two ops of its first life are decided, and one of
/// its second.
fn of_two_lives() -> Phone {
    let phone = Phone::with(2);
    let decided = with_rows(&[made(1), made(2)], &["[9,1,1]", "[10,2,2]"], 10);
    phone.sync(vec![reply(2, "", &decided)]).0.unwrap();
    record(&mut phone.store(), 1);
    let again = with_rows(&[made(1)], &["[11,1,3]"], 11);
    let (done, _) = phone.sync(vec![reply(3, r#","fork":3"#, &[]), reply(1, "", &again)]);
    assert!(done.unwrap().forked);
    phone
}

#[test]
fn earlier_lives_are_asked_for_once_in_whichever_answer_the_server_shows_that_it_was_restored() {
    let phone = of_two_lives();
    let results = [made(1), made(2)];
    let sent_again = [&results[..], &reset(&["[13,1,1]", "[14,2,2]"], 14)].concat();
    let (done, asked) = phone.sync(vec![
        reply(1, r#","more":true"#, &page(&[], 12)),
        reply(1, "", &reset(&[], 12)),
        reply(0, "", &[]),
        reply(2, "", &sent_again),
    ]);
    let done = done.unwrap();
    assert!(done.forked);
    assert_eq!((done.rounds, done.sent, done.received), (4, 2, 8));
    assert_eq!(told(&asked), [(2, 0), (2, 0), (1, 0), (1, 2)]);
    let lives = lives(&asked);
    assert_eq!(lives[0], lives[1]);
    assert_eq!(lives[2], FIRST.to_string());
    assert!(lives[3] != lives[0] && lives[3] != lives[2]);
}

#[test]
fn what_became_of_an_op_whose_row_does_not_come_is_asked_once() {
    let phone = Phone::with(1);
    let (done, asked) = phone.sync(vec![
        reply(1, "", &[made(1)]),
        reply(1, "", &[made(1)]),
        reply(1, "", &[]),
    ]);
    let done = done.unwrap();
    assert_eq!((done.rounds, done.sent, done.forked), (3, 1, false));
    assert_eq!(told(&asked), [(1, 1), (1, 1), (2, 0)]);
}

#[test]
fn an_op_that_the_server_turns_out_to_lack_is_sent_again_in_a_new_life() {
    let phone = Phone::with(1);
    let (done, asked) = phone.sync(vec![
        reply(1, "", &[made(1)]),
        reply(1, r#","fork":1"#, &[]),
        reply(1, "", &with_rows(&[made(1)], &["[9,1,1]"], 9)),
    ]);
    assert!(done.unwrap().forked);
    let lives = lives(&asked);
    assert_eq!(lives[0], lives[1]);
    assert_ne!(lives[1], lives[2]);
    assert_eq!(told(&asked)[2], (1, 1));
    assert_eq!(phone.store().receipts().unwrap().safe, 1);
}

#[test]
fn whatever_shows_a_server_that_may_be_restored_has_it_asked_for_earlier_lives() {
    let elsewhere = page(&[], 1).into_iter();
    let elsewhere = elsewhere.map(|line| line.replace("turf/1", "turf/2"));
    for (what, acc, lines, is_asked) in [
        ("a stream goes on", 1, page(&[], 12), false),
        ("one comes that was not held", 1, elsewhere.collect(), true),
        ("one comes whole", 1, vec![snapshot().1], true),
        ("fewer ops", 0, Vec::new(), true),
    ] {
        let phone = of_two_lives();
        let (_, asked) = phone.sync(vec![reply(acc, "", &lines), reply(2, "", &[])]);
        let lives = lives(&asked);
        let asked_for = lives.iter().filter(|life| **life == FIRST.to_string());
        assert_eq!(asked_for.count(), usize::from(is_asked), "{what}");
    }
}

#[test]
fn before_a_new_life_all_is_said_up_to_the_last_op_of_the_server_and_none_beyond() {
    let phone = with_very_many(1_102);
    // It has another under number 3, and the rest as this phone has it.
    let first = all_made((1..=500).filter(|n| *n != 3));
    let (done, asked) = phone.sync(vec![
        reply(1_100, r#","fork":3"#, &first),
        reply(1_100, "", &all_made(501..=1_000)),
        reply(1_100, "", &all_made(1_001..=1_100)),
        reply(3, "", &all_made(1..=3)),
    ]);
    let done = done.unwrap();
    assert!(done.forked);
    assert_eq!(done.rounds, 4);
    assert_eq!(told(&asked), [(1, 500), (501, 500), (1_001, 100), (1, 3)]);
    let lives = lives(&asked);
    assert_eq!(lives[..3], [FIRST; 3].map(|life| life.to_string()));
    assert_ne!(lives[3], lives[2]);
    assert_eq!(phone.store().receipts().unwrap().safe, 1_102);
}

#[test]
fn of_more_in_doubt_than_a_request_holds_nothing_is_taken_for_lost() {
    let phone = with_very_many(502);
    let (done, asked) = phone.sync(vec![
        reply(500, "", &all_made(1..=500)),
        reply(502, "", &all_made(501..=502)),
        reply(502, "", &all_made(1..=500)),
        reply(502, "", &[]),
    ]);
    assert!(!done.unwrap().forked);
    assert_eq!(told(&asked), [(1, 500), (501, 2), (1, 500), (503, 0)]);
}

#[test]
fn an_op_in_doubt_is_shown_while_its_row_may_come_and_no_longer() {
    let result = |n: u64, stream: &str, seq: u64| {
        format!(r#"{{"result":{{"n":{n},"stream":"{stream}","seq":{seq}}}}}"#)
    };
    for (second, is_shown) in [
        (result(2, "turf/1", 13), 1),
        (result(2, "turf/1", 12), 0),
        (result(2, "turf/2", 13), 0),
        (refused(2), 0),
    ] {
        let phone = of_two_lives();
        let (done, asked) = phone.sync(vec![
            reply(1, "", &reset(&[], 12)),
            reply(2, "", &[]),
            reply(2, "", &[result(1, "turf/1", 13), second.clone()]),
            reply(1, "", &[result(1, "turf/1", 14)]),
            reply(1, "", &[]),
        ]);
        assert!(!done.unwrap().forked);
        assert_eq!(told(&asked), [(2, 0), (1, 0), (1, 2), (1, 1), (2, 0)]);
        let lives = lives(&asked);
        assert_eq!(lives[1..3], [FIRST; 2].map(|life| life.to_string()));
        assert_eq!(lives[3], lives[0]);
        assert_eq!(
            [shown(&phone, 1), shown(&phone, 2)],
            [2, is_shown],
            "{second}"
        );
        let refused = phone.store().refused().unwrap().len();
        assert_eq!(refused, usize::from(second.contains("refused")));
    }
}

#[test]
fn what_is_held_behind_a_lost_op_is_sent_where_the_server_has_another_in_its_place() {
    let phone = Phone::with(2);
    phone.lose(FIRST, 1);
    let (done, asked) = phone.sync(vec![
        reply(3, "", &[]),
        reply(3, r#","fork":2"#, &[]),
        reply(1, "", &[made(1)]),
    ]);
    assert!(done.unwrap().forked);
    assert_eq!(told(&asked), [(1, 0), (2, 1), (1, 1)]);
}

#[test]
fn what_a_server_lacks_of_what_is_in_doubt_is_sent_again_with_all_behind_it() {
    // Another op stands under the first number.
    let phone = Phone::with(3);
    let (done, asked) = phone.sync(vec![
        reply(3, "", &all_made(1..=3)),
        reply(1, r#","fork":1"#, &[]),
        reply(3, "", &all_made(1..=3)),
    ]);
    assert!(done.unwrap().forked);
    assert_eq!(told(&asked), [(1, 3), (1, 3), (1, 3)]);
    // The first alone is there: the next answer says so, and the life goes on.
    let phone = Phone::with(3);
    let (done, asked) = phone.sync(vec![
        reply(3, "", &all_made(1..=3)),
        reply(1, "", &[made(1)]),
        reply(1, "", &[]),
        reply(3, "", &all_made(2..=3)),
    ]);
    assert!(!done.unwrap().forked);
    assert_eq!(told(&asked), [(1, 3), (1, 3), (4, 0), (2, 2)]);
    // The same of an earlier life, which does not go on.
    let phone = of_two_lives();
    let (done, asked) = phone.sync(vec![
        reply(1, "", &reset(&["[13,1,3]"], 13)),
        reply(2, "", &[]),
        reply(1, "", &[made(1)]),
        reply(1, "", &[made(1)]),
    ]);
    assert!(done.unwrap().forked);
    assert_eq!(told(&asked), [(2, 0), (1, 0), (1, 2), (1, 1)]);
}

#[test]
fn a_line_that_this_app_can_not_read_goes_into_a_new_life_with_all_that_it_says() {
    let phone = Phone::with(3);
    phone.spoil(1, r#"{"n":1,"kind":"wave","at":{"door":2}}"#);
    phone.spoil(2, "{\"n\":2,\"ki");
    let (done, asked) = phone.sync(vec![
        reply(1, r#","fork":1"#, &[]),
        reply(3, "", &all_made(1..=3)),
    ]);
    assert!(done.unwrap().forked);
    let (body, _) = asked[1].body.as_ref().unwrap();
    let read = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let told: Vec<_> = body.lines().skip(1).map(read).collect();
    let wave = serde_json::json!({"n": 1, "kind": "wave", "at": {"door": 2}});
    assert_eq!(told[0], wave);
    assert_eq!(told[1], serde_json::json!({"n": 2, "kind": "lost"}));
    assert_eq!(told[2]["n"], 3);
}

/// An answer without a turf, for a phone that is shut out.
fn shut_out(acc: u64, lines: &[String]) -> Vec<u8> {
    let text = String::from_utf8(reply(acc, r#","wipe":true"#, lines)).unwrap();
    let text = text.replace(r#"["campaign/1","turf/1"]"#, "[]");
    text.into_bytes()
}

#[test]
fn who_is_shut_out_says_all_that_is_decided_however_much_it_is() {
    let phone = with_very_many(502);
    let (done, asked) = phone.sync(vec![
        reply(500, "", &all_made(1..=500)),
        reply(502, "", &all_made(501..=502)),
        reply(502, "", &all_made(1..=500)),
        shut_out(502, &[]),
        reply(502, "", &all_made(1..=500)),
        reply(502, "", &all_made(501..=502)),
    ]);
    let done = done.unwrap();
    assert!(done.wiped && !done.forked);
    assert_eq!(told(&asked)[3..], [(503, 0), (1, 500), (501, 2)]);
}

#[test]
fn who_is_shut_out_sends_again_what_a_restored_server_can_not_take_for_a_gap() {
    let phone = of_two_lives();
    phone.lose(FIRST, 1);
    let (done, asked) = phone.sync(vec![
        shut_out(1, &[]),
        reply(0, "", &[]),
        reply(1, "", &[made(1)]),
        shut_out(1, &[made(1)]),
    ]);
    let done = done.unwrap();
    assert!(done.wiped && done.forked);
    assert_eq!(told(&asked), [(2, 0), (2, 1), (1, 1), (1, 1)]);
}

#[test]
fn asking_for_all_that_is_decided_ends_whatever_the_server_says() {
    let phone = Phone::with(3);
    let decided = with_rows(&all_made(1..=3), &["[9,1,1]", "[10,2,1]", "[11,3,1]"], 11);
    phone.sync(vec![reply(3, "", &decided)]).0.unwrap();
    let nothing = || reply(0, r#","fork":1"#, &[]);
    let answers = vec![shut_out(3, &[]), nothing(), nothing(), nothing()];
    let (done, asked) = phone.sync(answers);
    assert!(done.unwrap().wiped);
    assert_eq!(told(&asked), [(4, 0), (1, 3), (2, 2), (3, 1)]);
}
