//! A text in one language, read apart: words and placeholders, one form or two.

use std::fmt::Write as _;

/// The placeholder that is a number and decides the plural.
pub(super) const COUNT: &str = "count";

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("a key is small letters, digits and single underscores")]
    Key,
    #[error("becomes the same name as {0}")]
    SameName(String),
    #[error("a text is a table of languages")]
    NoLanguages,
    #[error("{0} is missing")]
    MissingLanguage(&'static str),
    #[error("{0} is no language of the apps")]
    UnknownLanguage(String),
    #[error("{{{0}}} may not name a parameter")]
    Reserved(String),
    #[error("neither a text nor {{ one = …, other = … }}")]
    Form,
    #[error("the text is empty")]
    Empty,
    #[error("a brace is open, or what it holds is no placeholder")]
    Brace,
    #[error("a plural says {{count}} in `other`")]
    Uncounted,
    #[error("a plural in English and none here, or the other way round")]
    OnePlural,
    #[error("the placeholders are {found}, in English {english}")]
    Placeholders { found: String, english: String },
    #[error("{0}: {1}")]
    In(&'static str, Box<Fault>),
}

impl Fault {
    pub(super) fn of(self, language: &'static str) -> Self {
        Self::In(language, Box::new(self))
    }
}

/// Words, or a placeholder's name in camel case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Placeholder(String),
}

/// What one language says.
#[derive(Debug)]
pub(super) enum Phrase {
    Same(Vec<Piece>),
    Plural { one: Vec<Piece>, other: Vec<Piece> },
}

impl Phrase {
    pub(super) fn read(value: &toml::Value) -> Result<Self, Fault> {
        match value {
            toml::Value::String(text) => Ok(Self::Same(pieces(text)?)),
            toml::Value::Table(forms) => {
                let form = |name| forms.get(name).and_then(toml::Value::as_str);
                let (2, Some(one), Some(other)) = (forms.len(), form("one"), form("other")) else {
                    return Err(Fault::Form);
                };
                let (one, other) = (pieces(one)?, pieces(other)?);
                if !placeholders(&other).contains(&COUNT) {
                    return Err(Fault::Uncounted);
                }
                let phrase = Self::Plural { one, other };
                if let Self::Plural { one, .. } = &phrase {
                    same(&phrase.parameters(), &with_count(placeholders(one)))?;
                }
                Ok(phrase)
            }
            _ => Err(Fault::Form),
        }
    }

    /// Its placeholders in the order in which they first come.
    pub(super) fn parameters(&self) -> Vec<&str> {
        match self {
            Self::Same(pieces) => placeholders(pieces),
            Self::Plural { other, .. } => placeholders(other),
        }
    }

    /// Whether `other` may stand for this one, which is English.
    pub(super) fn check_against(&self, other: &Self) -> Result<(), Fault> {
        match (self, other) {
            (Self::Same(_), Self::Same(_)) | (Self::Plural { .. }, Self::Plural { .. }) => {
                same(&self.parameters(), &other.parameters())
            }
            _ => Err(Fault::OnePlural),
        }
    }
}

/// "One door" needs no figure: the form for one may leave the count out.
fn with_count(mut names: Vec<&str>) -> Vec<&str> {
    if !names.contains(&COUNT) {
        names.push(COUNT);
    }
    names
}

fn same(english: &[&str], found: &[&str]) -> Result<(), Fault> {
    let sorted = |names: &[&str]| {
        let mut names = names.to_vec();
        names.sort_unstable();
        names.iter().fold(String::new(), |mut all, name| {
            let _ = write!(all, "{}{{{name}}}", if all.is_empty() { "" } else { " " });
            all
        })
    };
    let (english, found) = (sorted(english), sorted(found));
    match english == found {
        true => Ok(()),
        false => Err(Fault::Placeholders { found, english }),
    }
}

fn placeholders(pieces: &[Piece]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for piece in pieces {
        if let Piece::Placeholder(name) = piece
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
    }
    names
}

fn pieces(text: &str) -> Result<Vec<Piece>, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    let (mut pieces, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (words, after) = rest.split_once('{').unwrap_or((rest, ""));
        if words.contains('}') {
            return Err(Fault::Brace);
        }
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        if words.len() == rest.len() {
            break;
        }
        let (name, after) = after.split_once('}').ok_or(Fault::Brace)?;
        let name = super::camel_case(name).ok_or(Fault::Brace)?;
        pieces.push(Piece::Placeholder(name));
        rest = after;
    }
    Ok(pieces)
}
