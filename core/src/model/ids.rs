//! Names of things: small integers for what the server imported, the op's own name for what was
//! made on a device. No UUIDs: they double what goes over the wire.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// One letterbox or bell, unit included.
    DoorId;
    /// Doors that share an entrance.
    BuildingId;
    /// The people behind one door at one time.
    HouseholdId;
    /// A person from an import.
    PersonId;
    /// An area's doors.
    TurfId;
    /// Doors of a turf chosen for one job.
    WalkListId;
    /// A versioned set of questions.
    ScriptId;
    /// The whole undertaking.
    CampaignId;
    /// A phone that has joined.
    DeviceId;
}

/// A text that is not an id of the expected form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {expected}")]
pub struct ParseIdError {
    expected: &'static str,
}

/// A device's life between two forks: random, drawn anew when the server answers `fork`.
/// Written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Incarnation(pub u64);

impl Incarnation {
    /// The life after this one, by a fresh draw: above it, so that a phone's lives sort as it lived
    /// them, and by 48 random bits, so that two copies of one phone go different ways. (One life in
    /// some 65,000 has no room above it, and sorts wrong.)
    #[must_use]
    pub fn after(self, fresh: Self) -> Self {
        Self(self.0.wrapping_add(1 + (fresh.0 >> 16)))
    }
}

impl fmt::Display for Incarnation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Incarnation {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let hex = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        hex.then(|| u64::from_str_radix(text, 16).ok().map(Self))
            .flatten()
            .ok_or(ParseIdError {
                expected: "16 hexadecimal digits",
            })
    }
}

/// The name of one captured change: `device.incarnation.n`, for example
/// `3.00c0ffee00c0ffee.12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpId {
    /// Where it was captured.
    pub device: DeviceId,
    /// In which life of that device.
    pub incarnation: Incarnation,
    /// Consecutive from 1 within the incarnation.
    pub n: u64,
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.device, self.incarnation, self.n)
    }
}

impl FromStr for OpId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let mut parts = text.split('.');
        let mut next = || {
            parts.next().ok_or(ParseIdError {
                expected: "device.incarnation.n",
            })
        };
        let wrong = |_| ParseIdError {
            expected: "device.incarnation.n",
        };
        let id = Self {
            device: DeviceId(next()?.parse().map_err(wrong)?),
            incarnation: next()?.parse()?,
            n: next()?.parse().map_err(wrong)?,
        };
        // One spelling only: `+1`, `01` and a fourth part are not ids.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(ParseIdError {
                expected: "device.incarnation.n",
            })
        }
    }
}

/// A person: imported, or added at a door by an op. On the wire a number or the op's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonKey {
    /// From the voter file.
    Imported(PersonId),
    /// Added on a device.
    Made(OpId),
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Imported(id) => id.fmt(f),
            Self::Made(op) => op.fmt(f),
        }
    }
}

impl FromStr for PersonKey {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        if text.contains('.') {
            return Ok(Self::Made(text.parse()?));
        }
        let id = text.parse().map_err(|_| ParseIdError {
            expected: "a person's number or op",
        })?;
        Ok(Self::Imported(PersonId(id)))
    }
}

macro_rules! serde_as_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

serde_as_text!(Incarnation, OpId);

impl Serialize for PersonKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Imported(id) => id.serialize(serializer),
            Self::Made(op) => op.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PersonKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Imported(PersonId),
            Made(OpId),
        }
        Ok(match Either::deserialize(deserializer)? {
            Either::Imported(id) => Self::Imported(id),
            Either::Made(op) => Self::Made(op),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id: OpId = "3.00c0ffee00c0ffee.12".parse().unwrap();
        assert_eq!(id.to_string(), "3.00c0ffee00c0ffee.12");
        for wrong in [
            "",
            "3",
            "3.00c0ffee00c0ffee",
            "3.c0ffee.12",
            "03.00c0ffee00c0ffee.12",
            "3.00C0FFEE00C0FFEE.12",
            "3.00c0ffee00c0ffee.12.1",
            "3.00c0ffee00c0ffee.-1",
        ] {
            assert!(wrong.parse::<OpId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_person_is_a_number_or_an_op_on_the_wire() {
        for wire in ["17", "\"3.00c0ffee00c0ffee.12\""] {
            let key: PersonKey = serde_json::from_str(wire).unwrap();
            assert_eq!(serde_json::to_string(&key).unwrap(), wire);
        }
    }
}
