//! HTTP: one table of routes. PROTOCOL.md says what devices send; `web` is the organizer's page.

mod connections;
mod device;
mod error;
mod own_key;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use turfwalk_core::wire::{MAX_COMPRESSED, MAX_INFLATED};

use crate::db::Db;

pub use connections::ConnectionLimits;
pub use error::ApiError;
pub use own_key::{OwnKey, TlsError, tls_from};

/// What every handler has.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Arc<Db>,
    /// Opens the organizer's page.
    pub organizer_key: String,
    /// What a connection may take.
    pub connections: ConnectionLimits,
}

impl App {
    /// With the limits of a server in the field.
    pub fn new(db: Arc<Db>, organizer_key: String) -> Self {
        Self {
            db,
            organizer_key,
            connections: ConnectionLimits::default(),
        }
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
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send,
) {
    let limits = app.connections;
    connections::take(listener, tls, routes(app), limits, stop).await;
}

/// Every route of the server.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/join", get(device::join_page))
        .route("/v1/join", post(device::join))
        .route("/v1/sync", post(device::sync))
        .route("/v1/streets/{sha256}", get(device::streets))
        .merge(crate::web::routes())
        .fallback(|| async { ApiError::not_found() })
        .with_state(app)
        .layer(DefaultBodyLimit::max(MAX_INFLATED))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(MAX_COMPRESSED))
}
