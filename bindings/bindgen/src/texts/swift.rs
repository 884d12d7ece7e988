//! The texts as a Swift structure, `Texts` of the module TurfwalkCore.

use super::phrase::{COUNT, Phrase, Piece};
use super::{LANGUAGES, Text};

pub(super) fn source(texts: &[Text]) -> String {
    let mut source = format!(
        "// Written by turfwalk-bindgen from bindings/texts: change the table, not this file.\n\n\
         /// The languages of the apps.\n\
         public enum Language: String, CaseIterable, Sendable {{\n    \
         case {}\n\n    \
         public var code: String {{ rawValue }}\n\n    \
         /// The language that a tag such as `de-AT` names; English for those that are not here.\n    \
         public static func of(tag: String) -> Language {{\n        \
         let code = tag.lowercased().prefix {{ $0 != \"-\" && $0 != \"_\" }}\n        \
         return Language(rawValue: String(code)) ?? .en\n    \
         }}\n}}\n\n\
         /// Every text that people read, in one language.\n\
         public struct Texts: Sendable, Equatable {{\n    \
         public let language: Language\n\n    \
         public init(language: Language) {{\n        \
         self.language = language\n    }}\n",
        LANGUAGES.join(", ")
    );
    for text in texts {
        source.push('\n');
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
        true => format!("    public var {name}: String {{\n"),
        false => format!(
            "    public func {name}({}) -> String {{\n",
            parameters.join(", ")
        ),
    };
    member += "        switch language {\n";
    for (code, phrase) in LANGUAGES.iter().zip(&text.phrases) {
        let said = match phrase {
            Phrase::Same(pieces) => literal(pieces),
            Phrase::Plural { one, other } => {
                format!("{COUNT} == 1 ? {} : {}", literal(one), literal(other))
            }
        };
        member += &format!("        case .{code}: {said}\n");
    }
    member + "        }\n    }\n"
}

fn literal(pieces: &[Piece]) -> String {
    let mut literal = String::from("\"");
    for piece in pieces {
        match piece {
            Piece::Words(words) => {
                for letter in words.chars() {
                    match letter {
                        '\\' | '"' => literal.extend(['\\', letter]),
                        '\n' => literal += "\\n",
                        '\t' => literal += "\\t",
                        _ => literal.push(letter),
                    }
                }
            }
            Piece::Placeholder(name) => literal += &format!("\\({name})"),
        }
    }
    literal + "\""
}
