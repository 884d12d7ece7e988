import Foundation
import Testing
import TurfwalkCore
import TurfwalkModels

/// How long a volunteer waits, through the bindings, with the whole town as one list. Times are
/// printed, not judged: they are those of a debug build on a machine that may have other work, which
/// the processor's time beside them leaves out. What was timed is checked.
@MainActor
@Suite struct SpeedTests {
    @Test func openingRecordingAndPlanningAgain() async throws {
        let phone = try TestPhone("speed")
        let app = try await phone.joined(as: "Speed")
        let list = try app.front.today().lists[0]
        app.close()

        var opened: [Took] = []
        for _ in 0..<7 {
            let watch = Watch()
            let app = phone.start()
            try app.front.today().open(app.front.today().lists[0])
            let walk = app.walk(list.id)
            let next = try #require(walk.next)
            opened.append(watch.took)
            #expect(next.stop.state == .open)
            app.close()
        }
        say("open/next-door", opened, "\(list.doors) doors")

        let again = phone.start()
        again.go(to: .walk(list.id))
        let walk = again.walk(list.id)
        var tapped: [Took] = []
        var recorded: [Took] = []
        let device = try #require(again.phone)
        for _ in 0..<20 {
            let door = try Walker(again, walk).opensTheNextHome()
            let watch = Watch()
            try door.tap(named: again.texts.outcomeNotHome)
            tapped.append(watch.took)
            let attempt = Attempt(
                target: .door(door.place.door), channel: .door, outcome: .notHome, atMs: phone.clock.wallMs)
            let bare = Watch()
            _ = try device.record(attempt: attempt)
            recorded.append(bare.took)
        }
        #expect(try device.receipts().onPhone == 40)
        say("record/tap-to-next-door", tapped, "\(list.doors) doors")
        say("record/to-disk", recorded, "one attempt")

        // The course beside the bare list, of which it used to be made on this side.
        var courses: [Took] = []
        var lists: [Took] = []
        for _ in 0..<7 {
            let watch = Watch()
            let course = try device.course(id: list.id, at: .start, atMs: phone.clock.wallMs)
            courses.append(watch.took)
            let bare = Watch()
            let view = try device.walkList(id: list.id)
            lists.append(bare.took)
            #expect(course.list == view)
        }
        say("course", courses, "\(list.doors) doors")
        say("course/the-list-alone", lists, "\(list.doors) doors")
        let way = Watch()
        let open = walk.list?.stops.filter { $0.state == .open }.map(\.number) ?? []
        let leg = try device.leg(id: list.id, from: open[0], to: open[open.count / 2])
        say("course/leg", [way.took], "\(leg?.metres ?? 0) m")
        #expect(leg?.onStreets == true && leg?.line.isEmpty == false)

        let planning = Watch()
        let view = try device.replan(id: list.id, wish: WalkWish(style: .quickest, to: .anywhere))
        say("replan", [planning.took], "\(view.stops.count) stops")
        #expect(view.summary.replanned)

        let map = walk.map
        await map.load()
        let watch = Watch()
        map.resize(width: 390, height: 700)
        say("map/first-frame", [watch.took], "\(map.streets.count) streets, \(map.signs.count) signs")
        #expect(!map.streets.isEmpty && !map.signs.isEmpty)
    }

    private func say(_ subject: String, _ times: [Took], _ size: String) {
        let median = times.sorted { $0.wall < $1.wall }[times.count / 2]
        let ms = { (time: Duration) in String(format: "%.1f ms", time / .milliseconds(1)) }
        print("speed/\(subject): \(ms(median.wall)), of the processor's time \(ms(median.cpu)) (\(size))")
    }
}

private struct Took {
    let wall: Duration
    let cpu: Duration
}

private struct Watch {
    private let began = ContinuousClock.now
    private let spent = clock()

    var took: Took {
        let ticks = Double(clock() - spent) / Double(CLOCKS_PER_SEC)
        return Took(wall: .now - began, cpu: .seconds(ticks))
    }
}
