//! The texts that people read: one table for both shells, turned into a class for each.
//!
//! A folder holds a TOML file a screen, a table a text, a line a language:
//!
//! ```toml
//! [walk.cross_here]
//! en = "Cross here at {street}"
//! es = "Cruza aquí en {street}"
//! de = "Hier über die Straße: {street}"
//!
//! [today.doors]
//! en = { one = "{count} door", other = "{count} doors" }
//! …
//! ```
//!
//! A text without placeholders becomes a property (`texts.todayTitle`), one with them a function
//! whose parameters come in the order of the English text (`texts.walkCrossHere(street)`).
//! `count` is a number and decides the plural (one for 1, other for all else, as in these three
//! languages); every other placeholder is a string. What one shell could not say, neither may:
//! a language that is missing or has other placeholders than English is an error.

mod kotlin;
mod phrase;
mod swift;
mod writer;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kotlin::Kotlin;
use phrase::{Fault, Phrase};
use swift::Swift;
use writer::source;

/// The codes of the languages, English first: it is what the others are compared with.
const LANGUAGES: [&str; 3] = ["en", "es", "de"];

/// What may not name a parameter: words of Kotlin or Swift, and what would hide `Texts.language`.
const RESERVED: [&str; 25] = [
    "as", "break", "case", "class", "default", "do", "else", "false", "for", "fun", "func", "if",
    "in", "is", "language", "let", "null", "object", "return", "self", "this", "true", "val",
    "var", "when",
];

/// Why there are no texts: always the file, and the key where it is about one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextsError {
    /// The folder or a file can't be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, #[source] std::io::Error),
    /// Not TOML.
    #[error("{0}: {1}")]
    Toml(PathBuf, #[source] Box<toml::de::Error>),
    /// TOML, but no table of texts.
    #[error("{file}: the file holds one table, [{wanted}.…], not [{found}]")]
    Table {
        file: PathBuf,
        wanted: String,
        found: String,
    },
    /// One text is wrong.
    #[error("{file}: {key}: {fault}")]
    Text {
        file: PathBuf,
        key: String,
        fault: Fault,
    },
}

/// One text in all languages, in the order of [`LANGUAGES`].
#[derive(Debug)]
struct Text {
    name: String,
    phrases: [Phrase; LANGUAGES.len()],
}

impl Text {
    /// Parameters in the order of the English text.
    fn parameters(&self) -> Vec<&str> {
        self.phrases[0].parameters()
    }
}

/// Reads the table in `folder` and writes `Texts.kt` below `kotlin` and `Texts.swift` in `swift`.
pub(crate) fn generate(folder: &Path, kotlin: &Path, swift: &Path) -> Result<(), TextsError> {
    let texts = read(folder)?;
    let write = |path: PathBuf, content: String| {
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, content))
            .map_err(|error| TextsError::File(path, error))
    };
    write(kotlin.join(kotlin::PATH), source::<Kotlin>(&texts))?;
    write(swift.join("Texts.swift"), source::<Swift>(&texts))
}

/// All texts of a folder, by file and key in alphabetical order.
fn read(folder: &Path) -> Result<Vec<Text>, TextsError> {
    let failed = |error| TextsError::File(folder.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(path);
        }
    }
    files.sort();
    let mut texts = BTreeMap::new();
    for file in files {
        let content =
            fs::read_to_string(&file).map_err(|error| TextsError::File(file.clone(), error))?;
        for (key, text) in table(&file, &content)? {
            let name = text.name.clone();
            if let Some((earlier, _)) = texts.insert(name, (key.clone(), text)) {
                let fault = Fault::SameName(earlier);
                return Err(TextsError::Text { file, key, fault });
            }
        }
    }
    Ok(texts.into_values().map(|(_, text)| text).collect())
}

/// The texts of one file with their keys, `walk.cross_here`.
fn table(file: &Path, content: &str) -> Result<Vec<(String, Text)>, TextsError> {
    let screen = file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let top: toml::Table = content
        .parse()
        .map_err(|error| TextsError::Toml(file.to_owned(), Box::new(error)))?;
    let mut texts = Vec::new();
    for (name, value) in &top {
        let (true, toml::Value::Table(entries)) = (*name == screen, value) else {
            return Err(TextsError::Table {
                file: file.to_owned(),
                wanted: screen,
                found: name.clone(),
            });
        };
        for (name, value) in entries {
            let key = format!("{screen}.{name}");
            match text(&key, value) {
                Ok(text) => texts.push((key, text)),
                Err(fault) => {
                    let file = file.to_owned();
                    return Err(TextsError::Text { file, key, fault });
                }
            }
        }
    }
    Ok(texts)
}

fn text(key: &str, value: &toml::Value) -> Result<Text, Fault> {
    let name = camel_case(key).ok_or(Fault::Key)?;
    let entry = value.as_table().ok_or(Fault::NoLanguages)?;
    if let Some(other) = entry
        .keys()
        .find(|code| !LANGUAGES.contains(&code.as_str()))
    {
        return Err(Fault::UnknownLanguage(other.clone()));
    }
    let read = |code: &'static str| {
        let value = entry.get(code).ok_or(Fault::MissingLanguage(code))?;
        Phrase::read(value).map_err(|fault| fault.of(code))
    };
    let english = read(LANGUAGES[0])?;
    for parameter in english.parameters() {
        if RESERVED.contains(&parameter) {
            return Err(Fault::Reserved(parameter.to_owned()));
        }
    }
    let like_english = |code| {
        let phrase = read(code)?;
        english
            .check_against(&phrase)
            .map_err(|fault| fault.of(code))?;
        Ok(phrase)
    };
    let (spanish, german) = (like_english(LANGUAGES[1])?, like_english(LANGUAGES[2])?);
    Ok(Text {
        name,
        phrases: [english, spanish, german],
    })
}

/// `walk.cross_here` as `walkCrossHere`; nothing for what is no such key.
fn camel_case(key: &str) -> Option<String> {
    let mut name = String::with_capacity(key.len());
    for (index, word) in key.split(['.', '_']).enumerate() {
        let mut letters = word.chars();
        let first = letters.next()?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !word.chars().all(plain) || (index == 0 && !first.is_ascii_lowercase()) {
            return None;
        }
        match index {
            0 => name.push(first),
            _ => name.push(first.to_ascii_uppercase()),
        }
        name.extend(letters);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What is said of one text of a file `walk.toml`.
    fn said_of(text: &str) -> String {
        match table(Path::new("walk.toml"), text) {
            Ok(_) => "nothing".into(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_key() {
        for (text, said) in [
            (
                "[walk.next]\nen = \"Next\"\nes = \"Siguiente\"",
                "walk.toml: walk.next: de is missing",
            ),
            (
                "[walk.next]\nen = \"Next\"\nes = \"Siguiente\"\nde = \"\"",
                "walk.toml: walk.next: de: the text is empty",
            ),
            (
                "[walk.next]\nen = \"Next\"\nes = \"Siguiente\"\nde = \"Weiter\"\nfr = \"Suivant\"",
                "walk.toml: walk.next: fr is no language of the apps",
            ),
            (
                "[walk.at]\nen = \"At {street}\"\nes = \"En {calle}\"\nde = \"An {street}\"",
                "walk.toml: walk.at: es: the placeholders are {calle}, in English {street}",
            ),
            (
                "[walk.at]\nen = \"At {street\"\nes = \"En {street}\"\nde = \"An {street}\"",
                "walk.toml: walk.at: en: a brace is open, or what it holds is no placeholder",
            ),
            (
                "[walk.at]\nen = \"In {in}\"\nes = \"En {in}\"\nde = \"In {in}\"",
                "walk.toml: walk.at: {in} may not name a parameter",
            ),
            (
                "[walk.Next]\nen = \"Next\"\nes = \"Siguiente\"\nde = \"Weiter\"",
                "walk.toml: walk.Next: a key is small letters, digits and single underscores",
            ),
            (
                "[today.next]\nen = \"Next\"\nes = \"Siguiente\"\nde = \"Weiter\"",
                "walk.toml: the file holds one table, [walk.…], not [today]",
            ),
            ("[walk.next]\nen = 3\nes = \"a\"\nde = \"a\"", {
                "walk.toml: walk.next: en: neither a text nor { one = …, other = … }"
            }),
        ] {
            assert_eq!(said_of(text), said, "{text}");
        }
        assert!(said_of("[walk.next").starts_with("walk.toml: TOML parse error"));
    }

    #[test]
    fn a_plural_has_both_forms_in_all_languages_and_counts() {
        let whole = "[walk.left]\n\
            en = { one = \"One door\", other = \"{count} doors\" }\n\
            es = { one = \"Una puerta\", other = \"{count} puertas\" }\n";
        for (german, said) in [
            (
                "{ one = \"Eine Tür\", other = \"{count} Türen\" }",
                "nothing",
            ),
            (
                "{ one = \"{count} Tür\", other = \"{count} Türen\" }",
                "nothing",
            ),
            (
                "{ other = \"{count} Türen\" }",
                "walk.toml: walk.left: de: neither a text nor { one = …, other = … }",
            ),
            (
                "{ one = \"Eine Tür\", few = \"x\", other = \"{count} Türen\" }",
                "walk.toml: walk.left: de: neither a text nor { one = …, other = … }",
            ),
            (
                "{ one = \"Eine Tür\", other = \"Türen\" }",
                "walk.toml: walk.left: de: a plural says {count} in `other`",
            ),
            (
                "\"{count} Türen\"",
                "walk.toml: walk.left: de: a plural in English and none here, or the other way round",
            ),
        ] {
            assert_eq!(
                said_of(&format!("{whole}de = {german}\n")),
                said,
                "{german}"
            );
        }
    }

    #[test]
    fn two_keys_that_come_to_one_name_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let all = "en = \"a\"\nes = \"b\"\nde = \"c\"\n";
        fs::write(
            folder.path().join("walk.toml"),
            format!("[walk.to_do]\n{all}"),
        )
        .unwrap();
        fs::write(
            folder.path().join("walk_to.toml"),
            format!("[walk_to.do]\n{all}"),
        )
        .unwrap();
        let said = read(folder.path()).unwrap_err().to_string();
        assert!(said.ends_with("walk_to.toml: walk_to.do: becomes the same name as walk.to_do"));
    }

    #[test]
    fn both_shells_get_every_text_escaped_in_their_own_way() {
        let content = r#"
            [walk.odd]
            en = 'Costs $5 \(or "more"), {street}s'
            es = 'Cuesta $5 \(o "más"), {street}'
            de = 'Kostet $5 \(oder "mehr"), {street}'

            [walk.doors]
            en = { one = "{count} door in {street}", other = "{count} doors in {street}" }
            es = { one = "{count} puerta en {street}", other = "{count} puertas en {street}" }
            de = { one = "{count} Tür in {street}", other = "{count} Türen in {street}" }

            [walk.title]
            en = "Walk"
            es = "Recorrido"
            de = "Weg"
        "#;
        let texts = table(Path::new("walk.toml"), content).unwrap();
        let texts: Vec<Text> = texts.into_iter().map(|(_, text)| text).collect();
        let kotlin = source::<Kotlin>(&texts);
        for line in [
            r#"        Language.EN -> "Costs \$5 \\(or \"more\"), ${street}s""#,
            r#"        Language.DE -> if (count == 1) "$count Tür in $street" else "$count Türen in $street""#,
            "    fun walkDoors(count: Int, street: String): String = when (language) {",
            "    val walkTitle: String get() = when (language) {",
        ] {
            assert!(kotlin.lines().any(|l| l == line), "{line}\n{kotlin}");
        }
        let swift = source::<Swift>(&texts);
        for line in [
            r#"        case .en: "Costs $5 \\(or \"more\"), \(street)s""#,
            r#"        case .de: count == 1 ? "\(count) Tür in \(street)" : "\(count) Türen in \(street)""#,
            "    public func walkDoors(count: Int, street: String) -> String {",
            "    public var walkTitle: String {",
        ] {
            assert!(swift.lines().any(|l| l == line), "{line}\n{swift}");
        }
    }

    /// All words of the sources below a folder, generated ones left out.
    fn words(folder: &Path, words: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self::words(&path, words);
            } else if path
                .extension()
                .is_some_and(|it| it == "kt" || it == "swift")
            {
                let source = fs::read_to_string(&path).unwrap();
                let found = source.split(|c: char| !c.is_alphanumeric());
                words.extend(found.map(str::to_owned));
            }
        }
    }

    #[test]
    fn the_table_of_the_apps_is_whole_and_all_of_it_is_shown() {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let texts = read(&checkout.join("bindings/texts")).unwrap();
        let mut shown = BTreeSet::new();
        for shell in [
            "android/ui/src/main",
            "android/app/src/main",
            "ios/App/Sources",
            "ios/Sources/TurfwalkModels",
        ] {
            words(&checkout.join(shell), &mut shown);
        }
        assert!(shown.contains("texts"), "the shells' sources were read");
        let unused: Vec<&str> = texts.iter().map(|text| text.name.as_str()).collect();
        let unused = unused.into_iter().filter(|name| !shown.contains(*name));
        assert_eq!(unused.collect::<Vec<_>>(), [""; 0], "no shell shows these");
    }
}
