//! HTTP: one table of routes. PROTOCOL.md says what devices send; `web` is the organizer's page.

mod body;
mod client;
mod connections;
mod device;
mod error;
mod key_file;
mod limits;
mod openapi;
mod own_key;
mod pack;
mod password;
mod wait;
mod watch;

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use turfwalk_core::wire::{MAX_INFLATED, ServerKey};

use crate::db::Db;

use crate::web::Throttle;
pub use client::Client;
pub use connections::{ConnectionLimits, Listener};
pub use error::ApiError;
pub use key_file::KeyFile;
pub(crate) use limits::Limits;
pub use limits::{Rate, RateLimits};
pub use own_key::{OwnKey, TlsError, tls_from};
pub(crate) use password::Passwords;
pub use password::{PasswordError, hash_password};
pub(crate) use watch::metrics;

/// What every handler has.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Arc<Db>,
    /// Opens the organizer's page on this machine, until there is somebody who can sign in.
    pub organizer_key: String,
    /// What a connection may take.
    pub connections: ConnectionLimits,
    /// Proxies that are believed about whom they ask for.
    pub proxies: Vec<IpAddr>,
    /// Whether browsers come by https, so that cookies are for https alone.
    pub secure: bool,
    /// Where phones reach the server, where that is not where browsers do.
    pub url: Option<String>,
    /// What phones pin; `None` where others vouch for the server.
    pub own_key: Option<OwnKey>,
    pub(crate) limits: Limits,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) waiting: wait::Waiting,
    pub(crate) turns: body::Turns,
}

impl App {
    /// With the limits of a server in the field, no proxy and no TLS.
    pub fn new(db: Arc<Db>, organizer_key: String) -> Self {
        Self {
            db,
            organizer_key,
            connections: ConnectionLimits::default(),
            proxies: Vec::new(),
            secure: false,
            url: None,
            own_key: None,
            limits: Limits::new(RateLimits::default()),
            passwords: Passwords::default(),
            throttle: Throttle::default(),
            waiting: wait::Waiting::default(),
            turns: body::Turns::default(),
        }
    }

    /// The key that a device is to be told of, which says that it keeps `kept` for later.
    fn announced(&self, kept: Option<ServerKey>) -> Option<ServerKey> {
        let next = self.own_key.as_ref()?.next();
        next.filter(|_| next != kept)
    }

    /// The same with other limits.
    #[must_use]
    pub fn limited(mut self, rates: RateLimits) -> Self {
        self.limits = Limits::new(rates);
        self
    }
}

/// Why the server can't start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken.
    #[error("port {port} is in use; stop what uses it, or name another with --listen HOST:PORT")]
    PortInUse {
        /// Which.
        port: u16,
    },
    /// It may not listen there.
    #[error("can't listen on {address}: {source}; name another address with --listen HOST:PORT")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Its key or certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Takes hold of `address`.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => ServeError::PortInUse {
                port: address.port(),
            },
            _ => ServeError::Listen { address, source },
        })
}

/// Serves until `stop` is done, over TLS unless `tls` is `None`; requests under way are ended
/// first.
pub async fn serve(
    listener: impl Listener,
    tls: Option<Arc<ServerConfig>>,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send,
) {
    let limits = app.connections;
    let mut looking = vec![tokio::spawn(wait::look(Arc::clone(&app)))];
    looking.extend(app.own_key.clone().map(own_key::look).map(tokio::spawn));
    connections::take(listener, tls, routes(app), limits, stop).await;
    looking.iter().for_each(|task| task.abort());
}

/// Every route of the server. Those of the organizer's page stand in `web`, with who may use them.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(watch::ready))
        .route("/join", get(device::join_page))
        .route("/v1/join", post(device::join))
        .route("/v1/sync", post(device::sync))
        .route("/v1/wait", post(wait::wait))
        .route("/v1/openapi.json", get(openapi::document))
        .route("/v1/streets/{sha256}", get(device::streets))
        .route("/v1/snapshots/{sha256}", get(device::snapshot))
        .merge(crate::web::routes())
        .fallback(|| async { ApiError::not_found() })
        .method_not_allowed_fallback(|| async { ApiError::other_method() })
        .with_state(Arc::clone(&app))
        // As one layer, from the outside in: each of its own would box and clone every request.
        .layer((
            from_fn(watch::measured),
            from_fn_with_state(app, body::whole),
            CompressionLayer::new(),
            RequestDecompressionLayer::new(),
            DefaultBodyLimit::max(MAX_INFLATED),
        ))
}
