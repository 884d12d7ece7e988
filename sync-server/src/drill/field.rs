//! Where a fault is played: a data folder of its own, a real server process over it on loopback,
//! phones with real files, and the count of what came of all that was recorded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tempfile::TempDir;
use turfwalk_core::device::Device;
use turfwalk_core::model::{Attempt, Basis, Channel, DoorId, Note, Outcome, Target, TurfId};
use turfwalk_core::sync::Http;

use super::server::Server;
use crate::commands::{CommandError, DbAddress, Folder, invite_link, server_key};
use crate::db::{Db, file_of_dump};
use crate::simulate::make_turfs;

/// Doors of a turf here.
pub(super) const DOORS: u32 = 12;
/// Longest time in which a phone may get rid of all that it holds once the fault is over.
const REST: Duration = Duration::from_secs(30);

/// A phone of the drill.
pub(super) type Phone = Device<Http>;

/// A folder, a server over it, and what phones recorded.
pub(super) struct Field {
    files: TempDir,
    dir: PathBuf,
    /// Further arguments of `serve`.
    serve: Vec<String>,
    port: u16,
    server: Option<Server>,
    runtime: tokio::runtime::Runtime,
}

impl Field {
    /// A fresh campaign of so many turfs; its server speaks plain HTTP and does not run yet.
    pub(super) fn new(turfs: u32) -> Result<Self, CommandError> {
        Self::over(turfs, None)
    }

    /// The same with the data folder at `dir`.
    pub(super) fn over(turfs: u32, dir: Option<&Path>) -> Result<Self, CommandError> {
        let files = tempfile::tempdir()?;
        let dir = dir.map_or_else(|| files.path().join("data"), Path::to_owned);
        let folder = Folder::open(Some(&dir), &DbAddress::default())?;
        make_turfs(&folder.db, turfs, DOORS, 1)?;
        Self::at(files, dir)
    }

    /// The same over a database as an older release left it.
    pub(super) fn of_dump(dump: &str) -> Result<Self, CommandError> {
        let files = tempfile::tempdir()?;
        let dir = files.path().join("data");
        std::fs::create_dir(&dir)?;
        file_of_dump(&dir.join("turfwalk.db"), dump)?;
        Self::at(files, dir)
    }

    fn at(files: TempDir, dir: PathBuf) -> Result<Self, CommandError> {
        Ok(Self {
            files,
            dir,
            serve: vec!["--plain-http".into()],
            port: 0,
            server: None,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
        })
    }

    /// The same with other arguments of `serve`.
    pub(super) fn serving_by(mut self, args: &[&str]) -> Self {
        self.serve = args.iter().map(|arg| (*arg).to_owned()).collect();
        self
    }

    /// A path for a file of the drill.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// The data folder.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Starts the server as a process, again at the port that it had; done when it listens.
    pub(super) fn start(&mut self) -> Result<(), CommandError> {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = self.turfwalk(&["serve", "--listen", &listen])?;
        let server = Server::start(command.args(&self.serve).stdout(Stdio::piped()))?;
        self.port = server.port;
        self.server = Some(server);
        Ok(())
    }

    /// Ends the server's process with SIGKILL.
    pub(super) fn kill(&mut self) -> Result<(), CommandError> {
        self.server.take().map_or(Ok(()), Server::kill)
    }

    /// The server's process.
    pub(super) fn server(&self) -> Result<&Server, CommandError> {
        Ok(self.server.as_ref().ok_or("the server does not run")?)
    }

    /// This very program, on the field's data folder.
    pub(super) fn turfwalk(&self, args: &[&str]) -> Result<Command, CommandError> {
        let mut command = turfwalk(&std::env::current_exe()?, &self.dir);
        command.args(args);
        Ok(command)
    }

    /// Runs a command on the data folder; whether it worked, and what it said.
    pub(super) fn run(&self, args: &[&str]) -> Result<(bool, String), CommandError> {
        let done = self.turfwalk(args)?.stderr(Stdio::piped()).output()?;
        let said = [done.stdout, done.stderr].concat();
        Ok((
            done.status.success(),
            String::from_utf8_lossy(&said).trim().to_owned(),
        ))
    }

    /// The database, read beside the server.
    pub(super) fn folder(&self) -> Result<Folder, CommandError> {
        Folder::open(Some(&self.dir), &DbAddress::default())
    }

    /// The server's SQLite file.
    pub(super) fn database(&self) -> PathBuf {
        self.dir.join("turfwalk.db")
    }

    /// Where the server is.
    pub(super) fn url(&self) -> String {
        let scheme = if self.serve.iter().any(|arg| arg == "--plain-http") {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// A link to join by, which names the server's key if that is its own.
    pub(super) fn invite(&self, turf: u32) -> Result<String, CommandError> {
        let folder = self.folder()?;
        let made = folder
            .db
            .invite(TurfId(turf), Timestamp::now().as_millisecond())?;
        invite_link(&self.url(), server_key(&folder, &self.url())?, &made)
    }

    /// A phone that has joined a turf and holds its list.
    pub(super) fn phone(&self, name: &str, turf: u32) -> Result<Phone, CommandError> {
        let phone = self.open(name)?;
        let link = self.invite(turf)?;
        self.runtime.block_on(phone.join(&link, name))?;
        self.sync(&phone)?;
        Ok(phone)
    }

    /// A phone's file, as it is.
    pub(super) fn open(&self, name: &str) -> Result<Phone, CommandError> {
        Ok(Device::open(&self.file(name), Http::new()?)?)
    }

    /// One sync.
    pub(super) fn sync(&self, phone: &Phone) -> Result<(), CommandError> {
        self.runtime.block_on(phone.sync())?;
        Ok(())
    }

    /// What a future comes to.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Syncs until nothing is left on the phone, for half a minute at most.
    pub(super) fn rest(&self, phone: &Phone) -> Result<(), CommandError> {
        let began = Instant::now();
        loop {
            let done = self.sync(phone);
            let receipts = phone.receipts()?;
            if done.is_ok() && receipts.on_phone == receipts.safe {
                return Ok(());
            }
            if began.elapsed() > REST {
                let unsent = receipts.on_phone - receipts.safe;
                return Err(format!("{unsent} records are unsent after {REST:?}").into());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// How often each mark of the drill's records stands on the server, taken back or not.
    pub(super) fn on_server(&self) -> Result<BTreeMap<String, u32>, CommandError> {
        marks(&self.folder()?.db)
    }

    /// How often each mark stands on a phone, at the doors of its list.
    pub(super) fn held_by(&self, phone: &Phone) -> Result<BTreeMap<String, u32>, CommandError> {
        let mut marks = BTreeMap::new();
        for door in doors(phone)? {
            let now_ms = Timestamp::now().as_millisecond();
            for row in phone.door(door, Channel::Door, now_ms)?.attempts {
                if let Some(note) = row.attempt.note {
                    *marks.entry(note.text).or_default() += 1;
                }
            }
        }
        Ok(marks)
    }

    /// An error unless the server has each of `marks` just once, and nothing else.
    pub(super) fn has_just(&self, marks: &[String]) -> Result<(), CommandError> {
        let mut there = self.on_server()?;
        for mark in marks {
            match there.remove(mark) {
                Some(1) => {}
                Some(times) => return Err(format!("record {mark} is there {times} times").into()),
                None => return Err(format!("record {mark} is lost").into()),
            }
        }
        match there.into_keys().next() {
            Some(mark) => Err(format!("record {mark} is there, and nobody made it").into()),
            None => Ok(()),
        }
    }
}

/// A command of `program` on a data folder, with no setting from elsewhere.
pub(super) fn turfwalk(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--dir").arg(dir);
    for name in ["TURFWALK_DB", "TURFWALK_COPY", "TURFWALK_CONFIG"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// Records an attempt with its own mark at a door of the phone's list.
pub(super) fn record(phone: &Phone, mark: &str, at_ms: i64) -> Result<(), CommandError> {
    let doors = doors(phone)?;
    let turn = mark.bytes().map(usize::from).sum::<usize>();
    let door = doors
        .get(turn % doors.len().max(1))
        .ok_or("the list has no door")?;
    phone.record(Attempt {
        target: Target::Door(*door),
        channel: Channel::Door,
        outcome: Outcome::NotHome,
        at_ms,
        list: None,
        note: Some(Note {
            text: mark.to_owned(),
            basis: Basis::Inferred,
        }),
        supersedes: None,
    })?;
    Ok(())
}

/// The doors of a phone's list.
fn doors(phone: &Phone) -> Result<Vec<DoorId>, CommandError> {
    let lists = phone.walk_lists()?;
    let list = phone.walk_list(lists.first().ok_or("the phone has no list")?.id)?;
    Ok(list
        .stops
        .iter()
        .flat_map(|stop| stop.doors.clone())
        .collect())
}

/// Records so many with marks of their own; the marks.
pub(super) fn record_many(
    phone: &Phone,
    name: &str,
    numbers: std::ops::Range<u32>,
) -> Result<Vec<String>, CommandError> {
    let marks: Vec<String> = numbers.map(|number| format!("{name}.{number}")).collect();
    for mark in &marks {
        record(phone, mark, Timestamp::now().as_millisecond())?;
    }
    Ok(marks)
}

/// How often each mark stands in a database.
pub(super) fn marks(db: &Db) -> Result<BTreeMap<String, u32>, CommandError> {
    let mut marks = BTreeMap::new();
    for row in db.export()? {
        if let Some(note) = row.row.attempt.note {
            *marks.entry(note.text).or_default() += 1;
        }
    }
    Ok(marks)
}
