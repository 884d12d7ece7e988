//! The texts as a Kotlin class, `org.turfwalk.core.Texts`.

use super::phrase::{COUNT, Phrase, Piece};
use super::{LANGUAGES, Text};

/// Where in the folder of Kotlin sources.
pub(super) const PATH: &str = "org/turfwalk/core/Texts.kt";

pub(super) fn source(texts: &[Text]) -> String {
    let mut source = String::from(
        "// Written by turfwalk-bindgen from bindings/texts: change the table, not this file.\n\
         package org.turfwalk.core\n\n\
         /** The languages of the apps. */\n\
         enum class Language(val code: String) {\n",
    );
    for code in LANGUAGES {
        source += &format!("    {}(\"{code}\"),\n", code.to_uppercase());
    }
    source += "    ;\n\n    \
        companion object {\n        \
        /** The language that a tag such as `de-AT` names; English for those that are not here. */\n        \
        fun of(tag: String): Language =\n            \
        entries.firstOrNull { it.code == tag.lowercase().split('-', '_').first() } ?: EN\n    }\n}\n\n\
        /** Every text that people read, in one language. */\n\
        class Texts(val language: Language) {\n";
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            source.push('\n');
        }
        source += &member(text);
    }
    source + "}\n"
}

fn member(text: &Text) -> String {
    let parameters: Vec<String> = text
        .parameters()
        .iter()
        .map(|name| format!("{name}: {}", if *name == COUNT { "Int" } else { "String" }))
        .collect();
    let name = &text.name;
    let mut member = match parameters.is_empty() {
        true => format!("    val {name}: String get() = when (language) {{\n"),
        false => format!(
            "    fun {name}({}): String = when (language) {{\n",
            parameters.join(", ")
        ),
    };
    for (code, phrase) in LANGUAGES.iter().zip(&text.phrases) {
        let said = match phrase {
            Phrase::Same(pieces) => literal(pieces),
            Phrase::Plural { one, other } => {
                format!("if ({COUNT} == 1) {} else {}", literal(one), literal(other))
            }
        };
        member += &format!("        Language.{} -> {said}\n", code.to_uppercase());
    }
    member + "    }\n"
}

fn literal(pieces: &[Piece]) -> String {
    let mut literal = String::from("\"");
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Words(words) => {
                for letter in words.chars() {
                    match letter {
                        '\\' | '"' | '$' => literal.extend(['\\', letter]),
                        '\n' => literal += "\\n",
                        '\t' => literal += "\\t",
                        _ => literal.push(letter),
                    }
                }
            }
            Piece::Placeholder(name) => match pieces.get(index + 1) {
                // `$streets` would be another name.
                Some(Piece::Words(next))
                    if next.starts_with(|c: char| c.is_alphanumeric() || c == '_') =>
                {
                    literal += &format!("${{{name}}}");
                }
                _ => literal += &format!("${name}"),
            },
        }
    }
    literal + "\""
}
