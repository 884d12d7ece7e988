//! The texts as a Swift structure, `Texts` of the module TurfwalkCore.

use super::LANGUAGES;
use super::phrase::COUNT;
use super::writer::{Spelling, WRITTEN};

pub(super) struct Swift;

impl Spelling for Swift {
    const CLOSES: &str = "        }\n    }\n";
    const ESCAPED: &[char] = &[];

    fn head() -> String {
        format!(
            "{WRITTEN}\n\
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
             self.language = language\n    }}\n\n",
            LANGUAGES.join(", ")
        )
    }

    fn opens(name: &str, parameters: &str) -> String {
        let opens = match parameters {
            "" => format!("public var {name}: String"),
            _ => format!("public func {name}({parameters}) -> String"),
        };
        format!("    {opens} {{\n        switch language {{\n")
    }

    fn case(code: &str) -> String {
        format!("case .{code}: ")
    }

    fn plural(one: &str, other: &str) -> String {
        format!("{COUNT} == 1 ? {one} : {other}")
    }

    fn parameter(name: &str, _: bool) -> String {
        format!("\\({name})")
    }
}
