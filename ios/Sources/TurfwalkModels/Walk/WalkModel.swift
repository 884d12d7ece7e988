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
    /// Stops worth coming again; to be offered when there is no other.
    public private(set) var again = 0
    public private(set) var isPlanning = false
    /// Number of the stop where the walker stands, as far as the app can know.
    public internal(set) var here: UInt32?
    @ObservationIgnored var legs: [UInt32: WayLeg] = [:]
    @ObservationIgnored var round: Round
    @ObservationIgnored private var waysOf: Order?
    @ObservationIgnored unowned let app: AppModel

    init(_ app: AppModel, _ id: WalkListId) {
        self.app = app
        self.id = id
        round = Round()
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
        if again > 0 { return (texts.walkAgainTitle, texts.walkAgainBody(count: again)) }
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
            let list = try phone.walkList(id: id)
            self.list = list
            isWithdrawn = false
            find(list)
        } catch DeviceError.NotHere {
            (list, next, ahead, again, isWithdrawn) = (nil, nil, [], 0, true)
        } catch {
            app.report(error)
        }
    }

    /// Finds the way between the stops: in the background, since a long list takes a while.
    public func findWay() async {
        guard let list, let phone = app.phone else { return }
        let order = Order(version: list.summary.version, stops: list.stops.map(\.number))
        if order == waysOf { return }
        let id = id
        do {
            let way = try await offMain { try phone.way(id: id) }
            legs = Dictionary(way.map { ($0.to, $0) }) { first, _ in first }
            waysOf = order
            refresh()
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
            (round, here) = (Round(), nil)
            refresh()
            await findWay()
        } catch {
            app.report(error)
        }
        isPlanning = false
    }

    /// Finds the next stop and those after it.
    func find(_ list: ListView) {
        let queue = round.queue(list.stops)
        next = queue.first.map { nextStop($0, queue) }
        ahead = app.texts.headings(Array(queue.dropFirst()))
        again = list.stops.count { $0.state == .tryAgain }
        map.draw()
    }

    private struct Order: Equatable {
        let version: UInt32
        let stops: [UInt32]
    }
}

/// Runs work that takes a while away from the screens.
func offMain<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await Task.detached(operation: work).value
}
