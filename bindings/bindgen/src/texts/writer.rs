//! The table as a class that says each text in one language: one writer, two spellings.

use super::phrase::{COUNT, Phrase, Piece};
use super::{LANGUAGES, Text};

/// What opens every file.
pub(super) const WRITTEN: &str =
    "// Written by turfwalk-bindgen from bindings/texts: change the table, not this file.\n";

/// How Kotlin or Swift says what both say.
pub(super) trait Spelling {
    /// All before the first text, the class opened.
    fn head() -> String;
    /// The line, or lines, that open a text's choice of language: a property without
    /// `parameters`, else a function.
    fn opens(name: &str, parameters: &str) -> String;
    /// What stands before a language's text.
    fn case(code: &str) -> String;
    /// Of two literals, the one that the count asks for.
    fn plural(one: &str, other: &str) -> String;
    /// What closes the choice of language.
    const CLOSES: &str;
    /// Letters that a literal escapes beside its own `\` and `"`.
    const ESCAPED: &[char];
    /// A parameter within a literal, before a letter or digit if it is followed by one.
    fn parameter(name: &str, goes_on: bool) -> String;
}

pub(super) fn source<S: Spelling>(texts: &[Text]) -> String {
    let members: Vec<String> = texts.iter().map(member::<S>).collect();
    S::head() + &members.join("\n") + "}\n"
}

fn member<S: Spelling>(text: &Text) -> String {
    let parameters: Vec<String> = text
        .parameters()
        .iter()
        .map(|name| format!("{name}: {}", if *name == COUNT { "Int" } else { "String" }))
        .collect();
    let mut member = S::opens(&text.name, &parameters.join(", "));
    for (code, phrase) in LANGUAGES.iter().zip(&text.phrases) {
        let said = match phrase {
            Phrase::Same(pieces) => literal::<S>(pieces),
            Phrase::Plural { one, other } => S::plural(&literal::<S>(one), &literal::<S>(other)),
        };
        member += &format!("        {}{said}\n", S::case(code));
    }
    member + S::CLOSES
}

fn literal<S: Spelling>(pieces: &[Piece]) -> String {
    let mut literal = String::from("\"");
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => {
                for letter in words.chars() {
                    match letter {
                        '\n' => literal += "\\n",
                        '\t' => literal += "\\t",
                        '\\' | '"' => literal.extend(['\\', letter]),
                        _ if S::ESCAPED.contains(&letter) => literal.extend(['\\', letter]),
                        _ => literal.push(letter),
                    }
                }
            }
            Piece::Placeholder(name) => {
                let goes_on = matches!(pieces.get(index + 1), Some(Piece::Words(next))
                    if next.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
                literal += &S::parameter(name, goes_on);
            }
        }
    }
    literal + "\""
}
