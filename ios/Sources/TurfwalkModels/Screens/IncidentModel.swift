import Foundation
import Observation
import TurfwalkCore

/// Something happened that others must know of; and what became of what was reported. Core keeps the
/// words at each key stroke, with where they were begun, until they are sent.
@MainActor
@Observable
public final class IncidentModel: ScreenModel {
    public let place: DoorPlace?
    public var kind: IncidentKind? { didSet { keep() } }
    public var urgency = Urgency.today { didSet { keep() } }
    public var text = "" { didSet { keep() } }
    public var sendsPosition = false
    public private(set) var reported: [IncidentRow] = []
    /// The number to call in danger, and the organizer's own.
    public private(set) var emergency: String?
    public private(set) var helpLine: String?
    /// What is missing.
    public private(set) var wrongText: String?
    @ObservationIgnored private unowned let app: AppModel
    /// The place next to it: the one where the words were begun.
    private var at: Place?
    /// Whether the fields hold what they begin with: what changes from then on is the canvasser's.
    @ObservationIgnored private var isFilled = false

    init(_ app: AppModel, _ place: DoorPlace?) {
        self.app = app
        self.place = place
        at = place.map { .door($0.door) }
        for case .incident(let at, let kind, let urgency, let text) in (try? app.phone?.begun()) ?? [] {
            (self.at, self.kind, self.urgency, self.text) = (at, kind, urgency, text)
        }
        isFilled = true
        refresh()
    }

    public var kinds: [(kind: IncidentKind, title: String)] {
        let all: [IncidentKind] = [
            .violence, .injury, .harassment, .animal, .unsafePlace, .police, .votingTrouble, .complaint,
            .lostItem, .other,
        ]
        return all.map { ($0, app.texts.incident($0)) }
    }

    public var urgencies: [(urgency: Urgency, title: String)] {
        let texts = app.texts
        return [
            (.now, texts.incidentUrgencyNow), (.today, texts.incidentUrgencyToday),
            (.forInformation, texts.incidentUrgencyForInformation),
        ]
    }

    public var whereText: String? {
        at.flatMap(app.address(next:)).map(app.texts.incidentWhereDoor)
    }

    /// Whether the phone's position can go along.
    public var canSendPosition: Bool { app.platform.position != nil }

    /// Reports it: on disk at once, and on its way as soon as there is a signal.
    public func send() {
        guard let kind else {
            wrongText = app.texts.incidentKindMissing
            return
        }
        guard let at = at ?? app.somePlace() else {
            wrongText = app.texts.todayEmptyBody
            return
        }
        let incident = Incident(
            kind: kind, urgency: urgency, text: text.trimmingCharacters(in: .whitespacesAndNewlines),
            atMs: app.nowMs, position: sendsPosition ? app.platform.position : nil)
        let words = app.texts.incidentReported
        let isSent = app.capture(words, at: app.address(next: at), canUndo: false) { phone, made in
            made(try phone.report(at: at, incident: incident))
        }
        guard isSent else { return }
        isFilled = false
        (self.at, self.kind, text, wrongText) = (place.map { .door($0.door) }, nil, "", nil)
        isFilled = true
        refresh()
    }

    private func keep() {
        guard isFilled, let at = at ?? app.somePlace() else { return }
        app.keep(.incident(at: at, kind: kind, urgency: urgency, text: text))
    }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            let campaign = try phone.campaign()
            (emergency, helpLine) = (campaign?.emergency, campaign?.helpLine)
            reported = try phone.incidents().map { IncidentRow($0, app.texts, nowMs: app.nowMs) }
        } catch {
            app.report(error)
        }
    }
}

/// An incident of this phone, and who has it.
public struct IncidentRow: Identifiable, Equatable, Sendable {
    public let id: OpId
    public let text: String
    public let state: IncidentState
    public let stateText: String

    init(_ view: IncidentView, _ texts: Texts, nowMs: Int64) {
        id = view.op
        state = view.state
        let moment = texts.moment(view.incident.atMs, now: nowMs)
        text = texts.incidentRow(kind: texts.incident(view.incident.kind), moment: moment)
        stateText =
            switch view.state {
            case .onPhone: texts.incidentStateOnPhone
            case .arrived: texts.incidentStateArrived
            case .taken(let name, let atMs):
                texts.incidentStateTaken(name: name, moment: texts.moment(atMs, now: nowMs))
            }
    }
}

extension AppModel {
    /// A place for what is reported away from any: the last door that was open here, the walk's next
    /// one, or what core knows, also while the lists are locked.
    func somePlace() -> Place? {
        if let lastDoor { return .door(lastDoor) }
        for case .walk(let id) in screens.reversed() {
            if let door = (models[.walk(id)] as? WalkModel)?.next?.stop.doors.first { return .door(door) }
        }
        return try? phone?.lastPlace()
    }

    /// The address of a door, where this phone may show it.
    func address(next place: Place) -> String? {
        guard case .door(let door) = place else { return nil }
        return address(of: DoorPlace(door: door))
    }
}

extension Texts {
    public func incident(_ kind: IncidentKind) -> String {
        switch kind {
        case .violence: incidentKindViolence
        case .injury: incidentKindInjury
        case .harassment: incidentKindHarassment
        case .animal: incidentKindAnimal
        case .unsafePlace: incidentKindUnsafePlace
        case .police: incidentKindPolice
        case .votingTrouble: incidentKindVotingTrouble
        case .complaint: incidentKindComplaint
        case .lostItem: incidentKindLostItem
        case .other: incidentKindOther
        }
    }
}
