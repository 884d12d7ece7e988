//! Cleans what a cell holds: blanks, spreadsheet armour, lost zeros. Text stays
//! text; nothing is folded or spelled out.

/// A cell without outer blanks, with one space between words and no control
/// characters. `="02139"`, a spreadsheet's way to keep a zero, gives its inside,
/// and `\N`, a database's word for nothing, gives nothing.
pub(super) fn tidy(cell: &str) -> String {
    let cell = cell.trim();
    let cell = match cell
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inside) => inside.trim(),
        None => cell,
    };
    if cell == "\\N" {
        return String::new();
    }
    let mut after_space = false;
    let plain = cell.bytes().all(|b| {
        let good = (b' '..0x7f).contains(&b) && !(after_space && b == b' ');
        after_space = b == b' ';
        good
    });
    if plain {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    for word in cell.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// As [`tidy`], for cells where `NULL` can't be somebody's name.
pub(super) fn tidy_value(cell: &str) -> String {
    let cell = tidy(cell);
    if ["null", "(null)", "n/a", "#n/a"]
        .iter()
        .any(|word| cell.eq_ignore_ascii_case(word))
    {
        return String::new();
    }
    cell
}

/// A column's name for comparing: letters and digits in lower case.
/// `Voter File VANID ` and `voter_file_vanid` are one name.
pub(super) fn header_key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A house number or code without the `.0` that a spreadsheet adds.
pub(super) fn without_point_zero(cell: &str) -> &str {
    match cell.strip_suffix(".0") {
        Some(whole) if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => cell,
    }
}

/// A postal code as text. Where the state's codes begin with 0 a lost zero comes
/// back (`2139` in MA is `02139`); nine digits become `02139-4307`. Other
/// countries' codes pass as they are.
pub(super) fn postal_code(cell: &str, state: &str, is_us: bool) -> String {
    let code = without_point_zero(cell);
    let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
    let zero_state = ["CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT"]
        .iter()
        .any(|name| state.eq_ignore_ascii_case(name));
    match (digits, code.len()) {
        (true, 3 | 4) if zero_state => format!("{code:0>5}"),
        (true, 7 | 8) if zero_state => postal_code(&format!("{code:0>9}"), state, is_us),
        (true, 9) if is_us || zero_state => format!("{}-{}", &code[..5], &code[5..]),
        _ => code.to_owned(),
    }
}

/// What is written at a unit, without the `#` before a word: `#APT 3B` is
/// `APT 3B`, `# 3B` is `#3B`.
pub(super) fn tidy_unit(cell: &str) -> String {
    let cell = cell.trim();
    let Some(rest) = cell.strip_prefix('#') else {
        return cell.to_owned();
    };
    let rest = rest.trim_start_matches(['#', ' ']);
    let word = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if rest.is_empty() {
        String::new()
    } else if word >= 2
        && rest
            .as_bytes()
            .get(word)
            .is_none_or(|b| *b == b' ' || *b == b'.')
    {
        rest.to_owned()
    } else {
        format!("#{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_loses_what_is_not_text() {
        for (cell, want) in [
            ("  OAK   GROVE\u{a0} RD ", "OAK GROVE RD"),
            ("=\"02139\"", "02139"),
            ("\\N", ""),
            ("Null", "Null"),
            ("a\tb\u{0}c", "a b c"),
            ("=1+1", "=1+1"),
        ] {
            assert_eq!(tidy(cell), want);
        }
        assert_eq!(tidy_value("NULL"), "");
    }

    #[test]
    fn a_zip_keeps_its_zeros() {
        for (cell, state, want) in [
            ("02139", "MA", "02139"),
            ("2139", "ma", "02139"),
            ("2139.0", "MA", "02139"),
            ("21394307", "MA", "02139-4307"),
            ("276011234", "NC", "27601-1234"),
            ("1010", "Wien", "1010"),
            ("SW1A 1AA", "", "SW1A 1AA"),
            ("", "MA", ""),
        ] {
            assert_eq!(postal_code(cell, state, state == "NC"), want);
        }
    }

    #[test]
    fn a_unit_loses_the_sign_before_a_word() {
        for (cell, want) in [
            ("#APT 3B", "APT 3B"),
            ("# 3B", "#3B"),
            ("#3", "#3"),
            ("#", ""),
            ("Apt 2", "Apt 2"),
            ("#B", "#B"),
        ] {
            assert_eq!(tidy_unit(cell), want);
        }
    }
}
