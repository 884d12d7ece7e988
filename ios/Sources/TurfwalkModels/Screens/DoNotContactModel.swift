import Observation
import TurfwalkCore

/// A wish to be left alone: whose, from what, and why.
@MainActor
@Observable
public final class DoNotContactModel: ScreenModel {
    public let place: DoorPlace
    public private(set) var people: [Person] = []
    /// Which person the wish is about, where it is about one.
    public var person: PersonKey?
    public var scope: Scope
    /// By what they are not to be contacted; by nothing at all where none is chosen.
    public var channels: Set<Channel> = []
    public var why = Why.asked
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ target: Target, _ place: DoorPlace) {
        self.app = app
        self.place = place
        if case .person(let key) = target {
            (person, scope) = (key, .person)
        } else {
            (person, scope) = (nil, .household)
        }
        refresh()
    }

    /// Whom the wish may cover.
    public var scopes: [(scope: Scope, title: String)] {
        let texts = app.texts
        let name = people.first { $0.key == person }?.name
        let one = name.map(texts.doNotContactScopePerson) ?? texts.doNotContactScopeOnePerson
        let all = [
            (Scope.person, one), (.household, texts.doNotContactScopeHousehold),
            (.door, texts.doNotContactScopeDoor),
        ]
        return people.isEmpty ? Array(all.dropFirst()) : all
    }

    public var whys: [(why: Why, title: String)] {
        let texts = app.texts
        return [
            (.asked, texts.doNotContactWhyAsked), (.hostile, texts.doNotContactWhyHostile),
            (.sign, texts.doNotContactWhySign), (.deceased, texts.doNotContactWhyDeceased),
        ]
    }

    public var channelChoices: [(channel: Channel, title: String)] {
        let texts = app.texts
        return [
            (.door, texts.doNotContactChannelsDoor), (.phone, texts.doNotContactChannelsPhone),
            (.flyer, texts.doNotContactChannelsFlyer),
        ]
    }

    public var canConfirm: Bool { scope != .person || person != nil }

    /// Records the wish. It holds here at once; on other phones after their next sync.
    public func confirm() {
        guard canConfirm else { return }
        let target = person.map(Target.person) ?? .door(place.door)
        let outcome = Outcome.doNotContact(scope: scope)
        let words = app.texts.doNotContactRecorded
        let isPlain = channels.isEmpty && why == .asked && outcomeFits(outcome: outcome, target: target)
        // Said as an outcome it is one attempt, which can be taken back like any other.
        let isRecorded =
            isPlain
            ? app.recordHere(outcome, for: target, at: place, saying: words)
            : suppress(heardAt: target, words)
        if isRecorded { app.leave(place, after: target) }
    }

    func refresh() {
        let view = try? app.phone?.door(id: place.door, channel: .door, atMs: app.nowMs)
        people = view?.people.map(\.person) ?? []
        if people.count == 1 { person = person ?? people[0].key }
    }

    private func suppress(heardAt target: Target, _ words: String) -> Bool {
        let address = app.address(of: place)
        return app.capture(words, at: address, stop: place.stop, canUndo: false) { phone, made in
            for subject in subjects {
                let wish = Suppression(subject: subject, channels: Array(channels), why: why)
                made(try phone.suppress(heardAt: target, suppression: wish))
            }
        }
    }

    /// Whom a wish by channel names: the household of those who live here, or each of them where
    /// the file has none.
    private var subjects: [Subject] {
        switch scope {
        case .door: return [.door(place.door)]
        case .person: return person.map { [.person($0)] } ?? []
        case .household:
            let covered = person.flatMap { key in people.first { $0.key == key } }.map { [$0] } ?? people
            let subjects = covered.map { $0.household.map(Subject.household) ?? .person($0.key) }
            return subjects.isEmpty ? [.door(place.door)] : Array(Set(subjects))
        }
    }
}
