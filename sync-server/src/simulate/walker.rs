//! One phone's day: what it captures, when it syncs, how it waits after a failure.

use std::io::Read;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep, sleep_until};
use turfwalk_core::model::{
    Answer as Said, Attempt, Channel, Incarnation, Op, OpId, Outcome, Scope, ScriptId,
    ScriptVersion, Target,
};
use turfwalk_core::sync::{Answer, Http, Request, SyncError, Transport};
use turfwalk_core::wire::{
    Invite, Join, Joined, MAX_SNAPSHOT, Page, Reply, SnapshotRef, read_reply, read_snapshot,
};

use super::phone::{Broken, Next, Phone};
use super::tally::Tally;
use crate::db::sha256_hex;
use crate::town::random::Random;

/// Rounds after which a sync gives up, as on a phone.
const MAX_ROUNDS: usize = 10_000;
/// Longest wait after a failure.
const MAX_WAIT: Duration = Duration::from_secs(300);
/// How often a join is repeated.
const JOIN_TRIES: u32 = 10;
/// A connection is not kept for longer than this without a request.
const KEEP_OPEN: Duration = Duration::from_secs(30);

/// A phone with its way to the server.
#[derive(Debug)]
pub(super) struct Walker {
    pub(super) phone: Phone,
    invite: Invite,
    http: Http,
    /// From one sync to the next.
    every: Duration,
    random: Random,
    last: Option<OpId>,
    failures: u32,
    fetched: Option<String>,
}

impl Walker {
    /// Joins by `invite`, over a connection of its own, as every phone has. A join without an
    /// answer is repeated with the same token.
    pub(super) async fn join(
        invite: Invite,
        token: String,
        every: Duration,
        mut random: Random,
        tally: &Tally,
    ) -> Result<Self, SyncError> {
        let http = connection(&invite)?;
        let incarnation = Incarnation(random.next());
        let join = Join {
            code: invite.code.clone(),
            token: token.clone(),
            incarnation,
            name: "Simulated phone".into(),
        };
        let body = serde_json::to_string(&join).expect("a join holds only texts, which serialize");
        let mut tries = 0;
        let answer = loop {
            let sent = http.send(Request {
                server: invite.server.clone(),
                path: "/v1/join".into(),
                token: None,
                from: None,
                body: Some((body.clone(), "application/json")),
            });
            match sent.await.and_then(Answer::success) {
                Ok(answer) => break answer,
                Err(error) if tries == JOIN_TRIES => return Err(error),
                Err(error @ SyncError::Rejected(_)) => return Err(error),
                Err(error) => {
                    tally.failed(&error);
                    tries += 1;
                    let asked = match error {
                        SyncError::Busy { retry_after_s } => retry_after_s,
                        _ => 1,
                    };
                    sleep(Duration::from_secs(asked.into())).await;
                }
            }
        };
        let joined: Joined = serde_json::from_slice(&answer).map_err(|_| SyncError::NotAServer)?;
        let mut walker = Self {
            phone: Phone::new(token, joined.device, incarnation),
            invite,
            http,
            every,
            random,
            last: None,
            failures: 0,
            fetched: None,
        };
        walker.rest();
        Ok(walker)
    }

    /// Walks until `end`: some visits on average, a sync, a rest. Starts at a time of its own, so that the
    /// field does not sync in step.
    pub(super) async fn walk(&mut self, visits: f64, end: Instant, tally: &Tally) {
        let mut due = Instant::now() + self.every.mul_f64(self.random.between(0.0, 1.0));
        while due < end {
            sleep_until(due).await;
            self.visit(visits, tally);
            let done = self.sync_by(end, tally).await;
            due += self.every;
            while done && due < Instant::now() {
                tally.late();
                due += self.every;
            }
        }
    }

    /// Captures that many visits on average.
    pub(super) fn visit(&mut self, average: f64, tally: &Tally) {
        let more = self.random.between(0.0, 1.0) < average.fract();
        for _ in 0..average.trunc() as u64 + u64::from(more) {
            if let Some(op) = self.op() {
                let is_attempt = matches!(op, Op::Attempt(_));
                self.last = Some(self.phone.capture(op)).filter(|_| is_attempt);
                tally.captured(1);
            }
        }
    }

    /// Syncs, again and again after failures as a phone does, until it has or `end` is there.
    /// Returns whether it has.
    pub(super) async fn sync_by(&mut self, end: Instant, tally: &Tally) -> bool {
        loop {
            match self.sync(tally).await {
                Ok(()) => {
                    self.failures = 0;
                    self.rest();
                    return true;
                }
                Err(error) => {
                    tally.failed(&error);
                    let wait = self.wait_after(&error);
                    if Instant::now() + wait >= end {
                        return false;
                    }
                    sleep(wait).await;
                }
            }
        }
    }

    /// Full jitter, on top of what the server asks for.
    fn wait_after(&mut self, error: &SyncError) -> Duration {
        self.failures += 1;
        let most = Duration::from_secs(1 << self.failures.min(9)).min(MAX_WAIT);
        let jitter = most.mul_f64(self.random.between(0.0, 1.0));
        match error {
            SyncError::Busy { retry_after_s } => {
                Duration::from_secs(u64::from(*retry_after_s)) + jitter
            }
            _ => jitter,
        }
    }

    async fn sync(&mut self, tally: &Tally) -> Result<(), SyncError> {
        for _ in 0..MAX_ROUNDS {
            let reply = self.ask(tally).await?;
            match self.phone.apply(&reply, Incarnation(self.random.next())) {
                Ok((next, took)) => {
                    tally.took(took);
                    if next == Next::Rest {
                        return self.fetch_streets(tally).await;
                    }
                }
                Err(broken) => {
                    tally.broke(broken);
                    return Ok(());
                }
            }
        }
        Err(SyncError::Server("it never said that it was done".into()))
    }

    /// One request and its answer. Snapshots that the answer points to are fetched, and stand
    /// among its pages; what came after them is asked for next.
    pub(super) async fn ask(&self, tally: &Tally) -> Result<Reply, SyncError> {
        let body = Some((self.phone.request(), "application/x-ndjson"));
        let started = Instant::now();
        let answer = self
            .http
            .send(self.request("/v1/sync".into(), body))
            .await?;
        let body = answer.success()?;
        tally.answered(started.elapsed());
        let mut reply = read_reply(&body)?;
        for snapshot in std::mem::take(&mut reply.snapshots) {
            reply.pages.push(self.fetch_snapshot(&snapshot).await?);
            reply.header.more = true;
        }
        Ok(reply)
    }

    async fn fetch_snapshot(&self, named: &SnapshotRef) -> Result<Page, SyncError> {
        let bad = || SyncError::Server("its snapshot is not what it said".into());
        let mut bytes = Vec::new();
        while (bytes.len() as u64) < named.bytes {
            let path = format!("/v1/snapshots/{}", named.sha256);
            let request = Request {
                from: Some(bytes.len() as u64),
                ..self.request(path, None)
            };
            let part = self.http.send(request).await?.success()?;
            if part.is_empty() {
                return Err(bad());
            }
            bytes.extend_from_slice(&part);
        }
        if sha256_hex(&bytes) != named.sha256 {
            return Err(bad());
        }
        let mut text = Vec::new();
        zstd::Decoder::new(&bytes[..])
            .and_then(|unpacked| unpacked.take(MAX_SNAPSHOT as u64).read_to_end(&mut text))
            .map_err(|_| bad())?;
        let page = read_snapshot(&text)?;
        (page.cursor == named.cursor)
            .then_some(page)
            .ok_or_else(bad)
    }

    async fn fetch_streets(&mut self, tally: &Tally) -> Result<(), SyncError> {
        let named = self.phone.held().find_map(|(_, held)| held.streets.clone());
        let Some(sha256) = named.filter(|sha256| self.fetched.as_ref() != Some(sha256)) else {
            return Ok(());
        };
        let request = self.request(format!("/v1/streets/{sha256}"), None);
        let bytes = self.http.send(request).await?.success()?;
        if sha256_hex(&bytes) != sha256 {
            tally.broke(Broken(
                "a street pack is not the one that its turf names".into(),
            ));
        }
        self.fetched = Some(sha256);
        Ok(())
    }

    fn request(&self, path: String, body: Option<(String, &'static str)>) -> Request {
        Request {
            server: self.invite.server.clone(),
            path,
            token: Some(self.phone.token.clone()),
            body,
            from: None,
        }
    }

    /// Closes the connection if it would be idle for too long; the next request opens another.
    fn rest(&mut self) {
        if self.every > KEEP_OPEN
            && let Ok(http) = connection(&self.invite)
        {
            self.http = http;
        }
    }

    /// What comes of the next door, in about the shares of a real evening.
    fn op(&mut self) -> Option<Op> {
        let door = self.phone.door(self.random.below(usize::MAX))?;
        let person = self.phone.person(door);
        let at = |target, outcome| {
            Op::Attempt(Attempt {
                target,
                channel: Channel::Door,
                outcome,
                at_ms: Timestamp::now().as_millisecond(),
                list: None,
                note: None,
                supersedes: None,
            })
        };
        let target = person.map_or(Target::Door(door), Target::Person);
        Some(match self.random.below(100) {
            0..55 => at(Target::Door(door), Outcome::NotHome),
            55..90 => at(target, self.talk()),
            90..93 => at(target, Outcome::Refused),
            93..95 => at(
                Target::Door(door),
                Outcome::DoNotContact { scope: Scope::Door },
            ),
            95..97 => Op::AddPerson {
                door,
                name: "Robin Newcomer".into(),
            },
            _ => match self.last.take() {
                Some(attempt) => Op::Retract { attempt },
                None => at(Target::Door(door), Outcome::LiteratureDropped { count: 1 }),
            },
        })
    }

    /// What somebody says who talks.
    fn talk(&mut self) -> Outcome {
        let said = |question: &str, value: &str| Said {
            question: question.into(),
            value: value.into(),
        };
        let support = self.random.pick(&["yes", "leaning", "undecided", "no"]);
        Outcome::Canvassed {
            script: Some(ScriptVersion {
                id: ScriptId(1),
                version: 1,
            }),
            answers: vec![said("support", support), said("help", "no")],
        }
    }
}

/// A client of its own for each phone, so that no two share a connection.
fn connection(_invite: &Invite) -> Result<Http, SyncError> {
    Http::new()
}
