//! Requests that come while others are under way, and then go together: in one transaction, each
//! statement about all of them. None is answered before its commit.

use std::collections::{HashSet, VecDeque};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use turfwalk_core::wire::{Sent, ServerKey};

use super::SyncOutcome;
use crate::db::DbError;

/// Groups under way at a time: while one waits for the disk or a lock, another is worked on …
const AT_ONCE: usize = 2;
/// … if so many wait that they are worth a transaction.
const ENOUGH: usize = 8;
/// Most requests of a group.
const MOST: usize = 64;
/// Ops of a request above which it goes alone, so that none waits for it.
const MOST_OPS: usize = 100;

/// What a device asks for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) token_hash: &'a str,
    pub(super) sent: &'a Sent,
}

impl Asked<'_> {
    /// The key that the device says it keeps for later.
    pub(super) fn next_key(&self) -> Option<ServerKey> {
        self.sent.header.next_key
    }
}

/// Who waits for the next group.
#[derive(Debug, Default)]
pub(in crate::db) struct Together {
    desk: Mutex<Desk>,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: VecDeque<Waiting>,
    under_way: usize,
}

#[derive(Debug)]
struct Waiting {
    token_hash: String,
    sent: Sent,
    tell: Sender<Told>,
}

/// What one who waits is told.
#[derive(Debug)]
enum Told {
    /// Its answer.
    Done(Result<SyncOutcome, DbError>),
    /// To do the work for these, of which it is the first.
    Lead(Vec<Waiting>),
}

impl Together {
    /// The answer to a request that `all` gives to it and to others; `None` if it is to be tried
    /// alone, because `all` failed and others may be why.
    pub(super) fn sync(
        &self,
        asked: &Asked<'_>,
        all: impl Fn(&[Asked<'_>]) -> Result<Vec<SyncOutcome>, DbError>,
    ) -> Option<Result<SyncOutcome, DbError>> {
        if asked.sent.ops.len() > MOST_OPS {
            return None;
        }
        let (tell, told) = channel();
        let mut group = self.come(Waiting {
            token_hash: asked.token_hash.to_owned(),
            sent: asked.sent.clone(),
            tell,
        });
        loop {
            if let Some(group) = group.take() {
                self.lead(group, &all);
            }
            match told.recv() {
                Ok(Told::Done(done)) => return Some(done),
                Ok(Told::Lead(others)) => group = Some(others),
                Err(_) => return None,
            }
        }
    }

    /// The group to be led at once, if not too many are under way.
    fn come(&self, waiting: Waiting) -> Option<Vec<Waiting>> {
        let mut desk = self.desk();
        desk.waiting.push_back(waiting);
        let begins = match desk.under_way {
            0 => true,
            under_way => under_way < AT_ONCE && desk.waiting.len() >= ENOUGH,
        };
        if !begins {
            return None;
        }
        desk.under_way += 1;
        Some(desk.next_group())
    }

    fn lead(
        &self,
        group: Vec<Waiting>,
        all: impl Fn(&[Asked<'_>]) -> Result<Vec<SyncOutcome>, DbError>,
    ) {
        let _under_way = UnderWay(self);
        let asked = group.iter().map(|waiting| Asked {
            token_hash: &waiting.token_hash,
            sent: &waiting.sent,
        });
        let asked: Vec<Asked<'_>> = asked.collect();
        let done: Vec<Result<SyncOutcome, DbError>> = match all(&asked) {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if asked.len() == 1 => vec![Err(error)],
            // Perhaps it was committed: that is for the devices to find out.
            Err(DbError::Unsure) => group.iter().map(|_| Err(DbError::Unsure)).collect(),
            Err(_) => Vec::new(),
        };
        for (waiting, done) in group.iter().zip(done) {
            // One that is gone has panicked.
            waiting.tell.send(Told::Done(done)).ok();
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// Who goes next: of each device one request.
    fn next_group(&mut self) -> Vec<Waiting> {
        let mut devices = HashSet::new();
        let (mut group, mut later) = (Vec::new(), VecDeque::new());
        for waiting in self.waiting.drain(..) {
            if group.len() < MOST && devices.insert(waiting.token_hash.clone()) {
                group.push(waiting);
            } else {
                later.push_back(waiting);
            }
        }
        self.waiting = later;
        group
    }
}

/// A group until it is done, or its leader panics: then the next one begins.
struct UnderWay<'a>(&'a Together);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut desk = self.0.desk();
        while let group = desk.next_group()
            && let Some(first) = group.first()
        {
            let tell = first.tell.clone();
            if tell.send(Told::Lead(group)).is_ok() {
                return;
            }
        }
        desk.under_way -= 1;
    }
}
