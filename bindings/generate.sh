#!/usr/bin/env bash
# Builds the library (debug: a stripped one no longer describes itself) and writes
# its Kotlin and Swift sides, and the texts of bindings/texts, where git ignores them:
# android/core/generated, ios/Sources/TurfwalkCore/Generated and ios/Sources/TurfwalkCoreFFI.
# More arguments go to cargo, for the library: tests have it under a key as phones do, with
# `--features sqlcipher`. Obeys CARGO_TARGET_DIR.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
case $(uname -s) in Darwin) library=libturfwalk_bindings.dylib ;; *) library=libturfwalk_bindings.so ;; esac

# Two builds on purpose: in one, the generator's features would join the library's.
cargo build --locked --package turfwalk-bindings "$@"
cargo build --locked --package turfwalk-bindgen
kotlin=android/core/generated
swift=ios/Sources/TurfwalkCore/Generated
swift_ffi=ios/Sources/TurfwalkCoreFFI
rm -rf "$kotlin" "$swift" "$swift_ffi"
"$target/debug/turfwalk-bindgen" "$target/debug/$library" "$kotlin" "$swift" "$swift_ffi"
