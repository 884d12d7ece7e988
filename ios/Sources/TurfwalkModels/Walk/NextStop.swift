import TurfwalkCore

/// The stop to go to now, as the screen shows it large.
public struct NextStop: Equatable, Sendable {
    public let stop: StopView
    /// "214": as large as the screen allows.
    public let house: String
    /// "Elm Street, odd side".
    public let street: String
    /// Who lives there, or how many doors there are.
    public let who: String
    /// "90 m", "Right here".
    public let distance: String
    public let crossings: [Crossing]
    /// What one does on the way, step by step.
    public let way: [String]
    /// The line to draw.
    public let line: [LatLon]
    /// "12 stops left, 25 min".
    public let left: String
    /// "1.4 km to go".
    public let toGo: String
    /// What a screen reader says first.
    public let label: String
}

extension WalkModel {
    func nextStop(_ stop: StopView, _ queue: [StopView]) -> NextStop {
        let texts = app.texts
        // A leg leads from where the order has its walker come from: elsewhere it would mislead.
        let leg = legs[stop.number].flatMap { here == nil || here == $0.from ? $0 : nil }
        let distance =
            if here == stop.number {
                texts.walkRightHere
            } else if stop.walkM < 15 {
                texts.walkNextDoor
            } else {
                texts.distance(leg?.metres ?? stop.walkM)
            }
        let who = who(at: stop)
        let metres = queue.reduce(0) { $0 + $1.walkM }
        let seconds = queue.reduce(0) { $0 + $1.walkS }
        return NextStop(
            stop: stop, house: stop.house, street: texts.heading(stop), who: who,
            distance: distance, crossings: leg?.steps.compactMap(texts.crossing) ?? [],
            way: leg.map { texts.way($0.steps) } ?? [], line: leg?.line ?? [],
            left: texts.walkLeftInWalk(count: queue.count, duration: texts.duration(seconds)),
            toGo: texts.walkDistanceToGo(distance: texts.distance(metres)),
            label: texts.walkNextLabel(
                house: stop.house, street: stop.street, who: who, distance: distance))
    }

    private func who(at stop: StopView) -> String {
        if stop.building != nil { return app.texts.walkBuildingDoors(count: stop.doors.count) }
        let views = stop.doors.compactMap { door in
            try? app.phone?.door(id: door, channel: channel, atMs: app.nowMs)
        }
        let names = views.flatMap { view in view.people.filter { !$0.isToBeLeftAlone }.map(\.person.name) }
        return app.texts.who(names)
    }

    /// The channel by which this list's job contacts people.
    var channel: Channel { list?.summary.job == .flyer ? .flyer : .door }
}

extension PersonView {
    /// Whether a wish keeps them from being contacted at all, not the hour alone.
    var isToBeLeftAlone: Bool {
        if case .leaveAlone = hold { true } else { false }
    }
}
