//! The organizer's own word on which column is what: `number=HouseNo,street=Road`.

use std::str::FromStr;

use super::{field::Field, tidy::header_key};

/// Which columns mean what, for files whose headers we don't know. Names compare
/// without case, blanks and punctuation, as all headers do.
///
/// ```
/// use turfwalk_server::import::voters::HeaderMap;
///
/// let map: HeaderMap = "id=Voter Nr,address=Full Address".parse().unwrap();
/// assert!("colour=Hue".parse::<HeaderMap>().is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderMap {
    pairs: Vec<(Field, String)>,
}

/// A header map that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderMapError {
    /// No `=` in a part, or nothing on one side of it.
    #[error("\"{0}\" is not of the form field=column; write for example street=StreetName")]
    NotAPair(String),
    /// A field that does not exist.
    #[error("there is no field \"{key}\"; the fields are {known}")]
    UnknownField {
        /// What was written.
        key: String,
        /// What there is.
        known: String,
    },
    /// The same field twice.
    #[error("the field \"{0}\" is mapped twice; keep one")]
    Twice(&'static str),
}

impl FromStr for HeaderMap {
    type Err = HeaderMapError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut map = Self::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let not_a_pair = || HeaderMapError::NotAPair(part.trim().to_owned());
            let (key, column) = part.split_once('=').ok_or_else(not_a_pair)?;
            let (key, column) = (key.trim().to_ascii_lowercase(), column.trim());
            if key.is_empty() || header_key(column).is_empty() {
                return Err(not_a_pair());
            }
            let field = Field::from_key(&key).ok_or_else(|| HeaderMapError::UnknownField {
                known: Field::ALL
                    .iter()
                    .map(|field| field.key())
                    .collect::<Vec<_>>()
                    .join(", "),
                key,
            })?;
            if map.pairs.iter().any(|(known, _)| *known == field) {
                return Err(HeaderMapError::Twice(field.key()));
            }
            map.pairs.push((field, column.to_owned()));
        }
        Ok(map)
    }
}

impl HeaderMap {
    /// The pairs in the order written.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Field, &str)> {
        self.pairs
            .iter()
            .map(|(field, column)| (*field, column.as_str()))
    }

    /// Whether a column is given for this field.
    pub(super) fn names(&self, field: Field) -> bool {
        self.pairs.iter().any(|(known, _)| *known == field)
    }

    /// Whether nothing is mapped.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_pairs_of_field_and_column() {
        let map: HeaderMap = " Number = House No , street=Road,".parse().unwrap();
        let pairs: Vec<_> = map.pairs().collect();
        assert_eq!(
            pairs,
            [(Field::Number, "House No"), (Field::Street, "Road")]
        );
    }

    #[test]
    fn what_is_wrong_with_a_map_is_said() {
        for (text, said) in [
            ("number", "not of the form field=column"),
            ("number=", "not of the form field=column"),
            ("=Road", "not of the form field=column"),
            (
                "hue=Colour",
                "there is no field \"hue\"; the fields are id, first",
            ),
            ("id=A,id=B", "mapped twice"),
        ] {
            let error = text.parse::<HeaderMap>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
