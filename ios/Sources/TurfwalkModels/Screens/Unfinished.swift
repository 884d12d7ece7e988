import TurfwalkCore

/// Something that was begun and is not recorded, as Today lists it.
public struct UnfinishedRow: Identifiable, Equatable, Sendable {
    public let id: Int
    public let begun: Unfinished
    /// "Talk begun at 214 Elm Street".
    public let text: String
}

extension TodayModel {
    /// Goes on with it, its door and its walk below it.
    public func goOn(_ row: UnfinishedRow) {
        guard let at = row.begun.at else { return app.show([.incident(nil)]) }
        let place = DoorPlace(door: at.door, stop: StopPlace(list: at.list, number: at.stop.number))
        let page: Screen =
            switch row.begun.what {
            case .talk(let target): .script(target, place)
            case .note(let target): .note(target, place)
            case .changes(let target): .putRight(target, place)
            case .person, .door: .add(place)
            case .incident: .incident(place)
            }
        app.show([.walk(at.list), .door(place), page])
    }
}

extension Texts {
    func unfinished(_ begun: Unfinished) -> String {
        guard let at = begun.at else { return todayReportBegun }
        let place = address(at.stop.house, at.stop.street, at.unit)
        return switch begun.what {
        case .talk: todayDraftAt(address: place)
        case .note: todayNoteAt(address: place)
        case .changes: todayChangesAt(address: place)
        case .person: todayNewPersonAt(address: place)
        case .door: todayNewDoorAt(address: place)
        case .incident: todayReportBegunAt(address: place)
        }
    }
}
