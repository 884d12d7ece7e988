import Observation
import TurfwalkCore

/// A building by its floors: all its doors, in the order to knock.
@MainActor
@Observable
public final class EntranceModel: ScreenModel {
    public let place: StopPlace
    public private(set) var entrance: Entrance?
    public private(set) var floors: [FloorRows] = []
    public private(set) var isWithdrawn = false
    /// Somebody was let in: the next door opens by itself after each.
    public private(set) var isIn = false
    /// The outcome for the whole entrance that waits for a word about it.
    public private(set) var asking: OutcomeChoice?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ place: StopPlace) {
        self.app = app
        self.place = place
        refresh()
    }

    public var address: String {
        entrance.map { app.texts.commonAddress(house: $0.house, street: $0.street) } ?? ""
    }

    public var accessText: String { entrance?.access ?? app.texts.doorAccessNone }

    public var doneText: String {
        let doors = floors.flatMap(\.doors)
        let done = doors.count { $0.state == .done }
        return app.texts.doorDoorsDone(done: String(done), count: doors.count)
    }

    /// Outcomes for the whole entrance.
    public var choices: [OutcomeChoice] {
        guard let building = entrance?.building else { return [] }
        return app.texts.choices([.building(building)], isFlyerJob: false)
    }

    /// Somebody has opened: goes to the first door that is to be knocked at.
    public func buzzedIn() {
        isIn = true
        if let first = next(after: nil) { open(first) }
    }

    public func leaveBuilding() {
        isIn = false
        app.back()
    }

    public func open(_ door: DoorId) {
        app.go(to: .door(DoorPlace(door: door, stop: place)))
    }

    public func tap(_ choice: OutcomeChoice) {
        guard choice.ask == nil else {
            asking = choice
            return
        }
        record(choice.outcome, for: choice.target)
    }

    public func answer(_ answer: String) {
        guard let choice = asking else { return }
        guard let outcome = choice.outcome(answered: answer) else {
            app.problem = Problem(app.texts.outcomeNeedsText)
            return
        }
        asking = nil
        record(outcome, for: choice.target)
    }

    public func stopAsking() { asking = nil }

    /// The door to knock at next: on coming, or after one that was just tried.
    func next(after door: DoorId?) -> DoorId? {
        do {
            return try app.phone?.nextDoor(id: place.list, number: place.number, after: door)
        } catch {
            app.report(error)
            return nil
        }
    }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            let found = try phone.entrance(id: place.list, number: place.number)
            let texts = app.texts
            (entrance, isWithdrawn) = (found, false)
            floors = found.floors.enumerated().map { FloorRows($0.offset, $0.element, texts) }
        } catch DeviceError.NotHere {
            (entrance, floors, isWithdrawn) = (nil, [], true)
        } catch {
            app.report(error)
        }
    }

    private func record(_ outcome: Outcome, for target: Target) {
        let texts = app.texts
        let list = app.list(of: DoorPlace(door: DoorId(value: 0), stop: place))
        let words = texts.doorRecorded(outcome: texts.outcome(outcome))
        let attempt = app.attempt(target, outcome, list)
        if app.record([attempt], saying: words, at: address, stop: place) { app.back() }
    }
}

/// A floor with its doors.
public struct FloorRows: Identifiable, Equatable, Sendable {
    public let id: Int
    public let title: String
    public let doors: [DoorRow]

    init(_ id: Int, _ floor: Floor, _ texts: Texts) {
        self.id = id
        title = texts.floor(floor.floor)
        doors = floor.doors.map { DoorRow($0, texts) }
    }
}

extension Texts {
    /// A floor as people call it; core numbers them from the ground, the top by the largest number.
    func floor(_ floor: Int16?) -> String {
        switch floor {
        case nil: doorFloorUnnamed
        case Int16.max?: doorFloorTop
        case 0?: doorFloorGround
        case let floor? where floor < 0: doorFloorBasement
        case let floor?: doorFloor(name: String(floor))
        }
    }
}

/// A door of a building.
public struct DoorRow: Identifiable, Equatable, Sendable {
    public let id: DoorId
    public let unitText: String
    public let who: String
    public let state: StopState
    public let stateText: String
    /// What a screen reader says of all this.
    public let label: String

    init(_ door: DoorBrief, _ texts: Texts) {
        id = door.id
        unitText = door.unit.map(texts.doorUnit) ?? texts.doorTitle
        who = texts.who(door.names)
        state = door.state
        stateText = texts.state(door.state)
        label = texts.doorDoorLabel(unit: unitText, who: who, state: stateText)
    }
}
