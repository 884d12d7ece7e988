import Foundation
import Testing
import TurfwalkCore

@testable import TurfwalkModels

/// The map's arithmetic, and the map of a real walk.
@MainActor
@Suite struct MapTests {
    private let here = Projection(
        centre: LatLon(latE7: 525_200_000, lonE7: 134_000_000), metresPerPoint: 2, width: 360, height: 640)

    @Test func aPlaceOnTheScreenIsFoundAgainOnEarth() {
        for point in [ScreenPoint(0, 0), ScreenPoint(180, 320), ScreenPoint(359, 12)] {
            let again = here.point(here.place(point))
            #expect(again.distance(to: point) < 0.02)
        }
        #expect(here.point(here.centre) == ScreenPoint(180, 320))
    }

    @Test func northIsUpAndEastIsRightAndMetresAreMetres() {
        // A hundredth of a degree is 1,113 m to the north, and cos 52.52° of that to the east.
        let north = here.point(LatLon(latE7: 525_300_000, lonE7: 134_000_000))
        #expect(abs(320 - north.y - 1_113.19 / 2) < 0.1)
        let east = here.point(LatLon(latE7: 525_200_000, lonE7: 134_100_000))
        #expect(abs(east.x - 180 - 1_113.19 * cos(52.52 * .pi / 180) / 2) < 0.1)
    }

    @Test func whatFitsIsWhollyOnTheScreen() throws {
        let places = [
            LatLon(latE7: 525_100_000, lonE7: 133_000_000), LatLon(latE7: 525_400_000, lonE7: 135_000_000),
        ]
        let fit = here.fitting(try #require(Extent(places)))
        for place in places {
            let point = fit.point(place)
            #expect((31...329).contains(point.x) && (31...609).contains(point.y))
        }
    }

    @Test func signsThatWouldOverlapBecomeOneAndNoStopIsLost() {
        var seed: UInt64 = 7
        func random() -> Double {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(seed >> 33) / Double(1 << 31)
        }
        let stops = (1...400).map { number in
            (stop: stop(UInt32(number)), at: ScreenPoint(random() * 360, random() * 640))
        }
        let found = clusters(stops)
        #expect(found.flatMap { $0.stops.map(\.number) }.sorted() == Array(1...400))
        for (index, one) in found.enumerated() {
            #expect(found[..<index].allSatisfy { $0.at.distance(to: one.at) >= signWidth })
        }
    }

    @Test func theMapOfAWalkShowsItsStreetsAndComesCloser() async throws {
        let phone = try TestPhone("map")
        let app = try await phone.joined(as: "Map")
        let walk = app.walk(try app.front.today().lists[0].id)
        let map = walk.map
        map.resize(width: 360, height: 640)
        await map.load()
        #expect(map.missingText == nil)
        let whole = map.streets.count
        #expect(whole > 10)
        #expect(map.signs.flatMap(\.numbers).count == walk.list?.stops.count)
        let group = try #require(map.signs.first { $0.numbers.count > 1 })
        #expect(map.sign(at: group.at) == group)
        let before = group.at
        map.zoom(by: 4, at: before)
        let first = try #require(walk.stop(group.id)?.at)
        let after = try #require(map.projection).point(first)
        #expect(after.distance(to: before) < 4)
        #expect(map.streets.count < whole)
        map.pan(x: 50, y: -20)
        let moved = try #require(map.projection).point(first)
        #expect(abs(moved.x - after.x - 50) < 0.1 && abs(moved.y - after.y + 20) < 0.1)
        map.showNext()
        let next = try #require(map.next)
        #expect((0...360).contains(next.x) && (0...640).contains(next.y))
    }

    private func stop(_ number: UInt32) -> StopView {
        StopView(
            number: number, building: nil, doors: [], house: "1", street: "Elm Street", side: .odd, at: nil,
            walkM: 0, walkS: 0, crossings: 0, state: .open, round: 0)
    }
}
