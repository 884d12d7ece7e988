//! Where the server is, and the key by which a device knows it.

use std::fmt;
use std::str::FromStr;

/// The SHA-256 of a server's public key, as its certificate carries it (the whole
/// SubjectPublicKeyInfo). A device that has it accepts this key and no other, whoever signed the
/// certificate and whatever dates stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServerKey(pub [u8; 32]);

/// Scheme, host and port, and the server's key where it is pinned. As text, and as a phone keeps
/// it: `https://host:port`, or `https://host:port#` and the key in 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerAddress {
    /// Scheme, host and port, without a slash at the end.
    pub url: String,
    /// The key that the server must have; with `None`, https goes by the certificate authorities.
    pub key: Option<ServerKey>,
}

/// A text that is no address of a server, or no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a server's address; expected https://host:port")]
pub struct ServerAddressError;

impl fmt::Display for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ServerKey {
    type Err = ServerAddressError;

    fn from_str(text: &str) -> Result<Self, ServerAddressError> {
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(ServerAddressError);
        }
        let mut key = [0; 32];
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| ServerAddressError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ServerAddressError)?;
        }
        Ok(Self(key))
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "{}#{key}", self.url),
            None => f.write_str(&self.url),
        }
    }
}

impl FromStr for ServerAddress {
    type Err = ServerAddressError;

    fn from_str(text: &str) -> Result<Self, ServerAddressError> {
        let (url, key) = match text.split_once('#') {
            Some((url, key)) => (url, Some(key.parse()?)),
            None => (text, None),
        };
        let secure = url.strip_prefix("https://");
        let host = secure.or_else(|| url.strip_prefix("http://"));
        let is_plain = host.is_some_and(|host| {
            !host.is_empty()
                && !host.contains(['/', '?', '@'])
                && !host.contains(char::is_whitespace)
        });
        // A key says nothing where no key is shown.
        if !is_plain || (key.is_some() && secure.is_none()) {
            return Err(ServerAddressError);
        }
        Ok(Self {
            url: url.to_owned(),
            key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_with_its_key_and_nothing_else_is_one() {
        let key = "0f".repeat(32);
        for text in [
            "http://127.0.0.1:8642".to_owned(),
            "https://turf.example".to_owned(),
            format!("https://[::1]:8642#{key}"),
        ] {
            let address: ServerAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(address.key.is_some(), text.contains('#'));
        }
        for wrong in [
            String::new(),
            "ftp://h".into(),
            "https://".into(),
            "https://h/x".into(),
            "https://u@h".into(),
            "https://h#".into(),
            format!("https://h#{}", &key[1..]),
            format!("https://h#{}g", &key[1..]),
            format!("https://h#{}é", &key[2..]),
            format!("http://h#{key}"),
        ] {
            assert!(wrong.parse::<ServerAddress>().is_err(), "{wrong}");
        }
    }
}
