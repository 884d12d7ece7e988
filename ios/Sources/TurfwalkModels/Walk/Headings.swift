import TurfwalkCore

/// A run of stops on one side of one street, as in print.
public struct Heading: Identifiable, Equatable, Sendable {
    /// Number of its first stop.
    public let id: UInt32
    /// "Elm Street, odd side".
    public let text: String
    public let stops: [StopRow]
}

/// A stop under its heading.
public struct StopRow: Identifiable, Equatable, Sendable {
    /// Its number on phone and paper.
    public let id: UInt32
    public let house: String
    public let state: StopState
    public let stateText: String
    /// "Building, 12 doors"; nothing for a stop with one door.
    public let buildingText: String?
    /// What a screen reader says of all this.
    public let label: String

    init(_ stop: StopView, _ texts: Texts) {
        id = stop.number
        house = stop.house
        state = stop.state
        stateText = texts.state(stop.state)
        buildingText = stop.building == nil ? nil : texts.walkBuildingDoors(count: stop.doors.count)
        label = texts.walkStopLabel(
            number: String(stop.number), house: stop.house, street: stop.street, state: stateText)
    }
}

extension Texts {
    /// Stops under headings, in their order: a street that comes again gets a heading again.
    public func headings(_ stops: [StopView]) -> [Heading] {
        var headings: [Heading] = []
        var run: [StopView] = []
        func close() {
            guard let first = run.first else { return }
            let rows = run.map { StopRow($0, self) }
            headings.append(Heading(id: first.number, text: heading(first), stops: rows))
            run = []
        }
        for stop in stops {
            if let first = run.first, heading(first) != heading(stop) { close() }
            run.append(stop)
        }
        close()
        return headings
    }

    /// "Elm Street, odd side".
    public func heading(_ stop: StopView) -> String {
        switch stop.side {
        case .odd: walkHeading(street: stop.street, side: walkSideOdd)
        case .even: walkHeading(street: stop.street, side: walkSideEven)
        case .one, .both: stop.street
        }
    }
}
