#!/usr/bin/env bash
# Builds the app for phones with the Android SDK and NDK: android/app/build/outputs/apk.
# More arguments go to Gradle instead of `assembleRelease`: android/build.sh assembleDebug
set -euo pipefail
cd "$(dirname "$0")"

missing() {
    printf 'Android: %s\n' "$1" >&2
    exit 1
}
[ -n "${ANDROID_HOME:-}" ] && [ -d "$ANDROID_HOME" ] ||
    missing "ANDROID_HOME names no folder; install the Android SDK and set it to where that is"
[ -n "${ANDROID_NDK_HOME:-}" ] || compgen -G "$ANDROID_HOME/ndk/*" >/dev/null ||
    missing "there is no NDK in the SDK; install one: sdkmanager 'ndk;28.2.13676358'"
command -v cargo-ndk >/dev/null || missing "cargo-ndk is missing; install it: cargo install --locked cargo-ndk"
installed=$(rustup target list --installed 2>/dev/null) || missing "rustup is missing, by which Rust gets Android's targets"
for target in aarch64-linux-android armv7-linux-androideabi x86_64-linux-android; do
    grep -qx "$target" <<<"$installed" || missing "Rust lacks $target; install it: rustup target add $target"
done
command -v gradle >/dev/null || missing "gradle is missing; install 8.13 or newer"

exec gradle --console=plain "${@:-assembleRelease}"
