//! Text from files made fit for a line of print, its characters unchanged.

use serde_json::Value;

/// A word longer than this many characters gets places where it may break.
const LONG_WORD: usize = 24;
const BREAK_HERE: char = '\u{200B}';

/// One line: control characters and line breaks become spaces, and words too
/// long for a column may break.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = 0;
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            out.push(if c == '\u{A0}' { c } else { ' ' });
            in_word = 0;
            continue;
        }
        if is_embedding(c) {
            continue;
        }
        if in_word >= LONG_WORD {
            out.push(BREAK_HERE);
            in_word = 0;
        }
        in_word += 1;
        out.push(c);
    }
    out
}

/// [`tidy`] on every text in a JSON value; keys stay as they are.
pub(crate) fn tidy_all(value: &mut Value) {
    match value {
        Value::String(text) => *text = tidy(text),
        Value::Array(items) => items.iter_mut().for_each(tidy_all),
        Value::Object(fields) => fields.values_mut().for_each(tidy_all),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Marks that turn the direction of all that follows on the line.
fn is_embedding(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_passes_untouched() {
        for text in [
            "#let x = 1",
            "[*a*] _b_ $c$ @d \\e `f` <g> //h",
            "= Heading",
        ] {
            assert_eq!(tidy(text), text);
        }
    }

    #[test]
    fn a_text_is_one_line() {
        assert_eq!(tidy("a\nb\tc\r\nd\u{2028}e\0"), "a b c  d e ");
        assert_eq!(tidy("a\u{202E}b"), "ab");
    }

    #[test]
    fn a_long_word_may_break() {
        let tidied = tidy(&"x".repeat(60));
        assert_eq!(tidied.matches(BREAK_HERE).count(), 2);
        assert_eq!(tidied.replace(BREAK_HERE, ""), "x".repeat(60));
    }
}
