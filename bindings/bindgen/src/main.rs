//! Writes the Kotlin and Swift sides of the bindings, as read from a built library.
//!
//! ```text
//! turfwalk-bindgen LIBRARY KOTLIN_DIR SWIFT_DIR SWIFT_FFI_DIR [TEXTS_DIR]
//! ```
//!
//! Beside them come the texts that people read, from the table in `TEXTS_DIR`: by default
//! `bindings/texts`, as seen from the root of the checkout.
//!
//! A crate of its own: built together with the library, the generator's features
//! would be unified into it and make it half as large again. The library must not
//! be stripped, since UniFFI's description of the surface is among its symbols.
//! Package and module names stand in `bindings/uniffi.toml`.

mod texts;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use uniffi::{GenerateOptions, SwiftBindingsOptions, TargetLanguage};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("turfwalk-bindgen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (outputs, texts) = match arguments.as_slice() {
        [outputs @ .., texts] if outputs.len() == 4 => (outputs, texts.as_str()),
        outputs => (outputs, "bindings/texts"),
    };
    let [library, kotlin, swift, swift_ffi] = outputs else {
        return Err(
            "usage: turfwalk-bindgen LIBRARY KOTLIN_DIR SWIFT_DIR SWIFT_FFI_DIR [TEXTS_DIR]".into(),
        );
    };
    texts::generate(Path::new(texts), Path::new(kotlin), Path::new(swift))?;
    uniffi::generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin],
        source: library.into(),
        out_dir: kotlin.into(),
        ..GenerateOptions::default()
    })?;
    // SwiftPM wants the Swift module and the C module below it in two folders.
    let swift_options = || SwiftBindingsOptions {
        generate_swift_sources: false,
        generate_headers: false,
        generate_modulemap: false,
        source: library.into(),
        out_dir: swift.into(),
        xcframework: false,
        module_name: Some("TurfwalkCoreFFI".into()),
        modulemap_filename: Some("module.modulemap".into()),
        metadata_no_deps: false,
        link_frameworks: Vec::new(),
        config: None,
    };
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_swift_sources: true,
        ..swift_options()
    })?;
    uniffi::generate_swift_bindings(SwiftBindingsOptions {
        generate_headers: true,
        generate_modulemap: true,
        out_dir: swift_ffi.into(),
        ..swift_options()
    })?;
    Ok(())
}
