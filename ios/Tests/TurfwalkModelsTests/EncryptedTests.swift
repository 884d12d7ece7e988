import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// The phone's database under a key, as it is on every phone.
@MainActor
@Suite struct EncryptedTests {
    @Test func theKeyOpensItAndNoOtherDoesAndWhatALostKeyCostsIsCounted() async throws {
        let (right, wrong) = (Data(repeating: 7, count: 32), Data(repeating: 8, count: 32))
        let phone = try TestPhone("encrypted")
        phone.key = right
        let app = try await phone.joined(as: "Encrypted")
        let list = try app.front.today().lists[0]
        app.go(to: .walk(list.id))
        let walk = app.walk(list.id)
        let street = try #require(walk.next?.stop.street)
        try await Network.off()
        for _ in 0..<4 { try Walker(app, walk).isNotHome() }
        #expect(try !holds(phone, street))
        app.close()

        phone.key = wrong
        let other = phone.start()
        #expect(try other.front.closed().sentence == other.texts.errorWrongKey)
        phone.key = right
        other.open()
        #expect(try other.front.today().unsentText == other.texts.todayUnsent(count: 4))
        other.close()

        phone.key = wrong
        let afresh = phone.start()
        #expect(try afresh.front.closed().remedy == .startAfresh)
        afresh.startAfresh()
        #expect(try afresh.front.salvaged().lostText == afresh.texts.salvagedLost(count: 4))
        try await Network.on()

        // The search itself finds such a word where it is.
        let plain = try TestPhone("in-the-clear")
        _ = try await plain.joined(as: "In the clear")
        #expect(try holds(plain, street))
    }

    /// Whether the phone's files have this word on disk.
    private func holds(_ phone: TestPhone, _ word: String) throws -> Bool {
        let files = try FileManager.default.contentsOfDirectory(at: phone.folder, includingPropertiesForKeys: nil)
        return try files.contains { try Data(contentsOf: $0).range(of: Data(word.utf8)) != nil }
    }
}
