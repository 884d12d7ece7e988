//! One key for all spellings of a street's name.

use super::fold;
use super::street_words::{anywhere, direction, opening, suffix};

/// A key that is equal for the usual spellings of one street: `N. Main Street`, `North Main St`
/// and `NORTH MAIN STR.` share one. For matching only: it is never shown.
///
/// Case, accents and punctuation fold. Directions fold at either end of a name, suffixes at its
/// end, `rue`, `calle`, `ul.` at its start; `St` is a saint before a name and a street after
/// it. Joined German words come apart (`Hauptstraße` is keyed as `haupt st`), so that both
/// spellings of `Berliner Straße` meet. Empty for a name without a letter or digit.
pub fn street_key(name: &str) -> String {
    let mut words = words(name);
    for word in &mut words {
        if let Some(short) = anywhere(word) {
            short.clone_into(word);
        } else if let Some(number) = ordinal(word) {
            *word = number.to_owned();
        }
    }
    words.retain(|w| !w.is_empty());
    fold_ends(&mut words);
    words.join(" ")
}

/// What is left of a [`street_key`] without directions and suffix: `main` of `n main st`. The key
/// itself if nothing else is in it.
pub fn street_stem(key: &str) -> String {
    let words: Vec<&str> = key.split(' ').collect();
    let mut kept = words.as_slice();
    while let [rest @ .., last] = kept
        && !rest.is_empty()
        && direction(last) == Some(last)
    {
        kept = rest;
    }
    if let [rest @ .., last] = kept
        && !rest.is_empty()
        && suffix(last).is_some()
    {
        kept = rest;
    }
    if let [first, rest @ ..] = kept
        && !rest.is_empty()
        && direction(first) == Some(first)
    {
        kept = rest;
    }
    kept.join(" ")
}

/// Folds directions, suffix and opening word, as long as a name is left between them.
fn fold_ends(words: &mut Vec<String>) {
    let mut first = 0;
    let mut last = words.len();
    // Trailing directions (`Main St NW`), unless they are the name (`The North`).
    while last > first + 1 && direction(&words[last - 1]).is_some() {
        last -= 1;
        if let Some(short) = direction(&words[last]) {
            short.clone_into(&mut words[last]);
        }
    }
    // A leading direction, where a name of its own follows: not in `North Street`.
    if last > first + 1
        && let Some(short) = direction(&words[first])
        && (last > first + 2 || is_name(&words[first + 1]))
    {
        short.clone_into(&mut words[first]);
        first += 1;
    }
    if last > first + 1
        && let Some(short) = suffix(&words[last - 1])
    {
        short.clone_into(&mut words[last - 1]);
        last -= 1;
    } else if last > first + 1
        && let Some(short) = opening(&words[first])
    {
        short.clone_into(&mut words[first]);
        first += 1;
    }
    // What is left between is the name; `st` in it is a saint.
    for word in &mut words[first..last] {
        if word == "st" && last > first + 1 {
            "saint".clone_into(word);
        } else if word == "mtn" {
            "mountain".clone_into(word);
        }
    }
    words.retain(|w| !w.is_empty());
}

/// Whether a word by itself can be a street's name behind a direction: `Broadway` is one, though
/// other names end in it.
fn is_name(word: &str) -> bool {
    suffix(word).is_none_or(|short| short == "broadway")
}

/// `42nd` → `42`.
fn ordinal(word: &str) -> Option<&str> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (is_number && matches!(ending, "st" | "nd" | "rd" | "th" | "d")).then_some(digits)
}

/// Folded words, with abbreviations that only their punctuation betrays written out.
pub(super) fn words(name: &str) -> Vec<String> {
    let folded = fold(name).replace('\'', "");
    let mut out = Vec::new();
    for raw in folded.split(|c: char| c.is_whitespace() || c == ',' || c == '-') {
        if let Some(whole) = punctuated(raw) {
            out.extend(whole.split(' ').map(str::to_owned));
            continue;
        }
        if let Some(rest) = raw.strip_prefix("c/") {
            out.push("calle".to_owned());
            push_word(rest, &mut out);
            continue;
        }
        // `N.W.` is one word, `St.Marys` two.
        let dotted: Vec<&str> = raw.split('.').filter(|p| !p.is_empty()).collect();
        if dotted.len() > 1 && dotted.iter().all(|p| p.chars().count() == 1) {
            out.push(dotted.concat());
            continue;
        }
        for part in raw.split(|c: char| !c.is_alphanumeric()) {
            let ends_in_dot = raw.ends_with('.') && raw.trim_end_matches('.').ends_with(part);
            match finnish(part).filter(|_| ends_in_dot) {
                Some(whole) => out.push(whole),
                None => push_word(part, &mut out),
            }
        }
    }
    // A leading `c/` leaves an empty word where a blank follows it.
    out.retain(|w| !w.is_empty());
    out
}

/// Pushes a word, a joined street word apart from its name.
fn push_word(word: &str, out: &mut Vec<String>) {
    for (ending, whole) in [
        ("strasse", "strasse"),
        ("strase", "strasse"),
        ("straat", "straat"),
        ("str", "strasse"),
        ("platz", "platz"),
    ] {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().count() >= 2
        {
            out.push(stem.to_owned());
            out.push(whole.to_owned());
            return;
        }
    }
    out.push(word.to_owned());
}

/// Italian abbreviations with a dot inside.
fn punctuated(raw: &str) -> Option<&'static str> {
    Some(match raw {
        "v.le" => "viale",
        "c.so" => "corso",
        "p.za" | "p.zza" => "piazza",
        "l.go" => "largo",
        "v." => "via",
        _ => return None,
    })
}

/// `Mannerheimint.` → `mannerheimintie`, `Hämeenk.` → `hameenkatu`: only with the dot.
fn finnish(word: &str) -> Option<String> {
    if word.chars().count() < 6 || suffix(word).is_some() {
        return None;
    }
    if let Some(stem) = word.strip_suffix("nk") {
        return Some(format!("{stem}nkatu"));
    }
    word.strip_suffix("nt").map(|stem| format!("{stem}ntie"))
}

#[cfg(test)]
mod tests {
    use super::{street_key, street_stem};

    #[test]
    fn spellings_of_one_street_meet() {
        for (a, b) in [
            ("Main Street", "MAIN ST"),
            ("N. Main Street", "North Main St."),
            ("Main St NW", "Main Street Northwest"),
            ("Main St N.W.", "Main St NW"),
            ("St. Paul Street", "Saint Paul St"),
            ("E St Paul St", "East Saint Paul Street"),
            ("O'Donnell Sq", "ODonnell Square"),
            ("O’Donnell Sq", "O'Donnell Square"),
            ("West 42nd Street", "W 42 St"),
            ("Fifth Avenue", "5th Ave"),
            ("South Broadway", "S Broadway"),
            (
                "Martin Luther King Jr Blvd",
                "Martin Luther King Junior Boulevard",
            ),
            ("Hauptstraße", "Hauptstr."),
            ("Hauptstraße", "HAUPTSTRASSE"),
            ("Berliner Straße", "Berlinerstr."),
            ("Alexanderplatz", "Alexander Pl."),
            ("Boulevard Saint-Michel", "Bd St Michel"),
            ("Avenue des Champs-Élysées", "Av. des Champs Elysees"),
            ("Calle Mayor", "C/ Mayor"),
            ("Calle Mayor", "C/Mayor"),
            ("ul. Marszałkowska", "Marszalkowska"),
            ("Plaza de España", "Pl. de Espana"),
            ("Rue de Rivoli", "R. de Rivoli"),
            ("Mannerheimintie", "Mannerheimint."),
            ("Hämeenkatu", "Hämeenk."),
            ("Viale Roma", "V.le Roma"),
            ("Fort Avenue", "Ft. Ave"),
            ("Mount Royal Ave", "Mt Royal Avenue"),
        ] {
            assert_eq!(street_key(a), street_key(b), "{a} / {b}");
        }
    }

    #[test]
    fn streets_that_differ_stay_apart() {
        for (a, b) in [
            ("Main Street", "Main Avenue"),
            ("North Main Street", "South Main Street"),
            ("North Street", "N Street"),
            ("St Paul Street", "Paul Street"),
            ("Park Place", "Park Plaza"),
            ("Avenue Road", "Avenue"),
            ("C Street", "Calle Street"),
            ("1st Street", "11th Street"),
            ("Court Street", "Street Court"),
        ] {
            assert_ne!(street_key(a), street_key(b), "{a} / {b}");
        }
    }

    #[test]
    fn a_stem_lacks_directions_and_suffix() {
        for (name, stem) in [
            ("N Main St", "main"),
            ("Main Street NW", "main"),
            ("North Street", "north"),
            ("Broadway", "broadway"),
            ("Hauptstraße", "haupt"),
        ] {
            assert_eq!(street_stem(&street_key(name)), stem, "{name}");
        }
    }

    #[test]
    fn a_name_is_never_folded_away() {
        for name in [
            "St",
            "North",
            "Avenue",
            "N",
            "Ul.",
            "St St",
            "E W",
            "Rue",
            "Ленина",
        ] {
            assert!(!street_key(name).is_empty(), "{name}");
        }
        assert_eq!(street_key(" .,- "), "");
    }

    proptest::proptest! {
        #[test]
        fn any_name_has_a_key_that_case_does_not_change(name in "[A-Za-z0-9 .'/-]{0,24}") {
            proptest::prop_assert_eq!(street_key(&name), street_key(&name.to_uppercase()));
        }
    }
}
