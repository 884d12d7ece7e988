//! What does syncing cost beside its peers: bytes, requests, processor time, memory?
//!
//! The real binary serves; a phone of its own process joins, pulls 10,000 doors with their people,
//! pushes 1,000 visits and makes an idle round; then 100 phones pull 200 doors each and push 200
//! visits each. Both sides write with fsync, to the disk of the target folder. Bytes are counted
//! by a relay on the socket, HTTP's own words included; the joins are left out. Rows are made as
//! large as the documents that the peers were measured with, and that and the receipts are
//! asserted. Peers' figures are quoted: they were measured elsewhere.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use turfwalk_core::device::Device;
use turfwalk_core::model::{
    Answer, Attempt, Basis, Channel, DoorId, LatLon, Note, Op, Outcome, ScriptId, ScriptVersion,
    Target, TurfId,
};
use turfwalk_core::sync::Http;
use turfwalk_core::wire::op_line;
use turfwalk_server::commands::{DbAddress, Folder};
use turfwalk_server::db::{DbError, NewDoor, NewPerson, TurfToStore};
use turfwalk_server::simulate::{Meter, Usage};

type Failed = Box<dyn Error + Send + Sync>;

/// Bytes of JSON of a door with its people, and of a visit, with which the peers were measured.
const DOOR_BYTES: usize = 356;
const VISIT_BYTES: usize = 309;
/// Doors of the one large turf, visits there; doors and visits of each small one; small turfs.
const LARGE: (u32, u32) = (10_000, 1_000);
const SMALL: (u32, u32) = (200, 200);
const PHONES: u32 = 100;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "phone") {
        return phone(&args[1..]);
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let dir = folder.path().join("server");
    let data = Folder::open(Some(&dir), &DbAddress::default())?;
    let door_bytes = make_ground(&data)?;
    let server = Server::start(&dir)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (relay, meter) = runtime.block_on(Meter::before(server.address.clone()))?;
    let link = |turf: u32| -> Result<String, Failed> {
        let code = data
            .db
            .invite(TurfId(turf), Timestamp::now().as_millisecond())?
            .code;
        Ok(format!("http://{relay}/join#{code}"))
    };

    let visit_bytes = visit_bytes();
    if visit_bytes < VISIT_BYTES {
        return Err(
            format!("a visit has {visit_bytes} bytes, less than the peers' {VISIT_BYTES}").into(),
        );
    }
    println!(
        "A door with its people has {door_bytes} bytes of JSON here, a visit {visit_bytes}.\n"
    );
    println!("| step | bytes | requests | CPU s, phone | CPU s, server | most MiB, phone |");
    println!("|---|---|---|---|---|---|");
    let run = |name: &str, asked: &[String]| -> Result<Cost, Failed> {
        let (before, bytes) = (server.usage()?, meter.bytes());
        let cost = Cost::of_phone(asked)?;
        let (after, now) = (server.usage()?, meter.bytes());
        let cost = Cost {
            bytes: (now.0 - bytes.0) + (now.1 - bytes.1),
            server_s: (after.cpu - before.cpu).as_secs_f64(),
            ..cost
        };
        println!("| {name} | {cost} |");
        Ok(cost)
    };
    let file = folder.path().join("phone.db").display().to_string();
    let ask =
        |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).to_owned()).collect() };
    Cost::of_phone(&ask(&["join", &file, &link(1)?]))?;
    let pull = run("pull 10,000 doors", &ask(&["sync", &file, "0"]))?;
    let visits = LARGE.1.to_string();
    Cost::of_phone(&ask(&["record", &file, &visits]))?;
    let push = run("push 1,000 visits", &ask(&["sync", &file, &visits]))?;
    let idle = run("idle round", &ask(&["sync", &file, &visits]))?;

    let files = |turf: u32| folder.path().join(format!("small{turf}.db"));
    let mut joins = ask(&["joins"]);
    for turf in 2..2 + PHONES {
        joins.extend([files(turf).display().to_string(), link(turf)?]);
    }
    Cost::of_phone(&joins)?;
    let all = |words: &[&str]| -> Vec<String> {
        let files = (2..2 + PHONES).map(|turf| files(turf).display().to_string());
        ask(words).into_iter().chain(files).collect()
    };
    let visits = SMALL.1.to_string();
    let down = run("100 phones, 200 doors down", &all(&["syncs", "0"]))?;
    Cost::of_phone(&all(&["records", &visits]))?;
    let up = run("100 phones, 200 visits up", &all(&["syncs", &visits]))?;
    let many = Cost {
        bytes: down.bytes + up.bytes,
        requests: down.requests + up.requests,
        phone_s: down.phone_s + up.phone_s,
        server_s: down.server_s + up.server_s,
        phone_mib: down.phone_mib.max(up.phone_mib),
    };
    println!("| 100 phones, both | {many} |");

    println!("\n{PEERS}");
    let limits = [
        (pull, 650_000, 8, 1.0),
        (push, 90_000, 4, 0.3),
        (idle, 1_024, 1, f64::INFINITY),
        (many, 3_000_000, 400, 2.0),
    ];
    for (cost, bytes, requests, cpu_s) in limits {
        if cost.bytes > bytes || cost.requests > requests || cost.phone_s + cost.server_s > cpu_s {
            println!("Over its limit of {bytes} bytes, {requests} requests, {cpu_s} CPU s: {cost}");
        }
    }
    Ok(())
}

/// As the issue has them, measured elsewhere on the same work.
const PEERS: &str = "\
Peers, as measured elsewhere with documents of 356 and 309 bytes, quoted:

| step | PouchDB 9 with express-pouchdb | y-websocket in memory | automerge-repo |
|---|---|---|---|
| pull 10,000 doors | 2.17 MB, 504 requests, 129 MB, 6 CPU s | 4.58 MB, 1.3 CPU s | 1.96 MB, 10.6 CPU s |
| push 1,000 visits | 1.40 MB, 432 requests, 4.1 CPU s | 0.62 MB | 2.15 MB |
| idle round | 9 requests, 5.8 KB | 456 B | 667 B |
| 100 phones | 20.4 MB, 7,418 requests, 40 CPU s | 21.1 MB | fails |";

/// What a step took.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Cost {
    bytes: u64,
    requests: u64,
    phone_s: f64,
    server_s: f64,
    phone_mib: u64,
}

impl Cost {
    /// Has a phone in a process of its own do what is asked.
    fn of_phone(asked: &[String]) -> Result<Self, Failed> {
        let mut phone = Command::new(std::env::current_exe()?);
        let done = phone
            .arg("phone")
            .args(asked)
            .stderr(Stdio::inherit())
            .output()?;
        if !done.status.success() {
            return Err("a phone failed; its message stands above".into());
        }
        Ok(serde_json::from_slice(&done.stdout)?)
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            bytes,
            requests,
            phone_s,
            server_s,
            phone_mib,
        } = self;
        write!(
            f,
            "{bytes} | {requests} | {phone_s:.2} | {server_s:.2} | {phone_mib}"
        )
    }
}

/// `turfwalk serve` on a port of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(dir: &Path) -> Result<Self, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
        command
            .arg("--dir")
            .arg(dir)
            .args(["serve", "--plain-http", "--listen", "127.0.0.1:0"]);
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut said = BufReader::new(process.stdout.take().ok_or("the server says nothing")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let address = line
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'));
        let address = address
            .ok_or("the server does not say where it is")?
            .0
            .to_owned();
        // What else it says goes nowhere, but has to go.
        std::thread::spawn(move || said.lines().count());
        Ok(Self { process, address })
    }

    fn usage(&self) -> Result<Usage, Failed> {
        Ok(Usage::of(self.process.id()).ok_or("the costs of a process are told by Linux alone")?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The turfs; returns the bytes of a door with its people.
fn make_ground(data: &Folder) -> Result<usize, Failed> {
    let streets = [
        "Washington Street",
        "Constitution Avenue",
        "Mill Pond Road",
        "Station Street",
    ];
    let names = [
        "Alexandra",
        "Benjamin",
        "Charlotte",
        "Dominic",
        "Elizabeth",
        "Ferdinand",
    ];
    let family = [
        "Abernathy",
        "Blackwood",
        "Castellanos",
        "Delacroix",
        "Emmerson",
    ];
    let doors = LARGE.0 + PHONES * SMALL.0;
    let mut ids: Vec<DoorId> = Vec::new();
    data.db.import(|importer| -> Result<(), DbError> {
        for index in 0..doors {
            let i = index as usize;
            let door = importer.door(&NewDoor {
                number: (1 + index % 200).to_string(),
                street: format!("{} {}", streets[i % 4], index / 200),
                unit: String::new(),
                city: "Upper Millbrook Heights".into(),
                postcode: format!("{}", 12_000 + index / 1_000),
                at: LatLon::from_degrees(
                    44.0 + f64::from(index) * 1e-5,
                    -72.0 - f64::from(index % 97) * 1e-4,
                ),
            })?;
            ids.push(door);
            for second in 0..2 {
                importer.person(
                    door,
                    &NewPerson {
                        source_key: format!("VOTER{:09}", 2 * index + second),
                        name: format!(
                            "{} {} {}",
                            names[(i + second as usize) % 6],
                            names[i / 6 % 6],
                            family[i % 5]
                        ),
                        party: ["Democratic", "Republican", "Unaffiliated"][i % 3].into(),
                        no_contact: false,
                    },
                )?;
            }
        }
        Ok(())
    })?;
    let (large, small) = ids.split_at(LARGE.0 as usize);
    let cut: Vec<TurfToStore> = [large]
        .into_iter()
        .chain(small.chunks(SMALL.0 as usize))
        .map(|doors| TurfToStore {
            goes_on: None,
            name: "Turf".into(),
            minutes: 60,
            doors: doors.to_vec(),
            pack: None,
        })
        .collect();
    data.db.store_cut(&cut)?;
    let record = data.db.turf_record(TurfId(1))?;
    let json = |value: serde_json::Result<String>| value.map(|text| text.len());
    let mut bytes = 0;
    for door in &record.doors {
        bytes += json(serde_json::to_string(door))?;
        for person in &record.records[&door.id].people {
            bytes += json(serde_json::to_string(person))?;
        }
    }
    let each = bytes / record.doors.len();
    if each < DOOR_BYTES {
        return Err(
            format!("a door has {each} bytes here, less than the peers' {DOOR_BYTES}").into(),
        );
    }
    Ok(each)
}

/// Visit `number`, at `door`.
fn visit(number: u32, door: DoorId) -> Attempt {
    let said = |question: &str, value: &str| Answer {
        question: question.into(),
        value: value.into(),
    };
    let word = |turn: u32| {
        let words = [
            "porch",
            "evening",
            "garden",
            "schools",
            "bridge",
            "traffic",
            "neighbour",
            "again",
        ];
        words[(number.wrapping_mul(2_654_435_761).rotate_left(turn * 5) % 8) as usize]
    };
    let words: Vec<&str> = (0..9).map(word).collect();
    Attempt {
        target: Target::Door(door),
        channel: Channel::Door,
        outcome: Outcome::Canvassed {
            script: Some(ScriptVersion {
                id: ScriptId(1),
                version: 1,
            }),
            answers: vec![
                said(
                    "support",
                    ["yes", "leaning", "undecided", "no"][number as usize % 4],
                ),
                said("help", ["yes", "no"][number as usize % 2]),
            ],
        },
        at_ms: Timestamp::now().as_millisecond(),
        list: None,
        note: Some(Note {
            text: format!("talked about {}", words.join(" ")),
            basis: Basis::Said,
        }),
        supersedes: None,
    }
}

fn visit_bytes() -> usize {
    let lines = (1..=1_000).map(|n| op_line(n, &Op::Attempt(visit(n as u32, DoorId(n as u32)))));
    lines.map(|line| line.len()).sum::<usize>() / 1_000
}

/// The phone's side, in a process of its own; prints its cost.
fn phone(asked: &[String]) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let open =
        |file: &str| Ok::<_, Failed>(Arc::new(Device::open(&PathBuf::from(file), Http::new()?)?));
    let words: Vec<&str> = asked.iter().map(String::as_str).collect();
    let mut requests = 0;
    match words[..] {
        ["join", file, link] => runtime.block_on(open(file)?.join(link, "Bench"))?,
        ["record", file, visits] => record(&*open(file)?, 1, visits.parse()?)?,
        ["sync", file, visits] => {
            let device = open(file)?;
            requests += u64::from(runtime.block_on(device.sync())?.rounds);
            has_all(&device, visits.parse()?)?;
        }
        ["joins", ..] => {
            for pair in words[1..].chunks(2) {
                runtime.block_on(open(pair[0])?.join(pair[1], "Bench"))?;
            }
        }
        ["syncs", visits, ..] => {
            for file in &words[2..] {
                let device = open(file)?;
                requests += u64::from(runtime.block_on(device.sync())?.rounds);
                has_all(&device, visits.parse()?)?;
            }
        }
        ["records", visits, ..] => {
            for (place, file) in (0..).zip(&words[2..]) {
                let first = LARGE.0 + place * SMALL.0 + 1;
                record(&*open(file)?, first, visits.parse()?)?;
            }
        }
        _ => return Err("no such thing for a phone to do".into()),
    }
    let usage = Usage::of_this().ok_or("the costs of a process are told by Linux alone")?;
    let cost = Cost {
        requests,
        phone_s: usage.cpu.as_secs_f64(),
        phone_mib: usage.peak_kib / 1024,
        ..Cost::default()
    };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

/// Records visits at the doors from `first` on.
fn record(device: &Device<Http>, first: u32, visits: u32) -> Result<(), Failed> {
    for number in 0..visits {
        device.record(visit(number, DoorId(first + number)))?;
    }
    Ok(())
}

fn has_all(device: &Device<Http>, visits: u64) -> Result<(), Failed> {
    let receipts = device.receipts()?;
    if (receipts.safe, receipts.refused) != (visits, 0) {
        return Err(format!("{receipts:?} after {visits} visits").into());
    }
    Ok(())
}
