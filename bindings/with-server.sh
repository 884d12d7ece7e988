#!/usr/bin/env bash
# Runs a command beside a real server on loopback: a town of 2,000 doors in one turf,
# its walk ordered, in a folder that goes away afterwards.
#
#   bindings/with-server.sh android/test.sh
#
# The command finds in its environment
#   TURFWALK_SERVER      the server's address
#   TURFWALK_COOKIE      what a browser has that opened the organizer's page: for what has no command
#   TURFWALK_INVITE_KOTLIN_1, _2, TURFWALK_INVITE_SWIFT_1, _2
#                        links, each for one phone
#   TURFWALK_SCRATCH     a folder for the tests' files, inside the cargo target folder
#   TURFWALK_BINARY, TURFWALK_DIR
#                        the server's binary and its data, for what an organizer does
#   TURFWALK_NETWORK     the folder of the network's switch: while there is a file
#                        `off` in it, the server is down. A file `up` says that it is up.
#   TURFWALK_SMALL_DISK  a folder on a disk of 48 MiB, to be filled up
#   TURFWALK_OLD_PHONE   the database of a phone of an earlier version, with unsent records,
#                        that had joined this server once; not for use but to be copied
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
server= switch= command= as_root=
[ "$(id -u)" -eq 0 ] || as_root="sudo -n"
mkdir -p "$folder/network" "$folder/scratch/small"

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
    [ ! -e "$folder/scratch/small/mounted" ] || $as_root umount -l "$folder/scratch/small"
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The town is the same each time and takes this binary minutes to make: each binary makes it once.
town=$target/town-$(cksum <"$binary" | tr ' ' -)
if [ ! -d "$town" ]; then
    rm -rf "$target"/town-*
    "$binary" --dir "$folder/town" demo --once --turfs 1 >"$folder/demo.log" 2>&1 || {
        cat "$folder/demo.log" >&2
        exit 1
    }
    mv "$folder/town" "$town"
fi
cp -R "$town" "$data"
# The first start finds a free port, which the others keep.
serve 127.0.0.1:0 || exit 1
page=$(grep -om 1 'http://127\.0\.0\.1:[0-9]*/?key=[0-9a-f]*' "$log")
TURFWALK_SERVER=${page%%/\?*}
TURFWALK_COOKIE=$(curl -sSo /dev/null -D - "$page" | sed -n 's/^set-cookie: \([^;]*\).*/\1/p')
hang_up
follow_switch "${TURFWALK_SERVER#http://}" &
switch=$!
export TURFWALK_SERVER TURFWALK_COOKIE TURFWALK_NETWORK=$folder/network TURFWALK_SCRATCH=$folder/scratch
export TURFWALK_BINARY=$binary TURFWALK_DIR=$data
# A disk that tests may fill without harm to anybody else. Without the right to mount they fail.
export TURFWALK_SMALL_DISK=$folder/scratch/small
$as_root mount -t tmpfs -o "size=48m,uid=$(id -u),mode=700" tmpfs "$TURFWALK_SMALL_DISK" || {
    echo "a small disk can't be mounted: run this as root, or where sudo asks for no password" >&2
    exit 1
}
touch "$TURFWALK_SMALL_DISK/mounted"
export TURFWALK_OLD_PHONE=$folder/scratch/old-phone.db
{
    cat "$checkout/core/tests/schemas/v4.sql"
    echo "UPDATE identity SET server = '$TURFWALK_SERVER';"
} | sqlite3 "$TURFWALK_OLD_PHONE" >/dev/null
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
