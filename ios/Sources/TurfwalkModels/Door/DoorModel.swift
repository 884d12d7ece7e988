import Observation
import TurfwalkCore

/// One door: who lives here, what was said before, and what happened now.
@MainActor
@Observable
public final class DoorModel: ScreenModel {
    public let place: DoorPlace
    public private(set) var view: DoorView?
    /// The list was taken back while somebody stood here.
    public private(set) var isWithdrawn = false
    public private(set) var people: [PersonRow] = []
    public private(set) var history: [HistoryRow] = []
    /// Whom one speaks with; nobody chosen stands for whoever opens.
    public private(set) var chosen: PersonKey?
    /// The outcome that waits for a word about it.
    public private(set) var asking: OutcomeChoice?
    public private(set) var list: ListSummary?
    /// A remark that goes along with the next outcome of whom it is about.
    public private(set) var waitingNote: String?
    @ObservationIgnored private var drafts: [Target] = []
    @ObservationIgnored unowned let app: AppModel

    init(_ app: AppModel, _ place: DoorPlace) {
        self.app = app
        self.place = place
        refresh()
    }

    public var address: String { view.map { app.texts.address($0.door) } ?? "" }
    public var accessText: String? { view?.access }

    /// Why nobody may be contacted here now.
    public var holdText: String? {
        guard let hold = view?.hold else { return nil }
        return app.texts.hold(hold, quiet)
    }

    /// The language to speak with all who live here.
    public var languageText: String? { view?.language.map { app.texts.putRightSaidLanguage(name: $0) } }

    /// Whom an outcome is about: who was chosen, or who lives alone here, and then the door.
    var targets: [Target] {
        let alone = people.count == 1 ? people[0].id : nil
        return [(chosen ?? alone).map(Target.person), .door(place.door)].compactMap { $0 }
    }

    /// The outcomes of every hour, which one finds without looking.
    public var bigChoices: [OutcomeChoice] { Array(choices.prefix(4)) }
    public var moreChoices: [OutcomeChoice] { Array(choices.dropFirst(4)) }

    /// "Go on with the talk", where one was begun.
    public var talkText: String? {
        guard list?.script != nil, list?.job != .flyer else { return nil }
        let hasDraft = targets.first.map(drafts.contains) ?? false
        return hasDraft ? app.texts.doorGoOnTalk : app.texts.doorTalk
    }

    public func choose(_ person: PersonKey?) {
        chosen = chosen == person ? nil : person
    }

    public func talk() {
        guard let target = targets.first else { return }
        app.go(to: .script(target, place))
    }

    /// Records an outcome, or asks what it needs to be told.
    public func tap(_ choice: OutcomeChoice) {
        guard choice.ask == nil else {
            asking = choice
            return
        }
        record(choice.outcome, for: choice.target)
    }

    /// What the outcome was told.
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

    public func addNote() { app.go(to: .note(targets[0], place)) }
    /// Whose: of who was chosen, or lives alone here, or of all.
    public func putRight() { app.go(to: .putRight(targets[0], place)) }
    public func addPerson() { app.go(to: .add(place)) }
    public func doNotContact() { app.go(to: .doNotContact(targets[0], place)) }
    public func reportIncident() { app.go(to: .incident(place)) }
    public func theirData() { app.go(to: .theirData(place)) }

    func refresh() {
        guard let phone = app.phone else { return }
        do {
            list = app.list(of: place)
            let channel: Channel = list?.job == .flyer ? .flyer : .door
            let view = try phone.door(id: place.door, channel: channel, atMs: app.nowMs)
            let here = [.door(place.door)] + view.people.map { Target.person($0.person.key) }
            let kept = try phone.drafts().filter { here.contains($0.target) }
            drafts = kept.filter { $0.script != nil }.map(\.target)
            waitingNote = kept.first { $0.script == nil }?.note
            self.view = view
            app.lastDoor = place.door
            let (texts, quiet) = (app.texts, try phone.campaign()?.quietHours)
            people = view.people.map { person in
                PersonRow(person, texts, quiet, hasDraft: drafts.contains(.person(person.person.key)))
            }
            history = view.attempts.reversed().map { HistoryRow($0, view, texts, nowMs: app.nowMs) }
            isWithdrawn = false
        } catch DeviceError.NotHere {
            (view, people, history, isWithdrawn) = (nil, [], [], true)
        } catch {
            app.report(error)
        }
    }

    private var choices: [OutcomeChoice] {
        isWithdrawn ? [] : app.texts.choices(targets, isFlyerJob: list?.job == .flyer)
    }

    private var quiet: QuietHours? { (try? app.phone?.campaign())?.quietHours }

    private func record(_ outcome: Outcome, for target: Target) {
        let words = app.texts.doorRecorded(outcome: app.texts.outcome(outcome))
        if app.recordHere(outcome, for: target, at: place, saying: words) { app.leave(place, after: target) }
    }
}
