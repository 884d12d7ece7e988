//! The texts as a Kotlin class, `org.turfwalk.core.Texts`.

use super::LANGUAGES;
use super::phrase::COUNT;
use super::writer::{Spelling, WRITTEN};

/// Where in the folder of Kotlin sources.
pub(super) const PATH: &str = "org/turfwalk/core/Texts.kt";

pub(super) struct Kotlin;

impl Spelling for Kotlin {
    const CLOSES: &str = "    }\n";
    const ESCAPED: &[char] = &['$'];

    fn head() -> String {
        let languages: String = LANGUAGES
            .iter()
            .map(|code| format!("    {}(\"{code}\"),\n", code.to_uppercase()))
            .collect();
        format!(
            "{WRITTEN}\
             package org.turfwalk.core\n\n\
             /** The languages of the apps. */\n\
             enum class Language(val code: String) {{\n\
             {languages}    ;\n\n    \
             companion object {{\n        \
             /** The language that a tag such as `de-AT` names; English for those that are not here. */\n        \
             fun of(tag: String): Language =\n            \
             entries.firstOrNull {{ it.code == tag.lowercase().split('-', '_').first() }} ?: EN\n    }}\n}}\n\n\
             /** Every text that people read, in one language. */\n\
             class Texts(val language: Language) {{\n"
        )
    }

    fn opens(name: &str, parameters: &str) -> String {
        match parameters {
            "" => format!("    val {name}: String get() = when (language) {{\n"),
            _ => format!("    fun {name}({parameters}): String = when (language) {{\n"),
        }
    }

    fn case(code: &str) -> String {
        format!("Language.{} -> ", code.to_uppercase())
    }

    fn plural(one: &str, other: &str) -> String {
        format!("if ({COUNT} == 1) {one} else {other}")
    }

    fn parameter(name: &str, goes_on: bool) -> String {
        match goes_on {
            // `$streets` would be another name.
            true => format!("${{{name}}}"),
            false => format!("${name}"),
        }
    }
}
