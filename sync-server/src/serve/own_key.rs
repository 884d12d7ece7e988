//! The server's TLS: its own key, made at the first start, or a certificate of an authority.
//!
//! With the key of its own no authority vouches for the server: the invite carries the key's hash,
//! and a phone accepts this key and no other. It stands beside the database, readable by its owner
//! alone; a server that is to be known by its phones elsewhere takes it along.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use turfwalk_core::wire::ServerKey;

/// Key and certificate in one file, in the data folder.
const FILE: &str = "server-key.pem";

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
}

/// A server's own key.
#[derive(Debug)]
pub struct OwnKey {
    path: PathBuf,
    pem: String,
    hash: ServerKey,
}

impl OwnKey {
    /// The key in `folder`, made if there is none yet. Of two processes that make it at once both
    /// have the same: the file is put in its place whole, and only where there is none.
    pub fn of(folder: &Path) -> Result<Self, TlsError> {
        let path = folder.join(FILE);
        let file = |source| TlsError::File {
            path: path.clone(),
            source,
        };
        if !path.exists() {
            let mut made = tempfile::NamedTempFile::new_in(folder).map_err(file)?;
            made.write_all(make()?.as_bytes()).map_err(file)?;
            made.as_file().sync_all().map_err(file)?;
            match made.persist_noclobber(&path) {
                Err(error) if error.error.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(file(error.error));
                }
                _ => {}
            }
        }
        let pem = fs::read_to_string(&path).map_err(file)?;
        let key = KeyPair::from_pem(&pem).map_err(|_| TlsError::Content {
            path: path.clone(),
            what: "key",
        })?;
        let hash = ServerKey(Sha256::digest(key.subject_public_key_info()).into());
        Ok(Self { path, pem, hash })
    }

    /// What the invite carries and phones pin.
    pub fn hash(&self) -> ServerKey {
        self.hash
    }

    /// SHA-256 of the certificate as browsers show it, in pairs of digits: to be compared when one
    /// of them warns.
    pub fn fingerprint(&self) -> Result<String, TlsError> {
        let certificate = CertificateDer::from_pem_slice(self.pem.as_bytes());
        let certificate = certificate.map_err(|_| TlsError::Content {
            path: self.path.clone(),
            what: "certificate",
        })?;
        let pairs: Vec<String> = Sha256::digest(&certificate)
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        Ok(pairs.join(":"))
    }

    /// TLS with this key.
    pub fn tls(&self) -> Result<Arc<ServerConfig>, TlsError> {
        tls(
            (&self.path, self.pem.as_bytes()),
            (&self.path, self.pem.as_bytes()),
        )
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
    tls((certificate, &read(certificate)?), (key, &read(key)?))
}

/// TLS 1.2 and 1.3 by ring, HTTP/1.1 inside.
fn tls(
    (chain_path, chain): (&Path, &[u8]),
    (key_path, key): (&Path, &[u8]),
) -> Result<Arc<ServerConfig>, TlsError> {
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
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| content(key_path, "key"))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|_| content(key_path, "key for this certificate"))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// A new key and a certificate for it. The names and dates in it count for nothing: phones go by
/// the key.
fn make() -> Result<String, rcgen::Error> {
    let key = KeyPair::generate()?;
    let names = ["localhost", "127.0.0.1", "::1"].map(String::from);
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Turfwalk server");
    let certificate = params.self_signed(&key)?;
    Ok(key.serialize_pem() + &certificate.pem())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = OwnKey::of(folder.path()).unwrap();
        let again = OwnKey::of(folder.path()).unwrap();
        assert_eq!(first.hash(), again.hash());
        again.tls().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&first.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let elsewhere = tempfile::tempdir().unwrap();
        assert_ne!(OwnKey::of(elsewhere.path()).unwrap().hash(), first.hash());
    }

    #[test]
    fn what_is_no_key_is_told_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "not a key").unwrap();
        let error = OwnKey::of(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds no key in PEM"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "not a key");
        assert!(tls_from(&path, &path).is_err());
        assert!(tls_from(&folder.path().join("none.pem"), &path).is_err());
    }
}
