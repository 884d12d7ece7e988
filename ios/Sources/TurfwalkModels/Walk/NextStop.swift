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
    /// "90 m", "Right here"; nothing where nobody can know.
    public let distance: String?
    public let crossings: [Crossing]
    /// What one does on the way, step by step.
    public let way: [String]
    /// The line to draw.
    public let line: [LatLon]
    /// Why nobody may be contacted there now.
    public let holdText: String?
    /// How one gets in, when somebody found out.
    public let accessText: String?
    /// "12 stops left, 25 min".
    public let left: String
    /// "1.4 km to go".
    public let toGo: String
    /// What a screen reader says first.
    public let label: String
}

extension WalkModel {
    func nextStop(_ next: TurfwalkCore.NextStop, _ leg: WayLeg?, _ course: Course) -> NextStop {
        let (texts, stop) = (app.texts, next.stop)
        let distance: String? =
            if next.isHere {
                texts.walkRightHere
            } else {
                (leg?.metres ?? next.metres).map { $0 == 0 ? texts.walkNextDoor : texts.distance($0) }
            }
        let who = stop.building == nil ? texts.who(next.names) : texts.walkBuildingDoors(count: stop.doors.count)
        return NextStop(
            stop: stop, house: stop.house, street: texts.heading(stop), who: who,
            distance: distance, crossings: leg?.steps.compactMap(texts.crossing) ?? [],
            way: leg.map { texts.way($0.steps) } ?? [], line: leg?.line ?? [],
            holdText: next.hold.map { texts.hold($0, (try? app.phone?.campaign())?.quietHours) },
            accessText: next.access,
            left: texts.walkLeftInWalk(
                count: Int(course.stopsToGo), duration: texts.duration(course.secondsToGo)),
            toGo: texts.walkDistanceToGo(distance: texts.distance(course.metresToGo)),
            label: distance.map {
                texts.walkNextLabel(house: stop.house, street: stop.street, who: who, distance: $0)
            } ?? "\(texts.address(stop)), \(who)")
    }
}

extension PersonView {
    /// Whether a wish keeps them from being contacted at all, not the hour alone.
    var isToBeLeftAlone: Bool {
        if case .leaveAlone = hold { true } else { false }
    }
}
