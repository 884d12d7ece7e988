import Foundation
import Testing

/// What bindings/with-server.sh says of its server.
func variable(_ name: String) throws -> String {
    try #require(
        ProcessInfo.processInfo.environment[name],
        "\(name) is not set; run ios/test.sh, or bindings/with-server.sh with your command")
}

/// A fresh file for a phone's database.
func phoneFile(_ name: String) throws -> String {
    "\(try variable("TURFWALK_SCRATCH"))/swift-\(name).db"
}

/// The way to the server: with-server.sh stops it while there is a file `off`.
enum Network {
    static func off() async throws {
        try Data().write(to: file("off"))
        try await wait { !exists(try file("up")) }
    }

    static func on() async throws {
        try FileManager.default.removeItem(at: file("off"))
        try await wait { exists(try file("up")) }
    }

    private static func file(_ name: String) throws -> URL {
        URL(fileURLWithPath: try variable("TURFWALK_NETWORK")).appendingPathComponent(name)
    }

    private static func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path)
    }

    private static func wait(until isSo: () throws -> Bool) async throws {
        for _ in 0..<300 {
            if try isSo() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        try #require(try isSo(), "the server did not follow its switch")
    }
}
