//! Connections: taken in, put through TLS, and ended where they stall, so that whoever is slow on
//! purpose holds nothing that others need.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::Service;

use super::ApiError;

/// How long and how much a connection may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Connections at a time; further ones wait unanswered.
    pub connections: usize,
    /// Of these, from one address; further ones are told to come again later, and closed.
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

/// Connections that are told to come again later, at a time; further ones are closed at once.
const MOST_TURNED_AWAY: usize = 64;

/// How long the body of a request is taken in that is not read.
const TURNING_AWAY: Duration = Duration::from_secs(2);

/// Where connections come from: the system's sockets, or a simulated net in tests.
pub trait Listener: Send {
    /// A connection.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// The next connection, and whose it is.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;
}

impl Listener for TcpListener {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = TcpListener::accept(self).await?;
        // Answers are written whole; waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }
}

/// Takes connections until `stop` is done; requests under way are ended first.
pub(super) async fn take(
    mut listener: impl Listener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()> + Send,
) {
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(limits.connections));
    let by_address = Arc::new(ByAddress::default());
    let turned_away = Arc::new(Semaphore::new(MOST_TURNED_AWAY));
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
            tracing::debug!("a connection is turned away: too many from its address");
            if let Ok(slot) = Arc::clone(&turned_away).try_acquire_owned() {
                let (way, watcher) = (Arc::clone(&way), graceful.watcher());
                tokio::spawn(async move {
                    way.serve(stream, watcher, service_fn(turn_away)).await;
                    drop(slot);
                });
            }
            continue;
        };
        let watcher = graceful.watcher();
        let way = Arc::clone(&way);
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<Incoming>| {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo(peer));
                way.router.clone().call(request)
            });
            way.serve(stream, watcher, answer).await;
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

/// Answers a request on a connection that is one too many, and has it closed. Its body is let go
/// unread, but taken off the line for a while, or the answer might not get through.
async fn turn_away(request: Request<Incoming>) -> Result<Response, Infallible> {
    let mut body = request.into_body();
    let taken = async { while let Some(Ok(_)) = body.frame().await {} };
    let _ = tokio::time::timeout(TURNING_AWAY, taken).await;
    let mut response = ApiError::busy().into_response();
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    Ok(response)
}

impl Way {
    /// Puts a connection through TLS, if that is spoken, and has `answer` give its answers.
    async fn serve<S, A>(&self, stream: S, watcher: Watcher, answer: A)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        A: HttpService<Incoming, ResBody = Body, Error = Infallible>,
    {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.stalled));
        let stream = Box::pin(stream);
        let Some(tls) = &self.tls else {
            return self.requests(stream, watcher, answer).await;
        };
        match tokio::time::timeout(self.limits.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.requests(stream, watcher, answer).await,
            Ok(Err(error)) => tracing::debug!(%error, "no TLS came about"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn requests<S, A>(&self, stream: S, watcher: Watcher, answer: A)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        A: HttpService<Incoming, ResBody = Body, Error = Infallible>,
    {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_headers(MOST_HEADERS)
            .max_buf_size(MOST_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), answer);
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
