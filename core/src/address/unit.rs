//! Units within a building: flats, suites, floors.

use std::cmp::Ordering;
use std::fmt;

use super::fold;

/// A unit as written, with its parts for sorting and a guess of its floor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    text: String,
    floor: Option<i16>,
    chunks: Vec<Chunk>,
}

/// A run of digits or of letters. Numbers sort before letters, and as numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Chunk {
    Number(u64),
    Letters(String),
}

/// Words that only say "unit".
const LABELS: &[&str] = &[
    "apartment",
    "apt",
    "appt",
    "app",
    "unit",
    "suite",
    "ste",
    "room",
    "rm",
    "flat",
    "no",
    "num",
    "number",
    "door",
    "space",
    "spc",
    "lot",
    "trlr",
    "trailer",
    "whg",
    "wohnung",
    "top",
    "as",
    "lgh",
    "piso",
    "pta",
    "lok",
    "m",
];

impl Unit {
    /// Reads any text.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let chunks = chunks(&fold(text));
        let (floor, named) = named_floor(&chunks);
        let chunks: Vec<Chunk> = chunks
            .into_iter()
            .filter(|c| !matches!(c, Chunk::Letters(word) if LABELS.contains(&word.as_str())))
            .collect();
        let floor = if named {
            floor
        } else {
            numbered_floor(&chunks)
        };
        Self {
            text: text.to_owned(),
            floor,
            chunks,
        }
    }

    /// As it was written, trimmed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A guess of the floor, as its country counts (`Fl 2` and `2. OG` are 2, `EG` is 0, a
    /// basement is -1): said outright, or read from `304` (3) and `3B` (3). `None` if the text
    /// says nothing of it, as `Apt 5` does not.
    pub fn floor(&self) -> Option<i16> {
        self.floor
    }

    /// Equal for two ways of writing one unit (`Apt 3B`, `#3-b`); for matching, never shown.
    pub fn key(&self) -> String {
        let mut key = String::new();
        for chunk in &self.chunks {
            match chunk {
                Chunk::Number(n) => {
                    if key.ends_with(|c: char| c.is_ascii_digit()) {
                        key.push('-');
                    }
                    key += &n.to_string();
                }
                Chunk::Letters(letters) => key += letters,
            }
        }
        key
    }
}

/// By the guessed floor where both have one, so that no order of doors runs up and down stairs;
/// then part by part, digits as numbers.
impl Ord for Unit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.floor
            .cmp(&other.floor)
            .then_with(|| self.chunks.cmp(&other.chunks))
            .then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Unit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn chunks(text: &str) -> Vec<Chunk> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits)
            .unwrap_or(rest.len());
        let run = &rest[..end];
        out.push(match run.parse() {
            Ok(number) if digits => Chunk::Number(number),
            _ => Chunk::Letters(run.to_owned()),
        });
        rest = &rest[end..];
    }
    out
}

/// A floor said by a word, and whether any such word stands there.
fn named_floor(chunks: &[Chunk]) -> (Option<i16>, bool) {
    let number = chunks.iter().find_map(|c| match c {
        Chunk::Number(n) => i16::try_from(*n).ok(),
        Chunk::Letters(_) => None,
    });
    for chunk in chunks {
        let Chunk::Letters(word) = chunk else {
            continue;
        };
        match word.as_str() {
            "fl" | "flr" | "floor" | "og" | "stock" | "etage" | "kerros" | "krs" | "piano" => {
                return (number, true);
            }
            "eg" | "parterre" | "ground" | "gf" | "rdc" | "bajo" | "erdgeschoss" => {
                return (Some(0), true);
            }
            "ug" | "kg" | "bsmt" | "basement" | "keller" | "souterrain" => {
                return (Some(-1), true);
            }
            "ph" | "penthouse" | "dg" | "attic" | "dachgeschoss" => return (Some(i16::MAX), true),
            _ => {}
        }
    }
    (None, false)
}

/// The floor in `304` or `1204` (hundreds) and `3B` (number and one letter).
fn numbered_floor(chunks: &[Chunk]) -> Option<i16> {
    match chunks {
        [Chunk::Number(n)] | [Chunk::Number(n), Chunk::Letters(_)] if (100..10_000).contains(n) => {
            i16::try_from(n / 100).ok()
        }
        [Chunk::Number(n), Chunk::Letters(letter)] if *n < 100 && letter.chars().count() == 1 => {
            i16::try_from(*n).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_guessed_only_where_the_text_says_one() {
        for (text, floor) in [
            ("Apt 3B", Some(3)),
            ("#APT 3B", Some(3)),
            ("Fl 2", Some(2)),
            ("2nd Floor", Some(2)),
            ("3. OG links", Some(3)),
            ("EG rechts", Some(0)),
            ("BSMT", Some(-1)),
            ("PH 2", Some(i16::MAX)),
            ("304", Some(3)),
            ("Apt 1204", Some(12)),
            ("Unit 4", None),
            ("A 12", None),
            ("", None),
            ("Rear", None),
        ] {
            assert_eq!(Unit::parse(text).floor(), floor, "{text}");
        }
    }

    #[test]
    fn units_sort_by_floor_and_as_numbers() {
        let expected = [
            "Unit 2", "Unit 10", "BSMT", "Apt 1A", "Apt 1B", "Apt 2A", "204", "Apt 10A",
        ];
        let mut units: Vec<_> = expected.iter().rev().map(|t| Unit::parse(t)).collect();
        units.sort();
        let written: Vec<_> = units.iter().map(Unit::as_str).collect();
        assert_eq!(written, expected);
    }

    #[test]
    fn spellings_of_one_unit_share_a_key() {
        for (a, b) in [
            ("Apt 3B", "#APT 3B"),
            ("Apt 3B", "3-b"),
            ("Unit 04", "4"),
            ("Ste 200", "suite 200"),
        ] {
            assert_eq!(Unit::parse(a).key(), Unit::parse(b).key(), "{a} {b}");
        }
        assert_ne!(Unit::parse("1 1").key(), Unit::parse("11").key());
        assert_ne!(Unit::parse("Fl 2").key(), Unit::parse("Apt 2").key());
    }
}
