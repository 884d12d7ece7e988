//! `turfwalk serve`: phones and the organizer's page.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;

use super::{CommandError, Folder, say};
use crate::db::{Db, random_hex};
use crate::serve::{App, listen, serve};

/// Where the server is without a word about it.
pub(super) const DEFAULT_URL: &str = "http://127.0.0.1:8642";

/// Threads that wait for the database, at most: there is one writer, and thousands of phones that
/// come at once wait more cheaply as requests than as threads.
const DATABASE_THREADS: usize = 16;

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[command(after_help = "Example: turfwalk serve --listen 127.0.0.1:8642")]
pub struct ServeCommand {
    /// Address and port to listen on. Connections are not encrypted yet: keep it on this machine,
    /// or behind a proxy that speaks TLS
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8642")]
    listen: SocketAddr,
}

impl ServeCommand {
    /// Serves until Ctrl-C.
    pub fn run(self, folder: &Folder) -> Result<(), CommandError> {
        let key = organizer_key(&folder.db)?;
        let db = Arc::new(Db::open(&folder.path.join("turfwalk.db"))?);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .max_blocking_threads(DATABASE_THREADS)
            .build()?;
        runtime.block_on(async {
            let listener = listen(self.listen).await?;
            let address = listener.local_addr()?;
            let colours = std::io::stderr().is_terminal();
            tracing_subscriber::fmt()
                .with_writer(std::io::stderr)
                .with_ansi(colours)
                .init();
            say!("Organizer's page: http://{address}/?key={key}")?;
            say!("Invite a phone:   turfwalk invite --turf 1 --server http://{address}")?;
            say!("Ctrl-C ends it.")?;
            serve(
                listener,
                Arc::new(App {
                    db,
                    organizer_key: key,
                }),
                interrupted(),
            )
            .await?;
            Ok(())
        })
    }
}

/// Done when somebody presses Ctrl-C.
pub(crate) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
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
