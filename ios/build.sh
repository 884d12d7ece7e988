#!/usr/bin/env bash
# Builds the library for iPhones and their simulators as an xcframework, writes its Swift side, and
# opens the Xcode project of the app. On a Mac with Xcode 16 or newer and Rust.
#
#   ios/build.sh           # an xcframework and the project, opened in Xcode
#   ios/build.sh --check   # an xcframework, and the app compiled for the simulator
#
# NO MACHINE OF OURS HAS COMPILED WHAT STANDS IN ios/App, NOR RUN THIS SCRIPT: we have no Mac.
# ios/test.sh compiles and tests the models on Linux; of the views and of App/Sources/Platform it
# checks the syntax alone. The first one to build the app will find what that cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Darwin ] || {
    echo "An app for iPhones is built on a Mac; here ios/test.sh tests its models." >&2
    exit 1
}
command -v xcodebuild >/dev/null || {
    echo "Install Xcode first, and open it once." >&2
    exit 1
}

target=${CARGO_TARGET_DIR:-$PWD/target}
device=aarch64-apple-ios
simulators=(aarch64-apple-ios-sim x86_64-apple-ios)
export IPHONEOS_DEPLOYMENT_TARGET=17.0

# The Swift side comes from a library for this Mac: a stripped one no longer describes itself.
bindings/generate.sh

rustup target add "$device" "${simulators[@]}"
for platform in "$device" "${simulators[@]}"; do
    # SQLCipher is built in and takes its ciphers from Apple's own library.
    cargo build --locked --profile phone --package turfwalk-bindings --features sqlcipher \
        --target "$platform"
done

# A simulator's library has the code of both kinds of Mac.
both=$target/ios-simulator
mkdir -p "$both"
lipo -create -output "$both/libturfwalk_bindings.a" \
    "$target/aarch64-apple-ios-sim/phone/libturfwalk_bindings.a" \
    "$target/x86_64-apple-ios/phone/libturfwalk_bindings.a"

# One module in each: its header and module map, as the generator wrote them.
framework=ios/TurfwalkCoreFFI.xcframework
rm -rf "$framework"
xcodebuild -create-xcframework \
    -library "$target/$device/phone/libturfwalk_bindings.a" -headers ios/Sources/TurfwalkCoreFFI \
    -library "$both/libturfwalk_bindings.a" -headers ios/Sources/TurfwalkCoreFFI \
    -output "$framework"

if [ "${1:-}" = --check ]; then
    xcodebuild -project ios/Turfwalk.xcodeproj -scheme Turfwalk \
        -destination 'generic/platform=iOS Simulator' CODE_SIGNING_ALLOWED=NO build
else
    open ios/Turfwalk.xcodeproj
fi
