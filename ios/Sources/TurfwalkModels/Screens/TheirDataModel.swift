import Observation
import TurfwalkCore

/// A card to show at the door: what is held, by whom, why, and how to object.
@MainActor
@Observable
public final class TheirDataModel: ScreenModel {
    public let place: DoorPlace
    public private(set) var people: [Person] = []
    /// Whose data the card shows: one person's, not their household's.
    public var person: PersonKey? { didSet { refresh() } }
    public private(set) var held: [String] = []
    public private(set) var notice: DataNotice?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ place: DoorPlace) {
        self.app = app
        self.place = place
        refresh()
    }

    /// Records the wish to be left alone, at once.
    public func object() {
        let target = person.map(Target.person) ?? .door(place.door)
        app.go(to: .doNotContact(target, place))
    }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            notice = try phone.campaign()?.notice
            let view = try phone.door(id: place.door, channel: .door, atMs: app.nowMs)
            people = view.people.map(\.person)
            let whose = people.count == 1 ? people[0].key : person
            let targets = [whose.map(Target.person), .door(place.door)].compactMap { $0 }
            held = app.texts.held(view, whose, try targets.map { try phone.facts(about: $0) })
        } catch {
            app.report(error)
        }
    }
}

extension Texts {
    /// What is held of a person at a door, a line each; of the address alone where nobody is named.
    func held(_ view: DoorView, _ key: PersonKey?, _ facts: [Facts]) -> [String] {
        let putRight = facts.flatMap { held($0) }
        guard let one = view.people.first(where: { $0.person.key == key }) else {
            let place = theirDataHeldAddress(address: address(view.door))
            return [place] + (putRight.isEmpty ? [theirDataHeldNothing] : putRight)
        }
        let attempts = view.attempts.filter { $0.attempt.target == .person(one.person.key) }
        var lines = [
            theirDataHeldName(name: one.person.name), theirDataHeldAddress(address: address(view.door)),
        ]
        if let party = one.person.party { lines.append(theirDataHeldParty(party: party)) }
        lines += putRight
        if !attempts.isEmpty { lines.append(theirDataHeldVisits(count: attempts.count)) }
        for attempt in attempts.map(\.attempt) {
            if let note = attempt.note { lines.append(theirDataHeldNote(note: note.text)) }
            if case .canvassed(_, let answers) = attempt.outcome, !answers.isEmpty {
                lines.append(theirDataHeldAnswers(answers: answers.map(\.value).joined(separator: ", ")))
            }
        }
        if one.isToBeLeftAlone { lines.append(theirDataHeldWish) }
        return lines
    }

    /// What canvassers put right, a line each.
    private func held(_ facts: Facts) -> [String] {
        (facts.movedAway ? [theirDataHeldMoved] : [])
            + (facts.language.map { [theirDataHeldLanguage(name: $0)] } ?? [])
            + facts.phones.map { theirDataHeldPhone(number: $0) }
    }
}
