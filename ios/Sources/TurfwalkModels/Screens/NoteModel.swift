import Foundation
import Observation
import TurfwalkCore

/// A remark about a door or a person, said by them or inferred.
@MainActor
@Observable
public final class NoteModel: ScreenModel {
    public let target: Target
    public let place: DoorPlace
    public var text = ""
    public var basis = Basis.said
    public private(set) var aboutText = ""
    /// What is missing.
    public private(set) var wrongText: String?
    @ObservationIgnored private unowned let app: AppModel

    init(_ app: AppModel, _ target: Target, _ place: DoorPlace) {
        self.app = app
        (self.target, self.place) = (target, place)
        refresh()
    }

    /// Saves the note. A note travels with an attempt: with the one that was recorded here last, if
    /// the app has recorded it; else with one that says that nothing else has happened yet, whose
    /// place the outcome takes.
    public func save() {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            wrongText = app.texts.noteMissing
            return
        }
        let note = Note(text: text, basis: basis)
        let earlier = app.recordedLast(target, at: place)
        let attempt = app.attempt(
            target, earlier?.attempt.outcome ?? .skipped, app.list(of: place), note: note)
        var op: OpId?
        let isSaved = app.capture(app.texts.noteSaved, at: app.address(of: place)) { phone, made in
            let id =
                if let earlier {
                    try phone.correct(earlier: earlier.op, attempt: attempt)
                } else {
                    try phone.record(attempt: attempt)
                }
            op = id
            made(id)
        }
        guard isSaved, let op else { return }
        if earlier == nil || app.notes[target]?.op == earlier?.op {
            app.notes[target] = Noted(op: op, note: note)
        }
        app.back()
    }

    func refresh() {
        let view = try? app.phone?.door(id: place.door, channel: .door, atMs: app.nowMs)
        let person = view?.people.first { target == .person($0.person.key) }?.person
        aboutText = person.map { app.texts.noteAboutPerson(name: $0.name) } ?? app.texts.noteAboutDoor
    }
}

extension AppModel {
    /// What this app has recorded about somebody and nobody has added to, since it was opened.
    func recordedLast(_ target: Target, at place: DoorPlace) -> AttemptRow? {
        let view = try? phone?.door(id: place.door, channel: .door, atMs: nowMs)
        let last = view?.attempts.last { $0.attempt.target == target }
        return last.flatMap { made.contains($0.op) && $0.attempt.note == nil ? $0 : nil }
    }
}
