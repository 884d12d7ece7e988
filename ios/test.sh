#!/usr/bin/env bash
# Runs the Swift tests against the built library, beside a real server:
# bindings/generate.sh comes first. More arguments go to SwiftPM:
# ios/test.sh --filter LibraryTests
# Within bindings/with-server.sh it takes the server that is there.
# One test after another: they share the server and its switch.
# Where a machine can't have Swift, one loud line says so and the exit code is 0.
set -euo pipefail
[ -n "${TURFWALK_SERVER:-}" ] || exec "$(dirname "$0")/../bindings/with-server.sh" "$0" "$@"
cd "$(dirname "$0")"

# The app needs a Mac to be compiled; its syntax and all layout can be checked anywhere.
find App/Sources -name '*.swift' -exec ./swift-linux.sh swiftc -parse {} +
./swift-linux.sh swift format lint --strict --recursive \
    Package.swift App Sources/TurfwalkModels Sources/TurfwalkCore/Ids.swift Tests

target=${CARGO_TARGET_DIR:-$PWD/../target}
target=$(cd "$target" && pwd -P)
# --allow-shlib-undefined: libswiftObservation of 6.0 lacks a symbol (swiftlang/swift#75670).
exec ./swift-linux.sh env LD_LIBRARY_PATH="$target/debug" \
    swift test --disable-xctest --no-parallel --scratch-path "$target/swift" \
    -Xlinker "-L$target/debug" -Xlinker --allow-shlib-undefined "$@"
