#!/usr/bin/env bash
# Runs the Kotlin tests on the JVM against the built library: bindings/generate.sh
# comes first. More arguments go to Maven: android/test.sh -Dtest=LibraryTest
set -euo pipefail
cd "$(dirname "$0")"

target=${CARGO_TARGET_DIR:-$PWD/../target}
# An absolute path: Maven runs the tests in the module's folder.
mvn --batch-mode --no-transfer-progress \
    -Dturfwalk.library.path="$(cd "$target/debug" && pwd)" "$@" test
