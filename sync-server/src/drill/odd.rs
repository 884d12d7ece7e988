//! Phones that say odd things: a line that no server can read, and clocks that are hours off.

use jiff::Timestamp;
use turfwalk_core::merge::Refusal;
use turfwalk_core::model::{Incarnation, Outcome};
use turfwalk_core::sync::{Http, Request, Transport};
use turfwalk_core::wire::{
    Invite, Join, Joined, RequestHeader, VERSION, Verdict, read_reply, write_push,
};

use super::field::{Field, record};
use super::{Seen, Wish};
use crate::commands::CommandError;
use crate::db::random_hex;

/// A device of another make sends good lines with a poisoned one among them.
pub(super) fn poison_op(_: &Wish) -> Result<Seen, CommandError> {
    let mut field = Field::new(1)?;
    field.start()?;
    let invite: Invite = field.invite(1)?.parse()?;
    let (http, token) = (Http::new()?, random_hex(32)?);
    let life = Incarnation(7);
    let send = |path: &str, token: Option<&str>, body: (String, &'static str)| {
        let request = Request {
            server: invite.server.clone(),
            path: path.into(),
            token: token.map(str::to_owned),
            body: Some(body),
            from: None,
        };
        Ok::<_, CommandError>(field.wait(http.send(request))?.success()?)
    };
    let join = serde_json::to_string(&Join {
        code: invite.code.clone(),
        token: token.clone(),
        incarnation: life,
        name: "Another make".into(),
    })?;
    let joined = send("/v1/join", None, (join, "application/json"))?;
    let _: Joined = serde_json::from_slice(&joined)?;
    let header = RequestHeader {
        v: VERSION,
        incarnation: life,
        from: 1,
        cursors: Vec::new(),
        holds_from: 0,
        next_key: None,
    };
    let good = |n: u32| {
        format!(
            r#"{{"n":{n},"kind":"attempt","target":{{"door":1}},"channel":"door","outcome":{{"kind":"not_home"}},"at_ms":0,"note":{{"text":"good.{n}","basis":"said"}}}}"#
        )
    };
    let deep = format!(
        r#"{{"n":4,"kind":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let lines = [
        good(1),
        r#"{"n":2,"kind":"hologram"}"#.into(),
        good(3),
        deep,
        "not JSON at all".into(),
        good(6),
    ];
    let body = write_push(&header, lines.iter().map(String::as_str));
    for _ in 0..2 {
        let sent = (body.clone(), "application/x-ndjson");
        let reply = read_reply(&send("/v1/sync", Some(&token), sent)?)?;
        let refused: Vec<u64> = reply
            .results
            .iter()
            .filter(|result| {
                let word = Verdict::Refused {
                    refused: Refusal::Malformed,
                };
                result.verdict == word
            })
            .map(|result| result.n)
            .collect();
        if (reply.header.acc, &refused[..]) != (6, &[2, 4, 5]) {
            return Err(format!("acc {}, refused {refused:?}", reply.header.acc).into());
        }
    }
    field.has_just(&[1, 3, 6].map(|n| format!("good.{n}")))?;
    let held = field.folder()?.db.quarantine()?.len();
    match held {
        3 => Ok(Seen::Held(
            "sent twice: 3 of 6 lines in quarantine once, those beside and behind them taken once"
                .into(),
        )),
        held => Err(format!("{held} lines stand in quarantine").into()),
    }
}

/// Phones whose clocks are three hours off, and one that is right, at one door.
pub(super) fn clocks(_: &Wish) -> Result<Seen, CommandError> {
    const THREE_HOURS_MS: i64 = 3 * 3_600_000;
    let mut field = Field::new(1)?;
    field.start()?;
    let now_ms = Timestamp::now().as_millisecond();
    let mut marks = Vec::new();
    for (name, off_ms) in [
        ("ahead", THREE_HOURS_MS),
        ("right", 0),
        ("behind", -THREE_HOURS_MS),
    ] {
        let phone = field.phone(name, 1)?;
        record(&phone, name, now_ms + off_ms)?;
        marks.push(name.to_owned());
        field.rest(&phone)?;
    }
    field.has_just(&marks)?;
    let rows = field.folder()?.db.export()?;
    let wrong = rows
        .iter()
        .any(|row| row.row.attempt.outcome != Outcome::NotHome);
    let ranked = rows.iter().all(|row| row.row.rank.is_some());
    if wrong || !ranked {
        return Err("an attempt has no number of the server's".into());
    }
    Ok(Seen::Held(
        "phones 3 h ahead and behind: all records there once, in the server's order; its own clock \
         was not moved"
            .into(),
    ))
}
