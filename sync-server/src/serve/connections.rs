//! Connections: taken in, put through TLS, and ended where they stall, so that whoever is slow on
//! purpose holds nothing that others need.

use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::Service;

/// How long and how much a connection may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at a time; further ones wait unanswered.
    pub connections: usize,
    /// Of these, from one address; further ones are closed.
    pub from_one_address: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For the whole head of a request, from the end of the one before: a connection that says
    /// nothing for so long is closed.
    pub head: Duration,
    /// For the whole body of a request.
    pub body: Duration,
    /// Without taking a byte of the answer.
    pub stalled: Duration,
    /// For requests under way, once the server is to end.
    pub ending: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 16_384,
            from_one_address: 12_288,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(30),
            body: Duration::from_secs(60),
            stalled: Duration::from_secs(30),
            ending: Duration::from_secs(20),
        }
    }
}

/// Lines in the head of a request, and its bytes.
const MOST_HEADERS: usize = 64;
const MOST_HEAD_BYTES: usize = 32 * 1024;
/// Pause after an accept that failed for want of file descriptors.
const OUT_OF_FILES: Duration = Duration::from_millis(200);

/// Takes connections until `stop` is done; requests under way are ended first.
pub(super) async fn take(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()> + Send,
) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(limits.connections));
    let by_address = Arc::new(ByAddress::default());
    let way = Arc::new(Way {
        tls: tls.map(TlsAcceptor::from),
        router,
        limits,
    });
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(OUT_OF_FILES).await;
                continue;
            }
        };
        let Ok(slot) = slot else { break };
        let Some(place) = by_address.enter(peer.ip(), limits.from_one_address) else {
            tracing::debug!("a connection was closed: too many from its address");
            continue;
        };
        let watcher = graceful.watcher();
        let way = Arc::clone(&way);
        tokio::spawn(async move {
            way.serve(stream, peer, watcher).await;
            drop::<(OwnedSemaphorePermit, Place)>((slot, place));
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.ending, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("ended with requests still under way");
    }
}

/// What every connection goes through.
struct Way {
    tls: Option<TlsAcceptor>,
    router: Router,
    limits: ConnectionLimits,
}

impl Way {
    async fn serve(&self, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.stalled));
        let stream = Box::pin(stream);
        let Some(tls) = &self.tls else {
            return self.requests(stream, peer, watcher).await;
        };
        match tokio::time::timeout(self.limits.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.requests(stream, peer, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn requests<S>(&self, stream: S, peer: SocketAddr, watcher: Watcher)
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(|request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            self.router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_headers(MOST_HEADERS)
            .max_buf_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection broke off");
        }
    }
}

/// Connections by address, counted.
#[derive(Default)]
struct ByAddress {
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection's place in the count.
struct Place {
    all: Arc<ByAddress>,
    address: IpAddr,
}

impl ByAddress {
    fn enter(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Place {
            all: Arc::clone(self),
            address,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.all.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}
