//! A file of ops that only the server can open: for a phone that can't reach it, by whatever way
//! the organizer's hands take.
//!
//! `TWOPS`, a version byte (1), the encapsulated key (32 bytes), and the text, sealed by HPKE
//! (RFC 9180: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305; info `turfwalk ops`). The text is
//! the phone's token on a line of its own, then a request as `POST /v1/sync` carries it.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};

const MAGIC: &[u8; 6] = b"TWOPS\x01";
const INFO: &[u8] = b"turfwalk ops";
const KEY_BYTES: usize = 32;

/// What is sealed for, 64 hexadecimal digits: the server's, told to phones with the campaign.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealKey([u8; KEY_BYTES]);

impl SealKey {
    /// The key that `secret` opens.
    pub fn of(secret: &[u8; KEY_BYTES]) -> Self {
        let (_, public) = X25519HkdfSha256::derive_keypair(secret);
        Self(public.to_bytes().into())
    }
}

impl fmt::Display for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SealKey {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut key = [0; KEY_BYTES];
        if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
            return Err(SealError::Key);
        }
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| SealError::Key)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| SealError::Key)?;
        }
        Ok(Self(key))
    }
}

/// Why ops can't be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key is none.
    #[error("the campaign's key for sealed files can't be read; sync, then export again")]
    Key,
    /// Something else altogether.
    #[error("this file holds no sealed ops; export them on the phone again")]
    NotSealed,
    /// From a newer app.
    #[error("this file is from a newer app; upgrade the server, then import it again")]
    Newer,
    /// Damaged, or for another campaign's server.
    #[error("this file can't be opened: it is damaged, or was sealed for another server")]
    CantOpen,
}

/// A phone's request, sealed for `key`. `random` is drawn anew for each file.
pub fn seal(
    key: &SealKey,
    token: &str,
    request: &str,
    random: [u8; KEY_BYTES],
) -> Result<Vec<u8>, SealError> {
    let key = Public::from_bytes(&key.0).map_err(|_| SealError::Key)?;
    let text = format!("{token}\n{request}");
    let (encapsulated, sealed) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &key,
            INFO,
            text.as_bytes(),
            &[],
            &mut Drawn(random),
        )
        .map_err(|_| SealError::Key)?;
    Ok([&MAGIC[..], &encapsulated.to_bytes(), &sealed].concat())
}

/// The token and the request of a sealed file, opened with the server's secret.
pub fn open(secret: &[u8; KEY_BYTES], file: &[u8]) -> Result<(String, Vec<u8>), SealError> {
    let body = match file.split_at_checked(MAGIC.len()) {
        Some((magic, body)) if magic == MAGIC => body,
        Some((magic, _)) if magic.starts_with(&MAGIC[..5]) => return Err(SealError::Newer),
        _ => return Err(SealError::NotSealed),
    };
    let (encapsulated, sealed) = body
        .split_at_checked(KEY_BYTES)
        .ok_or(SealError::CantOpen)?;
    let (secret, _) = X25519HkdfSha256::derive_keypair(secret);
    let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| SealError::CantOpen)?;
    let text = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        INFO,
        sealed,
        &[],
    )
    .map_err(|_| SealError::CantOpen)?;
    let end = text
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(SealError::NotSealed)?;
    let token = std::str::from_utf8(&text[..end]).map_err(|_| SealError::NotSealed)?;
    Ok((token.to_owned(), text[end + 1..].to_vec()))
}

type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Randomness drawn by the caller, handed out once.
struct Drawn([u8; KEY_BYTES]);

impl TryRng for Drawn {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        assert!(
            bytes.len() <= KEY_BYTES,
            "one key is drawn, and no key is longer"
        );
        bytes.copy_from_slice(&self.0[..bytes.len()]);
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_opens_what_was_sealed_for_it() {
        let secret = [7; 32];
        let key: SealKey = SealKey::of(&secret).to_string().parse().unwrap();
        let file = seal(&key, "token", "{\"v\":1}\nop\n", [9; 32]).unwrap();
        let opened = open(&secret, &file).unwrap();
        assert_eq!(opened, ("token".into(), b"{\"v\":1}\nop\n".to_vec()));
        assert_eq!(open(&[8; 32], &file), Err(SealError::CantOpen));
        assert!(!file.windows(5).any(|bytes| bytes == b"token"));
        for i in 0..file.len() {
            let mut bad = file.clone();
            bad[i] ^= 1;
            assert!(open(&secret, &bad).is_err(), "byte {i}");
            assert!(open(&secret, &file[..i]).is_err(), "cut at {i}");
        }
        let newer = [b"TWOPS\x02", &file[6..]].concat();
        assert_eq!(open(&secret, &newer), Err(SealError::Newer));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_opened_or_refused(bytes: Vec<u8>) {
            let _ = open(&[7; 32], &bytes);
            let _ = open(&[7; 32], &[MAGIC, &bytes[..]].concat());
        }
    }
}
