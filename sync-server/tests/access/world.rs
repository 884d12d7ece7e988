//! A server on loopback that can be stopped and started again at the same port, and phones for it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use turfwalk_core::device::Device;
use turfwalk_core::model::TurfId;
use turfwalk_core::sync::Http;
use turfwalk_core::wire::{Invite, ServerAddress, ServerKey};
use turfwalk_server::db::Db;
use turfwalk_server::serve::{App, OwnKey, listen, serve};

use crate::common::campaign;

/// A running server.
pub(crate) struct Server {
    pub(crate) db: Arc<Db>,
    pub(crate) address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Serves `app` at `address`, over TLS with `key` if there is one.
    pub(crate) async fn start(address: SocketAddr, key: Option<&OwnKey>, app: App) -> Self {
        let db = Arc::clone(&app.db);
        let listener = listen(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let tls = key.map(|key| key.tls().unwrap());
        let serving = tokio::spawn(serve(listener, tls, Arc::new(app), async {
            let _ = stopped.await;
        }));
        Self {
            db,
            address,
            stop: Some(stop),
            serving,
        }
    }

    /// Ends it and waits until it has ended.
    pub(crate) async fn end(mut self) {
        let _ = self.stop.take().unwrap().send(());
        self.serving.await.unwrap();
    }

    /// The link of a fresh invite to turf 1, as `turfwalk invite` makes it.
    pub(crate) fn invite(&self, key: Option<ServerKey>) -> String {
        let scheme = if key.is_some() { "https" } else { "http" };
        self.invite_by(&ServerAddress::new(
            format!("{scheme}://{}", self.address),
            key,
        ))
    }

    pub(crate) fn invite_by(&self, server: &ServerAddress) -> String {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        Invite {
            server: server.to_string(),
            code: self.db.invite(TurfId(1), now_ms).unwrap().code,
        }
        .to_string()
    }
}

/// The small campaign of the log's tests, in memory.
pub(crate) fn app() -> App {
    let db = Db::in_memory().unwrap();
    campaign(&db);
    App::new(Arc::new(db), "a-key".into())
}

/// Any free port on loopback.
pub(crate) fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// A phone that speaks HTTP, its file in `folder`.
pub(crate) fn phone(folder: &Path, name: &str) -> Device<Http> {
    Device::open(&folder.join(name), Http::new().unwrap()).unwrap()
}
