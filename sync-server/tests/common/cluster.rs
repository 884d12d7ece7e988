//! Throwaway PostgreSQL clusters on loopback: their own folder, their own port, gone at the end.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Whose the databases are.
const USER: &str = "turfwalk";

/// A running cluster. A watcher stops it and removes its folder when it is dropped, and when this
/// process ends in any way.
pub(crate) struct Cluster {
    folder: PathBuf,
    pub(crate) port: u16,
    watcher: Option<Child>,
}

/// The cluster that the tests of one binary share, without a care for power cuts.
pub(crate) fn shared() -> &'static Cluster {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    SHARED
        .get_or_init(|| Cluster::new(&["fsync=off", "full_page_writes=off", "max_connections=200"]))
}

impl Cluster {
    /// Makes and starts one with these settings besides its own.
    pub(crate) fn new(settings: &[&str]) -> Self {
        let folder = own_folder();
        let data = folder.join("data");
        run(command("initdb")
            .args(["--username", USER, "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C.UTF-8", "--no-sync", "--pgdata"])
            .arg(&data));
        Self::start(folder, settings)
    }

    /// Makes a standby of this cluster, which follows it under that name, and starts it.
    pub(crate) fn standby(&self, name: &str, settings: &[&str]) -> Self {
        let folder = own_folder();
        let from = format!(
            "host=127.0.0.1 port={} user={USER} application_name={name}",
            self.port
        );
        run(command("pg_basebackup")
            .args([
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--dbname",
                &from,
            ])
            .arg("--pgdata")
            .arg(folder.join("data")));
        Self::start(folder, settings)
    }

    fn start(folder: PathBuf, settings: &[&str]) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let data = folder.join("data");
        let mut options = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' \
             -c logging_collector=off"
        );
        for setting in settings {
            options += &format!(" -c '{setting}'");
        }
        // Started under the watcher's eyes: it stops the cluster when its input ends.
        let stop = command("pg_ctl");
        let mut words: Vec<String> = vec![stop.get_program().to_string_lossy().into_owned()];
        words.extend(
            stop.get_args()
                .map(|word| word.to_string_lossy().into_owned()),
        );
        let watcher = Command::new("sh")
            .args([
                "-c",
                "trap '' INT TERM HUP; cat; d=$1; shift; \
                 \"$@\" stop -m immediate -D \"$d/data\"; rm -rf \"$d\"",
                "watcher",
            ])
            .arg(&folder)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let log = folder.join("log");
        let mut start = command("pg_ctl");
        start
            .args(["start", "--wait", "--timeout=60", "-D"])
            .arg(&data);
        start.arg("--log").arg(&log).arg("--options").arg(&options);
        let started = start
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        assert!(started.success(), "the cluster did not start: {said}");
        Self {
            folder,
            port,
            watcher: Some(watcher),
        }
    }

    /// A fresh, empty database in it; its address.
    pub(crate) fn database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::SeqCst));
        self.client()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.url(&name)
    }

    /// The address of a database in it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// A plain connection to its first database.
    pub(crate) fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.url("postgres"), postgres::NoTls).unwrap()
    }

    /// Kills every process of it with SIGKILL, as a power cut would.
    pub(crate) fn kill(&self) {
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        let postmaster = file.lines().next().unwrap();
        // Its children first are stopped from doing anything more, then all of it ends.
        run(Command::new("kill").args(["-STOP", postmaster]));
        let children = Command::new("pgrep")
            .args(["-P", postmaster])
            .output()
            .unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        run(Command::new("kill")
            .args(["-KILL", postmaster])
            .args(children.split_whitespace()));
    }

    /// Makes a standby the one that takes writes.
    pub(crate) fn promote(&self) {
        run(command("pg_ctl")
            .args(["promote", "--wait", "-D"])
            .arg(self.folder.join("data")));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            watcher.wait().ok();
        }
    }
}

/// A program of PostgreSQL's, as the user that it wants: not root.
fn command(program: &str) -> Command {
    let program = programs().join(program);
    let mut command = match is_root() {
        true => {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        }
        false => Command::new(program),
    };
    command.current_dir("/");
    command
}

/// The folder of the newest installed version.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let newest = versions
        .filter_map(|version| version.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max();
    match newest {
        Some(newest) => format!("/usr/lib/postgresql/{newest}/bin").into(),
        None => {
            let config = Command::new("pg_config").arg("--bindir").output();
            let config =
                config.expect("PostgreSQL is not installed: run sync-server/tests/setup.sh");
            String::from_utf8(config.stdout).unwrap().trim().into()
        }
    }
}

/// An empty folder that PostgreSQL's user owns.
fn own_folder() -> PathBuf {
    let folder = tempfile::Builder::new()
        .prefix("turfwalk-pg-")
        .tempdir()
        .unwrap()
        .keep();
    if is_root() {
        let id = |which| {
            let out = Command::new("id")
                .args([which, "postgres"])
                .output()
                .unwrap();
            String::from_utf8(out.stdout)
                .unwrap()
                .trim()
                .parse()
                .unwrap()
        };
        chown(&folder, Some(id("-u")), Some(id("-g"))).unwrap();
    }
    folder
}

fn is_root() -> bool {
    Path::new("/proc/self").metadata().unwrap().uid() == 0
}

fn run(command: &mut Command) {
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{:?}: {said}", command.get_program());
}
