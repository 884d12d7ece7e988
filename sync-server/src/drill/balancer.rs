//! A load balancer between phones and two servers, which remembers what phones were told.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use turfwalk_core::sync::{Answer, Http, Request, SyncError, Transport};
use turfwalk_core::wire::read_reply;

use super::regions::SOON;
use crate::commands::CommandError;
use crate::db::sha256_hex;

/// What phones were told, by the hash of their token: the highest `acc` and `dur`.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) highest: HashMap<String, (u64, u64)>,
    pub(super) resets: usize,
    pub(super) forks: usize,
    pub(super) busy: usize,
}

impl Told {
    pub(super) fn acknowledged(&self) -> u64 {
        self.highest.values().map(|(acc, _)| acc).sum()
    }

    pub(super) fn backed_up(&self) -> u64 {
        self.highest.values().map(|(_, dur)| dur).sum()
    }
}

/// Asks the servers in turn.
#[derive(Clone)]
pub(super) struct Balancer {
    http: Http,
    servers: Arc<[String; 2]>,
    turn: Arc<AtomicUsize>,
    told: Arc<Mutex<Told>>,
}

impl Transport for Balancer {
    async fn send(&self, mut request: Request) -> Result<Answer, SyncError> {
        let turn = self.turn.fetch_add(1, Ordering::SeqCst);
        request.server.clone_from(&self.servers[turn % 2]);
        let (token, is_sync) = (request.token.clone(), request.path == "/v1/sync");
        let answer = self.http.send(request).await?;
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match (answer.status, token) {
            (200, Some(token)) if is_sync => {
                let reply = read_reply(&answer.body)?;
                let said = told
                    .highest
                    .entry(sha256_hex(token.as_bytes()))
                    .or_default();
                said.0 = said.0.max(reply.header.acc);
                said.1 = said.1.max(reply.header.dur);
                told.resets += reply.pages.iter().filter(|page| page.reset).count();
                told.forks += usize::from(reply.header.fork.is_some());
            }
            (503, _) => told.busy += 1,
            _ => {}
        }
        Ok(answer)
    }
}

impl Balancer {
    /// Before servers at these addresses.
    pub(super) fn before(servers: [String; 2]) -> Result<Self, SyncError> {
        Ok(Self {
            http: Http::new()?,
            servers: Arc::new(servers),
            turn: Arc::default(),
            told: Arc::default(),
        })
    }

    pub(super) fn told(&self) -> Told {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.clone()
    }

    /// Waits until what was said is so.
    pub(super) fn until(&self, claim: impl Fn(&Told) -> bool) -> Result<(), CommandError> {
        let until = Instant::now() + SOON;
        while !claim(&self.told()) {
            if Instant::now() > until {
                return Err("the phones got stuck".into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}
