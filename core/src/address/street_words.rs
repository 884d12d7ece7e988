//! The words of street names that people shorten, and what each is folded to.
//!
//! Suffixes after USPS Publication 28, appendix C1 (the common ones, with their usual misspellings
//! left out); directionals after its section 233; European words as written on signs and letters.

/// `word`'s short form as the last word of a name (`street` → `st`).
pub(super) fn suffix(word: &str) -> Option<&'static str> {
    Some(match word {
        "alley" | "aly" | "ally" => "aly",
        "avenue" | "ave" | "av" | "aven" | "avn" => "ave",
        "bend" | "bnd" => "bnd",
        "boulevard" | "blvd" | "boul" | "bd" | "bvd" | "bl" => "blvd",
        "branch" | "br" => "br",
        "bridge" | "brg" => "brg",
        "broadway" | "bdwy" => "broadway",
        "brook" | "brk" => "brk",
        "causeway" | "cswy" => "cswy",
        "center" | "centre" | "ctr" => "ctr",
        "circle" | "cir" | "circ" => "cir",
        "close" | "cl" => "close",
        "commons" | "cmns" => "cmns",
        "common" | "cmn" => "cmn",
        "corner" | "cor" => "cor",
        "court" | "ct" | "crt" => "ct",
        "courts" | "cts" => "cts",
        "cove" | "cv" => "cv",
        "creek" | "crk" => "crk",
        "crescent" | "cres" | "crsnt" | "cresc" => "cres",
        "crossing" | "xing" | "crssng" => "xing",
        "drive" | "dr" | "drv" | "driv" => "dr",
        "estates" | "ests" => "ests",
        "expressway" | "expy" => "expy",
        "extension" | "ext" => "ext",
        "field" | "fld" => "fld",
        "fields" | "flds" => "flds",
        "freeway" | "fwy" => "fwy",
        "gardens" | "gdns" => "gdns",
        "garden" | "gdn" => "gdn",
        "gate" | "gt" => "gate",
        "gateway" | "gtwy" => "gtwy",
        "glen" | "gln" => "gln",
        "green" | "grn" => "grn",
        "grove" | "grv" | "gr" => "grv",
        "harbor" | "harbour" | "hbr" => "hbr",
        "heights" | "hts" => "hts",
        "highway" | "hwy" | "hiway" => "hwy",
        "hill" | "hl" => "hl",
        "hills" | "hls" => "hls",
        "hollow" | "holw" => "holw",
        "island" | "is" => "is",
        "junction" | "jct" => "jct",
        "knoll" | "knl" => "knl",
        "landing" | "lndg" => "lndg",
        "lane" | "ln" => "ln",
        "loop" | "lp" => "loop",
        "manor" | "mnr" => "mnr",
        "meadow" | "mdw" => "mdw",
        "meadows" | "mdws" => "mdws",
        "mews" => "mews",
        "mount" | "mt" => "mt",
        "mountain" | "mtn" => "mtn",
        "orchard" | "orch" => "orch",
        "park" | "prk" => "park",
        "parkway" | "pkwy" | "pky" | "pkway" => "pkwy",
        "passage" | "psge" => "psge",
        "place" | "pl" | "platz" => "pl",
        "plaza" | "plz" | "plza" => "plz",
        "point" | "pt" => "pt",
        "ridge" | "rdg" => "rdg",
        "road" | "rd" => "rd",
        "route" | "rte" => "rte",
        "row" => "row",
        "run" => "run",
        "shore" | "shr" => "shr",
        "shores" | "shrs" => "shrs",
        "spring" | "spg" => "spg",
        "springs" | "spgs" => "spgs",
        "square" | "sq" | "sqr" => "sq",
        "station" | "sta" | "stn" => "sta",
        "street" | "st" | "str" | "strasse" | "straat" | "strt" => "st",
        "summit" | "smt" => "smt",
        "terrace" | "ter" | "terr" | "tce" => "ter",
        "trace" | "trce" => "trce",
        "track" | "trak" => "trak",
        "trail" | "trl" => "trl",
        "turnpike" | "tpke" => "tpke",
        "valley" | "vly" => "vly",
        "view" | "vw" => "vw",
        "village" | "vlg" => "vlg",
        "vista" | "vis" => "vis",
        "walk" | "wlk" => "walk",
        "way" | "wy" => "way",
        _ => return None,
    })
}

/// The word that opens a name in Romance and Slavic languages (`calle`, `rue`, `ulica`); an empty
/// text where it is left out as often as written.
pub(super) fn opening(word: &str) -> Option<&'static str> {
    Some(match word {
        "avenue" | "avenida" | "avda" | "avd" | "av" | "ave" => "ave",
        "boulevard" | "bd" | "bld" | "blvd" | "bvd" | "bulevar" | "bulwar" => "blvd",
        "calle" | "cl" => "calle",
        "carrer" => "carrer",
        "carretera" | "ctra" => "ctra",
        "camino" | "cno" => "cno",
        "chemin" | "ch" | "che" => "ch",
        "corso" | "cso" => "corso",
        "faubourg" | "fbg" | "fg" => "fbg",
        "impasse" | "imp" => "imp",
        "allee" | "all" => "all",
        "largo" | "lgo" => "largo",
        "place" | "plaza" | "pza" | "plac" | "pl" | "piazza" | "pzza" | "praca" | "pca"
        | "placa" => "pl",
        "paseo" | "pso" | "po" => "paseo",
        "quai" | "qu" => "quai",
        "route" | "rte" => "rte",
        "rua" | "rue" | "r" => "r",
        "square" | "sq" => "sq",
        "travessa" | "trav" | "tv" => "trav",
        "viale" | "vle" => "viale",
        "aleja" | "aleje" | "al" => "al",
        "ulica" | "ulice" | "ul" => "",
        _ => return None,
    })
}

/// A direction's letters (`north` and `n` → `n`).
pub(super) fn direction(word: &str) -> Option<&'static str> {
    Some(match word {
        "north" | "n" | "no" => "n",
        "south" | "s" | "so" => "s",
        "east" | "e" => "e",
        "west" | "w" => "w",
        "northeast" | "ne" => "ne",
        "northwest" | "nw" => "nw",
        "southeast" | "se" => "se",
        "southwest" | "sw" => "sw",
        _ => return None,
    })
}

/// Short forms of words that may stand anywhere in a name.
pub(super) fn anywhere(word: &str) -> Option<&'static str> {
    Some(match word {
        "first" => "1",
        "second" => "2",
        "third" => "3",
        "fourth" => "4",
        "fifth" => "5",
        "sixth" => "6",
        "seventh" => "7",
        "eighth" => "8",
        "ninth" => "9",
        "tenth" => "10",
        "eleventh" => "11",
        "twelfth" => "12",
        "saint" | "sankt" | "sint" => "saint",
        "ste" | "sainte" => "sainte",
        "fort" => "ft",
        "mount" => "mt",
        "doctor" => "dr",
        "junior" => "jr",
        "and" | "et" | "und" => "",
        _ => return None,
    })
}

/// Whether a folded word ends a street's name in a language that puts the house number after it:
/// German, Dutch, Finnish, Swedish, Danish and Norwegian. These languages join the street word to
/// the name (`Keizersgracht`) or let it stand alone (`Kottbusser Damm`).
pub(super) fn closes_before_number(word: &str) -> bool {
    // Where an English word might end alike, only the word by itself.
    const ALONE: &[&str] = &[
        "ring", "hof", "zeile", "pfad", "gata", "gade", "tie", "vag", "gasse", "grund", "kai",
        "plan",
    ];
    const ENDINGS: &[&str] = &[
        // German
        "strasse",
        "str",
        "platz",
        "weg",
        "gasse",
        "allee",
        "damm",
        "ufer",
        "steig",
        "stieg",
        "chaussee",
        "graben",
        "markt",
        "promenade",
        // Dutch
        "straat",
        "laan",
        "plein",
        "gracht",
        "kade",
        "dijk",
        "singel",
        "steeg",
        "plantsoen",
        // Finnish; its `-tie` below
        "katu",
        "kuja",
        "polku",
        "kaari",
        "ranta",
        "tori",
        "vayla",
        "aukio",
        "penger",
        "raitti",
        "silta",
        "linja",
        "portti",
        "puisto",
        "puistikko",
        "rinne",
        "esplanadi",
        "laituri",
        "piha",
        // Swedish, Danish, Norwegian
        "gatan",
        "vagen",
        "granden",
        "stigen",
        "torget",
        "esplanaden",
        "kajen",
        "backen",
        "leden",
        "stranden",
        "gangen",
        "vej",
        "veien",
        "vegen",
        "gaten",
        "plads",
        "straede",
    ];
    /// So many letters of a name stand before a street word that is joined to it.
    const NAME: usize = 3;
    let joined = |ending: &&str| {
        word.strip_suffix(*ending)
            .is_some_and(|name| name.is_empty() || name.chars().count() >= NAME)
    };
    // `Hameentie` and `Puistotie`, not `Christie`.
    let is_tie = word.chars().count() >= 6
        && word
            .strip_suffix("tie")
            .is_some_and(|name| name.ends_with(['n', 'a', 'e', 'i', 'o', 'u', 'y']));
    let is_gade = word.chars().count() >= 8 && word.ends_with("gade");
    ALONE.contains(&word) || is_tie || is_gade || ENDINGS.iter().any(joined)
}

/// Whether a name that begins with these two folded words is of a language that puts the house
/// number after the street, by the word that opens it: Spanish, Catalan, Portuguese, Italian,
/// Polish, Czech, and German names such as `Am Markt`.
pub(super) fn opens_before_number(word: &str, next: &str) -> bool {
    match word {
        // Spanish and Catalan
        "calle" | "carrer" | "carretera" | "ctra" | "camino" | "avenida" | "avda" | "avinguda"
        | "plaza" | "pza" | "placa" | "paseo" | "passeig" | "ronda" | "rambla" | "travesia"
        | "pasaje" | "callejon" | "glorieta" => true,
        // Portuguese
        "rua" | "travessa" | "praca" | "largo" | "estrada" | "alameda" => true,
        // Italian
        "via" | "viale" | "piazza" | "pzza" | "piazzale" | "corso" | "vicolo" | "strada"
        | "lungomare" => true,
        // Polish and Czech
        "ulica" | "ulice" | "ul" | "aleja" | "aleje" | "al" | "plac" | "osiedle" | "os"
        | "namesti" | "trida" => true,
        // German
        "am" | "im" | "zum" | "zur" => true,
        "an" | "auf" | "in" | "unter" | "vor" | "hinter" => {
            matches!(next, "der" | "den" | "dem")
        }
        "strasse" | "platz" => matches!(next, "der" | "des" | "am" | "an" | "zum" | "zur"),
        // `Allee der Kosmonauten`, but the French `Allée des Tilleuls`.
        "allee" => matches!(next, "der" | "am" | "zum" | "zur"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::suffix;

    #[test]
    fn a_short_form_is_its_own_short_form() {
        for word in [
            "street", "avenue", "court", "place", "terrace", "parkway", "loop", "green",
        ] {
            let short = suffix(word).unwrap();
            assert_eq!(suffix(short), Some(short));
        }
    }
}
