//! A server and phones on the simulated net, and what happens to them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use turfwalk_core::model::TurfId;
use turfwalk_core::wire::Invite;
use turfwalk_server::db::Db;
use turfwalk_server::serve::{App, Rate, RateLimits, serve};

use crate::common::campaign;
use crate::line::{Port, SERVER};
use crate::phone::{Phone, Syncs};
use crate::rules;

/// Phones by name, each with the turf that it is for and the doors of it.
const PHONES: [(&str, u32, &[u32]); 4] = [
    ("ann", 1, &[1, 2, 3, 4]),
    ("bo", 1, &[1, 2, 3, 4]),
    ("cy", 2, &[5]),
    ("di", 1, &[1, 2, 3, 4]),
];
/// How long things go wrong, and how long all may take to be at rest afterwards: the longest wait
/// between two tries, and the longest for news.
const BAD: Duration = Duration::from_secs(900);
const REST: Duration = Duration::from_secs(2 * 1_200 + 300);
/// Of the simulated clock.
const TICK: Duration = Duration::from_millis(50);
/// Streams of so many rows come whole.
const WHOLE_FROM: u64 = 30;

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn is_one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn seconds(&mut self, most: u64) -> Duration {
        Duration::from_millis(self.below(most * 1_000))
    }
}

/// What was played.
#[derive(Debug, Default)]
pub(crate) struct Played {
    captured: usize,
    syncs: Syncs,
    broken: u32,
    held: u32,
    server_killed: u32,
    phones_killed: u32,
    backups: u32,
    rest_s: u64,
}

impl fmt::Display for Played {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} ops, {} syncs and {} that failed, lines broken {} times and held {}, server killed \
             {} times, phones {}, {} backups; at rest after {} s",
            self.captured,
            self.syncs.done,
            self.syncs.failed,
            self.broken,
            self.held,
            self.server_killed,
            self.phones_killed,
            self.backups,
            self.rest_s
        )
    }
}

/// The simulated net with all that is on it.
pub(crate) struct Field {
    sim: turmoil::Sim<'static>,
    folder: TempDir,
    random: Random,
    phones: Vec<(&'static str, Arc<Phone>)>,
    /// When what is broken is mended, by phone; and killed hosts start again.
    mended: BTreeMap<&'static str, Duration>,
    started: BTreeMap<&'static str, Duration>,
    played: Played,
}

fn server_file(folder: &Path) -> PathBuf {
    folder.join("server.db")
}

/// Simulated minutes are real seconds: nobody asks too often.
fn never_too_often(app: App) -> App {
    let rate = Rate {
        burst: 10_000_000,
        every: Duration::from_nanos(1),
    };
    app.limited(RateLimits {
        requests: rate,
        joins: rate,
        unknown: rate,
        device: rate,
    })
}

/// The server's process, from one start to the next kill.
async fn run_server(file: PathBuf) -> turmoil::Result {
    let db = Db::open(&file)?.sending_whole_from(WHOLE_FROM);
    let app = never_too_often(App::new(Arc::new(db), "a-key".into()));
    let port = Port(turmoil::net::TcpListener::bind(("0.0.0.0", SERVER.1)).await?);
    serve(port, None, Arc::new(app), std::future::pending()).await;
    Ok(())
}

impl Field {
    pub(crate) fn new(seed: u64) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let mut sim = turmoil::Builder::new()
            .rng_seed(seed)
            .simulation_duration(BAD + REST + Duration::from_secs(60))
            .tick_duration(TICK)
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(400))
            .fail_rate(0.002)
            .repair_rate(0.2)
            .tcp_capacity(4_096)
            .build();
        let file = server_file(folder.path());
        let db = Db::open(&file).unwrap();
        campaign(&db);
        let now_ms = jiff::Timestamp::now().as_millisecond();
        let mut random = Random(seed);
        let phone = |(name, turf, doors): (&'static str, u32, &'static [u32])| {
            let invite = Invite {
                server: format!("http://127.0.0.1:{}", SERVER.1),
                code: db.invite(TurfId(turf), now_ms).unwrap().code,
            };
            let phone = Phone {
                file: folder.path().join(format!("{name}.db")),
                doors,
                link: invite.to_string(),
                random: Mutex::new(Random(random.below(u64::MAX))),
                captured: Mutex::default(),
                is_evening: AtomicBool::new(false),
                syncs: Mutex::default(),
            };
            (name, Arc::new(phone))
        };
        let phones: Vec<_> = PHONES.into_iter().map(phone).collect();
        drop(db);
        sim.host(SERVER.0, move || run_server(file.clone()));
        for (name, phone) in &phones {
            let phone = Arc::clone(phone);
            sim.host(*name, move || {
                let phone = Arc::clone(&phone);
                async move {
                    phone.live().await;
                    Ok(())
                }
            });
        }
        Self {
            sim,
            folder,
            random,
            phones,
            mended: BTreeMap::new(),
            started: BTreeMap::new(),
            played: Played::default(),
        }
    }

    /// Plays it: things go wrong for a while, then all is mended, and comes to rest.
    pub(crate) fn play(mut self) -> Played {
        while self.sim.elapsed() < BAD {
            self.second();
            self.go_wrong();
        }
        self.mend_all();
        for (_, phone) in &self.phones {
            phone.is_evening.store(true, Relaxed);
        }
        while self.is_under_way() {
            let rest = self.sim.elapsed() - BAD;
            assert!(rest < REST, "not at rest after {} s", rest.as_secs());
            self.second();
            self.played.rest_s = rest.as_secs();
        }
        self.compare();
        self.played
    }

    fn syncs(&self) -> impl Iterator<Item = Syncs> {
        self.phones
            .iter()
            .map(|(_, phone)| *phone.syncs.lock().unwrap())
    }

    /// A second of the simulated clock.
    fn second(&mut self) {
        for _ in 0..Duration::from_secs(1).as_millis() / TICK.as_millis() {
            self.sim.step().unwrap();
        }
        for (_, phone) in &self.phones {
            self.receipts(phone);
        }
    }

    /// Holds a phone to what it was told; whether it has anything to send.
    fn receipts(&self, phone: &Phone) -> bool {
        let backup = self.backup(self.played.backups);
        let backup = backup.exists().then_some(backup);
        let server = server_file(self.folder.path());
        rules::no_receipt_is_ahead(&phone.file, &server, backup.as_deref())
    }

    fn backup(&self, number: u32) -> PathBuf {
        self.folder.path().join(format!("{number}.backup"))
    }

    // --- what goes wrong

    fn go_wrong(&mut self) {
        let now = self.sim.elapsed();
        for (name, until) in self.mended.clone() {
            if until <= now {
                self.mend(name);
            }
        }
        for (name, until) in self.started.clone() {
            if until <= now {
                self.sim.bounce(name);
                self.started.remove(name);
            }
        }
        for (name, ..) in PHONES {
            if !self.mended.contains_key(name) && self.random.is_one_in(40) {
                self.break_line(name);
                let until = now + self.random.seconds(90);
                self.mended.insert(name, until);
            }
            if !self.started.contains_key(name) && self.random.is_one_in(120) {
                self.sim.crash(name);
                self.played.phones_killed += 1;
                self.started.insert(name, now + self.random.seconds(10));
            }
        }
        if !self.started.contains_key(SERVER.0) && self.random.is_one_in(60) {
            self.kill_server();
            let until = now + self.random.seconds(20);
            self.started.insert(SERVER.0, until);
        }
        if !self.started.contains_key(SERVER.0) && self.random.is_one_in(100) {
            let db = Db::open(&server_file(self.folder.path())).unwrap();
            self.played.backups += 1;
            db.back_up(&self.backup(self.played.backups), 0).unwrap();
        }
    }

    fn break_line(&mut self, name: &'static str) {
        let most = [50, 400, 3_000][self.random.below(3) as usize];
        let most = Duration::from_millis(most);
        self.sim.set_link_max_message_latency(name, SERVER.0, most);
        match self.random.below(5) {
            0 => self.sim.partition(name, SERVER.0),
            1 => self.sim.partition_oneway(name, SERVER.0),
            2 => self.sim.partition_oneway(SERVER.0, name),
            _ => {
                self.played.held += 1;
                return self.sim.hold(name, SERVER.0);
            }
        }
        self.played.broken += 1;
    }

    fn mend(&mut self, name: &'static str) {
        self.sim.release(name, SERVER.0);
        self.sim.repair(name, SERVER.0);
        self.mended.remove(name);
    }

    /// The plug is pulled: the file stays as it was at that moment, and nobody tidies it up.
    fn kill_server(&mut self) {
        let file = server_file(self.folder.path());
        let with = |end: &str| PathBuf::from(format!("{}{end}", file.display()));
        let parts = ["", "-wal"].map(|end| (with(end), std::fs::read(with(end)).ok()));
        self.sim.crash(SERVER.0);
        let _ = std::fs::remove_file(with("-shm"));
        for (part, bytes) in parts {
            match bytes {
                Some(bytes) => std::fs::write(part, bytes).unwrap(),
                None => drop(std::fs::remove_file(part)),
            }
        }
        self.played.server_killed += 1;
    }

    fn mend_all(&mut self) {
        self.sim.set_fail_rate(0.0);
        for (name, ..) in PHONES {
            self.mend(name);
        }
        for name in std::mem::take(&mut self.started).into_keys() {
            self.sim.bounce(name);
        }
    }

    // --- rest

    /// Names of the ops that were captured in each turf.
    fn captured(&self) -> BTreeMap<u32, BTreeSet<String>> {
        let mut captured: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for ((_, phone), (_, turf, _)) in self.phones.iter().zip(PHONES) {
            let ops = phone.captured.lock().unwrap();
            let names = ops.iter().map(ToString::to_string);
            captured.entry(turf).or_default().extend(names);
        }
        captured
    }

    /// Whether a phone has still something to send, or does not show all yet that was captured in
    /// its turf, as the server's.
    fn is_under_way(&self) -> bool {
        let captured = self.captured();
        let mut phones = self.phones.iter().zip(PHONES);
        phones.any(|((_, phone), (_, turf, _))| {
            self.receipts(phone) || {
                let (shown, overlays) = rules::shown(&phone.file);
                overlays > 0 || shown != captured[&turf]
            }
        })
    }

    /// Each op that was captured has just one effect, and every phone of its turf shows it.
    fn compare(&mut self) {
        let effects = rules::effects(&server_file(self.folder.path()));
        let captured = self.captured();
        let all: BTreeSet<&String> = captured.values().flatten().collect();
        assert!(
            effects.keys().eq(all.iter().copied()),
            "{effects:?} for {all:?}"
        );
        let twice: Vec<_> = effects.iter().filter(|(_, rows)| **rows != 1).collect();
        assert!(twice.is_empty(), "more than one effect: {twice:?}");
        self.played.captured = all.len();
        for syncs in self.syncs().collect::<Vec<_>>() {
            self.played.syncs.done += syncs.done;
            self.played.syncs.failed += syncs.failed;
        }
    }
}
