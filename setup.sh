#!/usr/bin/env bash
# Checks for Rust, the one prerequisite, and installs a C compiler where there is none (SQLite
# and zstd are built from source). Touches nothing that is already there.
set -euo pipefail

if ! command -v cargo >/dev/null; then
    echo "Turfwalk needs Rust 1.92 or newer. This line installs it, then open a new shell:" >&2
    echo "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh" >&2
    exit 1
fi
command -v cc >/dev/null && exit 0

command -v apt-get >/dev/null || {
    echo "Turfwalk needs a C compiler (cc); without apt-get this script can't install one" >&2
    exit 1
}
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "Installing gcc and libc6-dev"
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y gcc libc6-dev
