#!/usr/bin/env bash
# Makes each change that cargo-mutants knows to the code of merging, cursors and receipts, and lists
# those that no test notices. What core's own tests let pass is asked of those against the real server.
# Changes that make no difference are named, with why, in .cargo/mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v cargo-mutants >/dev/null || cargo install --locked cargo-mutants
out="${CARGO_TARGET_DIR:-target}/mutants"

# For all of cargo's calls, so that no other test is built. Of those with phones and a server the ones
# that take seconds.
of_core=(--lib --test=keeping)
with_server=(--test=protocol --test=doorstep --test=organizers_word --test=people --test=restored
    --test=grants --test=keeping --test=log --test=store --test=access)
core=(--package turfwalk-core --no-default-features --output "$out/core" --timeout 60
    --file 'core/src/merge/**/*.rs' --file core/src/store/apply.rs --file core/src/store/capture.rs
    --file core/src/store/identity.rs --file core/src/store/snapshot.rs
    --file core/src/sync/lives.rs --file core/src/sync/retry.rs --file core/src/sync/round.rs)
server=(--package turfwalk-server --no-default-features --features demo --output "$out/server"
    --timeout 60 --file 'sync-server/src/db/log/*.rs' --file sync-server/src/db/devices.rs
    --file sync-server/src/db/snapshots.rs --file sync-server/src/db/sql/many.rs)
mkdir -p "$out/core" "$out/server"

# Some are missed here, and asked again below.
cargo mutants "${core[@]}" --features http "${of_core[@]/#/--cargo-arg=}" -- -- \
    --skip address:: --skip flyer:: --skip route:: --skip streets:: --skip turf:: \
    --skip walk_list:: --skip wire:: || [ $? -le 3 ]
failed=0
cargo mutants "${core[@]}" --features demo --iterate --test-package turfwalk-server \
    "${with_server[@]/#/--cargo-arg=}" || failed=$?
cargo mutants "${server[@]}" --cargo-arg=--lib "${with_server[@]/#/--cargo-arg=}" || failed=$?
exit "$failed"
