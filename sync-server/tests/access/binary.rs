//! The binary itself: `serve`, `invite`, `user`, `device` and `audit` as people run them.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use turfwalk_core::model::Outcome;
use turfwalk_server::db::Db;

use crate::common::{at, campaign};
use crate::world::phone;

fn turfwalk(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turfwalk"));
    command.arg("--dir").arg(folder).args(args);
    command
}

fn run(folder: &Path, args: &[&str], typed: &str) -> Output {
    let mut child = turfwalk(folder, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that asks nothing may have ended already.
    let _ = stdin.write_all(typed.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn said(folder: &Path, args: &[&str], typed: &str) -> String {
    let output = run(folder, args, typed);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, args: &[&str], typed: &str) -> String {
    let output = run(folder, args, typed);
    assert!(!output.status.success(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A `turfwalk serve` that is ended however the test ends.
struct Serving {
    child: Child,
    address: SocketAddr,
    scheme: String,
    /// Read from no more, and not closed: it would end with whoever listens to it.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    fn start(folder: &Path, more: &[&str]) -> Self {
        let args = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = turfwalk(folder, &args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let page = said
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| line.strip_prefix("Organizer's page: ").map(str::to_owned))
            .unwrap();
        let (scheme, rest) = page.split_once("://").unwrap();
        Self {
            child,
            address: rest.split('/').next().unwrap().parse().unwrap(),
            scheme: scheme.to_owned(),
            _said: said,
        }
    }

    fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Asks it to end as the system does; whether it ended well.
    fn terminate(mut self) -> bool {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        self.child.wait().unwrap().success()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_joins_a_running_server_by_the_link_that_the_command_prints() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    campaign(&Db::open(&data.join("turfwalk.db")).unwrap());
    let serving = Serving::start(data, &[]);
    assert_eq!(serving.scheme, "https");
    let printed = said(
        data,
        &["invite", "--turf", "1", "--server", &serving.url()],
        "",
    );
    let link = printed.lines().next().unwrap();
    let phone = phone(data, "phone.db");
    phone.join(link, "Phone").await.unwrap();
    phone.sync().await.unwrap();
    phone.record(at(1, Outcome::NotHome)).unwrap();
    phone.sync().await.unwrap();
    assert_eq!(phone.receipts().unwrap().safe, 1);

    let devices = said(data, &["device", "list"], "");
    assert!(devices.starts_with("1\tin\tturfs 1\t"), "{devices}");
    said(data, &["device", "revoke", "1"], "");
    phone.sync().await.unwrap();
    assert!(phone.walk_lists().unwrap().is_empty());
    assert!(said(data, &["device", "list"], "").starts_with("1\tshut out\t"));
    assert!(refused(data, &["device", "revoke", "9"], "").contains("there is no phone 9"));
    assert!(serving.terminate());

    // A restart has the same key: the phone still speaks to it, and is refused by it.
    let again = Serving::start(data, &[]);
    let printed = said(
        data,
        &["invite", "--turf", "1", "--server", &again.url()],
        "",
    );
    let key = |link: &str| link.rsplit('.').next().unwrap().trim().to_owned();
    assert_eq!(key(printed.lines().next().unwrap()), key(link));
    assert!(again.terminate());

    // Behind a proxy others vouch for the server, and the link carries no key.
    let plain = Serving::start(data, &["--plain-http"]);
    assert_eq!(plain.scheme, "http");
    let printed = said(
        data,
        &["invite", "--turf", "1", "--server", "https://t.example"],
        "",
    );
    let (_, code) = printed.lines().next().unwrap().split_once('#').unwrap();
    assert!(!code.contains('.'), "{code}");
    assert!(plain.terminate());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_gets_another_key_by_command_and_its_phones_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    campaign(&Db::open(&data.join("turfwalk.db")).unwrap());
    let serving = Serving::start(data, &[]);
    let invite = ["invite", "--turf", "1", "--server", &serving.url()];
    let printed = said(data, &invite, "");
    let phone = phone(data, "phone.db");
    let link = printed.lines().next().unwrap();
    phone.join(link, "Phone").await.unwrap();
    assert!(said(data, &["key", "show"], "").contains("There is no next key"));
    assert!(refused(data, &["key", "switch"], "").contains("there is no next key"));
    let made = said(data, &["key", "next"], "");
    assert!(
        made.contains("1 of 1 phones have not heard of it yet: 1."),
        "{made}"
    );
    assert!(refused(data, &["key", "switch"], "").contains("nothing was changed"));

    let heard = || said(data, &["key", "show"], "").contains("All of 1 phones have heard of it");
    until(async || {
        phone.sync().await.unwrap();
        heard()
    })
    .await;
    let shown = said(data, &["key", "show"], "");
    said(data, &["key", "switch"], "");
    // A new invite names the new key, which the server takes up while it runs.
    let link = said(data, &invite, "");
    let link = link.lines().next().unwrap();
    let fresh = crate::world::phone(data, "fresh.db");
    until(async || fresh.join(link, "Fresh").await.is_ok()).await;
    phone.record(at(1, Outcome::NotHome)).unwrap();
    phone.sync().await.unwrap();
    assert_eq!(phone.receipts().unwrap().safe, 1);
    let now = said(data, &["key", "show"], "");
    let next = shown.lines().nth(1).unwrap().split_whitespace().last();
    assert_eq!(now.lines().next().unwrap().split_whitespace().last(), next);
    let log = said(data, &["audit"], "");
    assert!(
        log.contains("key_made") && log.contains("key_switched"),
        "{log}"
    );
    assert!(serving.terminate());

    let plain = Serving::start(data, &["--plain-http"]);
    assert!(refused(data, &["key", "next"], "").contains("phones pin no key"));
    drop(plain);
}

/// Asks until it is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    for _ in 0..100 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("it never came about");
}

#[test]
fn users_are_made_on_the_command_line_and_the_log_tells() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    let add = |name, role, typed| run(data, &["user", "add", name, "--role", role], typed);
    assert!(add("Olga", "owner", "a long password\n").status.success());
    assert!(add("Ann", "viewer", "another password").status.success());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    for (name, role, typed) in [
        ("olga", "viewer", "a long password"),
        ("Bo", "king", "a long password"),
        ("Bo", "viewer", "short"),
        ("Bo", "viewer", ""),
    ] {
        assert!(!add(name, role, typed).status.success(), "{name} {role}");
    }
    let list = said(data, &["user", "list"], "");
    assert_eq!(list, "1\towner\tOlga\n2\tviewer\tAnn\n");
    said(data, &["user", "password", "ann"], "a third password");
    assert!(refused(data, &["user", "remove", "Olga"], "").contains("only owner"));
    said(data, &["user", "remove", "Ann"], "");
    assert!(refused(data, &["user", "password", "Ann"], "x").contains("no user"));

    let log = said(data, &["audit"], "");
    let did: Vec<_> = log
        .lines()
        .map(|line| line.split('\t').skip(5).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        did,
        [
            "user_added user/1 owner",
            "user_added user/2 viewer",
            "password_changed user/2",
            "user_removed user/2",
        ]
    );
    let csv = said(data, &["audit", "--csv", "--since", "2020-01-01"], "");
    assert!(csv.starts_with("at,via,user,device,address,did,about\n"));
    assert_eq!(csv.lines().count(), 5);
    assert_eq!(said(data, &["audit", "--since", "2199-01-01"], ""), "");
    assert!(refused(data, &["audit", "--user", "Nobody"], "").contains("no user"));
}
