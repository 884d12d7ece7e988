// swift-tools-version: 6.0
// TurfwalkCore is the package that bindings/generate.sh writes over the Rust library, and
// TurfwalkModels decides everything that the app's screens show; the app itself is the Xcode
// project beside this file. ios/build.sh makes the xcframework that is linked on a Mac;
// elsewhere, and on a Mac without it, ios/test.sh links the built library and runs the tests.
import Foundation
import PackageDescription

#if os(macOS)
    let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let framework = here.appendingPathComponent("TurfwalkCoreFFI.xcframework").path
    let isBuilt = FileManager.default.fileExists(atPath: framework)
#else
    let isBuilt = false
#endif

let library: Target =
    isBuilt
    ? .binaryTarget(name: "TurfwalkCoreFFI", path: "TurfwalkCoreFFI.xcframework")
    : .systemLibrary(name: "TurfwalkCoreFFI")

let package = Package(
    name: "Turfwalk",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [
        .library(name: "TurfwalkCore", targets: ["TurfwalkCore"]),
        .library(name: "TurfwalkModels", targets: ["TurfwalkModels"]),
    ],
    targets: [
        library,
        .target(
            name: "TurfwalkCore",
            dependencies: ["TurfwalkCoreFFI"],
            // UniFFI's code does not pass Swift 6's data-race checks (mozilla/uniffi-rs#2929).
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: isBuilt ? [.linkedFramework("Security")] : [.linkedLibrary("turfwalk_bindings")]
        ),
        .target(name: "TurfwalkModels", dependencies: ["TurfwalkCore"]),
        .testTarget(name: "TurfwalkCoreTests", dependencies: ["TurfwalkCore"]),
        .testTarget(name: "TurfwalkModelsTests", dependencies: ["TurfwalkModels"]),
    ],
    swiftLanguageModes: [.v6]
)
