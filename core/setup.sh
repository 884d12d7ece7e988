#!/usr/bin/env bash
# Installs the headers of libcrypto where there are none: the tests of the encrypted database
# build SQLCipher with the system's ciphers. Touches nothing that is already there.
set -euo pipefail

[ "$(uname -s)" = Linux ] || exit 0
printf '#include <openssl/evp.h>\n' | cc -E - >/dev/null 2>&1 && exit 0

command -v apt-get >/dev/null || {
    echo "The encrypted database needs the headers of OpenSSL's libcrypto; without apt-get this script can't install them" >&2
    exit 1
}
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "Installing libssl-dev"
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y libssl-dev
