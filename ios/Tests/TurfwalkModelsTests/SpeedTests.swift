import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// How long a volunteer waits, through the bindings, with the whole town as one list. Times are
/// printed, not judged: they are those of a debug build on a machine that has other work. What was
/// timed is checked.
@MainActor
@Suite struct SpeedTests {
    @Test func openingRecordingAndPlanningAgain() async throws {
        let phone = try TestPhone("speed")
        let app = try await phone.joined(as: "Speed")
        let list = try app.front.today().lists[0]
        app.close()

        var opened: [Duration] = []
        for _ in 0..<7 {
            let clock = ContinuousClock.now
            let app = phone.start()
            try app.front.today().open(app.front.today().lists[0])
            let walk = app.walk(list.id)
            let next = try #require(walk.next)
            opened.append(.now - clock)
            #expect(next.stop.state == .open)
            app.close()
        }
        say("open/next-door", opened, "\(list.doors) doors")

        let again = phone.start()
        again.go(to: .walk(list.id))
        let walk = again.walk(list.id)
        var tapped: [Duration] = []
        var recorded: [Duration] = []
        let device = try #require(again.phone)
        for _ in 0..<20 {
            let door = try Walker(again, walk).opensTheNextHome()
            let clock = ContinuousClock.now
            try door.tap(named: again.texts.outcomeNotHome)
            tapped.append(.now - clock)
            let attempt = Attempt(
                target: .door(door.place.door), channel: .door, outcome: .notHome, atMs: phone.clock.wallMs)
            let before = ContinuousClock.now
            _ = try device.record(attempt: attempt)
            recorded.append(.now - before)
        }
        #expect(try device.receipts().onPhone == 40)
        say("record/tap-to-next-door", tapped, "\(list.doors) doors")
        say("record/to-disk", recorded, "one attempt")

        let before = ContinuousClock.now
        let view = try device.replan(id: list.id, wish: WalkWish(style: .quickest, to: .anywhere))
        say("replan", [.now - before], "\(view.stops.count) stops")
        #expect(view.summary.replanned)

        let map = walk.map
        await map.load()
        let clock = ContinuousClock.now
        map.resize(width: 390, height: 700)
        say("map/first-frame", [.now - clock], "\(map.streets.count) streets, \(map.signs.count) signs")
        #expect(!map.streets.isEmpty && !map.signs.isEmpty)
    }

    private func say(_ subject: String, _ times: [Duration], _ size: String) {
        let sorted = times.sorted()
        let ms = { (time: Duration) in String(format: "%.1f ms", time / .milliseconds(1)) }
        let (median, worst) = (sorted[sorted.count / 2], sorted[sorted.count - 1])
        print("speed/\(subject): median \(ms(median)), worst \(ms(worst)) (\(size))")
    }
}
