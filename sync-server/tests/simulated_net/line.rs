//! Requests over the simulated net: HTTP as the core's own transport speaks it, in the clear.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::sync::Mutex;
use tokio::time::timeout;
use turfwalk_core::sync::{Answer, Request, SyncError, Transport};
use turfwalk_core::wire::SNAPSHOT_PART;
use turfwalk_server::serve::Listener;

/// The server's name and port on the simulated net.
pub(crate) const SERVER: (&str, u16) = ("server", 80);
/// As in the core's own transport.
const CONNECT: Duration = Duration::from_secs(15);
const ANSWER: Duration = Duration::from_secs(60);

/// Where the server takes connections in.
pub(crate) struct Port(pub(crate) turmoil::net::TcpListener);

impl Listener for Port {
    type Stream = turmoil::net::TcpStream;

    async fn accept(&mut self) -> io::Result<(Self::Stream, SocketAddr)> {
        self.0.accept().await
    }
}

/// A phone's way to the server: one connection, for as long as it works.
#[derive(Default)]
pub(crate) struct Line {
    open: Mutex<Option<SendRequest<Body>>>,
}

fn offline(error: impl std::error::Error + Send + Sync + 'static) -> SyncError {
    SyncError::Offline(Box::new(error))
}

async fn connect() -> Result<SendRequest<Body>, SyncError> {
    let stream = turmoil::net::TcpStream::connect(SERVER);
    let stream = timeout(CONNECT, stream).await.map_err(offline)?;
    let stream = TokioIo::new(stream.map_err(offline)?);
    let (sender, connection) = handshake(stream).await.map_err(offline)?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn exchange(
    sender: &mut SendRequest<Body>,
    request: HttpRequest<Body>,
) -> Result<Answer, SyncError> {
    sender.ready().await.map_err(offline)?;
    let response = sender.send_request(request).await.map_err(offline)?;
    let status = response.status().as_u16();
    let said = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
    let is_zstd = said(header::CONTENT_ENCODING) == Some("zstd");
    let retry_after_s = said(header::RETRY_AFTER).and_then(|text| text.parse().ok());
    let body = response.into_body().collect().await.map_err(offline)?;
    let body = body.to_bytes().to_vec();
    let body = match is_zstd {
        true => zstd::decode_all(&body[..]).map_err(offline)?,
        false => body,
    };
    Ok(Answer {
        status,
        retry_after_s,
        key: None,
        body,
    })
}

impl Transport for Line {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        let mut builder = HttpRequest::builder()
            .uri(request.path)
            .header(header::HOST, SERVER.0)
            .header(header::ACCEPT_ENCODING, "zstd");
        if let Some(token) = &request.token {
            builder = builder.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(from) = request.from {
            let to = from + SNAPSHOT_PART - 1;
            builder = builder.header(header::RANGE, format!("bytes={from}-{to}"));
        }
        let request = match request.body {
            None => builder.body(Body::empty()),
            Some((body, media)) => builder
                .method("POST")
                .header(header::CONTENT_TYPE, media)
                .header(header::CONTENT_ENCODING, "gzip")
                .body(Body::from(gzip(body.as_bytes()))),
        };
        let request = request.unwrap();
        let mut open = self.open.lock().await;
        let held = open.take().filter(|sender| !sender.is_closed());
        let mut sender = match held {
            Some(sender) => sender,
            None => connect().await?,
        };
        let answer = timeout(ANSWER, exchange(&mut sender, request)).await;
        let answer = answer.map_err(offline)??;
        *open = Some(sender);
        Ok(answer)
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
