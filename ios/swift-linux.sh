#!/usr/bin/env bash
# Runs a command where Swift is: a Debian 13 root in the cache folder, made once.
#
#   ios/swift-linux.sh swift --version
#
# Debian 12 has no Swift, Debian 13 (trixie) has 6.0. The root comes from the
# mirror that apt already uses: about 4 minutes and 3 GB the first time. The
# command runs as the caller, in the same folder, and sees the checkout, the
# cargo target folder and the network (so a server on loopback) under the same
# names as outside; of the environment it gets what begins with TURFWALK_.
#
# Mounts are made in a mount namespace of their own: they end with the command,
# whatever ends it, and nothing can be left mounted.
#
# On a machine that can't have it, one loud line says so and the exit code is 0.
set -euo pipefail

suite=trixie
cache=${XDG_CACHE_HOME:-$HOME/.cache}/turfwalk
root=$cache/swift-$suite
checkout=$(cd "$(dirname "$0")/.." && pwd -P)
target=${CARGO_TARGET_DIR:-$checkout/target}

no_swift() {
    printf '\n##### SWIFT WAS NOT RUN: %s #####\n\n' "$1"
    exit 0
}

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || no_swift "neither root nor sudo, which a Debian 13 root needs"
    as_root=sudo
fi

# What apt says of its own sources, so that no host is named here.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
        "Codename: $VERSION_CODENAME" 'Component: main' | head -n 1
}

make_root() {
    local new=$root.new from
    echo "Swift: making a Debian 13 root in $root (once; some 4 minutes, 3 GB)"
    [ -n "$(mirror)" ] || $as_root apt-get -qq update
    from=$(mirror)
    /usr/lib/apt/apt-helper -qq download-file "${from%/}/dists/$suite/Release" "$cache/Release" \
        2>"$cache/swift-$suite.log" ||
        no_swift "apt's mirror has no Debian 13 ($suite)"
    command -v debootstrap >/dev/null || [ -x /usr/sbin/debootstrap ] || {
        echo "Swift: installing debootstrap"
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y debootstrap
    }
    $as_root rm -rf --one-file-system "$new"
    apt-config dump --no-empty | { grep -E '^Acquire::(http|https|Check-[A-Za-z-]*)[: ]' || true; } >"$cache/apt.conf"
    # As root and in its own mount namespace: debootstrap mounts as well.
    $as_root unshare --mount --propagation private bash -euc '
        new=$1 suite=$2 from=$3 apt_conf=$4
        export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C DEBIAN_FRONTEND=noninteractive
        debootstrap --variant=minbase --include=ca-certificates "$suite" "$new" "$from"
        cp "$apt_conf" "$new/etc/apt/apt.conf.d/90host"
        # A root that can be made again needs no fsync for each file.
        echo force-unsafe-io >"$new/etc/dpkg/dpkg.cfg.d/unsafe-io"
        cp /etc/hosts "$new/etc/hosts"
        mount -t proc proc "$new/proc"
        mount --rbind /dev "$new/dev"
        chroot "$new" apt-get -qq update
        chroot "$new" apt-get -qq install --no-install-recommends -y swiftlang libc6-dev libstdc++-14-dev
        chroot "$new" apt-get clean
    ' make-root "$new" "$suite" "$from" "$cache/apt.conf" >"$cache/swift-$suite.log" 2>&1 || {
        tail -n 20 "$cache/swift-$suite.log"
        echo "Swift: the Debian 13 root could not be made; all that was printed is in $cache/swift-$suite.log"
        exit 1
    }
    # Only a whole root gets the name.
    $as_root mv "$new" "$root"
}

[ -r /etc/os-release ] && . /etc/os-release
[ "${ID:-}" = debian ] || no_swift "this is not Debian, so no Debian 13 packages"
case $(dpkg --print-architecture) in
    amd64 | arm64) ;;
    *) no_swift "Debian has Swift for amd64 and arm64 only" ;;
esac
$as_root unshare --mount --propagation private true 2>/dev/null ||
    no_swift "this container may not mount, which a Debian 13 root needs"

mkdir -p "$cache" "$target/swift"
target=$(cd "$target" && pwd -P)
exec 9>"$cache/swift-$suite.lock"
flock 9
[ -d "$root" ] || make_root
exec 9>&-

passed=()
while IFS= read -r -d '' variable; do
    case $variable in TURFWALK_*) passed+=("$variable") ;; esac
done < <(env -0)

exec $as_root unshare --mount --propagation private bash -euc '
    root=$1 checkout=$2 target=$3 here=$4 user=$5
    shift 5
    # swiftc does not find its own libraries without /proc.
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for folder in "$checkout" "$target"; do
        mkdir -p "$root$folder"
        mount --rbind "$folder" "$root$folder"
    done
    exec chroot --userspec="$user" "$root" env -i -C "$here" \
        PATH=/usr/bin:/bin HOME="$target/swift" LANG=C.UTF-8 "$@"
' run "$root" "$checkout" "$target" "$(pwd -P)" "$(id -u):$(id -g)" "${passed[@]}" "$@"
