//! `turfwalk serve`: phones and the organizer's page.

use std::io::IsTerminal;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rustls::ServerConfig;

use super::{CommandError, Folder, campaign, say};
use crate::db::{Db, random_hex};
use crate::serve::{App, KeyFile, OwnKey, listen, serve, tls_from};

/// Where the server is without a word about it.
pub(super) const DEFAULT_URL: &str = "https://127.0.0.1:8642";
/// The setting that says who vouches for the server, as [`Vouched`] has it.
const VOUCHED: &str = "tls";

/// Threads that wait for the database, at most: there is one writer, and thousands of phones that
/// come at once wait more cheaply as requests than as threads.
const DATABASE_THREADS: usize = 16;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples: turfwalk serve --listen 0.0.0.0:8642\n          \
    turfwalk serve --plain-http --listen 127.0.0.1:8642   (behind a proxy that speaks TLS)"
)]
pub struct ServeCommand {
    /// Address and port to listen on
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8642",
        env = "TURFWALK_LISTEN"
    )]
    listen: SocketAddr,
    /// A certificate that phones and browsers trust, with its chain, in PEM. Without it the server
    /// makes a key of its own, which invites carry and phones pin
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        env = "TURFWALK_TLS_CERT"
    )]
    tls_cert: Option<PathBuf>,
    /// The certificate's key, in PEM
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_cert",
        env = "TURFWALK_TLS_KEY"
    )]
    tls_key: Option<PathBuf>,
    /// No TLS: on this machine alone, or behind a proxy that speaks it
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"], env = "TURFWALK_PLAIN_HTTP")]
    plain_http: bool,
    /// A proxy in front, by its address: its X-Forwarded-For says who asks. May be repeated
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "TURFWALK_PROXY",
        value_delimiter = ','
    )]
    proxy: Vec<IpAddr>,
    /// Where phones reach this server, for invites made on the page [default: as the browser does]
    #[arg(long, value_name = "URL", env = "TURFWALK_URL")]
    url: Option<String>,
    /// How the log is written
    #[arg(
        long,
        value_name = "HOW",
        value_enum,
        default_value_t = Log::Text,
        env = "TURFWALK_LOG"
    )]
    log: Log,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Log {
    /// A line for people each.
    Text,
    /// A line of JSON each.
    Json,
}

/// Who vouches for the server: what an invite must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vouched {
    /// Its own key: the invite carries the key's hash.
    Itself,
    /// A certificate authority, or whoever speaks TLS in front of it.
    Others,
}

impl Vouched {
    /// As the last start of `serve` left it; a server that has not run yet will make its own key.
    pub(super) fn read(db: &Db) -> Result<Self, CommandError> {
        Ok(match db.setting(VOUCHED)?.as_deref() {
            Some("others") => Self::Others,
            _ => Self::Itself,
        })
    }

    fn keep(self, db: &Db) -> Result<(), CommandError> {
        let word = match self {
            Self::Itself => "itself",
            Self::Others => "others",
        };
        Ok(db.set(VOUCHED, word)?)
    }
}

impl ServeCommand {
    /// Serves until Ctrl-C, or until the system asks it to end.
    pub fn run(self, folder: Folder) -> Result<(), CommandError> {
        let (tls, own) = self.tls(&folder)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let key = organizer_key(&folder.db)?;
        let has_users = folder.db.has_users()?;
        let turf = folder.db.turfs()?.first().map_or(1, |(turf, _)| turf.id.0);
        let zone = campaign::said_of_zone(&folder.db)?;
        let db = Arc::new(folder.db);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(DATABASE_THREADS)
            .build()?;
        runtime.block_on(async {
            let listener = listen(self.listen).await?;
            let address = listener.local_addr()?;
            let stop = told_to_end()?;
            self.start_log();
            let url = self.url.clone();
            let url = url.unwrap_or_else(|| format!("{scheme}://{address}"));
            if has_users {
                say!("Organizer's page: {url}/")?;
            } else {
                say!("Organizer's page: {scheme}://{address}/?key={key}")?;
                say!("It opens on this machine alone, until there is an owner to sign in.")?;
            }
            if own.is_some() {
                say!("A browser warns of its certificate, which has the SHA-256")?;
                say!("{}", KeyFile::of(&folder.path)?.fingerprint()?)?;
            }
            say!("Invite a phone:   turfwalk invite --turf {turf} --server {url}")?;
            if let Some(zone) = zone {
                say!("{zone}")?;
            }
            if self.plain_http && !address.ip().is_loopback() {
                say!("Nothing is encrypted: only a proxy on a net of its own may ask here.")?;
            }
            say!("Ctrl-C ends it.")?;
            let app = App {
                secure: tls.is_some() || !self.proxy.is_empty(),
                proxies: self.proxy,
                url: self.url,
                own_key: own,
                ..App::new(db, key)
            };
            serve(listener, tls, Arc::new(app), stop).await;
            Ok(())
        })
    }

    /// To standard error; without a person's data in it, whatever the level.
    fn start_log(&self) {
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr);
        match self.log {
            Log::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
            Log::Json => log.json().init(),
        }
    }

    /// TLS as asked for, and the key if it is an own one; a note of it stays for invites.
    fn tls(
        &self,
        folder: &Folder,
    ) -> Result<(Option<Arc<ServerConfig>>, Option<OwnKey>), CommandError> {
        let (vouched, tls, own) = match (&self.tls_cert, &self.tls_key) {
            _ if self.plain_http => (Vouched::Others, None, None),
            (Some(certificate), Some(key)) => {
                (Vouched::Others, Some(tls_from(certificate, key)?), None)
            }
            _ => {
                let own = OwnKey::of(&folder.path)?;
                (Vouched::Itself, Some(own.tls()?), Some(own))
            }
        };
        vouched.keep(&folder.db)?;
        Ok((tls, own))
    }
}

/// Done when somebody presses Ctrl-C, or the system asks the process to end (SIGTERM).
pub(crate) fn told_to_end() -> Result<impl Future<Output = ()> + Send + 'static, CommandError> {
    #[cfg(unix)]
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupted = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        #[cfg(unix)]
        tokio::select! {
            () = interrupted => (),
            _ = term.recv() => (),
        }
        #[cfg(not(unix))]
        interrupted.await;
    })
}

/// The key that opens the organizer's page, drawn at the first asking.
pub fn organizer_key(db: &Db) -> Result<String, CommandError> {
    if let Some(key) = db.setting("organizer_key")? {
        return Ok(key);
    }
    let key = random_hex(16)?;
    db.set("organizer_key", &key)?;
    Ok(key)
}
