//! The transport over HTTP: gzip up, zstd down.

use std::collections::HashMap;
use std::error::Error as _;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, RANGE, RETRY_AFTER};

use super::pinned::{AnotherKey, Pins, key_of, tls};
use super::zstd::unzstd;
use super::{Answer, Request, SyncError, Transport};
use crate::wire::{MAX_REPLY, SNAPSHOT_PART, ServerAddress, ServerKey};

/// A connection without a request is closed after so long: before the server closes it, which does
/// so after half a minute and may meet a request on its way.
const IDLE: Duration = Duration::from_secs(20);

/// HTTP by reqwest, over TLS where the server's address says so.
#[derive(Clone, Debug)]
pub struct Http {
    /// One for each set of keys that was asked for: a phone has one server. With another set no
    /// connection goes on that a key has opened which is over.
    clients: Arc<Mutex<HashMap<Pins, reqwest::Client>>>,
}

impl Http {
    /// Clients that follow no redirect (a captive portal would be one) and give up on a silent
    /// server after a minute.
    pub fn new() -> Result<Self, SyncError> {
        let http = Self {
            clients: Arc::default(),
        };
        http.client(Pins::new())?;
        Ok(http)
    }

    /// The client for a server with one of these keys.
    fn client(&self, pins: Pins) -> Result<reqwest::Client, SyncError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&pins) {
            return Ok(client.clone());
        }
        let tls = tls(&pins).map_err(|error| SyncError::Offline(Box::new(error)))?;
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(15))
            .timeout(Duration::from_secs(60))
            .pool_idle_timeout(IDLE)
            .tls_info(!pins.is_empty())
            .build()
            .map_err(|error| SyncError::Offline(Box::new(error)))?;
        clients.insert(pins, client.clone());
        Ok(client)
    }
}

impl Transport for Http {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        let server: ServerAddress = request
            .server
            .parse()
            .map_err(|error| SyncError::Offline(Box::new(error)))?;
        let client = self.client(server.key.into_iter().chain(server.next_key).collect())?;
        let url = format!("{}{}", server.url, request.path);
        let mut builder = match request.body {
            None => client.get(url),
            Some((body, media)) => client
                .post(url)
                .header(CONTENT_TYPE, media)
                .header(CONTENT_ENCODING, "gzip")
                .body(gzip(body.as_bytes())),
        }
        .header(ACCEPT_ENCODING, "zstd");
        if let Some(from) = request.from {
            builder = builder.header(RANGE, format!("bytes={from}-{}", from + SNAPSHOT_PART - 1));
        }
        if let Some(token) = &request.token {
            builder = builder.bearer_auth(token);
        }
        let mut response = builder.send().await.map_err(failed)?;
        let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
        let is_zstd = match header(CONTENT_ENCODING) {
            None | Some("identity") => false,
            Some("zstd") => true,
            // Nobody asked for it.
            Some(_) => return Err(SyncError::NotAServer),
        };
        let is_page = header(CONTENT_TYPE).is_some_and(|media| media.starts_with("text/html"));
        let retry_after_s = header(RETRY_AFTER).and_then(|text| text.parse().ok());
        let status = response.status().as_u16();
        let key = shown(&response);
        if is_page && response.status().is_success() {
            return Err(SyncError::NotAServer);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_REPLY {
                return Err(SyncError::Server("its answer is too long".into()));
            }
        }
        let body = if is_zstd {
            unzstd(&body, MAX_REPLY)?
        } else {
            body
        };
        Ok(Answer {
            status,
            retry_after_s,
            key,
            body,
        })
    }
}

/// The key of the server at the other end of the connection, where one is pinned.
fn shown(response: &reqwest::Response) -> Option<ServerKey> {
    let tls: &reqwest::tls::TlsInfo = response.extensions().get()?;
    key_of(&tls.peer_certificate()?.into())
}

/// What a request that got no answer means. Whoever shows a certificate that nobody vouches for
/// is no server of ours: most often a network's log-in page.
fn failed(error: reqwest::Error) -> SyncError {
    let Some(bad) = bad_certificate(&error) else {
        return SyncError::Offline(Box::new(error.without_url()));
    };
    match bad {
        rustls::CertificateError::Other(why) if why.0.is::<AnotherKey>() => {
            SyncError::ServerKeyChanged
        }
        _ => SyncError::NotAServer,
    }
}

/// Why the server's certificate was not accepted, if that is what went wrong. An `io::Error`
/// leaves what it holds out of its own chain of sources.
fn bad_certificate(error: &reqwest::Error) -> Option<&rustls::CertificateError> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(why);
        }
        cause = match error.downcast_ref::<std::io::Error>() {
            Some(error) => error.get_ref().map(|inner| inner as _),
            None => error.source(),
        };
    }
    None
}

/// Level of gzip. At 6 a push of visits is 3 % shorter, and takes 1.6 times as long to pack.
const LEVEL: u32 = 5;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}
