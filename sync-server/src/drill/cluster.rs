//! Throwaway PostgreSQL clusters on loopback: their own folder, their own port, gone at the end.
//! The programs of the newest installed PostgreSQL run them; nothing that is there is touched.

use std::fs::Permissions;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::commands::CommandError;

/// Whose the databases are.
const USER: &str = "turfwalk";
/// The user that PostgreSQL's programs run as where this one is root, which they refuse.
const NOT_ROOT: &str = "postgres";

/// A running cluster. A watcher stops it and removes its folder when it is dropped, and when this
/// process ends in any way.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    watcher: Option<Child>,
}

impl Cluster {
    /// Why there can be none on this machine, if that is so.
    pub fn lacks() -> Option<String> {
        programs().err().map(|error| error.to_string())
    }

    /// Makes and starts one with these settings besides its own, each `name=value`.
    ///
    /// # Errors
    /// Where [`Self::lacks`] says why, or one of PostgreSQL's programs fails: with what it said.
    pub fn new(settings: &[&str]) -> Result<Self, CommandError> {
        Self::start(initialised()?, settings)
    }

    /// Makes and starts one that speaks TLS by this certificate and its key, both in PEM.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn over_tls(certificate: &str, key: &str) -> Result<Self, CommandError> {
        let folder = initialised()?;
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let file = folder.join("data").join(name);
            std::fs::write(&file, text)?;
            std::fs::set_permissions(&file, Permissions::from_mode(0o600))?;
            give(&file)?;
        }
        Self::start(folder, &["fsync=off", "ssl=on"])
    }

    /// Lets in who these lines of pg_hba.conf name, and nobody else, from now on.
    pub fn admit(&self, lines: &str) -> Result<(), CommandError> {
        let data = self.folder.join("data");
        std::fs::write(data.join("pg_hba.conf"), lines)?;
        run(command("pg_ctl")?.args(["reload", "-D"]).arg(data))?;
        Ok(())
    }

    /// Makes a standby of this cluster, which follows it under that name, and starts it.
    pub fn standby(&self, name: &str, settings: &[&str]) -> Result<Self, CommandError> {
        let folder = own_folder()?;
        let from = format!(
            "host=127.0.0.1 port={} user={USER} application_name={name}",
            self.port
        );
        run(command("pg_basebackup")?
            .args([
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--dbname",
                &from,
            ])
            .arg("--pgdata")
            .arg(folder.join("data")))?;
        Self::start(folder, settings)
    }

    fn start(folder: PathBuf, settings: &[&str]) -> Result<Self, CommandError> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = free.local_addr()?.port();
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
        let stop = command("pg_ctl")?;
        let watcher = Command::new("sh")
            .args([
                "-c",
                "trap '' INT TERM HUP; cat; d=$1; shift; \
                 \"$@\" stop -m immediate -D \"$d/data\"; rm -rf \"$d\"",
                "watcher",
            ])
            .arg(&folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let cluster = Self {
            folder,
            port,
            watcher: Some(watcher),
        };
        let log = cluster.folder.join("log");
        let started = command("pg_ctl")?
            .args(["start", "--wait", "--timeout=60", "-D"])
            .arg(&data)
            .arg("--log")
            .arg(&log)
            .arg("--options")
            .arg(&options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !started.success() {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            return Err(format!("the cluster did not start: {said}").into());
        }
        Ok(cluster)
    }

    /// A fresh, empty database in it; its name.
    pub fn database(&self) -> Result<String, CommandError> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::SeqCst));
        self.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(name)
    }

    /// The port on loopback that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database in it; its first one is `postgres`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements in a database of it, by PostgreSQL's own client; rows come as lines, their
    /// columns parted by `|`.
    pub fn sql(&self, database: &str, statements: &str) -> Result<String, CommandError> {
        let mut client = Command::new(programs()?.join("psql"));
        client.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            &self.url(database),
            "-c",
            statements,
        ]);
        run(&mut client)
    }

    /// The same for the statements of a file, all of them or none.
    pub fn sql_file(&self, database: &str, file: &Path) -> Result<String, CommandError> {
        let mut client = Command::new(programs()?.join("psql"));
        client
            .args(["-X", "-q", "-A", "-t", "-1", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database))
            .arg("-f")
            .arg(file);
        run(&mut client)
    }

    /// Changes settings of the running cluster, each `name = value`.
    pub fn set(&self, settings: &[&str]) -> Result<(), CommandError> {
        for setting in settings {
            self.sql("postgres", &format!("ALTER SYSTEM SET {setting}"))?;
        }
        self.sql("postgres", "SELECT pg_reload_conf()")?;
        Ok(())
    }

    /// Kills every process of it with SIGKILL, as a power cut would.
    pub fn kill(&self) -> Result<(), CommandError> {
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid"))?;
        let postmaster = file.lines().next().unwrap_or_default();
        // Its children first are stopped from doing anything more, then all of it ends.
        run(Command::new("kill").args(["-STOP", postmaster]))?;
        let children = run(Command::new("pgrep").args(["-P", postmaster]))?;
        run(Command::new("kill")
            .args(["-KILL", postmaster])
            .args(children.split_whitespace()))?;
        Ok(())
    }

    /// Makes a standby the one that takes writes.
    pub fn promote(&self) -> Result<(), CommandError> {
        run(command("pg_ctl")?
            .args(["promote", "--wait", "-D"])
            .arg(self.folder.join("data")))?;
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut watcher) = self.watcher.take() {
            drop(watcher.stdin.take());
            // It ends by itself, and nothing is left to do where it can't be waited for.
            let _ = watcher.wait();
        }
    }
}

/// A program of PostgreSQL's, as the user that it wants: not root.
fn command(program: &str) -> Result<Command, CommandError> {
    let program = programs()?.join(program);
    let mut command = if is_root()? {
        let mut command = Command::new("runuser");
        command.args(["-u", NOT_ROOT, "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    Ok(command)
}

/// The folder of the newest installed version.
fn programs() -> Result<PathBuf, CommandError> {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let newest = versions
        .into_iter()
        .flatten()
        .filter_map(|version| version.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max();
    let folder = match newest {
        Some(newest) => format!("/usr/lib/postgresql/{newest}/bin").into(),
        None => match Command::new("pg_config").arg("--bindir").output() {
            Ok(out) => PathBuf::from(String::from_utf8_lossy(&out.stdout).trim()),
            Err(_) => PathBuf::new(),
        },
    };
    if ["initdb", "pg_ctl", "pg_basebackup", "psql"]
        .iter()
        .any(|program| !folder.join(program).is_file())
    {
        return Err(
            "PostgreSQL is not installed (initdb, pg_ctl, pg_basebackup, psql); install your \
             distribution's package and run it again"
                .into(),
        );
    }
    if is_root()? {
        id("-u")?;
    }
    Ok(folder)
}

/// A number of the user that PostgreSQL's programs run as: `-u` its own, `-g` its group's.
fn id(which: &str) -> Result<u32, CommandError> {
    let said = Command::new("id").args([which, NOT_ROOT]).output()?;
    let number = String::from_utf8_lossy(&said.stdout).trim().parse();
    number.map_err(|_| {
        format!("PostgreSQL refuses root, and there is no user {NOT_ROOT}; run it as another user")
            .into()
    })
}

/// A folder of its own with an empty cluster in it.
fn initialised() -> Result<PathBuf, CommandError> {
    let folder = own_folder()?;
    run(command("initdb")?
        .args(["--username", USER, "--auth=trust", "--encoding=UTF8"])
        .args(["--locale=C.UTF-8", "--no-sync", "--pgdata"])
        .arg(folder.join("data")))?;
    Ok(folder)
}

/// An empty folder that PostgreSQL's user owns.
fn own_folder() -> Result<PathBuf, CommandError> {
    let folder = tempfile::Builder::new().prefix("turfwalk-pg-").tempdir()?;
    give(folder.path())?;
    Ok(folder.keep())
}

/// Makes it PostgreSQL's user's own.
fn give(path: &Path) -> Result<(), CommandError> {
    if is_root()? {
        chown(path, Some(id("-u")?), Some(id("-g")?))?;
    }
    Ok(())
}

fn is_root() -> Result<bool, CommandError> {
    Ok(Path::new("/proc/self").metadata()?.uid() == 0)
}

/// What a program printed.
fn run(command: &mut Command) -> Result<String, CommandError> {
    let out = command.output()?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        return Err(format!("{:?} failed: {said}", command.get_program()).into());
    }
    Ok(String::from_utf8(out.stdout)?)
}
