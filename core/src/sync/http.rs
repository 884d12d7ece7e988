//! The transport over HTTP: gzip up, zstd down.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, RANGE, RETRY_AFTER};

use super::zstd::unzstd;
use super::{Answer, Request, SyncError, Transport};
use crate::wire::{MAX_REPLY, SNAPSHOT_PART};

/// HTTP by reqwest.
#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
}

impl Http {
    /// A client that follows no redirect (a captive portal would be one) and gives up on a
    /// silent server after a minute.
    pub fn new() -> Result<Self, SyncError> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(15))
            .timeout(Duration::from_secs(60))
            .build()
            .map_err(|error| SyncError::Offline(Box::new(error)))?;
        Ok(Self { client })
    }
}

impl Transport for Http {
    async fn send(&self, request: Request) -> Result<Answer, SyncError> {
        let offline = |error: reqwest::Error| SyncError::Offline(Box::new(error.without_url()));
        let url = format!("{}{}", request.server, request.path);
        let mut builder = match request.body {
            None => self.client.get(url),
            Some((body, media)) => self
                .client
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
        let mut response = builder.send().await.map_err(offline)?;
        let header = |name| response.headers().get(name).and_then(|v| v.to_str().ok());
        let is_zstd = header(CONTENT_ENCODING) == Some("zstd");
        let retry_after_s = header(RETRY_AFTER).and_then(|text| text.parse().ok());
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(offline)? {
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
            body,
        })
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}
