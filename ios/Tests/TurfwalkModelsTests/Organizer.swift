import Foundation
import Testing

/// The organizer beside the phones: the server's own commands, on its data.
enum Organizer {
    /// A link for one phone.
    static func invite() throws -> String {
        let said = try turfwalk("invite", "--turf", "1", "--server", variable("TURFWALK_SERVER"))
        return try #require(said.split(separator: "\n").first.map(String.init))
    }

    static func withdraw(from phone: Int) throws {
        _ = try turfwalk("withdraw", "--turf", "1", "--phone", String(phone))
    }

    static func revoke(_ phone: Int) throws {
        _ = try turfwalk("device", "revoke", String(phone))
    }

    /// The number of the phone that was joined under this name.
    static func number(of name: String) throws -> Int {
        let line = try #require(
            turfwalk("device", "list").split(separator: "\n").first { $0.contains(name) })
        return try #require(line.split(separator: "\t").first.flatMap { Int($0) })
    }

    @discardableResult
    static func turfwalk(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try variable("TURFWALK_BINARY"))
        process.arguments = arguments
        let (said, failed) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (said, failed)
        try process.run()
        let output = said.fileHandleForReading.readDataToEndOfFile()
        let error = failed.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(
            process.terminationStatus == 0, "turfwalk \(arguments): \(String(decoding: error, as: UTF8.self))")
        return String(decoding: output, as: UTF8.self)
    }
}
