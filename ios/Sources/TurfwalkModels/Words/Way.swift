import TurfwalkCore

/// A place to cross on the way, in words.
public struct Crossing: Equatable, Sendable {
    /// "Cross here: Elm Street. Saves 90 m".
    public let what: String
    /// "At the corner with Oak Street".
    public let place: String
    /// "busy street: mind the traffic"; nothing where there is nothing to mind.
    public let mind: String?
    public let at: LatLon
}

extension Texts {
    /// What one does on a leg, in order.
    public func way(_ steps: [LegStep]) -> [String] {
        steps.map { step in
            switch step {
            case .along(let turn, let street, _, let metres): along(turn, street, distance(metres))
            case .cross: crossing(step)?.what ?? walkCross
            }
        }
    }

    /// Where to cross; nothing for a step that crosses nothing.
    public func crossing(_ step: LegStep) -> Crossing? {
        guard case .cross(let street, let road, let place, let at, let savesM) = step else { return nil }
        let saves = savesM.flatMap { $0 > 0 ? String($0) : nil }
        let what =
            switch (street, saves) {
            case (let street?, let saves?): walkCrossHereSaves(street: street, metres: saves)
            case (let street?, nil): walkCrossHere(street: street)
            case (nil, let saves?): walkCrossSaves(metres: saves)
            case (nil, nil): walkCross
            }
        let corner =
            switch place {
            case .corner(let with?): walkCrossCorner(street: with)
            case .corner(nil): walkCrossCornerUnnamed
            case .midBlock: walkCrossMidBlock
            }
        return Crossing(what: what, place: corner, mind: mind(road), at: at)
    }

    private func mind(_ road: RoadClass) -> String? {
        switch road {
        case .path, .service, .quiet: nil
        case .steps: walkRoadSteps
        case .busy: walkRoadBusy
        case .major: walkRoadMajor
        }
    }

    private func along(_ turn: Turn?, _ street: String?, _ distance: String) -> String {
        switch (turn, street) {
        case (nil, let street?): walkGoAlong(distance: distance, street: street)
        case (nil, nil): walkGo(distance: distance)
        case (.left, let street?): walkGoLeftInto(street: street, distance: distance)
        case (.left, nil): walkGoLeft(distance: distance)
        case (.right, let street?): walkGoRightInto(street: street, distance: distance)
        case (.right, nil): walkGoRight(distance: distance)
        case (.straight, let street?): walkGoStraightInto(street: street, distance: distance)
        case (.straight, nil): walkGoStraight(distance: distance)
        case (.back, let street?): walkGoBackAlong(street: street, distance: distance)
        case (.back, nil): walkGoBack(distance: distance)
        }
    }
}
