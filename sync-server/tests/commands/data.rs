//! A data folder, a small town and its voters for it, and the binary run on them.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use turfwalk_core::device::Device;
use turfwalk_core::sync::Http;
use turfwalk_server::db::Db;

/// Midday of some day, in milliseconds since 1970.
pub(crate) const NOON_MS: i64 = 1_767_268_800_000;

/// Header of the plain voter files here.
pub(crate) const VOTERS: &str = "id,first_name,last_name,number,street,unit,city,zip\n";
/// Header of sheets for `--doors`.
pub(crate) const DOORS: &str = "id,number,street,unit,lat,lon\n";

/// A folder for files, and the data folder in it.
pub(crate) struct Data {
    pub(crate) files: tempfile::TempDir,
    dir: PathBuf,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Data {
    pub(crate) fn new() -> Self {
        let files = tempfile::tempdir().unwrap();
        let dir = files.path().join("data");
        Self { files, dir }
    }

    /// With the data folder elsewhere.
    pub(crate) fn at(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            ..Self::new()
        }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Writes a file and returns its path.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Two parallel streets and one across, with ten house numbers on South Street.
    pub(crate) fn streets(&self) -> String {
        self.file("town.osm", town())
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
        command
            .arg("--dir")
            .arg(&self.dir)
            .args(args)
            .stdin(Stdio::null());
        command.env_remove("TURFWALK_DIR");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    /// What a run that works prints.
    #[track_caller]
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!((run.code, &*run.err), (Some(0), ""), "{args:?}");
        run.out
    }

    /// The one sentence of a run that fails.
    #[track_caller]
    pub(crate) fn fails(&self, args: &[&str]) -> String {
        let run = self.run(args);
        assert_eq!(
            (run.code, &*run.out),
            (Some(1), ""),
            "{args:?}: {}",
            run.err
        );
        sentence(&run.err)
    }

    pub(crate) fn db(&self) -> Db {
        Db::open(&self.dir.join("turfwalk.db")).unwrap()
    }

    /// The server on a free port, until dropped.
    pub(crate) fn serve(&self) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line
            .strip_prefix("Organizer's page: ")
            .unwrap()
            .split("/?key=")
            .next()
            .unwrap();
        Server {
            url: url.to_owned(),
            child,
        }
    }

    /// A phone that has joined turf 1 and fetched its list.
    pub(crate) fn phone(&self, server: &Server) -> Device<Http> {
        let device =
            Device::open(&self.files.path().join("phone.db"), Http::new().unwrap()).unwrap();
        let said = self.ok(&["invite", "--turf", "1", "--server", &server.url]);
        now(device.join(said.lines().next().unwrap(), "Phone")).unwrap();
        now(device.sync()).unwrap();
        device
    }

    /// Doors as `number street unit`, sorted; no two alike, or the test fails.
    #[track_caller]
    pub(crate) fn addresses(&self) -> Vec<String> {
        let line = |door: &turfwalk_server::db::StoredDoor| {
            let unit = door.unit.clone().unwrap_or_default();
            format!("{} {} {unit}", door.number, door.street)
                .trim_end()
                .to_owned()
        };
        let mut lines: Vec<String> = self.db().doors().unwrap().iter().map(line).collect();
        lines.sort();
        let count = lines.len();
        lines.dedup();
        assert_eq!(count, lines.len(), "a door stands twice: {lines:?}");
        lines
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) url: String,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The result of a future.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// The one line on the error stream, checked for what every failure owes.
#[track_caller]
pub(crate) fn sentence(err: &str) -> String {
    let lines: Vec<&str> = err.lines().collect();
    assert_eq!(lines.len(), 1, "not one sentence: {err}");
    let text = lines[0]
        .strip_prefix("turfwalk: ")
        .unwrap_or_else(|| panic!("unsigned: {err}"));
    assert!(
        !text.contains("panicked") && text.contains([';', ',', ':']),
        "no advice: {text}"
    );
    text.to_owned()
}

/// The town as OpenStreetMap XML.
pub(crate) fn town() -> String {
    let (south, north, west, middle, east) = (60.0, 60.002, 24.0, 24.003, 24.006);
    let mut osm = String::from("<?xml version='1.0'?><osm version='0.6'>");
    let corners = [south, north]
        .into_iter()
        .flat_map(|lat| [west, middle, east].map(|lon| (lat, lon)));
    for (id, (lat, lon)) in (1..).zip(corners) {
        write!(osm, "<node id='{id}' lat='{lat:.7}' lon='{lon:.7}'/>").unwrap();
    }
    for number in 1..=10 {
        let (id, lon) = (100 + number, west + 0.0005 * f64::from(number));
        let lat = if number % 2 == 0 {
            south + 0.0001
        } else {
            south - 0.0001
        };
        write!(
            osm,
            "<node id='{id}' lat='{lat:.7}' lon='{lon:.7}'><tag k='addr:housenumber' v='{number}'/>\
             <tag k='addr:street' v='South Street'/></node>"
        )
        .unwrap();
    }
    let ways = [
        (10, "1 2 3", "South Street"),
        (11, "4 5 6", "North Street"),
        (12, "2 5", "Cross Lane"),
    ];
    for (id, nodes, name) in ways {
        write!(osm, "<way id='{id}'>").unwrap();
        for node in nodes.split(' ') {
            write!(osm, "<nd ref='{node}'/>").unwrap();
        }
        write!(
            osm,
            "<tag k='highway' v='residential'/><tag k='name' v='{name}'/></way>"
        )
        .unwrap();
    }
    osm.push_str("</osm>");
    osm
}

/// `count` voters at North Street.
pub(crate) fn north(count: usize) -> String {
    let rows = (1..=count).map(|n| format!("{n},Ada,Number{n},{n},North Street,,Town,00100\n"));
    VOTERS.to_owned() + &rows.collect::<String>()
}
