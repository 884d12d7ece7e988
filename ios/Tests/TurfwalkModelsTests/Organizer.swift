import Foundation
import Testing
import TurfwalkCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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

    /// Takes an incident in hand, on the page where organizers do.
    static func takes(_ incident: OpId) async throws {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        let browser = URLSession(configuration: configuration)
        let (server, cookie) = (try variable("TURFWALK_SERVER"), try variable("TURFWALK_COOKIE"))
        func request(_ path: String) throws -> URLRequest {
            var request = URLRequest(url: try #require(URL(string: server + path)))
            request.setValue(cookie, forHTTPHeaderField: "Cookie")
            return request
        }
        let (shown, _) = try await browser.data(for: request("/incidents"))
        let field = try #require(
            String(decoding: shown, as: UTF8.self).firstMatch(of: #/name="csrf" value="(?<csrf>[^"]+)"/#))
        var form = try request("/incidents/take")
        form.httpMethod = "POST"
        form.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        form.httpBody = Data("csrf=\(field.csrf)&incident=\(inWords(incident))".utf8)
        _ = try await browser.data(for: form)
    }

    static func accepts(_ proposal: OpId) throws {
        try turfwalk("proposals", "accept", inWords(proposal))
    }

    static func refuses(_ edit: OpId) throws {
        try turfwalk("proposals", "refuse", inWords(edit))
    }

    /// As the server's commands name an op.
    private static func inWords(_ op: OpId) -> String {
        let hex = String(op.incarnation.value, radix: 16)
        return "\(op.device.value).\(String(repeating: "0", count: 16 - hex.count))\(hex).\(op.n)"
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
