//! The key of an encrypted database, as the shell keeps it in Keystore or Keychain.

use std::fmt;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::StoreError;

/// 32 random bytes that encrypt the database. Overwritten when dropped, never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// The key of these bytes; they are the key itself, no passphrase.
    ///
    /// # Errors
    /// [`StoreError::KeyLength`] for any other length than 32.
    pub fn new(bytes: &[u8]) -> Result<Self, StoreError> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(StoreError::KeyLength);
        }
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// Gives the key to a connection that has not read anything yet.
    ///
    /// # Errors
    /// [`StoreError::NoCipher`] where SQLite was built without encryption: it would take the
    /// key, ignore it, and write everything in the clear.
    pub(super) fn unlock(&self, db: &Connection) -> Result<(), StoreError> {
        if !has_cipher(db)? {
            return Err(StoreError::NoCipher);
        }
        // It would write to the phone's log about each page that it can't read.
        run(db, "PRAGMA cipher_log_level = NONE")?;
        // Written by hand, so that the text with the key in it is ours to overwrite.
        let mut sql = Zeroizing::new(String::with_capacity(96));
        sql.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            for digit in [byte >> 4, byte & 15] {
                sql.push(char::from_digit(digit.into(), 16).expect("a half byte is one digit"));
            }
        }
        sql.push_str("'\"");
        run(db, &sql)?;
        // Fixed here, so that a later SQLCipher with other defaults reads the same file.
        run(db, "PRAGMA cipher_compatibility = 4")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(32 bytes)")
    }
}

/// Whether this SQLite can encrypt: only SQLCipher answers this pragma.
fn has_cipher(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.prepare("PRAGMA cipher_version")?.exists([])?)
}

/// Runs a statement whose rows, if any, say nothing of use.
fn run(db: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_32_bytes_and_does_not_print_them() {
        for wrong in [0, 16, 31, 33] {
            assert!(matches!(
                Key::new(&vec![7; wrong]),
                Err(StoreError::KeyLength)
            ));
        }
        let key = Key::new(&[0xAB; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "Key(32 bytes)");
    }

    #[cfg(not(feature = "sqlcipher"))]
    #[test]
    fn a_key_that_would_be_ignored_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        let key = Key::new(&[7; 32]).unwrap();
        let error = super::super::Store::open_with(&path, Some(&key)).unwrap_err();
        assert!(matches!(error, StoreError::NoCipher), "{error}");
        assert!(!path.exists(), "nothing was written in the clear");
    }
}
