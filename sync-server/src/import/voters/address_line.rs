//! Takes one written address apart into house number, street and unit.
//!
//! It cuts and never rewrites: what a number means, and which streets are the
//! same, is for the core's addresses. Number first (`12 1/2 Main St #APT 3B`),
//! number last (`Hauptstraße 12a`, `Mannerheimintie 12 A 5`), unit first
//! (`Flat 2, 12 High St`), and houses with a name only.

use super::{
    address_words::{
        alone, designator, is_direction, is_fraction, is_grid, is_letter, is_ordinal,
        numbered_road, starts_with_digit, street_word, unit_id,
    },
    place::{check_place, is_post_box},
    reject::RejectKind,
    tidy::{tidy, tidy_unit},
};

/// An address in its parts. The number is empty where the line has none; the
/// street never is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressLine {
    /// House number as written: `12`, `12A`, `12 1/2`, `84-12`, `12-14`.
    pub number: String,
    /// Street as written.
    pub street: String,
    /// Unit as written, without a `#` before a word.
    pub unit: String,
}

/// The parts of a written address.
///
/// # Errors
///
/// [`NoAddress`](RejectKind::NoAddress), [`Protected`](RejectKind::Protected),
/// [`PostBox`](RejectKind::PostBox) or [`NoStreet`](RejectKind::NoStreet).
///
/// ```
/// use turfwalk_server::import::voters::split_address_line;
///
/// let door = split_address_line("12 1/2 Main St #APT 3B").unwrap();
/// assert_eq!((&*door.number, &*door.street, &*door.unit), ("12 1/2", "Main St", "APT 3B"));
/// ```
pub fn split_address_line(line: &str) -> Result<AddressLine, RejectKind> {
    let line = tidy(line);
    check_place(&line)?;
    let mut door = AddressLine::default();
    let mut units: Vec<String> = Vec::new();
    let mut before: Option<&str> = None;
    for part in line
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if !door.street.is_empty() {
            // What follows the street is a unit or the town, and the town has its own column.
            if is_post_box(part) {
                continue;
            }
            if is_unit(part) || (units.is_empty() && is_bare_unit(part)) {
                units.push(tidy_unit(part));
            } else if door.number.is_empty() && is_number(part) {
                door.number = part.to_owned();
            }
        } else if is_unit(part) {
            units.push(tidy_unit(part));
        } else if door.number.is_empty() && is_number(part) {
            door.number = part.to_owned();
        } else if door.number.is_empty() && before.is_none() && is_house_name(part, &line) {
            before = Some(part);
        } else {
            split_street(part, &mut door, &mut units);
        }
    }
    if let Some(name) = before {
        if door.number.is_empty() {
            door.number = name.to_owned();
        } else {
            units.insert(0, name.to_owned());
        }
    }
    door.unit = units.join(" ");
    if door.street.chars().any(char::is_alphabetic) {
        Ok(door)
    } else {
        Err(RejectKind::NoStreet)
    }
}

/// Number, street and trailing unit of a part that has no comma.
fn split_street(part: &str, door: &mut AddressLine, units: &mut Vec<String>) {
    let mut words: Vec<&str> = part.split(' ').collect();
    // "Flat 2 12 High St"
    if words.len() >= 4 && designator(words[0]) && unit_id(words[1]) && starts_with_digit(words[2])
    {
        units.push(tidy_unit(&words[..2].join(" ")));
        words.drain(..2);
    }
    if let Some(at) = trailing_unit(&words) {
        let unit = words[at..].join(" ");
        if !is_post_box(&unit) {
            units.push(tidy_unit(&unit));
        }
        words.truncate(at);
    }
    if door.number.is_empty() {
        let taken = leading_number(&words, door);
        words.drain(..taken);
        if taken == 0
            && let Some(at) = number_after_street(&words)
        {
            door.number = words[at].to_owned();
            match &words[at + 1..] {
                [letter] if is_letter(letter) => door.number.push_str(letter),
                [] => {}
                rest => units.push(rest.join(" ")),
            }
            words.truncate(at);
        }
    }
    door.street = words.join(" ");
}

/// How many words at the start are the number; writes it into `door`.
fn leading_number(words: &[&str], door: &mut AddressLine) -> usize {
    let Some(&first) = words.first() else {
        return 0;
    };
    let numbered = starts_with_digit(first) && !is_ordinal(first);
    if !numbered && (words.len() == 1 || !is_grid(first)) {
        return 0;
    }
    door.number = first.to_owned();
    match words {
        // "12 - 14 Main St"
        [_, "-" | "–", to, ..] if starts_with_digit(to) => {
            door.number = format!("{first}-{to}");
            3
        }
        [_, half, ..] if is_fraction(half) => {
            door.number = format!("{first} {half}");
            2
        }
        [_, bis, _, ..]
            if ["bis", "ter", "quater"]
                .iter()
                .any(|w| bis.eq_ignore_ascii_case(w)) =>
        {
            door.number = format!("{first} {bis}");
            2
        }
        // "12 A Main St", but not "12 N Main St" nor "12 A St"
        [_, letter, name, _, ..]
            if is_letter(letter) && !is_direction(letter) && !street_word(name) =>
        {
            door.number = format!("{first}{letter}");
            2
        }
        _ => 1,
    }
}

/// Where the number stands in "Hauptstraße 12a": the first word that begins with
/// a digit and is followed by nothing, a letter, or a stair and a flat.
fn number_after_street(words: &[&str]) -> Option<usize> {
    let at = (1..words.len()).find(|&i| starts_with_digit(words[i]) && !is_ordinal(words[i]))?;
    // In "County Road 12" the number is the road's.
    if numbered_road(words[at - 1]) {
        return None;
    }
    let rest = &words[at + 1..];
    let unit_like = |word: &&str| is_letter(word) || (word.len() <= 5 && starts_with_digit(word));
    (rest.len() <= 2 && rest.iter().all(unit_like)).then_some(at)
}

/// Where a unit begins after number and street, or after a street alone.
fn trailing_unit(words: &[&str]) -> Option<usize> {
    let from = 2.min(words.len());
    (from..words.len()).find(|&i| {
        let word = words[i];
        let next = words.get(i + 1);
        if let Some(sign) = word.strip_prefix('#') {
            return !sign.is_empty() || next.is_some();
        }
        if word.eq_ignore_ascii_case("po") || word.eq_ignore_ascii_case("p.o.") {
            return is_post_box(&words[i..].join(" "));
        }
        match next {
            Some(id) => designator(word) && unit_id(id),
            None => alone(word),
        }
    })
}

/// A whole part that is a unit: `Apt 3B`, `#3`, `2nd floor`, `2. OG`.
fn is_unit(part: &str) -> bool {
    let words: Vec<&str> = part.split(' ').collect();
    match words.as_slice() {
        [one] => (one.starts_with('#') && one.len() > 1) || alone(one),
        [a, b] if a.starts_with('#') => b.len() <= 6,
        [a, b] => (designator(a) && unit_id(b)) || (starts_with_digit(a) && designator(b)),
        [a, b, ..] => {
            words.len() <= 4
                && designator(a.trim_start_matches('#'))
                && unit_id(b)
                && !starts_with_digit(words[2])
        }
        [] => false,
    }
}

/// A short part with a digit after the street: `3B`.
fn is_bare_unit(part: &str) -> bool {
    part.len() <= 5
        && !part.contains(' ')
        && part.bytes().any(|b| b.is_ascii_digit())
        && part.bytes().any(|b| b.is_ascii_alphabetic())
}

/// `12`, `12a`, `12 1/2`, `12-14` and nothing else.
fn is_number(part: &str) -> bool {
    let mut words = part.split(' ');
    let first = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    starts_with_digit(first)
        && !is_ordinal(first)
        && first.chars().filter(|c| c.is_alphabetic()).count() <= 1
        && match rest.as_slice() {
            [] => true,
            [one] => is_fraction(one) || is_letter(one),
            _ => false,
        }
}

/// `Rose Cottage` in `Rose Cottage, Mill Lane`: no digit, no street word of its
/// own, and a street right behind it.
fn is_house_name(part: &str, line: &str) -> bool {
    let street = |text: &str| text.split(' ').next_back().is_some_and(street_word);
    let numbered = |text: &str| {
        let words: Vec<&str> = text.split(' ').collect();
        (1..words.len()).contains(&leading_number(&words, &mut AddressLine::default()))
    };
    let mut after = line
        .split(',')
        .map(str::trim)
        .skip_while(|other| *other != part)
        .skip(1);
    !part.bytes().any(|b| b.is_ascii_digit())
        && !street(part)
        && after
            .next()
            .is_some_and(|next| street(next) || numbered(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_apart_as_people_write_it() {
        for (line, number, street, unit) in [
            ("12 Main St", "12", "Main St", ""),
            ("12 1/2 Main St #APT 3B", "12 1/2", "Main St", "APT 3B"),
            ("12  MAIN   ST   # 3B", "12", "MAIN ST", "#3B"),
            ("12A Main St Apt. 4", "12A", "Main St", "Apt. 4"),
            ("12 A Main St", "12A", "Main St", ""),
            ("12 N Main St", "12", "N Main St", ""),
            ("100 C Street NW", "100", "C Street NW", ""),
            ("84-12 Queens Blvd", "84-12", "Queens Blvd", ""),
            ("12 - 14 Mill Rd", "12-14", "Mill Rd", ""),
            ("5th Ave", "", "5th Ave", ""),
            ("350 5th Ave Fl 2", "350", "5th Ave", "Fl 2"),
            ("W123N456 Main St", "W123N456", "Main St", ""),
            ("100 Lot Rd", "100", "Lot Rd", ""),
            ("12 Space Center Dr", "12", "Space Center Dr", ""),
            ("100 Trailer Ct", "100", "Trailer Ct", ""),
            ("9 Oak Ct Bsmt", "9", "Oak Ct", "Bsmt"),
            ("9 Oak Ct Bldg 2 Apt 4", "9", "Oak Ct", "Bldg 2 Apt 4"),
            ("12 Box Hill Rd", "12", "Box Hill Rd", ""),
            ("12 Oak St PO Box 9", "12", "Oak St", ""),
            ("120 County Road 12", "120", "County Road 12", ""),
            ("County Road 12", "", "County Road 12", ""),
            ("12 Main St, Apt 3B, Springfield", "12", "Main St", "Apt 3B"),
            ("12 Main St, 3B", "12", "Main St", "3B"),
            ("Flat 2, 12 High St", "12", "High St", "Flat 2"),
            ("Flat 2 12 High St", "12", "High St", "Flat 2"),
            ("Rose Cottage, Mill Lane", "Rose Cottage", "Mill Lane", ""),
            (
                "Rose Cottage, 3 Mill Lane",
                "3",
                "Mill Lane",
                "Rose Cottage",
            ),
            ("Hauptstraße 12a", "12a", "Hauptstraße", ""),
            ("Hauptstraße 12 a", "12a", "Hauptstraße", ""),
            ("Hauptstraße 12, 2. OG", "12", "Hauptstraße", "2. OG"),
            ("Hauptstraße, 12", "12", "Hauptstraße", ""),
            ("Straße des 17. Juni 135", "135", "Straße des 17. Juni", ""),
            ("Mannerheimintie 12 A 5", "12", "Mannerheimintie", "A 5"),
            ("12, rue de la Paix", "12", "rue de la Paix", ""),
            ("12 bis rue de la Paix", "12 bis", "rue de la Paix", ""),
            ("Rue du 8 Mai 1945", "", "Rue du 8 Mai 1945", ""),
        ] {
            let want = AddressLine {
                number: number.into(),
                street: street.into(),
                unit: unit.into(),
            };
            assert_eq!(split_address_line(line), Ok(want), "{line}");
        }
    }

    #[test]
    fn what_has_no_door_is_refused_with_its_reason() {
        for (line, why) in [
            ("", RejectKind::NoAddress),
            (" , ", RejectKind::NoAddress),
            ("GENERAL DELIVERY", RejectKind::NoAddress),
            ("REMOVED", RejectKind::Protected),
            ("** Confidential **", RejectKind::Protected),
            ("*****", RejectKind::Protected),
            ("PO BOX 12", RejectKind::PostBox),
            ("P.O. Box 12", RejectKind::PostBox),
            ("RR 2 Box 5", RejectKind::PostBox),
            ("Postfach 1234", RejectKind::PostBox),
            ("12", RejectKind::NoStreet),
            ("12 1/2", RejectKind::NoStreet),
            ("Apt 3B", RejectKind::NoStreet),
        ] {
            assert_eq!(split_address_line(line), Err(why), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_gives_a_street_or_a_reason(
            line in "([0-9]{1,3}|[A-Za-z]{1,6}|#|,|-|/|½|Apt|Flat|PO|Box|Straße| ){0,12}",
        ) {
            if let Ok(door) = split_address_line(&line) {
                proptest::prop_assert!(!door.street.is_empty());
                // Parts are cut, never invented: each word stands in the line.
                for word in door.street.split(' ') {
                    proptest::prop_assert!(line.contains(word), "{} in {}", word, line);
                }
            }
        }
    }
}
