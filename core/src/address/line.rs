//! An address in one line, with the house number on the side of the street's name that its
//! language puts it on.
//!
//! A door knows no country: one voter file may hold the addresses of a border town, and the map
//! of another land may be loaded tomorrow. The street's own name tells its language often enough.

use super::street_key::words;
use super::street_words::{closes_before_number, opens_before_number, suffix};

/// House number, street and unit as people write them: `12 Elm Street, Apt 3B`, but
/// `Keskuskatu 6, A 12`.
///
/// The number stands first for English and French street names, and wherever the name betrays no
/// language; it follows the street for those German, Dutch, Nordic, Finnish, Spanish, Catalan,
/// Portuguese, Italian, Polish and Czech names whose street word is known. The orders are those of
/// the Universal Postal Union's country sheets ("Postal addressing systems"). An English street
/// word at the end outweighs a foreign one at the start, as in `Via Verde Drive`; a Californian
/// `Calle Real` reads as a Spanish one.
///
/// Nothing is shortened or re-spelled. A house with a name instead of a number is set apart by a
/// comma; a part that is empty is left out.
///
/// ```
/// use turfwalk_core::address::line;
///
/// assert_eq!(line("12A", "Elm Street", Some("Apt 3B")), "12A Elm Street, Apt 3B");
/// assert_eq!(line("6", "Keskuskatu", None), "Keskuskatu 6");
/// ```
pub fn line(number: &str, street: &str, unit: Option<&str>) -> String {
    let (number, street) = (number.trim(), street.trim());
    let unit = unit.map_or("", str::trim);
    let is_named = !number.contains(|c: char| c.is_numeric());
    let mut out = match (number.is_empty(), street.is_empty()) {
        (true, _) => street.to_owned(),
        (_, true) => number.to_owned(),
        _ if is_named => format!("{number}, {street}"),
        _ if is_street_first(street) => format!("{street} {number}"),
        _ => format!("{number} {street}"),
    };
    if !unit.is_empty() {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(unit);
    }
    out
}

fn is_street_first(street: &str) -> bool {
    let words = words(street);
    let Some(last) = words.last() else {
        return false;
    };
    // A name in two languages, as `Keskuskatu - Centralgatan`, is told by its last.
    if closes_before_number(last) {
        return true;
    }
    words.len() > 1
        && opens_before_number(&words[0], &words[1])
        && (suffix(last).is_none() || matches!(last.as_str(), "park" | "vista"))
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_number_stands_where_the_street_is() {
        for (number, street, whole) in [
            ("12 1/2", "Elm Street", "12 1/2 Elm Street"),
            ("84-12", "Main St NW", "84-12 Main St NW"),
            ("8", "Broadway", "8 Broadway"),
            ("12", "Rue de Rivoli", "12 Rue de Rivoli"),
            ("3", "Avenue Foch", "3 Avenue Foch"),
            ("7", "Allée des Tilleuls", "7 Allée des Tilleuls"),
            ("9", "Silver Spring", "9 Silver Spring"),
            ("4", "Corinne Christie", "4 Corinne Christie"),
            ("5", "Via Verde Drive", "5 Via Verde Drive"),
            ("6", "Calle Real Road", "6 Calle Real Road"),
            ("1", "Ленина", "1 Ленина"),
            ("12A", "Hauptstraße", "Hauptstraße 12A"),
            ("6", "Berliner Str.", "Berliner Str. 6"),
            ("6", "Karl-Marx-Platz", "Karl-Marx-Platz 6"),
            ("6", "Kottbusser Damm", "Kottbusser Damm 6"),
            ("2", "Innsbrucker Ring", "Innsbrucker Ring 2"),
            ("2", "Am Treptower Park", "Am Treptower Park 2"),
            ("4", "An der Mühle", "An der Mühle 4"),
            ("10-12", "Keizersgracht", "Keizersgracht 10-12"),
            ("10", "Van Baerlestraat", "Van Baerlestraat 10"),
            ("6", "Keskuskatu", "Keskuskatu 6"),
            ("1", "Mannerheimintie", "Mannerheimintie 1"),
            ("1", "Hämeent.", "Hämeent. 1"),
            ("3", "Norra Esplanaden", "Norra Esplanaden 3"),
            ("3", "Kungsgatan", "Kungsgatan 3"),
            ("3", "Solvägen", "Solvägen 3"),
            ("3", "Østergade", "Østergade 3"),
            ("7", "Calle Mayor", "Calle Mayor 7"),
            ("7", "C/ Bella Vista", "C/ Bella Vista 7"),
            ("7", "Via Roma", "Via Roma 7"),
            ("7", "V.le Europa", "V.le Europa 7"),
            ("7", "Rua Augusta", "Rua Augusta 7"),
            ("7", "ul. Marszałkowska", "ul. Marszałkowska 7"),
        ] {
            assert_eq!(line(number, street, None), whole);
        }
    }

    #[test]
    fn what_is_missing_leaves_no_gap() {
        for (number, street, unit, whole) in [
            ("12", "Elm Street", Some("#3"), "12 Elm Street, #3"),
            ("6", "Keskuskatu", Some("A 12"), "Keskuskatu 6, A 12"),
            ("Rose Cottage", "Elm Lane", None, "Rose Cottage, Elm Lane"),
            ("", "Elm Lane", Some(" "), "Elm Lane"),
            ("12", " ", None, "12"),
            ("", "", Some("B"), "B"),
            ("", "", None, ""),
        ] {
            assert_eq!(line(number, street, unit), whole);
        }
    }

    proptest::proptest! {
        #[test]
        fn every_part_stays_as_written(number in "[0-9]{1,4}[A-Z]?", street in "[A-Za-zäöß' .-]{1,24}") {
            let whole = line(&number, &street, None);
            proptest::prop_assert!(whole.contains(&number) && whole.contains(street.trim()));
        }
    }
}
