#!/usr/bin/env bash
# Runs a command beside a real server on loopback: a town of 2,000 doors in one turf,
# its walk ordered, in a folder that goes away afterwards.
#
#   bindings/with-server.sh android/test.sh
#
# The command finds in its environment
#   TURFWALK_SERVER      the server's address
#   TURFWALK_INVITE_KOTLIN_1, _2, TURFWALK_INVITE_SWIFT_1, _2
#                        links, each for one phone
#   TURFWALK_SCRATCH     a folder for the tests' files, inside the cargo target folder
#   TURFWALK_BINARY, TURFWALK_DIR
#                        the server's binary and its data, for what an organizer does
#   TURFWALK_NETWORK     the folder of the network's switch: while there is a file
#                        `off` in it, the server is down. A file `up` says that it is up.
# Whatever ends the command, half an hour at the latest, the server ends with it.
# Obeys CARGO_TARGET_DIR; TURFWALK_BINARY names a built `turfwalk` to be used instead.
set -euo pipefail
checkout=$(cd "$(dirname "$0")/.." && pwd -P)

target=${CARGO_TARGET_DIR:-$checkout/target}
mkdir -p "$target"
target=$(cd "$target" && pwd -P)
binary=${TURFWALK_BINARY:-$target/debug/turfwalk}
# Without printing: typst takes minutes to build and no phone needs it.
[ -n "${TURFWALK_BINARY:-}" ] || cargo build --locked --manifest-path "$checkout/Cargo.toml" \
    --package turfwalk-server --no-default-features --features demo

folder=$(mktemp -d "$target/with-server.XXXXXX")
data=$folder/data log=$folder/server.log
server= switch= command=
mkdir "$folder/network" "$folder/scratch"

serve() {
    # Emptied here, not by the server's own start: what an earlier one said is not to be read.
    : >"$log"
    "$binary" --dir "$data" serve --plain-http --listen "$1" >>"$log" 2>&1 &
    server=$!
    local tries=0
    until grep -q '^Organizer' "$log"; do
        kill -0 "$server" 2>/dev/null && [ $((tries += 1)) -le 600 ] || {
            cat "$log" >&2
            return 1
        }
        sleep 0.1
    done
    touch "$folder/network/up"
}

hang_up() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
    rm -f "$folder/network/up"
}

follow_switch() {
    trap hang_up EXIT
    trap 'exit 0' TERM INT
    serve "$1" || exit 1
    while kill -0 $$ 2>/dev/null && sleep 0.1; do
        if [ -n "$server" ] && [ -e "$folder/network/off" ]; then
            hang_up
        elif [ -z "$server" ] && [ ! -e "$folder/network/off" ]; then
            serve "$1" || exit 1
        fi
    done
}

end() {
    for process in $command $switch; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$binary" --dir "$data" demo --once --turfs 1 >"$folder/demo.log" 2>&1 || {
    cat "$folder/demo.log" >&2
    exit 1
}
# The first start finds a free port, which the others keep.
serve 127.0.0.1:0 || exit 1
TURFWALK_SERVER=$(grep -om 1 'http://127\.0\.0\.1:[0-9]*' "$log")
hang_up
follow_switch "${TURFWALK_SERVER#http://}" &
switch=$!
export TURFWALK_SERVER TURFWALK_NETWORK=$folder/network TURFWALK_SCRATCH=$folder/scratch
export TURFWALK_BINARY=$binary TURFWALK_DIR=$data
for phone in KOTLIN_1 KOTLIN_2 SWIFT_1 SWIFT_2; do
    invite=$("$binary" --dir "$data" invite --turf 1 --server "$TURFWALK_SERVER")
    export "TURFWALK_INVITE_$phone=${invite%%$'\n'*}"
done
until [ -e "$folder/network/up" ]; do
    kill -0 "$switch" || exit 1
    sleep 0.1
done

timeout 30m "$@" &
command=$!
wait "$command" && status=0 || status=$?
command=
exit "$status"
