//! The server's TLS: its own key, made at the first start, or a certificate of an authority.
//!
//! With the key of its own no authority vouches for the server: the invite carries the key's hash,
//! and a phone accepts this key and no other but the one that the server announces for later. A
//! server that is to be known by its phones elsewhere takes its key along.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use turfwalk_core::wire::ServerKey;

use super::key_file::KeyFile;

/// How often the files of the keys are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read or written.
    #[error("{}: {source}; check that the file exists and may be used", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something else.
    #[error(
        "{} holds no {what} in PEM that can be used; name another file, or move it away so that a \
         new one is made (phones that have joined must then be invited again)",
        path.display()
    )]
    Content {
        /// Which.
        path: PathBuf,
        /// What should be there.
        what: &'static str,
    },
    /// No key could be made.
    #[error("no key could be made for the server: {0}")]
    Make(#[from] rcgen::Error),
    /// This build speaks no TLS.
    #[error("no TLS can be spoken: {0}")]
    Protocol(rustls::Error),
}

/// The key that a server has, and the one that it announces, as their files are now.
#[derive(Clone, Debug)]
pub struct OwnKey {
    folder: PathBuf,
    held: Arc<RwLock<Held>>,
}

#[derive(Debug)]
struct Held {
    file: KeyFile,
    shown: Arc<CertifiedKey>,
    next: Option<ServerKey>,
}

impl OwnKey {
    /// The key in `folder`, made if there is none yet.
    pub fn of(folder: &Path) -> Result<Self, TlsError> {
        let file = KeyFile::of(folder)?;
        let held = Held {
            shown: certified_by_itself(&file)?,
            next: KeyFile::next(folder)?.map(|next| next.hash()),
            file,
        };
        Ok(Self {
            folder: folder.to_owned(),
            held: Arc::new(RwLock::new(held)),
        })
    }

    /// What the invite carries and phones pin.
    pub fn hash(&self) -> ServerKey {
        self.held(|held| held.file.hash())
    }

    /// The one that phones are told of, to be pinned too.
    pub fn next(&self) -> Option<ServerKey> {
        self.held(|held| held.next)
    }

    /// Reads the files again: new connections are met with the key that is there now. Whether it is
    /// another.
    ///
    /// # Errors
    /// Where a file is gone or not as it should be; what was held is held on.
    pub fn look(&self) -> Result<bool, TlsError> {
        let next = KeyFile::next(&self.folder)?.map(|next| next.hash());
        let file = self.held(|held| held.file.again())?;
        let is_new = self.held(|held| held.file != file);
        let shown = is_new.then(|| certified_by_itself(&file)).transpose()?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.next = next;
        if let Some(shown) = shown {
            held.shown = shown;
            held.file = file;
        }
        Ok(is_new)
    }

    /// TLS with the key that is held at each handshake.
    pub fn tls(&self) -> Result<Arc<ServerConfig>, TlsError> {
        tls(Arc::new(self.clone()))
    }

    fn held<T>(&self, look: impl FnOnce(&Held) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for OwnKey {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.held(|held| Arc::clone(&held.shown)))
    }
}

/// Looks at the files of the keys, so that `turfwalk key` needs no restart.
pub(super) async fn look(key: OwnKey) {
    let mut trouble = None;
    let mut tick = tokio::time::interval(LOOK);
    loop {
        tick.tick().await;
        let key = key.clone();
        let looked = tokio::task::spawn_blocking(move || key.look()).await;
        let said = match looked {
            Ok(Ok(true)) => {
                tracing::info!("the server has another key from now on");
                None
            }
            Ok(Ok(false)) | Err(_) => None,
            Ok(Err(error)) => Some(error.to_string()),
        };
        // Once, not every few seconds.
        if let Some(error) = said.as_ref().filter(|_| trouble != said) {
            tracing::error!(%error, "the server goes on with the keys that it had");
        }
        trouble = said;
    }
}

/// TLS with a certificate chain and its key, each a PEM file.
pub fn tls_from(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let read = |path: &Path| {
        fs::read(path).map_err(|source| TlsError::File {
            path: path.to_owned(),
            source,
        })
    };
    let shown = certified((certificate, &read(certificate)?), (key, &read(key)?))?;
    tls(Arc::new(SingleCertAndKey::from(shown)))
}

/// A certificate chain with its key, as they stand in these files.
fn certified(
    (chain_path, chain): (&Path, &[u8]),
    (key_path, key): (&Path, &[u8]),
) -> Result<CertifiedKey, TlsError> {
    let content = |path: &Path, what| TlsError::Content {
        path: path.to_owned(),
        what,
    };
    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or_else(|| content(chain_path, "certificate"))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| content(key_path, "key"))?;
    CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(|_| content(key_path, "key for this certificate"))
}

/// The same of a key's own file.
fn certified_by_itself(file: &KeyFile) -> Result<Arc<CertifiedKey>, TlsError> {
    let pem = (file.path.as_path(), file.pem.as_bytes());
    Ok(Arc::new(certified(pem, pem)?))
}

/// TLS 1.2 and 1.3 by ring, HTTP/1.1 inside.
fn tls(shown: Arc<dyn ResolvesServerCert>) -> Result<Arc<ServerConfig>, TlsError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Protocol)?
        .with_no_client_auth()
        .with_cert_resolver(shown);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_was_switched_is_taken_up_and_what_is_no_key_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let key = OwnKey::of(folder.path()).unwrap();
        key.tls().unwrap();
        let first = key.hash();
        assert_eq!(key.next(), None);
        let next = KeyFile::make_next(folder.path()).unwrap().hash();
        assert!(!key.look().unwrap());
        assert_eq!((key.hash(), key.next()), (first, Some(next)));
        let kept = KeyFile::switch(folder.path()).unwrap();
        assert!(key.look().unwrap());
        assert_eq!((key.hash(), key.next()), (next, None));

        fs::write(folder.path().join("server-key.pem"), "not a key").unwrap();
        key.look().unwrap_err();
        assert_eq!(key.hash(), next);
        // Phones know no key that would be made in the place of one that is gone.
        fs::remove_file(folder.path().join("server-key.pem")).unwrap();
        key.look().unwrap_err();
        assert_eq!(key.hash(), next);
        assert!(!folder.path().join("server-key.pem").exists());
        let none = folder.path().join("none.pem");
        for (certificate, secret) in [(&none, &kept), (&kept, &none)] {
            assert!(tls_from(certificate, secret).is_err());
        }
        tls_from(&kept, &kept).unwrap();
    }
}
