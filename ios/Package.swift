// swift-tools-version: 6.0
// TurfwalkCore is the package that bindings/generate.sh writes over the Rust library;
// ios/test.sh links it to the built library and runs the tests, on Linux too.
import PackageDescription

let package = Package(
    name: "Turfwalk",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "TurfwalkCore", targets: ["TurfwalkCore"])
    ],
    targets: [
        .systemLibrary(name: "TurfwalkCoreFFI"),
        .target(
            name: "TurfwalkCore",
            dependencies: ["TurfwalkCoreFFI"],
            // UniFFI's code does not pass Swift 6's data-race checks (mozilla/uniffi-rs#2929).
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: [.linkedLibrary("turfwalk_bindings")]
        ),
        .testTarget(name: "TurfwalkCoreTests", dependencies: ["TurfwalkCore"]),
    ],
    swiftLanguageModes: [.v6]
)
