//! The design's rules, "what must always hold", as far as they can be asked of phones and server
//! here. Numbers are the design's.
//!
//! Rule 11 (clocks decide nothing) is a property of its own in `tests/keeping.rs`; rule 13 is asked where the
//! machine rests, and rule 14 is core's beyond what lost answers have to do with it.

use std::collections::{BTreeMap, BTreeSet};

use super::net::Net;
use super::oracle::{HeldOp, Reader, counted, mark};
use super::steps::Model;
use super::world::{Phone, World};

type Held = Result<(), String>;

/// What makes a line one that no server can read.
pub(crate) const POISON: &str = "\"kind\":\"?\"";

/// Rules 4 and 8: below its cursor a phone lacks no row and has none too many. Of a stream that
/// was compacted this can be told at its head alone: what a phone further back holds rightly may
/// be gone from the server.
pub(crate) fn no_row_is_skipped(phone: &Phone, server: &Reader) -> Held {
    let rows = phone.reader.held_rows();
    let compacted: BTreeMap<String, u64> = server.compacted().into_iter().collect();
    let heads: BTreeMap<String, u64> = server.streams().into_iter().collect();
    for (stream, (seq, tag)) in phone.reader.cursors() {
        if compacted.get(&stream).is_some_and(|head| *head != seq) {
            continue;
        }
        let (fold, found) = server.fold(&stream, seq);
        if seq > 0 && found.as_ref() != Some(&tag) {
            continue; // another history than the server's, to be read anew
        }
        for (name, value) in &fold {
            match rows.get(name) {
                None => return Err(format!("rule 4: a phone at {stream} {seq} lacks {name:?}")),
                Some((of, held)) if *of == stream && held != value => {
                    return Err(format!(
                        "rule 4: {name:?} at {stream} {seq} is {held} and should be {value}"
                    ));
                }
                Some(_) => {}
            }
        }
        // What has left a stream is emptied at once where it stood; a phone that has not come to
        // the row that says so holds it still.
        if heads.get(&stream) != Some(&seq) && server.has_emptied(&stream) {
            continue;
        }
        let more = rows
            .iter()
            .find(|(name, (of, _))| *of == stream && !fold.contains_key(name));
        if let Some((name, _)) = more {
            return Err(format!(
                "rule 4: a phone at {stream} {seq} has {name:?} too many"
            ));
        }
    }
    Ok(())
}

/// Rule 5: no byte of a door leaves without an assignment in force.
pub(crate) fn nothing_leaves_without_an_assignment(net: &Net) -> Held {
    match net.inside().leaks.first() {
        Some(leak) => Err(format!("rule 5: a phone was sent {leak}")),
        None => Ok(()),
    }
}

/// Rule 7: what was recorded here is shown here, as long as it was not refused: not by the server
/// as it is now, nor before it was restored from a backup. What has moved to where the phone does
/// not look, or not yet, is out of sight by right.
pub(crate) fn one_sees_what_one_recorded(phone: &Phone, server: &Reader) -> Held {
    let shown = phone.reader.held_keys();
    let cursors = phone.reader.cursors();
    let is_elsewhere = |op: &HeldOp| {
        let made = server.made_at(phone.device, op);
        let held =
            |(stream, seq): (String, u64)| cursors.get(&stream).is_some_and(|it| it.0 >= seq);
        match op.state.as_str() {
            "pending" => !phone.reader.holds_what_is_named(op),
            _ => made.map_or_else(|| !phone.reader.holds_what_is_named(op), |made| !held(made)),
        }
    };
    for op in phone.reader.held_ops() {
        let name = op.key(phone.device);
        if op.is_dropped() {
            continue;
        }
        if !phone.excused.contains(op.text()) && !shown.contains(&name) && !is_elsewhere(&op) {
            return Err(format!("rule 7: op {name} ({}) is out of sight", op.state));
        }
    }
    Ok(())
}

/// Rule 10: whatever an answer says, an op that waits goes on waiting, or is decided.
pub(crate) fn a_sync_takes_nothing_out_of_the_outbox(before: &[HeldOp], phone: &Phone) -> Held {
    let after = phone.reader.held_ops();
    let same_line = |op: &HeldOp, other: &HeldOp| {
        mark(&op.line) == mark(&other.line) || other.is_dropped() && other.state != "pending"
    };
    for op in before {
        if !after.iter().any(|other| same_line(op, other)) {
            return Err(format!("rule 10: op {} {} is gone", op.incarnation, op.n));
        }
    }
    let waiting = |ops: &[HeldOp]| ops.iter().filter(|op| op.state == "pending").count();
    let undecided = after.len() - waiting(&after);
    if undecided + waiting(&after) < before.len() {
        return Err("rule 10: ops are gone".into());
    }
    Ok(())
}

/// Rule 14, here: an answer that does not come, or not whole, changes nothing.
pub(crate) fn nothing_of_a_lost_answer_is_used(
    before: &[HeldOp],
    cursors: &BTreeMap<String, (u64, String)>,
    phone: &Phone,
) -> Held {
    let mut after = phone.reader.held_ops();
    after.retain(|op| op.state == "pending");
    if after != before || phone.reader.cursors() != *cursors {
        return Err("rule 14: a phone used an answer that was lost or cut off".into());
    }
    Ok(())
}

/// All that holds when the last fault is over and everybody has synced.
pub(crate) fn at_rest(world: &World, model: &Model) -> Held {
    each_op_has_one_effect(world, model)?;
    poison_delays_nothing(world)?;
    streams_have_no_gaps(&world.server)?;
    what_was_put_right_is_where_they_live(&world.server)?;
    for (number, (phone, turfs)) in world.phones.iter().zip(&model.turfs_of).enumerate() {
        nothing_waits(phone)?;
        what_is_acknowledged_is_there(phone, &world.server)?;
        if model.shut_out.contains(&number) {
            who_is_shut_out_holds_nothing(phone)?;
            continue;
        }
        all_turfs_are_held_to_their_end(phone, &world.server, turfs)?;
        no_row_is_skipped(phone, &world.server)?;
        phone_and_server_agree(phone, &world.server)?;
        one_sees_what_one_recorded(phone, &world.server)?;
    }
    Ok(())
}

/// Rule 1: every captured op has exactly one effect, or stands in quarantine once.
fn each_op_has_one_effect(world: &World, model: &Model) -> Held {
    let decided = world
        .server
        .decided_marks()
        .map_err(|why| format!("rule 1: {why}"))?;
    let there = counted(decided.values());
    // A line that no server can read tells of nobody, and stays.
    let quarantine = world.server.quarantine().into_iter();
    let unread = quarantine.filter(|line| line.contains(POISON));
    let unread: Vec<String> = unread.filter_map(|line| mark(&line)).collect();
    let unread = counted(unread.iter());
    let marks: BTreeSet<&String> = there.keys().chain(world.must.keys()).collect();
    for mark in marks {
        let (is, must) = (there.get(mark), world.must.get(mark));
        let about = world.about.get(mark);
        if about.is_some_and(|person| model.erased.contains(person)) {
            if is > unread.get(mark) {
                return Err(format!("erasure: {mark} is still there"));
            }
            continue;
        }
        if is != must {
            return Err(format!(
                "rule 1: {mark} is there {is:?} times, and should be {must:?}"
            ));
        }
    }
    Ok(())
}

/// Rule 2: what a phone was told is safe is on the server.
fn what_is_acknowledged_is_there(phone: &Phone, server: &Reader) -> Held {
    for name in phone.reader.held_marks(phone.device).keys() {
        if !server.has_decided(name) {
            return Err(format!(
                "rule 2: {name:?} was acknowledged and is not there"
            ));
        }
    }
    Ok(())
}

/// Rule 3: a device's rows equal the server's fold. (Row by row it was compared already; here is
/// what several streams say of one thing.)
fn phone_and_server_agree(phone: &Phone, server: &Reader) -> Held {
    if let Some(left) = phone.reader.overlays().first() {
        return Err(format!(
            "rule 3: {left:?} is still on its way when all is sent"
        ));
    }
    let rows = phone.reader.held_rows();
    let cursors = phone.reader.cursors();
    for (key, door, turf) in server.people() {
        let turf = turf.map(|turf| format!("turf/{turf}"));
        if !turf.is_some_and(|turf| cursors.contains_key(&turf)) {
            continue;
        }
        let held = rows.get(&("person".to_owned(), key.clone()));
        let at = held.and_then(|(_, value)| value["door"].as_u64());
        if at != Some(door) {
            return Err(format!(
                "rule 3: person {key} is at door {at:?}, and should be at {door}"
            ));
        }
    }
    Ok(())
}

/// Rule 3, on the server: what was put right of somebody is with them, and nowhere else.
fn what_was_put_right_is_where_they_live(server: &Reader) -> Held {
    let people: BTreeMap<_, _> = server
        .people()
        .into_iter()
        .filter_map(|(key, door, turf)| Some((key, (format!("turf/{}", turf?), door))))
        .collect();
    for (op, person, stream, place) in server.edits_of_people() {
        match people.get(&person) {
            Some((turf, door)) if *turf != stream || format!("door/{door}") != place => {
                return Err(format!(
                    "rule 3: {op} of person {person} is at {place} of {stream}, and they are at \
                     door {door} of {turf}"
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Rule 4, on the server: numbers without gaps, but where a stream was compacted.
fn streams_have_no_gaps(server: &Reader) -> Held {
    for (stream, head) in server.streams() {
        let numbers = server.numbers(&stream);
        let is_compacted = server.compacted().iter().any(|(of, _)| *of == stream);
        if !is_compacted && !numbers.iter().copied().eq(1..=head) {
            return Err(format!(
                "rule 4: {stream} has the rows {numbers:?} up to {head}"
            ));
        }
    }
    Ok(())
}

/// Rule 5, of a phone that was shut out.
fn who_is_shut_out_holds_nothing(phone: &Phone) -> Held {
    let rows = phone.reader.held_keys();
    match rows.is_empty() && phone.reader.cursors().is_empty() {
        true => Ok(()),
        false => Err(format!("rule 5: a phone that was shut out holds {rows:?}")),
    }
}

/// Rule 6: what is assigned is held, to its end, and nothing else.
fn all_turfs_are_held_to_their_end(phone: &Phone, server: &Reader, turfs: &BTreeSet<u32>) -> Held {
    let mut must: BTreeSet<String> = turfs.iter().map(|turf| format!("turf/{turf}")).collect();
    must.insert("campaign/1".into());
    let heads: BTreeMap<String, u64> = server.streams().into_iter().collect();
    let held = phone.reader.cursors();
    if !held.keys().eq(must.iter()) {
        return Err(format!(
            "rule 6: a phone holds {:?}, and should {must:?}",
            held.keys()
        ));
    }
    for (stream, (seq, _)) in held {
        if heads.get(&stream) != Some(&seq) {
            return Err(format!("rule 6: a phone has {stream} up to {seq} only"));
        }
    }
    Ok(())
}

/// Rule 9: a line that no server can read stands in quarantine, and nowhere else.
fn poison_delays_nothing(world: &World) -> Held {
    let refused: BTreeSet<String> = world.server.quarantine().into_iter().collect();
    for phone in &world.phones {
        let ops = phone.reader.held_ops().into_iter();
        let mut poisoned = ops.filter(|op| op.line.contains(POISON));
        if let Some(op) = poisoned.find(|op| !refused.contains(&op.line)) {
            return Err(format!(
                "rule 9: the poisoned op {} is not in quarantine",
                op.n
            ));
        }
    }
    Ok(())
}

/// Rule 12: queues are empty.
fn nothing_waits(phone: &Phone) -> Held {
    let waiting = phone
        .reader
        .held_ops()
        .iter()
        .filter(|op| op.state == "pending")
        .count();
    match waiting {
        0 => Ok(()),
        waiting => Err(format!("rule 12: {waiting} ops still wait")),
    }
}
