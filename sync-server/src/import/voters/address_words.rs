//! What a single word of a written address can be: part of a number, of a unit,
//! of a street's name. Case and a closing dot don't matter.

use std::{collections::HashSet, sync::LazyLock};

/// A word before a unit's number (USPS Publication 28, appendix C2, and common
/// European ones).
pub(super) fn designator(word: &str) -> bool {
    is_one_of(word, &DESIGNATORS)
}

/// A unit that needs no number.
pub(super) fn alone(word: &str) -> bool {
    is_one_of(word, &ALONE)
}

/// `3B`, `B`, `12`, `B-2`, `AB`: not a street's type or direction.
pub(super) fn unit_id(word: &str) -> bool {
    let word = word.trim_start_matches('#');
    let short = || word.len() == 2 && word.is_ascii() && !street_word(word) && !is_direction(word);
    word.bytes().any(|b| b.is_ascii_digit()) || is_letter(word) || short()
}

/// `12`, `5th`, `1/2`.
pub(super) fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// `5th`, `22nd`, `17.`: part of a street's name.
pub(super) fn is_ordinal(word: &str) -> bool {
    let tail = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let end = || {
        ["st", "nd", "rd", "th"]
            .iter()
            .any(|end| tail.eq_ignore_ascii_case(end))
    };
    starts_with_digit(word) && (tail == "." || end())
}

/// `1/2`, `½`.
pub(super) fn is_fraction(word: &str) -> bool {
    let digits =
        |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
    word.split_once('/')
        .is_some_and(|(over, under)| digits(over) && digits(under))
        || matches!(word, "½" | "¼" | "¾")
}

/// `W123N456`, `N1234`: a number on Wisconsin's grid.
pub(super) fn is_grid(word: &str) -> bool {
    let direction = |b: &u8| b"NSEW".contains(&b.to_ascii_uppercase());
    match word.as_bytes() {
        [first, second, rest @ ..] if !rest.is_empty() => {
            direction(first)
                && second.is_ascii_digit()
                && rest.iter().all(|b| b.is_ascii_digit() || direction(b))
        }
        _ => false,
    }
}

/// One letter alone.
pub(super) fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// `N`, `SW`.
pub(super) fn is_direction(word: &str) -> bool {
    is_one_of(word, &DIRECTIONS)
}

/// Whether a word ends a street's name, as `St` and `Lane` do.
pub(super) fn street_word(word: &str) -> bool {
    is_one_of(word, &STREET_WORDS)
}

/// Whether a number behind this word is the road's own, as in `County Road 12`.
pub(super) fn numbered_road(word: &str) -> bool {
    is_one_of(word, &NUMBERED_ROADS)
}

type Words = LazyLock<HashSet<&'static str>>;

static DESIGNATORS: Words = LazyLock::new(|| {
    "APT APARTMENT UNIT STE SUITE FL FLOOR RM ROOM LOT TRLR TRAILER BLDG BUILDING \
     FLAT SPC SPACE PH PENTHOUSE BSMT BASEMENT DEPT HNGR SLIP STOP WHG WOHNUNG OG \
     ETAGE STOCK APPT APTO PISO NO"
        .split(' ')
        .collect()
});

static ALONE: Words = LazyLock::new(|| {
    "BSMT BASEMENT REAR FRNT UPPR LOWR PH PENTHOUSE EG DG"
        .split(' ')
        .collect()
});

static DIRECTIONS: Words = LazyLock::new(|| "N S E W NE NW SE SW".split(' ').collect());

static STREET_WORDS: Words = LazyLock::new(|| {
    "ST STREET AVE AV AVENUE RD ROAD DR DRIVE LN LANE CT COURT PL PLACE BLVD \
     BOULEVARD CIR CIRCLE WAY TER TERRACE PKWY HWY TRL TRAIL SQ SQUARE PIKE RUN LOOP \
     ROW CLOSE MEWS GARDENS HILL CRESCENT GREEN"
        .split(' ')
        .collect()
});

static NUMBERED_ROADS: Words = LazyLock::new(|| {
    "HIGHWAY HWY ROUTE RTE RT ROAD RD CR SR US I INTERSTATE FM NC CALLE LOOP"
        .split(' ')
        .collect()
});

/// The longest of these words.
const LONGEST: usize = 10;

/// Whether a word, in capitals and without its sign and dot, is one of a set.
/// Asked several times for each address of a file, so it allocates nothing.
fn is_one_of(word: &str, known: &Words) -> bool {
    let word = word
        .trim_start_matches('#')
        .trim_end_matches('.')
        .as_bytes();
    let mut buffer = [0; LONGEST];
    let Some(room) = buffer.get_mut(..word.len()) else {
        return false;
    };
    room.copy_from_slice(word);
    room.make_ascii_uppercase();
    std::str::from_utf8(room).is_ok_and(|word| known.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_not_a_street() {
        assert!(designator("Apt.") && designator("#apt") && !designator("Apple"));
        assert!(unit_id("3B") && unit_id("B") && unit_id("#12") && unit_id("GF"));
        assert!(!unit_id("St") && !unit_id("NE") && !unit_id("Mill") && !unit_id("#"));
    }

    #[test]
    fn no_known_word_is_too_long_to_be_found() {
        for words in [
            &DESIGNATORS,
            &ALONE,
            &DIRECTIONS,
            &STREET_WORDS,
            &NUMBERED_ROADS,
        ] {
            assert!(words.len() > 7);
            for word in words.iter() {
                assert!(is_one_of(&word.to_lowercase(), words), "{word}");
            }
        }
    }

    #[test]
    fn a_number_is_not_an_ordinal() {
        assert!(is_ordinal("5th") && is_ordinal("17.") && !is_ordinal("12a") && !is_ordinal("12"));
        assert!(is_fraction("1/2") && is_fraction("½") && !is_fraction("12") && !is_fraction("1/"));
        assert!(is_grid("W123N456") && !is_grid("N12th") && !is_grid("E1"));
    }
}
