//! East is lost, west takes over: two clusters with streaming replication, two servers, 200 phones
//! that go on writing. At rest every op counts once, nothing that was said to be backed up is
//! gone, and nobody did anything on a phone.
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

#[path = "common/cluster.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod cluster;
#[allow(dead_code, reason = "other tests use the rest")]
mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cluster::Cluster;
use common::{NOON_MS, at, campaign, sha256_hex};
use turfwalk_core::device::{Device, DeviceError};
use turfwalk_core::model::{Channel, DoorId, OpId, Outcome, TurfId};
use turfwalk_core::sync::{Answer, Http, Request, SyncError, Transport};
use turfwalk_core::wire::Invite;
use turfwalk_server::db::{Db, NewDoor, TurfToStore};

const PHONES: usize = 200;
const TURFS: u32 = 20;
const DOORS_A_TURF: u32 = 10;
/// Ops acknowledged before the link is cut, and again after the standby took over.
const ENOUGH: u64 = 400;
/// How long a primary without its standby goes on; the asynchronous one acknowledges meanwhile.
const CUT_OFF: Duration = Duration::from_millis(1_500);
const SOME: u64 = 40;
const MOST_TO_REST: Duration = Duration::from_secs(60);

/// A `turfwalk serve` of its own process.
struct Server {
    process: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(db: &str, copy: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_turfwalk"))
            .args([
                "serve",
                "--plain-http",
                "--listen",
                "127.0.0.1:0",
                "--db",
                db,
                "--copy",
                copy,
                "--dir",
            ])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines();
        let page = said.next().unwrap().unwrap();
        let (_, url) = page.split_once("http://").unwrap();
        let url = format!("http://{}", url.split('/').next().unwrap());
        // The rest is read away, so that the server never waits for a reader.
        std::thread::spawn(move || said.for_each(drop));
        Self {
            process,
            url,
            _folder: folder,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What phones were told, by the hash of their token: the highest `acc` and `dur`.
#[derive(Clone, Default)]
struct Told {
    highest: HashMap<String, (u64, u64)>,
    resets: usize,
    forks: usize,
    busy: usize,
}

impl Told {
    fn acknowledged(&self) -> u64 {
        self.highest.values().map(|(acc, _)| acc).sum()
    }
}

/// A load balancer, which also remembers what was said.
#[derive(Clone)]
struct Balancer {
    http: Http,
    servers: Arc<[String; 2]>,
    turn: Arc<AtomicUsize>,
    told: Arc<Mutex<Told>>,
}

impl Transport for Balancer {
    async fn send(&self, mut request: Request) -> Result<Answer, SyncError> {
        let turn = self.turn.fetch_add(1, Ordering::SeqCst);
        request.server.clone_from(&self.servers[turn % 2]);
        let token = request.token.clone();
        let answer = self.http.send(request).await?;
        let mut told = self.told.lock().unwrap();
        match (answer.status, token) {
            (200, Some(token)) => {
                let text = String::from_utf8_lossy(&answer.body);
                let header: serde_json::Value =
                    serde_json::from_str(text.lines().next().unwrap()).unwrap();
                let said = told.highest.entry(sha256_hex(&token)).or_default();
                said.0 = said.0.max(header["acc"].as_u64().unwrap());
                said.1 = said.1.max(header["dur"].as_u64().unwrap());
                told.resets += text.matches("\"reset\":true").count();
                told.forks += usize::from(!header["fork"].is_null());
            }
            (503, _) => told.busy += 1,
            _ => {}
        }
        Ok(answer)
    }
}

impl Balancer {
    fn told(&self) -> Told {
        self.told.lock().unwrap().clone()
    }

    /// Waits until what was said is so.
    fn until(&self, claim: impl Fn(&Told) -> bool) {
        let until = Instant::now() + MOST_TO_REST;
        while !claim(&self.told()) {
            assert!(Instant::now() < until, "the phones got stuck");
            sleep(Duration::from_millis(50));
        }
    }
}

/// Turfs and doors for all phones, beside the small campaign.
fn field(db: &Db) -> Vec<(TurfId, Vec<DoorId>)> {
    campaign(db);
    let mut doors = Vec::new();
    db.import(|importer| -> Result<(), turfwalk_server::db::DbError> {
        for number in 0..TURFS * DOORS_A_TURF {
            doors.push(importer.door(&NewDoor {
                number: (number + 1).to_string(),
                street: "Long Road".into(),
                ..NewDoor::default()
            })?);
        }
        Ok(())
    })
    .unwrap();
    let cut: Vec<TurfToStore> = doors
        .chunks(DOORS_A_TURF as usize)
        .map(|doors| TurfToStore {
            goes_on: None,
            name: "Turf".into(),
            minutes: 30,
            doors: doors.to_vec(),
            pack: None,
        })
        .collect();
    let ids = db.store_cut(&cut).unwrap();
    ids.into_iter()
        .zip(cut.into_iter().map(|turf| turf.doors))
        .collect()
}

/// A phone's day: it records and syncs, waits after a failure as after a success, and at the end
/// syncs until everything is safe. Returns what it captured.
async fn walk(
    phone: &Device<Balancer>,
    doors: &[DoorId],
    mut seed: u32,
    walking: &AtomicBool,
) -> Vec<OpId> {
    let mut random = move |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 12) % below
    };
    let mut captured: Vec<OpId> = Vec::new();
    let mut failed = 0;
    while walking.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(400 + u64::from(random(1_600)))).await;
        let attempt = at(
            doors[random(doors.len() as u32) as usize].0,
            Outcome::NotHome,
        );
        for _ in 0..=random(2) {
            captured.push(phone.record(attempt.clone()).unwrap());
        }
        match phone.sync().await {
            Ok(report) => assert!(!report.forked),
            Err(DeviceError::Sync(_)) => failed += 1,
            Err(other) => panic!("{other}"),
        }
    }
    let until = Instant::now() + MOST_TO_REST;
    loop {
        let done = phone.sync().await;
        let receipts = phone.receipts().unwrap();
        if done.is_ok() && receipts.safe == receipts.on_phone {
            return captured;
        }
        assert!(
            Instant::now() < until,
            "not at rest after {failed} failures: {done:?}"
        );
        tokio::time::sleep(Duration::from_millis(100 + u64::from(random(400)))).await;
    }
}

/// `acc` of each token's hash as a database has it.
fn acc_in(client: &mut postgres::Client) -> HashMap<String, u64> {
    let rows = client.query(
        "SELECT d.token_hash, max(l.acc) FROM device d JOIN life l ON l.device = d.id GROUP BY 1",
        &[],
    );
    rows.unwrap()
        .iter()
        .map(|row| (row.get(0), row.get::<_, i64>(1) as u64))
        .collect()
}

fn ops(client: &mut postgres::Client, sql: &str) -> Vec<(i64, String, i64)> {
    let rows = client.query(sql, &[]).unwrap();
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

/// Plays it; returns how many acknowledged ops the standby lacked when it took over.
fn east_is_lost(synchronous: bool) -> u64 {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let settings = ["max_connections=100", "shared_buffers=32MB"];
    let east = Cluster::new(&settings);
    let url = east.database();
    let name = url.rsplit('/').next().unwrap();
    let west = east.standby("west", &settings);
    if synchronous {
        let mut client = east.client();
        for setting in [
            "synchronous_standby_names = 'west'",
            "synchronous_commit = 'remote_apply'",
        ] {
            client
                .batch_execute(&format!("ALTER SYSTEM SET {setting}"))
                .unwrap();
        }
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
    }
    let both = |wanted: &str| {
        let (east, west) = (east.port, west.port);
        format!(
            "postgres://turfwalk@127.0.0.1:{east},127.0.0.1:{west}/{name}?target_session_attrs={wanted}"
        )
    };
    let db = Db::connect(&both("read-write")).unwrap();
    let field = field(&db);
    let servers = [0, 1].map(|_| Server::start(&both("read-write"), &both("read-only")));
    let balancer = Balancer {
        http: Http::new().unwrap(),
        servers: Arc::new([servers[0].url.clone(), servers[1].url.clone()]),
        turn: Arc::default(),
        told: Arc::default(),
    };
    let invites: Vec<String> = (0..PHONES)
        .map(|nth| {
            let (turf, _) = field[nth % field.len()];
            let now_ms = jiff::Timestamp::now().as_millisecond();
            let code = db.invite(turf, now_ms).unwrap().code;
            let server = "http://127.0.0.1:1".into();
            Invite { server, code }.to_string()
        })
        .collect();
    drop(db);

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.unwrap();
    let walking = Arc::new(AtomicBool::new(true));
    let phones: Vec<_> = invites
        .into_iter()
        .enumerate()
        .map(|(nth, invite)| {
            let phone = Device::open(":memory:".as_ref(), balancer.clone()).unwrap();
            let (walking, doors) = (Arc::clone(&walking), field[nth % field.len()].1.clone());
            runtime.spawn(async move {
                // All come at once: who is asked to wait comes again, as the app would.
                let busy = |error| match error {
                    DeviceError::Sync(SyncError::Busy { .. }) => Duration::from_millis(500),
                    other => panic!("{other}"),
                };
                while let Err(error) = phone.join(&invite, "Phone").await {
                    tokio::time::sleep(busy(error)).await;
                }
                while let Err(error) = phone.sync().await {
                    tokio::time::sleep(busy(error)).await;
                }
                let captured = walk(&phone, &doors, nth as u32 + 1, &walking).await;
                (phone, captured)
            })
        })
        .collect();
    balancer.until(|told| {
        let joined = told.highest.len() == PHONES;
        let backed_up = told.highest.values().any(|(_, dur)| *dur > 0);
        joined && backed_up && told.acknowledged() > ENOUGH
    });

    // The link is cut: the standby follows no more, the primary goes on for a while.
    let mut in_west = postgres::Client::connect(&west.url(name), postgres::NoTls).unwrap();
    in_west
        .batch_execute("ALTER SYSTEM SET primary_conninfo = ''")
        .unwrap();
    in_west.batch_execute("SELECT pg_reload_conf()").unwrap();
    sleep(CUT_OFF);
    if !synchronous {
        let before = balancer.told().acknowledged();
        balancer.until(|told| told.acknowledged() > before + SOME);
    }
    east.kill();
    let killed = Instant::now();
    sleep(Duration::from_millis(500));
    let told = balancer.told();
    let kept = acc_in(&mut in_west);
    west.promote();
    let promoted = killed.elapsed();

    let (mut lost, mut acknowledged) = (0, 0);
    for (token, (acc, dur)) in &told.highest {
        let kept = kept.get(token).copied().unwrap_or(0);
        assert!(
            *dur <= kept,
            "backed up were {dur} ops, and {kept} are there"
        );
        acknowledged += acc;
        lost += acc.saturating_sub(kept);
    }

    balancer.until(|told| told.acknowledged() > acknowledged + ENOUGH);
    walking.store(false, Ordering::SeqCst);
    let phones: Vec<_> = runtime.block_on(async {
        let mut done = Vec::new();
        for phone in phones {
            done.push(phone.await.unwrap());
        }
        // Each fetches what the others brought last.
        for (phone, _) in &done {
            phone.sync().await.unwrap();
        }
        done
    });
    let rested = killed.elapsed();

    let captured: BTreeSet<(i64, String, i64)> = phones
        .iter()
        .flat_map(|(_, captured)| captured)
        .map(|op| {
            (
                i64::from(op.device.0),
                op.incarnation.to_string(),
                op.n as i64,
            )
        })
        .collect();
    let decided = ops(&mut in_west, "SELECT device, incarnation, n FROM op");
    let made = ops(
        &mut in_west,
        "SELECT device, incarnation, n FROM stream_row WHERE device IS NOT NULL",
    );
    let once = |rows: &[(i64, String, i64)]| rows.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(
        (decided.len(), made.len()),
        (captured.len(), captured.len())
    );
    assert!(
        once(&decided) == captured && once(&made) == captured,
        "each op, once"
    );

    // Every phone sees what the server has.
    let west_db = Db::connect(&west.url(name)).unwrap();
    let mut records = BTreeMap::new();
    for (nth, (phone, _)) in phones.iter().enumerate() {
        let (turf, doors) = &field[nth % field.len()];
        let record = records
            .entry(*turf)
            .or_insert_with(|| west_db.turf_record(*turf).unwrap());
        for door in doors {
            let here: BTreeSet<OpId> = phone
                .door(*door, Channel::Door, NOON_MS)
                .unwrap()
                .attempts
                .iter()
                .map(|row| row.op)
                .collect();
            let there: BTreeSet<OpId> = record.records[door]
                .attempts
                .iter()
                .map(|row| row.op)
                .collect();
            assert_eq!(here, there);
        }
    }
    let end = balancer.told();
    assert_eq!(end.forks, 0);
    println!(
        "{}: {PHONES} phones, {} ops, {acknowledged} acknowledged before the fall, {lost} of them \
         not on the standby and sent again, {} streams reset, {} answers of 503, promoted after \
         {:.1} s, all at rest {:.1} s after the fall",
        if synchronous {
            "synchronous"
        } else {
            "asynchronous"
        },
        captured.len(),
        end.resets,
        end.busy,
        promoted.as_secs_f64(),
        rested.as_secs_f64(),
    );
    if lost > 0 {
        assert!(
            end.resets > 0,
            "phones that were ahead of the standby fetch again"
        );
    }
    lost
}

#[test]
fn with_a_synchronous_standby_nothing_acknowledged_is_lost() {
    assert_eq!(east_is_lost(true), 0);
}

#[test]
fn with_an_asynchronous_standby_phones_bring_back_what_it_lacked() {
    let lost = east_is_lost(false);
    assert!(lost > 0, "the standby lacked nothing: the link was not cut");
}
