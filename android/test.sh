#!/usr/bin/env bash
# Runs the Kotlin tests on the JVM against the built library, beside a real server:
# bindings/generate.sh comes first. More arguments go to Maven:
# android/test.sh -Dtest=LibraryTest
# A screen that looks otherwise than accepted fails; after looking at ui/target/pictures:
# android/test.sh -Dpictures.accept=true
# Within bindings/with-server.sh it takes the server that is there.
set -euo pipefail
[ -n "${TURFWALK_SERVER:-}" ] || exec "$(dirname "$0")/../bindings/with-server.sh" "$0" "$@"
cd "$(dirname "$0")"

# Tests by name stand in one module; that the other then runs none is no failure.
case "$*" in *-Dtest=*) set -- -DfailIfNoTests=false "$@" ;; esac

target=${CARGO_TARGET_DIR:-$PWD/../target}
# An absolute path: Maven runs the tests in the module's folder.
mvn --batch-mode --no-transfer-progress \
    -Dturfwalk.library.path="$(cd "$target/debug" && pwd)" "$@" test
