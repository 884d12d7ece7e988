#!/usr/bin/env bash
# Installs PostgreSQL where there is none: tests start throwaway clusters of it on loopback.
# The package's own cluster is not made, and nothing that is there is touched.
set -euo pipefail

if compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null || command -v pg_ctl >/dev/null; then
    exit 0
fi
command -v apt-get >/dev/null || {
    echo "The server's tests need PostgreSQL (initdb, pg_ctl, pg_basebackup); without apt-get this script can't install it" >&2
    exit 1
}
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "Installing postgresql"
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y postgresql-common
$as_root mkdir -p /etc/postgresql-common/createcluster.d
echo "create_main_cluster = false" |
    $as_root tee /etc/postgresql-common/createcluster.d/turfwalk.conf >/dev/null
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y postgresql
