//! Where the server is, and the key by which a device knows it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The SHA-256 of a server's public key, as its certificate carries it (the whole
/// SubjectPublicKeyInfo). A device that has it accepts this key and no other, whoever signed the
/// certificate and whatever dates stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ServerKey(pub [u8; 32]);

/// Scheme, host and port, and the server's key where it is pinned. As text, and as a phone keeps
/// it: `https://host:port`, or `https://host:port#` and the key in 64 hexadecimal digits; behind a
/// comma the one that the server will have next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerAddress {
    /// Scheme, host and port, without a slash at the end.
    pub url: String,
    /// The key that the server must have; with `None`, https goes by the certificate authorities.
    pub key: Option<ServerKey>,
    /// The one that it has announced for later: it may have this one by now. Only beside a `key`.
    pub next_key: Option<ServerKey>,
}

impl ServerAddress {
    /// A server that has announced no other key.
    pub fn new(url: String, key: Option<ServerKey>) -> Self {
        Self {
            url,
            key,
            next_key: None,
        }
    }

    /// The address once the holder of the key `shown` has answered there and announced another for
    /// later, or none. A key that is over is dropped when the next one is shown; where none is
    /// pinned, none is from now on.
    #[must_use]
    pub fn after(self, shown: Option<ServerKey>, announced: Option<ServerKey>) -> Self {
        let Some(pinned) = self.key else { return self };
        let is_over = shown.is_some() && shown == self.next_key;
        let key = match is_over {
            true => shown.unwrap_or(pinned),
            false => pinned,
        };
        let kept = self.next_key.filter(|_| !is_over);
        Self {
            url: self.url,
            key: Some(key),
            next_key: announced.filter(|next| *next != key).or(kept),
        }
    }
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

impl Serialize for ServerKey {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ServerKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)?;
        if let Some(key) = self.key {
            write!(f, "#{key}")?;
        }
        match self.next_key {
            Some(key) => write!(f, ",{key}"),
            None => Ok(()),
        }
    }
}

impl FromStr for ServerAddress {
    type Err = ServerAddressError;

    fn from_str(text: &str) -> Result<Self, ServerAddressError> {
        let (url, key, next_key) = match text.split_once('#') {
            Some((url, keys)) => match keys.split_once(',') {
                Some((key, next)) => (url, Some(key.parse()?), Some(next.parse()?)),
                None => (url, Some(keys.parse()?), None),
            },
            None => (text, None, None),
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
            next_key,
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
            format!("https://[::1]:8642#{key},{}", "1e".repeat(32)),
        ] {
            let address: ServerAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(address.key.is_some(), text.contains('#'));
            assert_eq!(address.next_key.is_some(), text.contains(','));
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
            format!("https://h#{key},"),
            format!("https://h#,{key}"),
            format!("https://h#{key},{key},{key}"),
        ] {
            assert!(wrong.parse::<ServerAddress>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_that_was_announced_takes_the_place_of_the_pinned_one_once_it_is_shown() {
        let [old, new, third] = [1, 2, 3].map(|byte| ServerKey([byte; 32]));
        let address = |key, next_key| ServerAddress {
            next_key,
            ..ServerAddress::new("https://h".into(), key)
        };
        for (held, next, shown, announced, key, then) in [
            (old, None, None, None, old, None),
            (old, None, Some(old), Some(new), old, Some(new)),
            (old, Some(new), Some(old), None, old, Some(new)),
            (old, Some(new), Some(old), Some(third), old, Some(third)),
            (old, Some(new), Some(new), None, new, None),
            (old, Some(new), Some(new), Some(third), new, Some(third)),
            (old, Some(new), None, None, old, Some(new)),
            // No server has its own key next.
            (old, None, Some(old), Some(old), old, None),
            (old, Some(new), Some(new), Some(new), new, None),
        ] {
            let after = address(Some(held), next).after(shown, announced);
            assert_eq!(after, address(Some(key), then));
        }
        // Whom authorities vouch for can't have itself pinned.
        let unpinned = address(None, None);
        assert_eq!(unpinned.clone().after(Some(old), Some(new)), unpinned);
    }
}
