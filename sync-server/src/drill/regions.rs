//! East and west: two PostgreSQL clusters of which the one follows the other, two servers that
//! know both behind a balancer, and phones that walk.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::task::JoinHandle;
use turfwalk_core::device::{Device, DeviceError};
use turfwalk_core::model::{Attempt, Channel, DoorId, OpId, Outcome, Target, TurfId};
use turfwalk_core::sync::SyncError;
use turfwalk_core::wire::Invite;

use super::balancer::Balancer;
use super::cluster::Cluster;
use super::server::Server;
use crate::commands::{CommandError, DbAddress, Folder};
use crate::db::Db;
use crate::simulate::make_turfs;
use crate::town::random::Random;

/// Turfs that the phones are spread over, and doors of each.
const TURFS: u32 = 20;
const DOORS: u32 = 10;
/// Longest time until what has to come is there.
pub(super) const SOON: Duration = Duration::from_secs(60);

/// Both, and what runs on them.
pub(super) struct Regions {
    pub(super) east: Cluster,
    pub(super) west: Cluster,
    /// The name of the database in both.
    pub(super) name: String,
    pub(super) balancer: Balancer,
    pub(super) runtime: tokio::runtime::Runtime,
    turfs: Vec<TurfId>,
    invites: Vec<Invite>,
    walking: Arc<AtomicBool>,
    _servers: [Server; 2],
    _folder: tempfile::TempDir,
}

/// A phone at rest, and what it captured.
pub(super) struct Rested {
    pub(super) phone: Device<Balancer>,
    pub(super) turf: TurfId,
    pub(super) captured: Vec<OpId>,
}

impl Regions {
    /// A campaign in the east, a standby in the west, servers run by `program`, and an invite for
    /// each phone. A synchronous standby has each commit before it is acknowledged.
    pub(super) fn new(
        program: &Path,
        phones: usize,
        synchronous: bool,
    ) -> Result<Self, CommandError> {
        let settings = ["max_connections=100", "shared_buffers=32MB"];
        let east = Cluster::new(&settings)?;
        let name = east.database()?;
        let west = east.standby("west", &settings)?;
        if synchronous {
            east.set(&[
                "synchronous_standby_names = 'west'",
                "synchronous_commit = 'remote_apply'",
            ])?;
        }
        let both = |wanted: &str| {
            let (east, west) = (east.port(), west.port());
            format!(
                "postgres://turfwalk@127.0.0.1:{east},127.0.0.1:{west}/{name}?target_session_attrs={wanted}"
            )
        };
        let (db, copy) = (both("read-write"), both("read-only"));
        let folder = tempfile::tempdir()?;
        let dir = folder.path();
        let (turfs, invites) = {
            let kept = DbAddress {
                db: Some(db.clone()),
                ..DbAddress::default()
            };
            let folder = Folder::open(Some(&dir.join("data")), &kept)?;
            let turfs = make_turfs(&folder.db, TURFS, DOORS, 1)?;
            let invites = turfs
                .iter()
                .cycle()
                .take(phones)
                .map(|turf| {
                    let now_ms = Timestamp::now().as_millisecond();
                    Ok(Invite {
                        // The balancer decides which server it is.
                        server: "http://127.0.0.1:1".into(),
                        code: folder.db.invite(*turf, now_ms)?.code,
                    })
                })
                .collect::<Result<Vec<_>, CommandError>>()?;
            (turfs, invites)
        };
        let start = |nth: u32| {
            let dir = dir.join(format!("server{nth}"));
            let mut command = super::field::turfwalk(program, &dir);
            command.args(["serve", "--plain-http", "--listen", "127.0.0.1:0"]);
            command.args(["--db", &db, "--copy", &copy]);
            Server::start(command.stdout(Stdio::piped()))
        };
        let servers = [start(1)?, start(2)?];
        let urls = [1, 2].map(|nth: usize| format!("http://127.0.0.1:{}", servers[nth - 1].port));
        Ok(Self {
            balancer: Balancer::before(urls)?,
            east,
            west,
            name,
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()?,
            turfs,
            invites,
            walking: Arc::new(AtomicBool::new(true)),
            _servers: servers,
            _folder: folder,
        })
    }

    /// Lets all phones join and walk until [`Self::rest`].
    pub(super) fn set_off(&self) -> Vec<JoinHandle<Result<Rested, CommandError>>> {
        let turfs = self.turfs.iter().copied().cycle();
        let phones = (1..).zip(self.invites.iter().cloned().zip(turfs));
        phones
            .map(|(seed, (invite, turf))| {
                let (balancer, walking) = (self.balancer.clone(), Arc::clone(&self.walking));
                self.runtime
                    .spawn(walk(balancer, invite, turf, seed, walking))
            })
            .collect()
    }

    /// Ends the walks; each phone syncs until it has nothing left to send, and then once more for
    /// what the others brought last.
    pub(super) fn rest(
        &self,
        phones: Vec<JoinHandle<Result<Rested, CommandError>>>,
    ) -> Result<Vec<Rested>, CommandError> {
        self.walking.store(false, Ordering::SeqCst);
        self.runtime.block_on(async {
            let mut rested = Vec::new();
            for phone in phones {
                rested.push(phone.await??);
            }
            for it in &rested {
                it.phone.sync().await?;
            }
            Ok(rested)
        })
    }

    /// Each phone shows what a database has, at every door.
    pub(super) fn all_see(&self, db: &Db, phones: &[Rested]) -> Result<(), CommandError> {
        let mut records = HashMap::new();
        for it in phones {
            let record = match records.entry(it.turf) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(db.turf_record(it.turf)?),
            };
            for (door, there) in &record.records {
                let here = it.phone.door(*door, Channel::Door, 0)?.attempts;
                let mut here: Vec<OpId> = here.iter().map(|row| row.op).collect();
                let mut there: Vec<OpId> = there.attempts.iter().map(|row| row.op).collect();
                here.sort();
                there.sort();
                if here != there {
                    return Err(format!("a phone sees other records at door {}", door.0).into());
                }
            }
        }
        Ok(())
    }
}

/// One phone's day: it records and syncs, waits after a failure as after a success, and at the end
/// syncs until everything is safe.
async fn walk(
    balancer: Balancer,
    invite: Invite,
    turf: TurfId,
    seed: u64,
    walking: Arc<AtomicBool>,
) -> Result<Rested, CommandError> {
    let phone = Device::open(":memory:".as_ref(), balancer)?;
    // All come at once: who is asked to wait comes again, as the app would.
    let busy = |error| match error {
        DeviceError::Sync(SyncError::Busy { .. }) => Ok(Duration::from_millis(500)),
        other => Err(other),
    };
    while let Err(error) = phone.join(&invite.to_string(), "Phone").await {
        tokio::time::sleep(busy(error)?).await;
    }
    while let Err(error) = phone.sync().await {
        tokio::time::sleep(busy(error)?).await;
    }
    let list = phone.walk_lists()?.first().ok_or("a phone has no list")?.id;
    let stops = phone.walk_list(list)?.stops;
    let doors: Vec<DoorId> = stops.iter().flat_map(|stop| stop.doors.clone()).collect();
    let mut random = Random::new(seed);
    let mut captured = Vec::new();
    while walking.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(400 + random.next() % 1_600)).await;
        let attempt = Attempt {
            target: Target::Door(*random.pick(&doors)),
            channel: Channel::Door,
            outcome: Outcome::NotHome,
            at_ms: Timestamp::now().as_millisecond(),
            list: None,
            note: None,
            supersedes: None,
        };
        for _ in 0..=random.below(2) {
            captured.push(phone.record(attempt.clone())?);
        }
        match phone.sync().await {
            Ok(report) if report.forked => return Err("a phone was taken for another".into()),
            Ok(_) | Err(DeviceError::Sync(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let until = Instant::now() + SOON;
    loop {
        let done = phone.sync().await;
        let receipts = phone.receipts()?;
        if done.is_ok() && receipts.safe == receipts.on_phone {
            return Ok(Rested {
                phone,
                turf,
                captured,
            });
        }
        if Instant::now() > until {
            return Err(format!("a phone does not come to rest: {done:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(100 + random.next() % 400)).await;
    }
}
