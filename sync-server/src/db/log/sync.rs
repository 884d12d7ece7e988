//! A sync request: its ops are taken, what its device lacks is answered.

use std::collections::BTreeSet;

use turfwalk_core::wire::{Reply, ReplyHeader, Sent, StreamId, VERSION};

use super::lives::Receipts;
use super::look::Look;
use super::pull::{Pull, ShortOf, pull};
use super::take::{Push, Taken, take};
use super::together::Asked;
use crate::db::devices::{self, Comer, DeviceRow};
use crate::db::sql::Tx;
use crate::db::{Db, DbError};

/// What a sync request comes to.
#[derive(Debug)]
pub enum SyncOutcome {
    /// Answered.
    Reply(Box<Reply>),
    /// No such token.
    Unauthorized,
}

/// A request to be answered.
pub(super) struct Asking<'a> {
    pub(super) comer: &'a Comer,
    pub(super) sent: &'a Sent,
    /// What became of its ops, if it had any.
    pub(super) taken: Option<&'a Taken>,
}

impl Db {
    /// Takes the ops of a request in one transaction, then answers with what the device lacks, as
    /// of one state of the database. A request without ops writes nothing, but now and then that
    /// its device was here. On PostgreSQL requests that wait share both; on SQLite they share the
    /// commit.
    pub fn sync(&self, token_hash: &str, sent: &Sent, now_ms: i64) -> Result<SyncOutcome, DbError> {
        let asked = Asked { token_hash, sent };
        if self.sqlite().is_none() {
            let all = |all: &[Asked<'_>]| self.sync_all(all, now_ms);
            if let Some(done) = self.together.sync(&asked, all) {
                return done;
            }
        }
        let done = self.sync_all(&[asked], now_ms)?.pop();
        done.ok_or(DbError::Unreadable { what: "answer" })
    }

    /// The same for requests of different devices.
    fn sync_all(&self, all: &[Asked<'_>], now_ms: i64) -> Result<Vec<SyncOutcome>, DbError> {
        let taken = self.decide(all, now_ms)?;
        let mut answers = self.answer_all(all, &taken)?;
        let idle = || {
            let idle = all.iter().zip(&answers);
            let idle = idle.filter(|(asked, _)| asked.sent.ops.is_empty());
            idle.filter_map(|(asked, answer)| Some((&answer.as_ref()?.0, asked.next_key())))
        };
        if idle().any(|(device, next_key)| !device.is_as_seen(next_key, now_ms)) {
            self.write_beside(|tx| devices::saw(tx, idle(), now_ms))?;
        }
        if let Some(copy) = &self.copy {
            let lives = all.iter().zip(&answers).filter_map(|(asked, answer)| {
                Some((answer.as_ref()?.0.id, asked.sent.header.incarnation))
            });
            let dur = copy.acc(&lives.collect::<Vec<_>>());
            for ((_, reply), dur) in answers.iter_mut().flatten().zip(dur) {
                reply.header.dur = dur.min(reply.header.acc);
            }
        }
        let outcomes = answers.into_iter().zip(taken).map(|(answer, taken)| {
            let Some((_, mut reply)) = answer else {
                return SyncOutcome::Unauthorized;
            };
            reply.results = taken.map_or_else(Vec::new, |taken| taken.results);
            SyncOutcome::Reply(Box::new(reply))
        });
        Ok(outcomes.collect())
    }

    /// Decides the ops of requests; `None` for one without, and for a token that nobody has.
    fn decide(&self, all: &[Asked<'_>], now_ms: i64) -> Result<Vec<Option<Taken>>, DbError> {
        let nobody = || all.iter().map(|_| None).collect::<Vec<_>>();
        let mut pushing = Vec::new();
        for (nth, asked) in all.iter().enumerate() {
            if !asked.sent.ops.is_empty() {
                pushing.push((nth, asked, (self.draw)(4)?));
            }
        }
        if pushing.is_empty() {
            return Ok(nobody());
        }
        let tokens: Vec<&str> = pushing
            .iter()
            .map(|(_, asked, _)| asked.token_hash)
            .collect();
        let decide = |tx: &Tx<'_>| {
            let comers = devices::by_tokens(tx, &tokens)?;
            let (mut nths, mut pushes) = (Vec::new(), Vec::new());
            for (nth, asked, tag) in &pushing {
                if let Some(comer) = comers.get(asked.token_hash) {
                    let sent = asked.sent;
                    pushes.push(Push { comer, sent, tag });
                    nths.push(*nth);
                }
            }
            let seen = pushes
                .iter()
                .map(|push| (&push.comer.device, push.sent.header.next_key));
            devices::saw(tx, seen, now_ms)?;
            let mut all = nobody();
            for (nth, taken) in nths.into_iter().zip(take(tx, &pushes, now_ms)?) {
                all[nth] = Some(taken);
            }
            Ok(all)
        };
        match pushing.len() {
            1 => self.write_beside(decide),
            _ => self.write_together(decide),
        }
    }

    /// What devices lack, of one state of the database, and who they are; `None` for a token that
    /// nobody has. Those for whom a snapshot must be made first are answered after the others.
    fn answer_all(
        &self,
        all: &[Asked<'_>],
        taken: &[Option<Taken>],
    ) -> Result<Vec<Option<(DeviceRow, Reply)>>, DbError> {
        let mut answers: Vec<_> = all.iter().map(|_| None).collect();
        let mut left: Vec<usize> = (0..all.len()).collect();
        let mut short_of = ShortOf::Snapshots;
        while !left.is_empty() {
            let unready = self.read_few(|tx| {
                let tokens: Vec<&str> = left.iter().map(|nth| all[*nth].token_hash).collect();
                let comers = devices::by_tokens(tx, &tokens)?;
                left.retain(|nth| comers.contains_key(all[*nth].token_hash));
                let asking = left.iter().map(|nth| Asking {
                    comer: &comers[all[*nth].token_hash],
                    sent: all[*nth].sent,
                    taken: taken[*nth].as_ref(),
                });
                let asking: Vec<Asking<'_>> = asking.collect();
                let look = Look::at(tx, &asking)?;
                let mut unready = BTreeSet::new();
                for (nth, asking) in left.iter().zip(&asking) {
                    let (reply, lacks) = answer(tx, &look, asking, (self.whole_from, short_of))?;
                    if lacks.is_empty() {
                        answers[*nth] = Some((asking.comer.device.clone(), reply));
                    }
                    unready.extend(lacks);
                }
                Ok(unready)
            })?;
            for stream in unready {
                self.make_snapshot(stream)?;
            }
            left.retain(|nth| answers[*nth].is_none());
            short_of = ShortOf::Nothing;
        }
        Ok(answers)
    }
}

/// What an answer to a device says, and which streams are to be made ready before it is sent.
/// Results are left to be put in.
fn answer(
    tx: &Tx<'_>,
    look: &Look,
    asking: &Asking<'_>,
    whole: (u64, ShortOf),
) -> Result<(Reply, Vec<StreamId>), DbError> {
    let Asking { comer, sent, taken } = asking;
    let Receipts { acc, dur } = match taken {
        Some(Taken { acc, dur, .. }) => Receipts {
            acc: *acc,
            dur: *dur,
        },
        None => look.receipts((comer.device.id, sent.header.incarnation)),
    };
    let streams = comer.streams();
    let fork = taken.and_then(|taken| taken.fork);
    let pull = match fork {
        Some(_) => Pull::default(),
        None => pull(tx, look, asking, &streams, whole)?,
    };
    let header = ReplyHeader {
        v: VERSION,
        acc,
        dur: dur.min(acc),
        fork,
        streams,
        more: pull.more,
        wipe: comer.device.is_shut_out,
        next_key: None,
    };
    let reply = Reply {
        header,
        results: Vec::new(),
        pages: pull.pages,
        snapshots: pull.snapshots,
    };
    Ok((reply, pull.unready))
}
