//! The files of a server's own keys: the one that it has, and the one that it will have next.
//!
//! Phones pin a key for good, so one that is to be changed is announced before: the next key is made
//! beforehand, phones hear of it as they sync, and then it takes the place of the first. Both stand
//! beside the database, readable by their owner alone.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rcgen::{CertificateParams, DnType, KeyPair, PublicKeyData};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use turfwalk_core::wire::ServerKey;

use super::TlsError;

/// The server's key and certificate in one file, in the data folder.
const FILE: &str = "server-key.pem";
/// The next one.
const NEXT: &str = "server-key-next.pem";
/// The one before, kept for the case that the change was a mistake.
const OLD: &str = "server-key-old.pem";

/// A key and a certificate for it, as they stand in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    pub(super) path: PathBuf,
    pub(super) pem: String,
    hash: ServerKey,
}

impl KeyFile {
    /// The key in `folder`, made if there is none yet.
    pub fn of(folder: &Path) -> Result<Self, TlsError> {
        Self::made(folder.join(FILE))
    }

    /// The key that is to come after it, if one is made.
    pub fn next(folder: &Path) -> Result<Option<Self>, TlsError> {
        let path = folder.join(NEXT);
        match fs::read_to_string(&path) {
            Ok(pem) => Self::read(path, pem).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(TlsError::File { path, source }),
        }
    }

    /// The key that is to come after it, made if there is none yet.
    pub fn make_next(folder: &Path) -> Result<Self, TlsError> {
        Self::made(folder.join(NEXT))
    }

    /// Puts the next key in the place of the server's, whose file is kept beside it; where that is.
    ///
    /// # Errors
    /// Where there is no next key, as for any file that can't be moved. Until the last step nothing
    /// has changed.
    pub fn switch(folder: &Path) -> Result<PathBuf, TlsError> {
        let [file, next, old] = [FILE, NEXT, OLD].map(|name| folder.join(name));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| TlsError::File { path, source }
        };
        put(&old, &fs::read(&file).map_err(failed(&file))?, true).map_err(failed(&old))?;
        fs::rename(&next, &file).map_err(failed(&next))?;
        Ok(old)
    }

    /// The key in this file as it is now. Unlike [`KeyFile::of`] it makes none: a file that is gone
    /// is an error.
    pub(super) fn again(&self) -> Result<Self, TlsError> {
        let path = self.path.clone();
        match fs::read_to_string(&path) {
            Ok(pem) => Self::read(path, pem),
            Err(source) => Err(TlsError::File { path, source }),
        }
    }

    /// The key at `path`, made if there is none yet. Of two processes that make it at once both
    /// have the same: the file is put in its place whole, and only where there is none.
    fn made(path: PathBuf) -> Result<Self, TlsError> {
        let file = |source| TlsError::File {
            path: path.clone(),
            source,
        };
        if !path.exists() {
            put(&path, make()?.as_bytes(), false).map_err(file)?;
        }
        let pem = fs::read_to_string(&path).map_err(file)?;
        Self::read(path, pem)
    }

    fn read(path: PathBuf, pem: String) -> Result<Self, TlsError> {
        let key = KeyPair::from_pem(&pem).map_err(|_| TlsError::Content {
            path: path.clone(),
            what: "key",
        })?;
        let hash = ServerKey(Sha256::digest(key.subject_public_key_info()).into());
        Ok(Self { path, pem, hash })
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
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
}

/// Writes a file whole, readable by its owner alone. One that is there already is replaced, or left
/// as it is.
fn put(path: &Path, bytes: &[u8], replaces: bool) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    let placed = match replaces {
        true => file.persist(path),
        false => file.persist_noclobber(path),
    };
    match placed {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
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
    fn a_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = KeyFile::of(folder.path()).unwrap();
        assert_eq!(KeyFile::of(folder.path()).unwrap(), first);
        assert_eq!(KeyFile::next(folder.path()).unwrap(), None);
        let next = KeyFile::make_next(folder.path()).unwrap();
        assert_eq!(KeyFile::make_next(folder.path()).unwrap(), next);
        assert_eq!(KeyFile::next(folder.path()).unwrap(), Some(next.clone()));
        assert_ne!(next.hash(), first.hash());
        #[cfg(unix)]
        for path in [&first.path, &next.path] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let elsewhere = tempfile::tempdir().unwrap();
        assert_ne!(KeyFile::of(elsewhere.path()).unwrap().hash(), first.hash());
    }

    #[test]
    fn the_next_key_takes_the_place_of_the_first_which_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = KeyFile::of(folder.path()).unwrap();
        KeyFile::switch(folder.path()).unwrap_err();
        assert_eq!(KeyFile::of(folder.path()).unwrap(), first);
        let next = KeyFile::make_next(folder.path()).unwrap();
        let kept = KeyFile::switch(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), first.pem);
        assert_eq!(KeyFile::of(folder.path()).unwrap().hash(), next.hash());
        assert_eq!(KeyFile::next(folder.path()).unwrap(), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&kept).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_told_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, "not a key").unwrap();
        let error = KeyFile::of(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds no key in PEM"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "not a key");
    }
}
