import Observation
import TurfwalkCore

/// The walk through one list: the next stop, those after it, the way there.
@MainActor
@Observable
public final class WalkModel: ScreenModel {
    public let id: WalkListId
    public private(set) var list: ListView?
    /// The list was taken back while it was open here.
    public private(set) var isWithdrawn = false
    public private(set) var next: NextStop?
    /// The stops after the next one.
    public private(set) var ahead: [Heading] = []
    /// All were tried once, and this round goes to some of them again: what the screen says of it.
    public private(set) var againText: (title: String, body: String)?
    /// Stops worth another visit, once this round is over.
    public private(set) var later: [Heading] = []
    public private(set) var isPlanning = false
    /// Where the walker is, as far as the app can know.
    @ObservationIgnored var whereabouts = Whereabouts.start
    @ObservationIgnored unowned let app: AppModel

    init(_ app: AppModel, _ id: WalkListId) {
        self.app = app
        self.id = id
        refresh()
    }

    @ObservationIgnored public private(set) lazy var map = MapModel(self)

    /// Every stop of the list under its heading: to choose where one stands.
    public var allStops: [Heading] { list.map { app.texts.headings($0.stops) } ?? [] }

    public var leftOutText: String? {
        guard let count = list?.leftOut.count, count > 0 else { return nil }
        return app.texts.walkLeftOut(count: count)
    }

    /// What stands in the place of a next stop.
    public var restText: (title: String, body: String)? {
        let texts = app.texts
        if isWithdrawn { return (texts.walkWithdrawnTitle, texts.walkWithdrawnBody) }
        guard let list, next == nil else { return nil }
        if list.stops.isEmpty { return (texts.walkTitle, texts.walkEmpty) }
        return (texts.walkAllDoneTitle, texts.walkAllDoneBody)
    }

    /// Opens the next stop: its door, or its entrance.
    public func openNext() {
        guard let stop = next?.stop else { return }
        open(stop.number)
    }

    public func open(_ number: UInt32) {
        guard let stop = stop(number) else { return }
        let place = StopPlace(list: id, number: number)
        if stop.building == nil, stop.doors.count == 1 {
            app.go(to: .door(DoorPlace(door: stop.doors[0], stop: place)))
        } else if !stop.doors.isEmpty {
            app.go(to: .entrance(place))
        }
    }

    public func stop(_ number: UInt32) -> StopView? {
        list?.stops.first { $0.number == number } ?? list?.leftOut.first { $0.number == number }
    }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            let course = try phone.course(id: id, at: whereabouts, atMs: app.nowMs)
            let leg = try course.next.flatMap { next in
                try next.from.flatMap { try phone.leg(id: id, from: $0, to: next.stop.number) }
            }
            isWithdrawn = false
            show(course, leg)
        } catch DeviceError.NotHere {
            (list, next, ahead, later, againText, isWithdrawn) = (nil, nil, [], [], nil, true)
        } catch {
            app.report(error)
        }
    }

    /// Puts what is still to walk in another order, or back in the printed one.
    func plan(_ order: @escaping @Sendable (Device) throws -> ListView) async {
        guard let phone = app.phone else { return }
        isPlanning = true
        do {
            _ = try await offMain { try order(phone) }
            whereabouts = .start
            refresh()
        } catch {
            app.report(error)
        }
        isPlanning = false
    }

    private func show(_ course: Course, _ leg: WayLeg?) {
        let (texts, stops) = (app.texts, course.list.stops)
        list = course.list
        next = course.next.map { nextStop($0, leg, course) }
        ahead = texts.headings(course.after.map { stops[Int($0)] })
        later = texts.headings(course.later.map { stops[Int($0)] })
        let count = Int(course.stopsToGo)
        againText = course.isAgain && count > 0 ? (texts.walkAgainTitle, texts.walkAgainBody(count: count)) : nil
        map.draw()
    }
}

/// Runs work that takes a while away from the screens.
func offMain<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task.detached(operation: work).value
}
