//! Whether a written address is a place that one can walk to.

use super::reject::RejectKind;

/// Refuses what is blank, withheld or a box.
pub(super) fn check_place(text: &str) -> Result<(), RejectKind> {
    // Nearly all addresses begin with a number and need no closer look.
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let words: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_uppercase)
        .collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.as_str() {
        "" if text.contains('*') => Err(RejectKind::Protected),
        "" | "NONE" | "UNKNOWN" | "NO ADDRESS" | "GENERAL DELIVERY" | "NULL" | "N A"
        | "HOMELESS" => Err(RejectKind::NoAddress),
        "REMOVED"
        | "CONFIDENTIAL"
        | "ADDRESS CONFIDENTIAL"
        | "CONFIDENTIAL ADDRESS"
        | "PROTECTED"
        | "ADDRESS PROTECTED"
        | "PROTECTED ADDRESS"
        | "WITHHELD"
        | "ADDRESS WITHHELD"
        | "REDACTED"
        | "SUPPRESSED"
        | "ADDRESS SUPPRESSED"
        | "ACP"
        | "ADDRESS CONFIDENTIALITY PROGRAM" => Err(RejectKind::Protected),
        crossed if crossed.len() >= 3 && crossed.bytes().all(|b| b == b'X') => {
            Err(RejectKind::Protected)
        }
        _ if is_post_box(text) => Err(RejectKind::PostBox),
        _ => Ok(()),
    }
}

/// `PO BOX 12`, `P.O. Box 12`, `RR 2 BOX 5`, `Postfach 12`, `BP 12`.
pub(super) fn is_post_box(text: &str) -> bool {
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '#') {
        return false;
    }
    let plain = text.replace('.', "").to_uppercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit() || c == '#');
    match words.as_slice() {
        ["PO" | "POST", "BOX" | "DRAWER", ..]
        | ["P", "O", "BOX" | "DRAWER", ..]
        | ["POST", "OFFICE", "BOX" | "DRAWER", ..]
        | ["POBOX" | "POSTFACH" | "POSTBUS", ..] => true,
        ["BOX" | "BP" | "APARTADO" | "POSTBOKS" | "POSTBOX", of] => number(of),
        ["RR" | "HC" | "PSC" | "CMR" | "RFD", _, "BOX", of, ..] => number(of),
        _ => false,
    }
}
