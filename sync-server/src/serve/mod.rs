//! HTTP: one table of routes. PROTOCOL.md says what devices send; `web` is the organizer's page.

mod device;
mod error;
mod pack;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use turfwalk_core::wire::{MAX_COMPRESSED, MAX_INFLATED};

use crate::db::Db;

pub use error::ApiError;

/// What every handler has.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Arc<Db>,
    /// Opens the organizer's page.
    pub organizer_key: String,
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
    /// It stopped.
    #[error("the server stopped: {0}")]
    Stopped(#[source] std::io::Error),
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

/// Serves until `stop` is done; requests under way are ended first.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    axum::serve(listener, routes(app))
        .with_graceful_shutdown(stop)
        .await
        .map_err(ServeError::Stopped)
}

/// Every route of the server.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/join", get(device::join_page))
        .route("/v1/join", post(device::join))
        .route("/v1/sync", post(device::sync))
        .route("/v1/streets/{sha256}", get(device::streets))
        .route("/v1/snapshots/{sha256}", get(device::snapshot))
        .merge(crate::web::routes())
        .fallback(|| async { ApiError::not_found() })
        .with_state(app)
        .layer(DefaultBodyLimit::max(MAX_INFLATED))
        .layer(RequestDecompressionLayer::new())
        .layer(CompressionLayer::new())
        .layer(RequestBodyLimitLayer::new(MAX_COMPRESSED))
}
