#!/usr/bin/env bash
# Installs what the Kotlin and Swift tests need and this machine lacks, from the
# distribution's packages, saying what: a JDK and Maven, and two libraries by which the
# screens are drawn without a display; SQLite's command, which writes an earlier
# version's database; and curl, which opens the organizer's page. (Swift's Debian 13 root is
# ios/swift-linux.sh's own business, debootstrap included.) Touches nothing that is
# already there.
set -euo pipefail

missing=()
javac -version >/dev/null 2>&1 || missing+=(default-jdk-headless)
mvn --version >/dev/null 2>&1 || missing+=(maven)
command -v sqlite3 >/dev/null || missing+=(sqlite3)
command -v curl >/dev/null || missing+=(curl)
if [ "$(uname -s)" = Linux ] && command -v ldconfig >/dev/null; then
    libraries=$(ldconfig -p)
    case $libraries in *libGL.so.1*) ;; *) missing+=(libgl1) ;; esac
    case $libraries in *libfontconfig.so.1*) ;; *) missing+=(libfontconfig1) ;; esac
fi
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || {
    echo "Phones: please install ${missing[*]}; without apt-get this script can't" >&2
    exit 1
}
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "Phones: installing ${missing[*]}"
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y "${missing[@]}"
