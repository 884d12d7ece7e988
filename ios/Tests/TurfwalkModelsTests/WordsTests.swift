import Foundation
import Testing
import TurfwalkCore

@testable import TurfwalkModels

/// Numbers, moments and headings, as people read them.
@MainActor
@Suite struct WordsTests {
    @Test func distancesAndTimesAreRoundAndInTheLanguagesOwnMarks() {
        let (en, de) = (Texts(language: .en), Texts(language: .de))
        #expect([0, 999, 1_000, 1_449, 12_300].map(en.distance) == ["0 m", "999 m", "1.0 km", "1.4 km", "12.3 km"])
        #expect(de.distance(1_449) == "1,4 km")
        #expect([0, 89, 3_600, 7_500].map(en.duration) == ["1 min", "1 min", "1 h", "2 h 5 min"])
    }

    @Test func aMomentIsSaidAsItLiesBack() throws {
        let (texts, utc) = (Texts(language: .en), try #require(TimeZone(secondsFromGMT: 0)))
        let now: Int64 = 1_800_000_000_000  // 15 January 2027, 8:00
        let day: Int64 = 86_400_000
        let said = [now, now - 3_600_000, now - day, now - 3 * day, now - 30 * day].map {
            texts.moment($0, now: now, in: utc)
        }
        #expect(
            said == ["today at 8:00", "today at 7:00", "yesterday at 8:00", "January 12", "December 16, 2026"])
        #expect(texts.ago(now - 30_000, now: now) == texts.commonJustNow)
        #expect(texts.ago(now - 120_000, now: now) == "2 minutes ago")
    }

    @Test func stopsStandUnderTheirStreetAndSideAndAStreetMayComeAgain() {
        let texts = Texts(language: .en)
        let stops = [
            stop(1, "Elm Street", .odd), stop(2, "Elm Street", .odd), stop(3, "Elm Street", .even),
            stop(4, "Oak Street", .both), stop(5, "Elm Street", .odd),
        ]
        let headings = texts.headings(stops)
        #expect(
            headings.map(\.text) == [
                "Elm Street, odd side", "Elm Street, even side", "Oak Street", "Elm Street, odd side",
            ])
        #expect(headings.map { $0.stops.map(\.id) } == [[1, 2], [3], [4], [5]])
    }

    @Test func settingsOfAnOlderAppAreKeptAndBrokenOnesAreTheFirstOnes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("settings.json")
        #expect(Settings.read(in: folder) == Settings())
        try Data(#"{"language":"es","isLeftHanded":true}"#.utf8).write(to: file)
        let read = Settings.read(in: folder)
        #expect(read.language == "es" && read.isLeftHanded && !read.usesPosition)
        try Data("not settings".utf8).write(to: file)
        #expect(Settings.read(in: folder) == Settings())
    }

    private func stop(
        _ number: UInt32, _ street: String = "Elm Street", _ side: StreetSide = .odd, state: StopState = .open
    ) -> StopView {
        StopView(
            number: number, building: nil, doors: [], house: "1", street: street, side: side, at: nil,
            walkM: 0, walkS: 0, crossings: 0, state: state, round: 0)
    }
}
