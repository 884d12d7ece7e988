import Foundation
import Glibc
import Testing

/// A hotel's network: whatever one asks for, its log-in page answers, with success.
@MainActor
func inAHotel(_ story: @MainActor () async throws -> Void) async throws {
    try await Network.off()
    let server = try #require(URL(string: variable("TURFWALK_SERVER")))
    let hotel = try Hotel(port: UInt16(try #require(server.port)))
    do {
        try await story()
    } catch {
        hotel.closeDown()
        try await Network.on()
        throw error
    }
    hotel.closeDown()
    try await Network.on()
}

private struct Hotel {
    private let door: Int32

    init(port: UInt16) throws {
        door = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = door
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        try #require(isBound == 0 && listen(listener, 8) == 0)
        Thread.detachNewThread {
            while case let guest = accept(listener, nil, nil), guest >= 0 {
                let html = "<html><title>Welcome</title>Please enter your room number.</html>"
                let answer =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                    + "Content-Length: \(html.utf8.count)\r\n\r\n\(html)"
                var asked = [UInt8](repeating: 0, count: 65_536)
                _ = read(guest, &asked, asked.count)
                _ = write(guest, answer, answer.utf8.count)
                shutdown(guest, Int32(SHUT_WR))
                // What the guest is still sending is heard to its end, or the answer would be lost.
                while read(guest, &asked, asked.count) > 0 {}
                close(guest)
            }
        }
    }

    func closeDown() {
        shutdown(door, Int32(SHUT_RDWR))
        close(door)
    }
}

/// Fills the disk that `folder` is on to its last byte, for as long as `story` lasts.
func onAFullDisk(_ folder: String, _ story: () throws -> Void) throws {
    let ballast = folder + "/ballast"
    let file = open(ballast, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    try #require(file >= 0)
    defer { unlink(ballast) }
    for size in [1 << 20, 1 << 12, 1] {
        let bytes = [UInt8](repeating: 0, count: size)
        while write(file, bytes, size) == size {}
    }
    close(file)
    try story()
}

/// A server with a key of its own, of the same town: `turfwalk serve` as campaigns run it.
@MainActor
final class OwnKeyServer {
    private let data: String
    private var process: Process?
    private var address = "127.0.0.1:0"

    init(_ name: String) async throws {
        data = "\(try variable("TURFWALK_SCRATCH"))/server-\(name)"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try Organizer.turfwalk("backup", "--out", data + ".backup")
        try Organizer.turfwalk("--dir", data, "restore", data + ".backup")
        try await start()
    }

    func invite() throws -> String {
        let said = try Organizer.turfwalk("--dir", data, "invite", "--turf", "1", "--server", "https://\(address)")
        return try #require(said.split(separator: "\n").first.map(String.init))
    }

    /// Another server stands at its address from now on: the same data, another key.
    func changesItsKey() async throws {
        stop()
        try FileManager.default.removeItem(atPath: data + "/server-key.pem")
        try await start()
    }

    /// By SIGKILL: a process that a task starts may have all other signals blocked.
    func stop() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    private func start() async throws {
        let log = data + ".log"
        try Data().write(to: URL(fileURLWithPath: log))
        let serve = Process()
        serve.executableURL = URL(fileURLWithPath: try variable("TURFWALK_BINARY"))
        serve.arguments = ["--dir", data, "serve", "--listen", address]
        let output = try #require(FileHandle(forWritingAtPath: log))
        (serve.standardOutput, serve.standardError) = (output, output)
        try serve.run()
        process = serve
        for _ in 0..<600 {
            let said = try String(contentsOfFile: log, encoding: .utf8)
            if let found = said.firstMatch(of: /https:\/\/(127\.0\.0\.1:[0-9]+)/) {
                address = String(found.1)
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        try #require(Bool(false), "the server did not start")
    }
}
